//! Refresh, lifetimes, codes.
#![allow(clippy::unwrap_used)]

use super::invitations::roles;
use crate::{accounts::*, fixtures::at};
use cabas_kernel::{Role, Ts, words::members::MemberState};
use chrono::TimeDelta;

fn session() -> SessionFacts {
    SessionFacts { created_at: at(9, 0), refreshed_at: at(9, 0), revoked: false, epoch: 3 }
}

fn volunteer() -> Lifetimes {
    lifetimes([(MemberState::Active, roles(&[Role::Volunteer]))])
}

fn refresh(consumed_at: Option<Ts>, successor_used: bool, now: Ts) -> Result<Refresh, RefreshRefused> {
    decide_refresh(&RefreshFacts { session: session(), consumed_at, successor_used }, 3, &volunteer(), now)
}

#[test]
fn a_fresh_token_rotates() {
    assert_eq!(refresh(None, false, at(9, 5)), Ok(Refresh::Rotate));
}

#[test]
fn a_lost_answer_is_forgiven_for_ten_seconds() {
    let (used, soon) = (Some(at(9, 5)), at(9, 5) + TimeDelta::milliseconds(9_999));
    assert_eq!(refresh(used, false, soon), Ok(Refresh::Reissue));
    assert_eq!(refresh(used, false, at(9, 5) + REISSUE_WITHIN), Err(RefreshRefused::Replayed));
    assert_eq!(refresh(used, true, soon), Err(RefreshRefused::Replayed), "its successor was used: somebody has both");
}

#[test]
fn only_a_replay_kills_the_family_and_both_are_told_alike() {
    assert!(RefreshRefused::Replayed.revokes_family() && !RefreshRefused::Over.revokes_family());
    assert_eq!(RefreshRefused::Replayed.code(), RefreshRefused::Over.code());
}

#[test]
fn sessions_end_by_role() {
    let hours = |l: Lifetimes| (l.idle.num_hours(), l.absolute.num_hours());
    assert_eq!(hours(volunteer()), (12, 30 * 24));
    let mixed =
        lifetimes([(MemberState::Active, roles(&[Role::Volunteer])), (MemberState::Active, roles(&[Role::Admin]))]);
    assert_eq!(hours(mixed), (4, 24), "the highest role anywhere counts");
    let gone = lifetimes([(MemberState::Left, roles(&[Role::Admin]))]);
    assert_eq!(hours(gone), (12, 30 * 24));
}

#[test]
fn a_session_ends_idle_or_old_or_revoked_or_behind_its_epoch() {
    let live = |s: SessionFacts, epoch, now| is_session_live(&s, epoch, &volunteer(), now);
    assert!(live(session(), 3, at(20, 59)));
    assert!(!live(session(), 3, at(21, 0)));
    assert!(!live(session(), 4, at(9, 1)));
    assert!(!live(SessionFacts { revoked: true, ..session() }, 3, at(9, 1)));
    let month = at(9, 0) + TimeDelta::days(30);
    assert!(!live(SessionFacts { refreshed_at: month - TimeDelta::hours(1), ..session() }, 3, month));
    assert_eq!(refresh(None, false, at(21, 0)), Err(RefreshRefused::Over));
}
