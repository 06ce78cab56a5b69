//! What is being written survives the page it is written on: a session that ends, a link pressed by mistake.
//!
//! In memory only, one form at a time, and only for whoever wrote it.

use cabas_kernel::id::{OrganisationId, PersonId, RecipientId};
use serde_json::Value;
use std::cell::RefCell;

/// Whose form it is, and of which record; of none for a new household.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) person: PersonId,
    pub(super) organisation: OrganisationId,
    pub(super) record: Option<RecipientId>,
}

/// A form left in the middle.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) place: Place,
    /// What is written, and what the record said when writing began.
    pub(super) values: Value,
    pub(super) base: Value,
}

thread_local! {
    static KEPT: RefCell<Option<Draft>> = const { RefCell::new(None) };
}

/// Keeps a form in the place of the one before.
pub(super) fn keep(draft: Draft) {
    KEPT.set(Some(draft));
}

/// What was written at a place. What someone else wrote is forgotten.
pub(super) fn find(place: Place) -> Option<Draft> {
    KEPT.with_borrow_mut(|kept| {
        if kept.as_ref().is_some_and(|draft| draft.place.person != place.person) {
            *kept = None;
        }
        kept.clone().filter(|draft| draft.place == place)
    })
}

/// Forgets it: it is saved, or given up.
pub(super) fn forget(place: Place) {
    KEPT.with_borrow_mut(|kept| {
        if kept.as_ref().is_some_and(|draft| draft.place == place) {
            *kept = None;
        }
    });
}
