//! Giving up a delivery, and taking that back.

use super::{Change, Step, StopActor, StopFacts, initial_status};
use cabas_kernel::words::deliveries::{StopEventKind, StopKind, StopStatus};

refusals! {
    /// Why a delivery is not cancelled.
    pub enum CancelError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        /// Done, or cancelled already; a success must be reopened first (DL-18).
        Transition = "transition_refused",
        /// It left already: a program can no longer call it back.
        Started = "stop_already_started",
    }

    /// Why a delivery stays cancelled.
    pub enum RestoreError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        Transition = "transition_refused",
        AlreadyRescheduled = "already_rescheduled",
    }
}

/// Cancels what is left of a delivery.
///
/// A pickup already loaded stays loaded, because the goods did leave; a drop-off that went well must be reopened
/// first. What had not been closed leaves its person and its round, and access ends at once.
pub fn decide_cancel(delivery: &[StopFacts], actor: StopActor) -> Result<Change, CancelError> {
    if !actor.sees() || delivery.is_empty() {
        return Err(CancelError::NotFound);
    }
    match actor {
        StopActor::Volunteer(_) => return Err(CancelError::Forbidden),
        StopActor::Program if delivery.iter().any(|s| s.status == StopStatus::Out || s.status.is_closed()) => {
            return Err(CancelError::Started);
        }
        _ => {}
    }
    if delivery.iter().any(|s| s.kind == StopKind::Dropoff && s.status.is_success()) {
        return Err(CancelError::Transition);
    }
    let steps: Vec<Step> = delivery
        .iter()
        .filter(|s| s.status.is_open() || s.status == StopStatus::Failed)
        .map(|s| {
            let step = Step::to(s, StopStatus::Cancelled, StopEventKind::Cancelled);
            if s.status.is_open() { step.with_assignee(None).in_round(None) } else { step }
        })
        .collect();
    if steps.is_empty() { Err(CancelError::Transition) } else { Ok(Change::of(steps)) }
}

/// Restores a cancelled delivery: nobody's, in no round, ready. It is a draft where its address is not usable: the way
/// back leads nowhere that publishing would refuse (DL-24).
pub fn decide_restore(delivery: &[StopFacts], actor: StopActor, address_usable: bool) -> Result<Change, RestoreError> {
    if !actor.sees() || delivery.is_empty() {
        return Err(RestoreError::NotFound);
    }
    if !actor.is_dispatcher() {
        return Err(RestoreError::Forbidden);
    }
    let cancelled: Vec<&StopFacts> = delivery.iter().filter(|s| s.status == StopStatus::Cancelled).collect();
    if cancelled.is_empty() {
        return Err(RestoreError::Transition);
    }
    if cancelled.iter().any(|s| s.rescheduled) {
        return Err(RestoreError::AlreadyRescheduled);
    }
    let status = initial_status(address_usable, false);
    let back = |s: &StopFacts| Step::to(s, status, StopEventKind::Restored).with_assignee(None).in_round(None);
    Ok(Change::of(cancelled.into_iter().map(back).collect()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fixtures::{delivery, id, with};

    fn half_done(dropoff: StopStatus) -> Vec<StopFacts> {
        let statuses = [StopStatus::Loaded, dropoff];
        delivery(1, 1)
            .into_iter()
            .zip(statuses)
            .map(|(s, status)| StopFacts { round: Some(id(7)), ..with(s, status) })
            .collect()
    }

    #[test]
    fn cancelling_on_the_way_keeps_what_was_loaded_and_cuts_access() {
        let change = decide_cancel(&half_done(StopStatus::Out), StopActor::Dispatcher).unwrap();
        let step = *change.steps.first().unwrap();
        assert_eq!((change.steps.len(), step.stop, step.assignee, step.round), (1, id(2), None, None));
    }

    #[test]
    fn a_failure_that_is_cancelled_stays_in_the_history_of_its_round() {
        let change = decide_cancel(&half_done(StopStatus::Failed), StopActor::Dispatcher).unwrap();
        assert_eq!(change.steps.first().unwrap().round, Some(id(7)));
    }

    #[test]
    fn a_success_must_be_reopened_first() {
        assert_eq!(
            decide_cancel(&half_done(StopStatus::Delivered), StopActor::Dispatcher),
            Err(CancelError::Transition)
        );
    }

    #[test]
    fn a_rescheduled_delivery_is_not_restored() {
        let stops: Vec<StopFacts> = delivery(1, 1)
            .into_iter()
            .map(|s| StopFacts { rescheduled: true, ..with(s, StopStatus::Cancelled) })
            .collect();
        assert_eq!(decide_restore(&stops, StopActor::Dispatcher, true), Err(RestoreError::AlreadyRescheduled));
    }

    #[test]
    fn what_has_no_usable_address_comes_back_as_a_draft() {
        let stops: Vec<StopFacts> = delivery(1, 1).into_iter().map(|s| with(s, StopStatus::Cancelled)).collect();
        let restored = |usable| -> Vec<StopStatus> {
            let change = decide_restore(&stops, StopActor::Dispatcher, usable).unwrap();
            change.steps.iter().map(|s| s.to).collect()
        };
        assert_eq!(restored(false), [StopStatus::Draft, StopStatus::Draft]);
        assert_eq!(restored(true), [StopStatus::Ready, StopStatus::Ready]);
    }

    #[test]
    fn a_delivery_half_delivered_is_not_cancelled_as_a_whole() {
        let mut stops = half_done(StopStatus::Delivered);
        stops.push(with(crate::fixtures::dropoff(1, 3), StopStatus::Assigned));
        assert_eq!(decide_cancel(&stops, StopActor::Dispatcher), Err(CancelError::Transition));
    }
}
