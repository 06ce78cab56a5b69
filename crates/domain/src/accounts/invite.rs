//! Inviting, sending again, taking back.

use super::MemberFacts;
use cabas_kernel::{
    Permission, Role, Roles, Ts,
    words::{invitations::InvitationState, members::MemberState},
};
use chrono::TimeDelta;

/// How long a link lives (IN-2).
pub const INVITATION_LIFETIME: TimeDelta = TimeDelta::hours(72);
/// How long to wait before sending it again: mails are slow, people are not.
pub const RESEND_AFTER: TimeDelta = TimeDelta::hours(1);
/// Pending invitations that somebody who is no admin may open in a day (IN-4).
pub const PENDING_PER_DAY: u32 = 20;

/// One invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationFacts {
    pub state: InvitationState,
    pub roles: Roles,
    pub last_sent_at: Ts,
    pub expires_at: Ts,
}

/// The state an invitation is in, the clock included: nothing has to run for it to expire.
pub fn state_now(invitation: &InvitationFacts, now: Ts) -> InvitationState {
    match invitation.state {
        InvitationState::Sent if now >= invitation.expires_at => InvitationState::Expired,
        state => state,
    }
}

/// What the organisation knows of the address invited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// Their membership here, the newest one.
    pub member: Option<MemberState>,
    /// Their newest invitation here.
    pub invitation: Option<InvitationFacts>,
}

/// A link to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    pub expires_at: Ts,
}

refusals! {
    /// Why nobody is invited.
    pub enum InviteError {
        /// Not entitled, to these roles or to bring this person back.
        Forbidden = "forbidden",
        NoRole = "fields_invalid",
        TooManyPending = "too_many_requests",
        AlreadyMember = "already_member",
        /// A live invitation exists: it can be sent again.
        AlreadyInvited = "already_invited",
    }

    /// Why an invitation is not sent again.
    pub enum ResendError {
        Forbidden = "forbidden",
        InvitationOver = "invitation_over",
        TooSoon = "resent_too_soon",
    }

    /// Why an invitation is not taken back.
    pub enum RevokeError {
        Forbidden = "forbidden",
        InvitationOver = "invitation_over",
    }
}

/// Says whether a member may bring people to these roles: admins to any, dispatchers to `volunteer`, nobody above
/// their own (IN-1, TR-4).
pub fn may_invite(inviter: &MemberFacts, roles: Roles) -> bool {
    let volunteers_only = roles.iter().all(|r| r == Role::Volunteer);
    let entitled =
        inviter.may(Permission::InviteAnyone) || (volunteers_only && inviter.may(Permission::InviteVolunteers));
    entitled && roles.highest() <= inviter.roles.highest()
}

/// Invites an address. `pending_today` counts the organisation's pending invitations of the last 24 hours.
///
/// Whoever left may be invited again, and gets a new node of the tree; whoever was excluded or refused is brought
/// back by an admin only.
pub fn decide_invite(
    inviter: &MemberFacts,
    roles: Roles,
    addressee: &Addressee,
    pending_today: u32,
    now: Ts,
) -> Result<Invited, InviteError> {
    if !may_invite(inviter, roles) {
        return Err(InviteError::Forbidden);
    }
    if roles.is_empty() {
        return Err(InviteError::NoRole);
    }
    let admin = inviter.may(Permission::InviteAnyone);
    match addressee.member {
        Some(
            MemberState::Active | MemberState::AwaitingConfirmation | MemberState::Suspended | MemberState::Frozen,
        ) => {
            return Err(InviteError::AlreadyMember);
        }
        Some(MemberState::Excluded | MemberState::Refused) if !admin => return Err(InviteError::Forbidden),
        Some(MemberState::Left | MemberState::Excluded | MemberState::Refused) | None => {}
    }
    if addressee.invitation.is_some_and(|i| state_now(&i, now) == InvitationState::Sent) {
        return Err(InviteError::AlreadyInvited);
    }
    if !admin && pending_today >= PENDING_PER_DAY {
        return Err(InviteError::TooManyPending);
    }
    Ok(Invited { expires_at: now + INVITATION_LIFETIME })
}

/// Sends an invitation again: a new token, which ends the old one and restarts the clock.
///
/// One that is on hold, because its inviter lost the right, goes out again by another admin only. One whose mail could
/// not be handed over waits for no hour: nothing is on its way.
pub fn decide_resend(actor: &MemberFacts, invitation: &InvitationFacts, now: Ts) -> Result<Ts, ResendError> {
    let on_hold = invitation.state == InvitationState::OnHold;
    if !may_invite(actor, invitation.roles) || (on_hold && !actor.may(Permission::InviteAnyone)) {
        return Err(ResendError::Forbidden);
    }
    match state_now(invitation, now) {
        InvitationState::Sent if now < invitation.last_sent_at + RESEND_AFTER => Err(ResendError::TooSoon),
        InvitationState::Sent | InvitationState::OnHold | InvitationState::Bounced => Ok(now + INVITATION_LIFETIME),
        _ => Err(ResendError::InvitationOver),
    }
}

/// Takes an invitation back; its link is dead at once.
pub fn decide_revoke(
    actor: &MemberFacts,
    invitation: &InvitationFacts,
    now: Ts,
) -> Result<InvitationState, RevokeError> {
    if !may_invite(actor, invitation.roles) {
        return Err(RevokeError::Forbidden);
    }
    match state_now(invitation, now) {
        InvitationState::Sent | InvitationState::OnHold | InvitationState::Bounced => Ok(InvitationState::Revoked),
        _ => Err(RevokeError::InvitationOver),
    }
}
