//! « Geler la branche »: a whole branch stops for the time of a check. Frozen is not guilty.

use super::{Edge, MemberFacts, tree::subtree};
use cabas_kernel::{
    Permission, Role,
    id::{MembershipId, NodeId},
    reach,
    words::members::{FreezeDecision, MemberState},
};
use chrono::{Days, NaiveDate};

/// Days until each case must be decided. An overdue one is raised to every admin daily and is never lifted by a
/// clock.
pub const REVIEW_DAYS: u64 = 14;

/// A node of the tree and the membership it still leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchMember {
    pub node: NodeId,
    pub member: MemberFacts,
}

/// A freeze that waits for decisions: where it begins, and how many generations below stop too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenRoot {
    pub root: NodeId,
    /// All of them without.
    pub depth: Option<u8>,
}

impl FrozenRoot {
    /// Says whether it covers somebody so many generations below its root.
    pub fn reaches(&self, generations: u8) -> bool {
        reach::covers(self.depth, generations)
    }

    /// Says whether a freeze from the same root would cover nobody more.
    fn holds(&self, root: NodeId, depth: Option<u8>) -> bool {
        self.root == root && reach::is_as_deep(self.depth, depth)
    }
}

/// A freeze to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Generations below the root; all of them without.
    pub depth: Option<u8>,
    /// The branch at this instant, the root first: pending invitations of these nodes go on hold.
    pub nodes: Vec<NodeId>,
    /// Those who stop, each with a case of their own; with those whom another freeze has stopped already.
    pub members: Vec<MembershipId>,
    pub review_by: NaiveDate,
}

refusals! {
    /// Why a branch is not frozen.
    pub enum FreezeError {
        Forbidden = "forbidden",
        /// No such node in this organisation.
        NotFound = "not_found",
        /// An open freeze from this root goes as deep already.
        FreezeOpen = "freeze_open",
        /// One's own place is in that branch: another admin decides.
        NotYourself = "not_yourself",
        /// No active admin would be left (TR-11).
        LastAdmin = "last_admin",
    }

    /// Why a case is not decided.
    pub enum FreezeItemError {
        Forbidden = "forbidden",
        /// `pending` is no decision.
        NoDecision = "fields_invalid",
        NotYourself = "not_yourself",
        /// Decided already.
        State = "member_state",
    }
}

/// Freezes a node and everybody below it, or down to `depth` generations, in one organisation, exactly as the tree is
/// now (TR-10).
///
/// Whoever waits for a confirmation goes on waiting, and cannot be confirmed while the freeze is open; whom another
/// freeze has stopped has a case in both. `open` are the open freezes: one that goes deeper than they do may follow
/// from the same root. `today` is the organisation's day.
pub fn decide_freeze(
    actor: &MemberFacts,
    root: NodeId,
    depth: Option<u8>,
    edges: &[Edge],
    members: &[BranchMember],
    open: &[FrozenRoot],
    today: NaiveDate,
) -> Result<Freeze, FreezeError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(FreezeError::Forbidden);
    }
    if !edges.iter().any(|e| e.child == root) {
        return Err(FreezeError::NotFound);
    }
    if open.iter().any(|freeze| freeze.holds(root, depth)) {
        return Err(FreezeError::FreezeOpen);
    }
    let nodes = subtree(edges, root, depth);
    let inside = |m: &&BranchMember| nodes.contains(&m.node);
    if members.iter().filter(inside).any(|m| m.member.id == actor.id) {
        return Err(FreezeError::NotYourself);
    }
    let active = |m: &&BranchMember| m.member.state == MemberState::Active;
    let mut left = members.iter().filter(active).filter(|m| !inside(m));
    if !left.any(|m| m.member.roles.has(Role::Admin)) {
        return Err(FreezeError::LastAdmin);
    }
    let stops = |m: &&BranchMember| matches!(m.member.state, MemberState::Active | MemberState::Frozen);
    let frozen = members.iter().filter(inside).filter(stops).map(|m| m.member.id).collect();
    let review_by = today.checked_add_days(Days::new(REVIEW_DAYS)).unwrap_or(today);
    Ok(Freeze { depth, nodes, members: frozen, review_by })
}

/// Decides one case, alone: cleared, suspended or excluded. With another undecided case (`elsewhere`), whoever is cleared
/// stays stopped; whoever is not is decided there too.
pub fn decide_freeze_item(
    actor: &MemberFacts,
    target: &MemberFacts,
    already: FreezeDecision,
    decision: FreezeDecision,
    elsewhere: bool,
) -> Result<MemberState, FreezeItemError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(FreezeItemError::Forbidden);
    }
    if actor.id == target.id {
        return Err(FreezeItemError::NotYourself);
    }
    if already != FreezeDecision::Pending || target.state != MemberState::Frozen {
        return Err(FreezeItemError::State);
    }
    match decision {
        FreezeDecision::Pending => Err(FreezeItemError::NoDecision),
        FreezeDecision::Cleared if elsewhere => Ok(MemberState::Frozen),
        FreezeDecision::Cleared => Ok(MemberState::Active),
        FreezeDecision::Suspended => Ok(MemberState::Suspended),
        FreezeDecision::Excluded => Ok(MemberState::Excluded),
    }
}

/// Says whether a freeze closes: every case is decided.
pub fn is_decided(items: &[FreezeDecision]) -> bool {
    items.iter().all(|d| *d != FreezeDecision::Pending)
}

/// Says whether an open freeze is raised to every admin today.
pub fn is_overdue(items: &[FreezeDecision], review_by: NaiveDate, today: NaiveDate) -> bool {
    today > review_by && !is_decided(items)
}
