//! A volunteer gives their round back.

use super::{Assignment, RoundFacts, assign::taken_back};
use crate::deliveries::StopFacts;
use cabas_kernel::{
    id::{MembershipId, StopId},
    words::{deliveries::StopStatus, follow_ups::FollowUpCause, rounds::RoundState},
};

refusals! {
    /// Why a round stays theirs.
    pub enum ReleaseError {
        /// Not theirs, or still a draft.
        NotFound = "not_found",
        RoundClosed = "round_closed",
        /// A stop is on its way: it is closed first, well or not.
        Started(StopId) = "stop_already_started",
    }
}

/// A round given back. A dispatcher is told, and the volunteer cannot take it again alone: the caller remembers
/// who gave it back, and asks [`super::decide_take`] with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub assignment: Assignment,
    pub follow_up: FollowUpCause,
}

/// Gives back one's own round, and only that (DL-26); access is lost at once.
pub fn decide_release(round: &RoundFacts, stops: &[StopFacts], me: MembershipId) -> Result<Release, ReleaseError> {
    if round.assignee != Some(me) || round.state == RoundState::Draft {
        return Err(ReleaseError::NotFound);
    }
    if round.is_closed() {
        return Err(ReleaseError::RoundClosed);
    }
    if let Some(stop) = stops.iter().find(|s| s.status == StopStatus::Out) {
        return Err(ReleaseError::Started(stop.id));
    }
    Ok(Release { assignment: taken_back(round, stops), follow_up: FollowUpCause::Released })
}
