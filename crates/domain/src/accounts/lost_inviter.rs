//! What follows when somebody is no longer what they were.

use cabas_kernel::{
    Roles,
    words::{invitations::InvitationState, members::MemberState},
};

/// Says whether a pending invitation goes on hold because its inviter lost the right to invite: suspended, frozen,
/// excluded, gone, or in a lower role (TR-10). Another admin sends it again.
pub fn holds_invitation(invitation: InvitationState, inviter: MemberState, inviter_may_still: bool) -> bool {
    let waits = matches!(invitation, InvitationState::Sent | InvitationState::Bounced);
    waits && (inviter != MemberState::Active || !inviter_may_still)
}

/// Says whether a change of membership raises the person's epoch, and so ends all sessions, feeds and API tokens
/// at the next request (AU-6, AZ-9): any loss does, a gain does not.
pub fn raises_epoch(state_before: MemberState, state_after: MemberState, lost: Roles) -> bool {
    (state_before == MemberState::Active && state_after != MemberState::Active) || !lost.is_empty()
}
