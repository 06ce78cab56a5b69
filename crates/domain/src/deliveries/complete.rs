//! Closing a stop, well or not.

use super::{
    Change, Conflict, Decision, Hold, Step, StopActor, StopFacts,
    facts::{before, find},
};
use cabas_kernel::{
    id::{MembershipId, StopId},
    words::{
        deliveries::{FailureReason, Outcome, StopEventKind, StopKind, StopStatus},
        follow_ups::FollowUpCause,
    },
};

/// « C'est fait ».
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// How a drop-off went; absent on a pickup, which is loaded.
    pub outcome: Option<Outcome>,
    /// The report carries a note that the stop does not say already.
    pub new_note: bool,
    /// Whoever reports.
    pub by: MembershipId,
}

/// « Problème ».
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    pub reason: FailureReason,
    /// As in [`Completion`].
    pub new_note: bool,
    pub by: MembershipId,
}

refusals! {
    /// Why a stop does not close.
    pub enum CloseError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        /// A drop-off says how it went.
        OutcomeMissing = "fields_invalid",
        /// A pickup is loaded, without an outcome.
        OutcomeUnexpected = "fields_invalid",
        /// A stop before this one is open and cannot close with it (DL-4).
        PreviousStopOpen(StopId) = "previous_stop_open",
        Transition = "transition_refused",
    }
}

/// What is reported, as the status it leads to.
struct Report {
    to: StopStatus,
    event: StopEventKind,
    reason: Option<FailureReason>,
    new_note: bool,
    by: MembershipId,
}

/// Closes a stop well: `loaded`, or the outcome of a drop-off.
///
/// The open depot pickups before a drop-off close with it; a pickup elsewhere is closed by itself first. A
/// volunteer's note goes to the inbox (DL-23).
pub fn decide_complete(
    delivery: &[StopFacts],
    stop: StopId,
    actor: StopActor,
    done: &Completion,
) -> Result<Decision, CloseError> {
    let facts = visible(delivery, stop, actor)?;
    let to = match (facts.kind, done.outcome) {
        (StopKind::Pickup, None) => StopStatus::Loaded,
        (StopKind::Pickup, Some(_)) => return Err(CloseError::OutcomeUnexpected),
        (StopKind::Dropoff, None) => return Err(CloseError::OutcomeMissing),
        (StopKind::Dropoff, Some(Outcome::Delivered)) => StopStatus::Delivered,
        (StopKind::Dropoff, Some(Outcome::LeftAtDoor)) => StopStatus::LeftAtDoor,
        (StopKind::Dropoff, Some(Outcome::HandedToThirdParty)) => StopStatus::HandedToThirdParty,
    };
    close(
        delivery,
        facts,
        actor,
        &Report { to, event: StopEventKind::Completed, reason: None, new_note: done.new_note, by: done.by },
    )
}

/// Closes a stop as a problem: a dispatcher is told, with the reason.
pub fn decide_fail(
    delivery: &[StopFacts],
    stop: StopId,
    actor: StopActor,
    failure: &Failure,
) -> Result<Decision, CloseError> {
    let facts = visible(delivery, stop, actor)?;
    let report = Report {
        to: StopStatus::Failed,
        event: StopEventKind::Failed,
        reason: Some(failure.reason),
        new_note: failure.new_note,
        by: failure.by,
    };
    close(delivery, facts, actor, &report)
}

/// Whoever held a stop may still report on it: the right to report outlives the right to read (§5.2).
fn visible(delivery: &[StopFacts], stop: StopId, actor: StopActor) -> Result<&StopFacts, CloseError> {
    let reports = actor.sees() || actor == StopActor::Volunteer(Hold::Former);
    let stop = find(delivery, stop).filter(|_| reports).ok_or(CloseError::NotFound)?;
    if actor == StopActor::Program { Err(CloseError::Forbidden) } else { Ok(stop) }
}

fn close(delivery: &[StopFacts], stop: &StopFacts, actor: StopActor, report: &Report) -> Result<Decision, CloseError> {
    let volunteer = !actor.is_dispatcher();
    if stop.status.is_closed() {
        let same = stop.status == report.to && stop.failure_reason == report.reason;
        let same_person = stop.closed_by == Some(report.by);
        // Somebody who no longer holds the stop agrees with nobody: two people may have brought food.
        if same && (same_person || actor != StopActor::Volunteer(Hold::Former)) {
            // Who says it again may say more: words that nobody has read yet are for the inbox (DL-23).
            let comment = report.new_note && volunteer;
            return Ok(Decision::Already { follow_up: comment.then_some(FollowUpCause::Comment) });
        }
        return Ok(conflict(stop, report));
    }
    match (actor, stop.status) {
        (StopActor::Volunteer(Hold::Former), _) | (StopActor::Volunteer(_), StopStatus::Cancelled) => {
            return Ok(conflict(stop, report));
        }
        (_, StopStatus::Assigned | StopStatus::Out) | (StopActor::Dispatcher, StopStatus::Ready) => {}
        _ => return Err(CloseError::Transition),
    }
    let mut steps = depot_pickups(delivery, stop)?;
    steps.push(Step::to(stop, report.to, report.event));
    let mut change = Change::of(steps);
    if report.reason.is_some() {
        change.follow_ups.push(FollowUpCause::Failed);
    } else if report.new_note && volunteer {
        change.follow_ups.push(FollowUpCause::Comment);
    }
    Ok(Decision::Change(change))
}

fn conflict(stop: &StopFacts, report: &Report) -> Decision {
    Decision::Conflict(Conflict { stop: stop.id, kept: stop.status, reported: report.to })
}

/// The open stops before this one close with it when all are depot pickups, earliest first.
fn depot_pickups(delivery: &[StopFacts], stop: &StopFacts) -> Result<Vec<Step>, CloseError> {
    let mut steps = Vec::new();
    for earlier in before(delivery, stop).into_iter().filter(|s| !s.status.is_closed()) {
        let closes_along = stop.kind == StopKind::Dropoff
            && earlier.kind == StopKind::Pickup
            && earlier.at_depot
            && earlier.status != StopStatus::Draft;
        if !closes_along {
            return Err(CloseError::PreviousStopOpen(earlier.id));
        }
        steps.push(Step::to(earlier, StopStatus::Loaded, StopEventKind::Completed));
    }
    steps.reverse();
    Ok(steps)
}

#[cfg(test)]
mod tests;
