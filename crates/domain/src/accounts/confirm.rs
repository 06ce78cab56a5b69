//! « Confirmer l'arrivée »: another pair of eyes on a privileged role.

use super::MemberFacts;
use cabas_kernel::{Permission, Role, id::MembershipId, words::members::MemberState};

/// Somebody at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub member: MemberFacts,
    /// Whoever invited them, if still a member.
    pub invited_by: Option<MembershipId>,
    /// An open freeze covers their place in the tree: nobody of a branch under check comes in (TR-10).
    pub branch_frozen: bool,
}

refusals! {
    /// Why an arrival is not confirmed.
    pub enum ConfirmError {
        Forbidden = "forbidden",
        /// A privileged role that one proposed oneself: *another* admin confirms.
        NotYourself = "not_yourself",
        /// They do not wait for a confirmation, or their branch is under check.
        State = "member_state",
    }

    /// Why an arrival is not turned away.
    pub enum RefuseError {
        Forbidden = "forbidden",
        State = "member_state",
    }
}

/// Confirms an arrival. Nobody confirms their own: whoever waits may do nothing yet (TR-5).
///
/// When the inviter has become the only active admin, nobody else is left to confirm, and they may: the rule holds
/// from two admins on (decisions 3).
pub fn decide_confirm(actor: &MemberFacts, arrival: &Arrival, active_admins: u32) -> Result<MemberState, ConfirmError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(ConfirmError::Forbidden);
    }
    if arrival.member.state != MemberState::AwaitingConfirmation || arrival.branch_frozen {
        return Err(ConfirmError::State);
    }
    let privileged = arrival.member.roles.iter().any(Role::is_privileged);
    let by_inviter = arrival.invited_by == Some(actor.id) && privileged && active_admins >= 2;
    if by_inviter {
        return Err(ConfirmError::NotYourself);
    }
    Ok(MemberState::Active)
}

/// Turns an arrival away; any admin may, the inviter too.
pub fn decide_refuse(actor: &MemberFacts, arrival: &Arrival) -> Result<MemberState, RefuseError> {
    if !actor.may(Permission::ManageMembers) {
        return Err(RefuseError::Forbidden);
    }
    if arrival.member.state != MemberState::AwaitingConfirmation {
        return Err(RefuseError::State);
    }
    Ok(MemberState::Refused)
}
