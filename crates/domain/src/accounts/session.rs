//! How long somebody stays signed in (AU-4).

use cabas_kernel::{Role, Roles, Ts, words::members::MemberState};
use chrono::TimeDelta;

/// A password or fresh code given this recently counts as a step-up (AU-10).
pub const STEP_UP_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// The two ends of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Without any refresh.
    pub idle: TimeDelta,
    /// Whatever happens.
    pub absolute: TimeDelta,
}

/// The lifetimes of a person's sessions, from all their memberships: the shortest one counts.
///
/// A privileged role anywhere opens whole files of households, so it gets the short ends.
pub fn lifetimes(memberships: impl IntoIterator<Item = (MemberState, Roles)>) -> Lifetimes {
    let live = |state| matches!(state, MemberState::Active | MemberState::AwaitingConfirmation);
    let privileged = memberships.into_iter().any(|(state, roles)| live(state) && roles.iter().any(Role::is_privileged));
    if privileged {
        Lifetimes { idle: TimeDelta::hours(4), absolute: TimeDelta::hours(24) }
    } else {
        Lifetimes { idle: TimeDelta::hours(12), absolute: TimeDelta::days(30) }
    }
}

/// One signed-in device: a family of refresh tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    pub created_at: Ts,
    /// The last refresh, or the sign-in.
    pub refreshed_at: Ts,
    pub revoked: bool,
    /// The person's epoch when the session was opened.
    pub epoch: i64,
}

/// Says whether a session still lives; asked at every request, claims alone are never trusted (AU-6, AZ-9).
pub fn is_session_live(session: &SessionFacts, person_epoch: i64, lifetimes: &Lifetimes, now: Ts) -> bool {
    !session.revoked
        && session.epoch == person_epoch
        && now < session.refreshed_at + lifetimes.idle
        && now < session.created_at + lifetimes.absolute
}
