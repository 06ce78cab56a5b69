//! What the decisions need to know of a stop, and of who acts on it.

use cabas_kernel::{
    Ts, Window,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    words::{
        deliveries::{FailureReason, StopKind, StopStatus},
        rounds::RoundState,
    },
};

/// One stop, as the decisions see it: no personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopFacts {
    pub id: StopId,
    pub delivery: DeliveryId,
    pub kind: StopKind,
    pub status: StopStatus,
    pub recipient: Option<RecipientId>,
    /// A pickup at one of the organisation's depots: it closes with its drop-off.
    pub at_depot: bool,
    pub window: Window,
    pub round: Option<RoundId>,
    pub assignee: Option<MembershipId>,
    /// The stop of the same delivery that comes before this one (DL-4).
    pub previous: Option<StopId>,
    /// By the server's clock; kept when a failed stop is cancelled, empty again after a reopening.
    pub closed_at: Option<Ts>,
    /// Whoever closed it.
    pub closed_by: Option<MembershipId>,
    pub failure_reason: Option<FailureReason>,
    /// A new delivery was made from it (DL-20).
    pub rescheduled: bool,
}

impl StopFacts {
    /// The membership whose work this stop is, when there is one.
    pub fn is_held_by(&self, member: MembershipId) -> bool {
        self.assignee == Some(member)
    }
}

/// How a volunteer stands to a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Assigned to them, and not in a round that is still a draft.
    Own,
    /// Was theirs: what their phone still sends is kept as a conflict, never dropped (DL-19).
    Former,
    /// Somebody else's or nobody's: it does not exist for them (DL-25).
    None,
}

/// Who acts on a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopActor {
    /// A dispatcher or an admin, anywhere in their organisation.
    Dispatcher,
    Volunteer(Hold),
    /// A program of the organisation, on the deliveries it made.
    Program,
}

impl StopActor {
    /// A volunteer before a stop. A draft round is invisible to its volunteer, so its stops are nobody's.
    ///
    /// `was_theirs` says that the stop's history shows this member as its assignee at some time.
    pub fn volunteer(me: MembershipId, stop: &StopFacts, round: Option<RoundState>, was_theirs: bool) -> Self {
        if stop.is_held_by(me) && round != Some(RoundState::Draft) {
            Self::Volunteer(Hold::Own)
        } else if was_theirs {
            Self::Volunteer(Hold::Former)
        } else {
            Self::Volunteer(Hold::None)
        }
    }

    pub const fn is_dispatcher(self) -> bool {
        matches!(self, Self::Dispatcher)
    }

    pub const fn owns(self) -> bool {
        matches!(self, Self::Volunteer(Hold::Own))
    }

    /// Says whether the stop exists at all for this actor (DL-25): everything else comes after this question.
    pub const fn sees(self) -> bool {
        !matches!(self, Self::Volunteer(Hold::Former | Hold::None))
    }
}

pub(crate) fn find(delivery: &[StopFacts], stop: StopId) -> Option<&StopFacts> {
    delivery.iter().find(|s| s.id == stop)
}

/// The stops before this one, nearest first. Cancelled ones do not count; a broken or circular chain ends.
pub(crate) fn before<'a>(delivery: &'a [StopFacts], stop: &StopFacts) -> Vec<&'a StopFacts> {
    let mut chain = Vec::new();
    let mut next = stop.previous;
    while let Some(found) = next.and_then(|id| find(delivery, id)) {
        if chain.len() >= delivery.len() {
            break;
        }
        chain.push(found);
        next = found.previous;
    }
    chain.retain(|s| s.status != StopStatus::Cancelled);
    chain
}

/// Says whether a stop that comes after this one is closed.
pub(crate) fn later_is_closed(delivery: &[StopFacts], stop: StopId) -> bool {
    delivery.iter().any(|s| s.status.is_closed() && before(delivery, s).iter().any(|b| b.id == stop))
}
