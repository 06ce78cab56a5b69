//! « Démarrer », by the round's own volunteer.

use super::RoundFacts;
use cabas_kernel::{id::MembershipId, words::rounds::RoundState};

refusals! {
    /// Why a round does not start.
    pub enum StartError {
        /// Not theirs, or still a draft.
        NotFound = "not_found",
        RoundClosed = "round_closed",
    }
}

/// Starts a round. Pressed again, nothing changes: the answer is none.
pub fn decide_start(round: &RoundFacts, me: MembershipId) -> Result<Option<RoundState>, StartError> {
    if round.assignee != Some(me) || round.state == RoundState::Draft {
        return Err(StartError::NotFound);
    }
    if round.is_closed() {
        return Err(StartError::RoundClosed);
    }
    Ok(round.started_at.is_none().then_some(RoundState::Running))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fixtures::{nadia, round, samir};

    #[test]
    fn only_its_own_volunteer_starts_a_round_and_only_once() {
        let mine = RoundFacts { state: RoundState::Published, assignee: Some(samir()), started_at: None, ..round(1) };
        assert_eq!(decide_start(&mine, samir()), Ok(Some(RoundState::Running)));
        assert_eq!(decide_start(&mine, nadia()), Err(StartError::NotFound));
        let begun = RoundFacts { started_at: mine.span.map(|s| s.start), ..mine };
        assert_eq!(decide_start(&begun, samir()), Ok(None));
        let draft = RoundFacts { state: RoundState::Draft, ..mine };
        assert_eq!(decide_start(&draft, samir()), Err(StartError::NotFound));
        let over = RoundFacts { state: RoundState::Closed, ..mine };
        assert_eq!(decide_start(&over, samir()), Err(StartError::RoundClosed));
    }
}
