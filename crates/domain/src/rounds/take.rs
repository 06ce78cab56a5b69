//! A volunteer takes an offered round (DL-26).

use super::{Assignment, RoundFacts};
use crate::deliveries::{Candidate, Step, StopFacts};
use cabas_kernel::{
    id::RecipientId,
    words::{deliveries::StopStatus, rounds::RoundState},
};

/// Who would take it.
#[derive(Clone, Copy, Debug)]
pub struct Taker<'a> {
    pub candidate: Candidate,
    /// They gave this round back before: a dispatcher decides (§3.1).
    pub gave_back: bool,
    /// The households they must not meet.
    pub blocked: &'a [RecipientId],
}

refusals! {
    /// Why a round is not taken.
    pub enum TakeError {
        /// A draft, a round that is not offered, or one with a household this person must not meet: neither of
        /// the two is ever told so (`BlockedPair`), so the round does not exist for them.
        NotFound = "not_found",
        MemberNotActive = "member_not_active",
        /// Somebody was faster: of concurrent claims exactly one wins (DL-10).
        RoundTaken = "round_taken",
        /// They gave it back before.
        RoundNotOffered = "round_not_offered",
    }
}

/// Takes a whole round, never single stops. Taking what one holds already changes nothing.
pub fn decide_take(round: &RoundFacts, stops: &[StopFacts], taker: &Taker) -> Result<Assignment, TakeError> {
    let me = taker.candidate.member;
    let visible = matches!(round.state, RoundState::Published | RoundState::Running) && !meets_blocked(stops, taker);
    if round.assignee == Some(me) && round.state != RoundState::Draft {
        return Ok(Assignment { assignee: Some(me), state: round.state, restarts: false, steps: Vec::new() });
    }
    if !visible {
        return Err(TakeError::NotFound);
    }
    if round.assignee.is_none() && taker.gave_back {
        return Err(TakeError::RoundNotOffered);
    }
    if !round.self_assign {
        return Err(TakeError::NotFound);
    }
    if !taker.candidate.may_carry() {
        return Err(TakeError::MemberNotActive);
    }
    if round.assignee.is_some() {
        return Err(TakeError::RoundTaken);
    }
    let ready = stops.iter().filter(|s| matches!(s.status, StopStatus::Ready | StopStatus::Assigned));
    let steps = ready.map(|s| Step::assigned(s, me)).collect();
    Ok(Assignment { assignee: Some(me), state: RoundState::Published, restarts: round.started_at.is_some(), steps })
}

fn meets_blocked(stops: &[StopFacts], taker: &Taker) -> bool {
    stops.iter().filter_map(|s| s.recipient).any(|r| taker.blocked.contains(&r))
}
