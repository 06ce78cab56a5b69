//! What is decided about a row or a household is about one that was shown: a sheet is no way to open other records.

use super::preview::Preview;
use crate::http::Failure;
use cabas_kernel::id::RecipientId;
use cabas_model::imports::{MissingDecision, RowChoice};
use std::collections::HashSet;

/// Checks that the households that rows are said to be were offered for these rows, and that those that are ended were
/// missing, before the request or after it.
///
/// # Errors
/// 422 `household_not_offered` or `household_not_missing`, at the household.
pub(super) fn check(choices: &[RowChoice], missing: &[MissingDecision], shown: [&Preview; 2]) -> Result<(), Failure> {
    let offered: HashSet<_> = shown.into_iter().flat_map(Preview::offered).collect();
    let absent: HashSet<RecipientId> =
        shown.into_iter().flat_map(|preview| &preview.missing).map(|household| household.recipient_id).collect();
    for (at, one) in choices.iter().enumerate() {
        if one.recipient_id.is_some_and(|id| !offered.contains(&(one.sheet.as_deref(), one.line, id))) {
            return Err(Failure::field(&format!("/choices/{at}/recipient_id"), "household_not_offered"));
        }
    }
    match missing.iter().position(|one| !absent.contains(&one.recipient_id)) {
        Some(at) => Err(Failure::field(&format!("/missing/{at}/recipient_id"), "household_not_missing")),
        None => Ok(()),
    }
}
