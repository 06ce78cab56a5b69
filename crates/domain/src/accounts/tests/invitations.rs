//! Inviting, accepting, confirming.
#![allow(clippy::unwrap_used)]

use crate::{accounts::*, fixtures::at};
use cabas_kernel::{
    Role, Roles, Ts,
    words::{invitations::InvitationState, members::MemberState},
};
use chrono::TimeDelta;

pub(super) fn roles(all: &[Role]) -> Roles {
    all.iter().copied().collect()
}

pub(super) fn member(n: u128, state: MemberState, all: &[Role]) -> MemberFacts {
    MemberFacts { id: crate::fixtures::id(n), state, roles: roles(all) }
}

fn active(role: Role) -> MemberFacts {
    member(1, MemberState::Active, &[role])
}

fn sent(state: InvitationState, role: Role) -> InvitationFacts {
    InvitationFacts { state, roles: roles(&[role]), last_sent_at: at(9, 0), expires_at: at(9, 0) + INVITATION_LIFETIME }
}

fn three_days_later() -> Ts {
    at(9, 0) + INVITATION_LIFETIME
}

#[test]
fn nobody_invites_above_their_own_role() {
    for inviter in Role::ALL {
        for invited in Role::ALL {
            let asked = decide_invite(&active(inviter), roles(&[invited]), &Addressee::default(), 0, at(9, 0));
            let may = inviter == Role::Admin || (inviter == Role::Dispatcher && invited == Role::Volunteer);
            assert_eq!(asked.is_ok(), may, "{inviter} invites {invited}");
        }
    }
    let mixed = decide_invite(
        &active(Role::Dispatcher),
        roles(&[Role::Volunteer, Role::Admin]),
        &Addressee::default(),
        0,
        at(9, 0),
    );
    assert_eq!(mixed, Err(InviteError::Forbidden));
}

#[test]
fn only_active_members_invite() {
    for &state in MemberState::ALL.iter().filter(|s| **s != MemberState::Active) {
        let asked = decide_invite(
            &member(1, state, &[Role::Admin]),
            roles(&[Role::Volunteer]),
            &Addressee::default(),
            0,
            at(9, 0),
        );
        assert_eq!(asked, Err(InviteError::Forbidden), "{state}");
    }
}

#[test]
fn an_address_has_one_live_invitation_and_a_member_none() {
    let invite =
        |role, addressee: Addressee, now| decide_invite(&active(role), roles(&[Role::Volunteer]), &addressee, 0, now);
    let invited = |state| Addressee { invitation: Some(sent(state, Role::Volunteer)), member: None };
    assert_eq!(invite(Role::Admin, invited(InvitationState::Sent), at(10, 0)), Err(InviteError::AlreadyInvited));
    assert!(invite(Role::Admin, invited(InvitationState::Sent), three_days_later()).is_ok(), "the earlier one is over");
    assert!(invite(Role::Admin, invited(InvitationState::Revoked), at(10, 0)).is_ok());
    let was = |state| Addressee { member: Some(state), invitation: None };
    for state in [MemberState::Active, MemberState::AwaitingConfirmation, MemberState::Suspended, MemberState::Frozen] {
        assert_eq!(invite(Role::Admin, was(state), at(9, 0)), Err(InviteError::AlreadyMember), "{state}");
    }
    assert!(invite(Role::Dispatcher, was(MemberState::Left), at(9, 0)).is_ok());
    assert_eq!(invite(Role::Dispatcher, was(MemberState::Excluded), at(9, 0)), Err(InviteError::Forbidden));
    assert!(invite(Role::Admin, was(MemberState::Excluded), at(9, 0)).is_ok());
}

#[test]
fn a_dispatcher_opens_twenty_invitations_a_day() {
    let invite = |role, pending| {
        decide_invite(&active(role), roles(&[Role::Volunteer]), &Addressee::default(), pending, at(9, 0))
    };
    assert!(invite(Role::Dispatcher, 19).is_ok());
    assert_eq!(invite(Role::Dispatcher, 20), Err(InviteError::TooManyPending));
    assert!(invite(Role::Admin, 20).is_ok());
}

#[test]
fn an_invitation_is_sent_again_after_an_hour_while_it_lives() {
    let admin = active(Role::Admin);
    let resend = |state, now| decide_resend(&admin, &sent(state, Role::Volunteer), now);
    assert_eq!(resend(InvitationState::Sent, at(9, 59)), Err(ResendError::TooSoon));
    assert_eq!(resend(InvitationState::Sent, at(10, 0)), Ok(at(10, 0) + TimeDelta::hours(72)));
    assert_eq!(resend(InvitationState::Sent, three_days_later()), Err(ResendError::InvitationOver));
    for state in [
        InvitationState::Accepted,
        InvitationState::Revoked,
        InvitationState::Expired,
        InvitationState::AwaitingConfirmation,
    ] {
        assert_eq!(resend(state, at(10, 0)), Err(ResendError::InvitationOver), "{state}");
        assert_eq!(decide_revoke(&admin, &sent(state, Role::Volunteer), at(10, 0)), Err(RevokeError::InvitationOver));
    }
}

#[test]
fn an_invitation_that_did_not_arrive_is_sent_again_at_once_or_taken_back_or_made_anew() {
    let bounced = sent(InvitationState::Bounced, Role::Volunteer);
    for now in [at(9, 1), three_days_later()] {
        let again = decide_resend(&active(Role::Dispatcher), &bounced, now);
        assert_eq!(again, Ok(now + INVITATION_LIFETIME), "nothing is on its way, and the clock starts over");
        assert_eq!(decide_revoke(&active(Role::Dispatcher), &bounced, now), Ok(InvitationState::Revoked));
    }
    assert_eq!(decide_resend(&active(Role::Volunteer), &bounced, at(9, 1)), Err(ResendError::Forbidden));
    let addressee = Addressee { invitation: Some(bounced), member: None };
    let anew = decide_invite(&active(Role::Dispatcher), roles(&[Role::Volunteer]), &addressee, 0, at(9, 1));
    assert!(anew.is_ok());
}

#[test]
fn an_invitation_on_hold_goes_out_by_an_admin_only() {
    let held = sent(InvitationState::OnHold, Role::Volunteer);
    assert_eq!(decide_resend(&active(Role::Dispatcher), &held, at(9, 5)), Err(ResendError::Forbidden));
    assert!(decide_resend(&active(Role::Admin), &held, at(9, 5)).is_ok());
    assert_eq!(decide_revoke(&active(Role::Admin), &held, at(9, 5)), Ok(InvitationState::Revoked));
    assert_eq!(decide_accept(&held, None, 2, false, at(9, 5)), Err(AcceptError::LinkInvalid));
}

#[test]
fn a_link_opens_once_and_for_three_days() {
    for &state in InvitationState::ALL {
        let link = sent(state, Role::Volunteer);
        let opens = decide_accept(&link, None, 2, false, three_days_later() - TimeDelta::seconds(1)).is_ok();
        assert_eq!(opens, state == InvitationState::Sent, "{state}");
        assert_eq!(decide_accept(&link, None, 2, false, three_days_later()), Err(AcceptError::LinkInvalid));
    }
}

#[test]
fn a_volunteer_is_active_at_once_and_a_privileged_role_waits_for_another_admin() {
    let arrives = |role, admins, everyone| {
        decide_accept(&sent(InvitationState::Sent, role), None, admins, everyone, at(9, 1)).unwrap()
    };
    assert_eq!(arrives(Role::Volunteer, 2, false).member, MemberState::Active);
    assert_eq!(arrives(Role::Volunteer, 1, true).member, MemberState::AwaitingConfirmation);
    for role in [Role::Dispatcher, Role::Admin] {
        let waits = arrives(role, 2, false);
        assert_eq!(
            (waits.member, waits.invitation),
            (MemberState::AwaitingConfirmation, InvitationState::AwaitingConfirmation)
        );
        let at_once = arrives(role, 1, true);
        assert_eq!((at_once.member, at_once.confirmed_at_once), (MemberState::Active, true));
    }
    assert_eq!(arrives(Role::Admin, 0, true).member, MemberState::Active, "the first admin of all");
}

#[test]
fn whoever_left_may_come_back_and_a_member_comes_in_once() {
    let back = |state| decide_accept(&sent(InvitationState::Sent, Role::Volunteer), Some(state), 1, false, at(9, 1));
    assert_eq!(back(MemberState::Left).unwrap().member, MemberState::Active);
    assert_eq!(back(MemberState::Suspended), Err(AcceptError::AlreadyMember));
}

#[test]
fn another_admin_confirms() {
    let arrival = Arrival {
        member: member(9, MemberState::AwaitingConfirmation, &[Role::Dispatcher]),
        invited_by: Some(active(Role::Admin).id),
        branch_frozen: false,
    };
    let other = member(2, MemberState::Active, &[Role::Admin]);
    assert_eq!(decide_confirm(&active(Role::Admin), &arrival, 2), Err(ConfirmError::NotYourself));
    assert_eq!(decide_confirm(&other, &arrival, 2), Ok(MemberState::Active));
    assert_eq!(decide_confirm(&active(Role::Admin), &arrival, 1), Ok(MemberState::Active), "nobody else is left");
    assert_eq!(
        decide_confirm(&member(2, MemberState::Active, &[Role::Dispatcher]), &arrival, 2),
        Err(ConfirmError::Forbidden)
    );
    assert_eq!(decide_confirm(&other, &Arrival { branch_frozen: true, ..arrival }, 2), Err(ConfirmError::State));
    assert_eq!(decide_refuse(&other, &arrival), Ok(MemberState::Refused));
}

#[test]
fn nobody_confirms_themselves_nor_somebody_who_does_not_wait() {
    for &state in MemberState::ALL {
        let arrival = Arrival { member: member(9, state, &[Role::Admin]), invited_by: None, branch_frozen: false };
        assert!(decide_confirm(&arrival.member, &arrival, 3).is_err(), "{state}");
        let other = decide_confirm(&member(2, MemberState::Active, &[Role::Admin]), &arrival, 3);
        assert_eq!(other.is_ok(), state == MemberState::AwaitingConfirmation, "{state}");
    }
}
