//! Deliveries given by themselves to somebody who carries nothing any more return to the dispatchers (TR-9).

use super::{apply::apply, whole::Whole};
use crate::http::Outcome;
use cabas_domain::deliveries::take_back;
use cabas_kernel::id::MembershipId;
use cabas_store::{Tx, deliveries::Report};
use serde_json::json;

/// Takes back what a member carries outside of rounds.
///
/// # Errors
/// The database's own.
pub(crate) async fn take_back_from(tx: &Tx, member: MembershipId) -> Outcome<()> {
    for id in tx.held_deliveries(member).await? {
        let whole = Whole::of(tx, id).await?;
        let report = Report { by: tx.actor().member(), ..Report::default() };
        apply(tx, &whole, &take_back(&whole.stops, member), &report).await?;
        tx.audit("delivery.returned", id, json!({ "member": member })).await?;
    }
    Ok(())
}
