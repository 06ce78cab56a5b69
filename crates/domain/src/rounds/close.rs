//! A round runs at « Démarrer » and is closed at « Terminer », or one correction window after its last stop.

use super::RoundFacts;
use crate::{deliveries::StopFacts, disclosure::OrganisationHours};
use cabas_kernel::{
    Ts,
    id::{MembershipId, StopId},
    words::{deliveries::StopStatus, rounds::RoundState},
};

refusals! {
    /// Why « Terminer » does nothing.
    pub enum CloseError {
        /// Not theirs, or still a draft.
        NotFound = "not_found",
        /// A stop is still to do: it is closed first, well or not, or the round is given back.
        StopOpen(StopId) = "transition_refused",
        RoundClosed = "round_closed",
    }
}

/// « Terminer », by the round's own volunteer or, without `me`, by a dispatcher. Addresses close at once.
pub fn decide_close(
    round: &RoundFacts,
    stops: &[StopFacts],
    me: Option<MembershipId>,
) -> Result<RoundState, CloseError> {
    if me.is_some() && (round.assignee != me || round.state == RoundState::Draft) {
        return Err(CloseError::NotFound);
    }
    if round.is_closed() {
        return Err(CloseError::RoundClosed);
    }
    match stops.iter().find(|s| s.status.is_open()) {
        Some(stop) => Err(CloseError::StopOpen(stop.id)),
        None => Ok(RoundState::Closed),
    }
}

/// The state a round has by itself, asked for after every change of a stop and as time passes.
///
/// A stop on its way or closed makes a published round run. When all its stops are closed and the correction
/// window of the last one is over, the round closes. A dispatcher's reopening makes a closed round run again.
pub fn next_state(round: &RoundFacts, stops: &[StopFacts], hours: &OrganisationHours, now: Ts) -> RoundState {
    let live: Vec<&StopFacts> = stops.iter().filter(|s| s.status != StopStatus::Cancelled).collect();
    let begun = live.iter().any(|s| s.status == StopStatus::Out || s.status.is_closed());
    let over = begun && live.iter().all(|s| s.status.is_closed());
    let last = live.iter().filter_map(|s| s.closed_at).max();
    match round.state {
        RoundState::Draft => RoundState::Draft,
        RoundState::Closed if live.iter().any(|s| s.status.is_open()) => RoundState::Running,
        RoundState::Closed => RoundState::Closed,
        _ if over && last.is_some_and(|at| now >= at + hours.after_stop()) => RoundState::Closed,
        RoundState::Published if begun => RoundState::Running,
        state => state,
    }
}
