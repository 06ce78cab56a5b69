//! Giving a round to a person, to another one, or to nobody.

use super::{RoundFacts, group::leave};
use crate::deliveries::{Candidate, Step, StopFacts};
use cabas_kernel::{
    id::{MembershipId, RecipientId, StopId},
    words::{deliveries::StopStatus, rounds::RoundState},
};

refusals! {
    /// Why a round does not change hands.
    pub enum AssignError {
        RoundClosed = "round_closed",
        MemberNotActive = "member_not_active",
        /// This person and this stop's household must not meet (DL-14).
        PairBlocked(StopId) = "pair_blocked",
        /// A stop is on its way: it ends with the person who started it.
        Started(StopId) = "stop_already_started",
        /// A draft has no usable address yet.
        Transition(StopId) = "transition_refused",
    }
}

/// A round's person afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub assignee: Option<MembershipId>,
    pub state: RoundState,
    /// « Démarrer » is pressed again by whoever takes over: forget the old one.
    pub restarts: bool,
    /// In the round's order, which nothing here changes (DL-12).
    pub steps: Vec<Step>,
}

/// Gives a round to a member, or takes it back with `None`.
///
/// Closed stops stay in the history of whoever closed them, so a round can be handed over half done. A published
/// round that becomes nobody's and is not offered is a draft again: it is told to its next person by another
/// publication. `stops` are the round's stops in order, `blocked` the households the new person must not meet.
/// The same person again is an answer without steps.
pub fn decide_assign(
    round: &RoundFacts,
    stops: &[StopFacts],
    to: Option<&Candidate>,
    blocked: &[RecipientId],
) -> Result<Assignment, AssignError> {
    if round.is_closed() {
        return Err(AssignError::RoundClosed);
    }
    let assignee = to.map(|c| c.member);
    if assignee == round.assignee {
        return Ok(Assignment { assignee, state: round.state, restarts: false, steps: Vec::new() });
    }
    if let Some(stop) = stops.iter().find(|s| s.status == StopStatus::Out) {
        return Err(AssignError::Started(stop.id));
    }
    let Some(to) = to else { return Ok(taken_back(round, stops)) };
    if !to.may_carry() {
        return Err(AssignError::MemberNotActive);
    }
    let mut steps = Vec::new();
    for stop in stops.iter().filter(|s| s.status.is_open()) {
        if stop.status == StopStatus::Draft {
            return Err(AssignError::Transition(stop.id));
        }
        if stop.recipient.is_some_and(|r| blocked.contains(&r)) {
            return Err(AssignError::PairBlocked(stop.id));
        }
        steps.push(Step::assigned(stop, to.member));
    }
    let state = if round.state == RoundState::Running { RoundState::Published } else { round.state };
    Ok(Assignment { assignee, state, restarts: round.started_at.is_some(), steps })
}

/// Takes a round from somebody who may no longer carry any (TR-9). What they had on its way waits for somebody else,
/// too: nobody is left at a door.
pub fn take_back(round: &RoundFacts, stops: &[StopFacts]) -> Assignment {
    let mut back = taken_back(round, stops);
    let under_way = stops.iter().filter(|s| s.status == StopStatus::Out);
    back.steps.extend(under_way.map(|s| Step::released(s).in_round(s.round)));
    back
}

/// Nobody's from now on: its stops keep their place and lose their person.
pub(super) fn taken_back(round: &RoundFacts, stops: &[StopFacts]) -> Assignment {
    let released = stops.iter().filter(|s| s.status == StopStatus::Assigned);
    let state =
        if round.self_assign && round.state != RoundState::Draft { RoundState::Published } else { RoundState::Draft };
    Assignment {
        assignee: None,
        state,
        restarts: round.started_at.is_some(),
        steps: released.map(|s| leave(s).in_round(s.round)).collect(),
    }
}
