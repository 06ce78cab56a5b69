//! Draft → ready.

use super::{Change, Step, StopActor, StopFacts};
use cabas_kernel::words::deliveries::{StopEventKind, StopStatus};

refusals! {
    /// Why a draft stays one.
    pub enum PublishError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        /// No stop of the delivery is a draft.
        NotADraft = "transition_refused",
        /// No street or no place: a position is useful, not required (decisions 14).
        AddressUnusable = "fields_invalid",
    }
}

/// Publishes every draft stop of a delivery.
pub fn decide_publish(delivery: &[StopFacts], actor: StopActor, address_usable: bool) -> Result<Change, PublishError> {
    if !actor.sees() || delivery.is_empty() {
        return Err(PublishError::NotFound);
    }
    if !actor.is_dispatcher() {
        return Err(PublishError::Forbidden);
    }
    let steps: Vec<Step> = delivery
        .iter()
        .filter(|s| s.status == StopStatus::Draft)
        .map(|s| Step::to(s, StopStatus::Ready, StopEventKind::Published))
        .collect();
    if steps.is_empty() {
        return Err(PublishError::NotADraft);
    }
    if !address_usable {
        return Err(PublishError::AddressUnusable);
    }
    Ok(Change::of(steps))
}
