//! What a decision asks the caller to save.

use super::StopFacts;
use cabas_kernel::{
    id::{MembershipId, RoundId, StopId},
    words::{
        deliveries::{StopEventKind, StopStatus},
        follow_ups::FollowUpCause,
    },
};

/// What becomes of one stop: its row after the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub stop: StopId,
    pub from: StopStatus,
    pub to: StopStatus,
    /// The line of history; none when only its round changes, because nothing happened to the stop itself.
    pub event: Option<StopEventKind>,
    /// Whose stop it is afterwards.
    pub assignee: Option<MembershipId>,
    /// The round it is in afterwards.
    pub round: Option<RoundId>,
}

impl Step {
    /// The same person, the same round, another status.
    pub(crate) const fn to(stop: &StopFacts, to: StopStatus, event: StopEventKind) -> Self {
        Self { stop: stop.id, from: stop.status, to, event: Some(event), assignee: stop.assignee, round: stop.round }
    }
    /// Nothing happens to the stop but its place.
    pub(crate) const fn kept(stop: &StopFacts) -> Self {
        Self {
            stop: stop.id,
            from: stop.status,
            to: stop.status,
            event: None,
            assignee: stop.assignee,
            round: stop.round,
        }
    }
    pub(crate) const fn with_assignee(mut self, assignee: Option<MembershipId>) -> Self {
        self.assignee = assignee;
        self
    }
    pub(crate) const fn in_round(mut self, round: Option<RoundId>) -> Self {
        self.round = round;
        self
    }
    /// The stop leaves its person; access is lost at once (AZ-7).
    pub(crate) const fn released(stop: &StopFacts) -> Self {
        Self::to(stop, StopStatus::Ready, StopEventKind::Unassigned).with_assignee(None)
    }
    /// The stop goes to a person.
    pub(crate) const fn assigned(stop: &StopFacts, person: MembershipId) -> Self {
        Self::to(stop, StopStatus::Assigned, StopEventKind::Assigned).with_assignee(Some(person))
    }
}

/// What must be saved, in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// In the order in which they happen: a depot pickup closes before its drop-off.
    pub steps: Vec<Step>,
    /// What a dispatcher must look at (DL-23).
    pub follow_ups: Vec<FollowUpCause>,
}

impl Change {
    pub(crate) fn of(steps: Vec<Step>) -> Self {
        Self { steps, ..Self::default() }
    }
    /// The step that concerns this stop.
    pub fn step(&self, stop: StopId) -> Option<&Step> {
        self.steps.iter().find(|s| s.stop == stop)
    }
}

/// A report that came second: the first one stands, this one is kept for a dispatcher (DL-19).
///
/// It is no refusal, because the follow-up and the line of history must be committed; the answer carries
/// [`Conflict::code`] all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub stop: StopId,
    /// What the stop stays.
    pub kept: StopStatus,
    /// What the second report said.
    pub reported: StopStatus,
}

impl Conflict {
    pub const EVENT: StopEventKind = StopEventKind::Conflict;
    pub const FOLLOW_UP: FollowUpCause = FollowUpCause::Conflict;

    /// The code of the API's catalogue.
    pub const fn code(&self) -> &'static str {
        if self.kept.is_closed() { "stop_closed_otherwise" } else { "conflict" }
    }
}

/// The answer to an action that a phone may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Change(Change),
    /// It is so already: 200, nothing changes (DL-17). A note that a volunteer adds to an outcome already known is
    /// still for a dispatcher to read (DL-23).
    Already {
        follow_up: Option<FollowUpCause>,
    },
    Conflict(Conflict),
}

impl Decision {
    pub(crate) const ALREADY: Self = Self::Already { follow_up: None };
}
