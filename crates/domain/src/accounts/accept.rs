//! The invited person says yes.

use super::{InvitationFacts, state_now};
use cabas_kernel::{
    Role, Roles, Ts,
    words::{invitations::InvitationState, members::MemberState},
};

/// What an acceptance makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub member: MemberState,
    pub invitation: InvitationState,
    /// A privileged role was confirmed at once because the organisation has a sole admin: logged, and mailed to
    /// both (decisions 3).
    pub confirmed_at_once: bool,
}

refusals! {
    /// Why a link does not open the door. Unknown, used, revoked, on hold and too old are one answer.
    pub enum AcceptError {
        LinkInvalid = "link_invalid",
        AlreadyMember = "already_member",
    }
}

/// Says whether a new member waits for an admin (decisions 3, IN-5).
///
/// `admin` and `dispatcher` wait as soon as there are two admins; everybody does where the organisation asks for
/// it. Where nobody is there to confirm (the first admin of all, or a privileged role under a sole admin), nobody
/// waits.
pub fn needs_confirmation(roles: Roles, active_admins: u32, confirm_everyone: bool) -> bool {
    if roles.iter().any(Role::is_privileged) { active_admins >= 2 } else { confirm_everyone && active_admins >= 1 }
}

/// Uses an invitation, once: of n parallel acceptances one wins (TR-2), which the store's guarded update holds.
///
/// `existing` is the newest membership of the person in this organisation.
pub fn decide_accept(
    invitation: &InvitationFacts,
    existing: Option<MemberState>,
    active_admins: u32,
    confirm_everyone: bool,
    now: Ts,
) -> Result<Accepted, AcceptError> {
    if state_now(invitation, now) != InvitationState::Sent || invitation.roles.is_empty() {
        return Err(AcceptError::LinkInvalid);
    }
    match existing {
        None | Some(MemberState::Left | MemberState::Excluded | MemberState::Refused) => {}
        Some(_) => return Err(AcceptError::AlreadyMember),
    }
    let waits = needs_confirmation(invitation.roles, active_admins, confirm_everyone);
    let privileged = invitation.roles.iter().any(Role::is_privileged);
    Ok(Accepted {
        member: if waits { MemberState::AwaitingConfirmation } else { MemberState::Active },
        invitation: if waits { InvitationState::AwaitingConfirmation } else { InvitationState::Accepted },
        confirmed_at_once: privileged && !waits,
    })
}
