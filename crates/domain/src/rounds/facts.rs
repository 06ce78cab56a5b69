//! What the decisions need to know of a round, and what they answer.

use crate::{deliveries::Step, disclosure::Span};
use cabas_kernel::{
    Ts,
    id::{MembershipId, RecipientId, RoundId, StopId},
    words::rounds::RoundState,
};
use chrono::NaiveDate;

/// One round, without its stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundFacts {
    pub id: RoundId,
    /// Local to the organisation.
    pub date: NaiveDate,
    pub state: RoundState,
    pub assignee: Option<MembershipId>,
    /// A dispatcher's approval that whoever likes may take this round (DL-26).
    pub self_assign: bool,
    /// « Démarrer », by the server's clock.
    pub started_at: Option<Ts>,
    /// « Terminer », or the end of the last stop's correction window.
    pub closed_at: Option<Ts>,
    /// Its hours: [`Span::of`] its stops' windows, or those of the linked shift.
    pub span: Option<Span>,
}

impl RoundFacts {
    pub fn is_closed(&self) -> bool {
        self.state == RoundState::Closed
    }

    /// Published, approved for self-assignment, and nobody's.
    pub fn is_offered(&self) -> bool {
        self.state == RoundState::Published && self.self_assign && self.assignee.is_none()
    }
}

/// The households that nothing goes to in a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeptOut<'a> {
    /// Those that the round's person must not meet (DL-14).
    pub blocked: &'a [RecipientId],
    /// Those that come to the depot.
    pub collecting: &'a [RecipientId],
}

/// What becomes of a round's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundChange {
    /// All stops of the round afterwards, in order.
    pub order: Vec<StopId>,
    /// Those that were not here before.
    pub added: Vec<StopId>,
    /// Those that are no longer here.
    pub removed: Vec<StopId>,
    /// Rounds that lost stops to this one: their people are told, too.
    pub taken_from: Vec<RoundId>,
    /// The stops whose row changes. A stop that only changes place in the list is not among them.
    pub steps: Vec<Step>,
}
