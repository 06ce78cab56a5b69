//! Two rounds become one.

use super::{
    RoundChange, RoundFacts,
    group::{enter, find, is_touched},
};
use crate::deliveries::{Step, StopFacts};
use cabas_kernel::{
    id::{RecipientId, StopId},
    words::deliveries::StopStatus,
};

refusals! {
    /// Why two rounds stay two.
    pub enum MergeError {
        RoundClosed = "round_closed",
        /// Another day, or the same round twice.
        RoundsDiffer = "rounds_differ",
        /// A stop of the other round is on its way or over.
        Started(StopId) = "stop_already_started",
        /// The first round's person and a household of the other must not meet (DL-14).
        PairBlocked(StopId) = "pair_blocked",
    }
}

/// Adds the other round's stops after this one's, both orders kept (DL-12); the other round then ends.
///
/// The stops go to the person of the round that stays. `stops` are the facts of the other round's stops.
pub fn decide_merge(
    round: &RoundFacts,
    order: &[StopId],
    other: &RoundFacts,
    other_order: &[StopId],
    stops: &[StopFacts],
    blocked: &[RecipientId],
) -> Result<RoundChange, MergeError> {
    if round.is_closed() || other.is_closed() {
        return Err(MergeError::RoundClosed);
    }
    if round.id == other.id || round.date != other.date {
        return Err(MergeError::RoundsDiffer);
    }
    let mut change =
        RoundChange { order: [order, other_order].concat(), added: other_order.to_vec(), ..RoundChange::default() };
    change.taken_from.push(other.id);
    for stop in other_order.iter().filter_map(|id| find(stops, *id)) {
        if is_touched(stop) {
            return Err(MergeError::Started(stop.id));
        }
        if round.assignee.is_some() && stop.recipient.is_some_and(|r| blocked.contains(&r)) {
            return Err(MergeError::PairBlocked(stop.id));
        }
        let open = !matches!(stop.status, StopStatus::Cancelled | StopStatus::Draft);
        change.steps.push(if open {
            enter(stop, round.id, round.assignee)
        } else {
            Step::kept(stop).in_round(Some(round.id))
        });
    }
    Ok(change)
}
