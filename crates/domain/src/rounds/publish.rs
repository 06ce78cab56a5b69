//! Telling a round to its person.

use super::RoundFacts;
use crate::deliveries::StopFacts;
use cabas_kernel::{
    id::{RecipientId, StopId},
    words::{deliveries::StopStatus, rounds::RoundState},
};

refusals! {
    /// Why a round is not published.
    pub enum PublishError {
        /// It was already: later changes reach its person by themselves.
        RoundPublished = "round_published",
        RoundClosed = "round_closed",
        RoundEmpty = "round_empty",
        /// It is nobody's, and not offered to whoever takes it.
        RoundNobody = "round_nobody",
        /// Its person and this stop's household must not meet (DL-14).
        PairBlocked(StopId) = "pair_blocked",
    }
}

/// Publishes a draft: its volunteer is told and sees it from now on, masked until it is time (§5.1).
///
/// `blocked` are the households that its person must not meet: a pair may be younger than the list.
pub fn decide_publish(
    round: &RoundFacts,
    stops: &[StopFacts],
    blocked: &[RecipientId],
) -> Result<RoundState, PublishError> {
    match round.state {
        RoundState::Draft => {}
        RoundState::Published | RoundState::Running => return Err(PublishError::RoundPublished),
        RoundState::Closed => return Err(PublishError::RoundClosed),
    }
    if stops.iter().all(|s| s.status == StopStatus::Cancelled) {
        return Err(PublishError::RoundEmpty);
    }
    if round.assignee.is_none() && !round.self_assign {
        return Err(PublishError::RoundNobody);
    }
    let meets = |s: &&StopFacts| s.status.is_open() && s.recipient.is_some_and(|r| blocked.contains(&r));
    if let Some(stop) = stops.iter().find(meets) {
        return Err(PublishError::PairBlocked(stop.id));
    }
    Ok(RoundState::Published)
}
