//! Roles, suspensions, leaving; the last admin stays.
#![allow(clippy::unwrap_used)]

use super::invitations::{member, roles};
use crate::{accounts::*, fixtures::day};
use cabas_kernel::{
    Role, Roles,
    words::{invitations::InvitationState, members::MemberState},
};
use proptest::prelude::*;

const ADMIN: &[Role] = &[Role::Admin];

fn any_member() -> impl Strategy<Value = MemberFacts> {
    (1..4_u128, prop::sample::select(MemberState::ALL), 0..8_i16).prop_map(|(n, state, bits)| MemberFacts {
        id: crate::fixtures::id(n),
        state,
        roles: Roles::from_bits(bits),
    })
}

proptest! {
    #[test]
    fn nobody_changes_their_own_roles_nor_grants_above_their_own(actor in any_member(), target in any_member(), bits in 0..8_i16, admins in 0..4_u32) {
        let asked = Roles::from_bits(bits);
        if let Ok(change) = decide_set_roles(&actor, &target, asked, admins) {
            prop_assert!(actor.id != target.id && actor.state == MemberState::Active);
            prop_assert!(asked.highest() <= actor.roles.highest() && !asked.is_empty());
            prop_assert!(change.gained.iter().all(|r| asked.has(r) && !target.roles.has(r)));
            prop_assert!(change.lost.iter().all(|r| !asked.has(r) && target.roles.has(r)));
        }
    }

    #[test]
    fn the_last_active_admin_stays_one(actor in any_member(), target in any_member(), bits in 0..8_i16) {
        if target.is_last_admin(1) {
            prop_assert!(decide_suspend(&actor, &target, 1).is_err());
            prop_assert_eq!(decide_leave(&target, 1), Err(LeaveError::LastAdmin));
            let kept = decide_set_roles(&actor, &target, Roles::from_bits(bits), 1);
            prop_assert!(kept.is_err() || Roles::from_bits(bits).has(Role::Admin));
        }
    }

    #[test]
    fn only_an_active_admin_manages_members(actor in any_member(), target in any_member()) {
        let admin = actor.state == MemberState::Active && actor.roles.has(Role::Admin);
        let suspended = decide_suspend(&actor, &target, 3);
        prop_assert_eq!(suspended == Err(SuspendError::Forbidden), !admin);
        prop_assert_eq!(suspended.is_ok(), admin && actor.id != target.id && target.state == MemberState::Active);
        let back = decide_reinstate(&actor, &target, false);
        prop_assert_eq!(back.is_ok(), admin && actor.id != target.id && target.state == MemberState::Suspended);
    }
}

#[test]
fn a_suspension_ends_in_a_return_or_an_exclusion() {
    let target = member(2, MemberState::Suspended, &[Role::Volunteer]);
    let admin = member(1, MemberState::Active, ADMIN);
    assert_eq!(decide_reinstate(&admin, &target, false), Ok(MemberState::Active));
    assert_eq!(decide_reinstate(&admin, &target, true), Ok(MemberState::Excluded));
}

#[test]
fn a_suspension_lasts_for_today_at_least_or_without_an_end() {
    assert_eq!(check_suspension_end(Some(day(23)), day(24)), Err(SuspensionEndError::Past));
    for until in [None, Some(day(24)), Some(day(25))] {
        assert_eq!(check_suspension_end(until, day(24)), Ok(()), "{until:?}");
    }
}

#[test]
fn a_suspension_with_an_end_is_over_the_day_after_unless_a_freeze_covers_it() {
    let over =
        |state, until, frozen, today| is_suspension_over(&member(2, state, &[Role::Volunteer]), until, frozen, today);
    let last = Some(day(24));
    assert!(over(MemberState::Suspended, last, false, day(25)));
    assert!(!over(MemberState::Suspended, last, false, day(24)), "its last day is part of it");
    assert!(!over(MemberState::Suspended, last, true, day(25)), "no clock lifts a freeze");
    assert!(!over(MemberState::Suspended, None, false, day(25)));
    for state in MemberState::ALL.iter().copied().filter(|state| *state != MemberState::Suspended) {
        assert!(!over(state, last, false, day(25)), "{state}");
    }
}

#[test]
fn whoever_waits_may_leave_and_whoever_is_checked_may_not() {
    let leaves = |state| decide_leave(&member(1, state, &[Role::Volunteer]), 1).is_ok();
    assert!(leaves(MemberState::Active) && leaves(MemberState::AwaitingConfirmation));
    assert!(!leaves(MemberState::Suspended) && !leaves(MemberState::Frozen) && !leaves(MemberState::Left));
}

#[test]
fn a_loss_ends_every_session_and_a_gain_none() {
    let lost = roles(&[Role::Dispatcher]);
    assert!(raises_epoch(MemberState::Active, MemberState::Suspended, Roles::NONE));
    assert!(raises_epoch(MemberState::Active, MemberState::Active, lost));
    assert!(!raises_epoch(MemberState::Active, MemberState::Active, Roles::NONE));
    assert!(!raises_epoch(MemberState::AwaitingConfirmation, MemberState::Active, Roles::NONE));
}

#[test]
fn invitations_wait_when_their_inviter_lost_the_right() {
    use InvitationState::{Accepted, Bounced, Sent};
    assert!(holds_invitation(Sent, MemberState::Frozen, true));
    assert!(holds_invitation(Bounced, MemberState::Frozen, true), "it could be sent again");
    assert!(holds_invitation(Sent, MemberState::Active, false));
    assert!(!holds_invitation(Sent, MemberState::Active, true));
    assert!(!holds_invitation(Accepted, MemberState::Frozen, false));
}

#[test]
fn with_one_active_admin_nobody_takes_that_role_away() {
    let (actor, target) = (member(1, MemberState::Active, ADMIN), member(2, MemberState::Active, ADMIN));
    assert_eq!(decide_suspend(&actor, &target, 1), Err(SuspendError::LastAdmin));
    assert_eq!(decide_set_roles(&actor, &target, roles(&[Role::Volunteer]), 1), Err(SetRolesError::LastAdmin));
    assert_eq!(decide_suspend(&actor, &target, 2), Ok(MemberState::Suspended));
    assert!(decide_set_roles(&actor, &target, roles(&[Role::Volunteer]), 2).is_ok());
}

#[test]
fn a_promotion_waits_for_another_admin_from_two_admins_on() {
    let proposer = member(1, MemberState::Active, ADMIN);
    let other = member(2, MemberState::Active, ADMIN);
    let target = member(3, MemberState::Active, &[Role::Volunteer]);
    let asked = roles(&[Role::Dispatcher]);
    let change = decide_set_roles(&proposer, &target, asked, 2).unwrap();
    assert!(waits_for_another_admin(&change, 2) && !waits_for_another_admin(&change, 1));
    let by_proposer = decide_promotion(&proposer, &target, asked, Some(proposer.id), 2);
    assert_eq!(by_proposer, Err(SetRolesError::NotYourself));
    assert_eq!(decide_promotion(&other, &target, asked, Some(proposer.id), 2), Ok(change));
    assert_eq!(decide_promotion(&proposer, &target, asked, Some(proposer.id), 1), Ok(change));
    // What the target is by now decides, not what they were.
    let gone = member(3, MemberState::Suspended, &[Role::Volunteer]);
    assert_eq!(decide_promotion(&other, &gone, asked, Some(proposer.id), 2), Err(SetRolesError::State));
}

#[test]
fn a_role_that_is_lost_or_not_privileged_waits_for_nobody() {
    let admin = member(1, MemberState::Active, ADMIN);
    let target = member(2, MemberState::Active, &[Role::Dispatcher]);
    let change = decide_set_roles(&admin, &target, roles(&[Role::Volunteer]), 3).unwrap();
    assert!(!waits_for_another_admin(&change, 3));
}
