//! A refresh token is used once (AU-5): a lost answer is forgiven, a theft ends the family.

use super::{Lifetimes, SessionFacts, session::is_session_live};
use cabas_kernel::Ts;
use chrono::TimeDelta;

/// How soon a consumed token may come again because its answer got lost.
pub const REISSUE_WITHIN: TimeDelta = TimeDelta::seconds(10);

/// The token presented, and the family it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshFacts {
    pub session: SessionFacts,
    /// When this very token was used before.
    pub consumed_at: Option<Ts>,
    /// The token given out in exchange was used already.
    pub successor_used: bool,
}

/// What to do with a token that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Consume it, give out its successor.
    Rotate,
    /// Give out a new successor in place of the unused one, which dies: one branch at most is alive.
    Reissue,
}

refusals! {
    /// Why no token is given out. All are told alike.
    pub enum RefreshRefused {
        /// The session is over: revoked, idle too long, or at its absolute end.
        Over = "refresh_invalid",
        /// Used before, and not by accident: the caller revokes the family, writes an audit line and mails the
        /// owner.
        Replayed = "refresh_invalid",
    }
}

impl RefreshRefused {
    /// Says whether the whole family dies with this answer.
    pub const fn revokes_family(self) -> bool {
        matches!(self, Self::Replayed)
    }
}

/// Weighs a refresh token.
pub fn decide_refresh(
    facts: &RefreshFacts,
    person_epoch: i64,
    lifetimes: &Lifetimes,
    now: Ts,
) -> Result<Refresh, RefreshRefused> {
    if !is_session_live(&facts.session, person_epoch, lifetimes, now) {
        return Err(RefreshRefused::Over);
    }
    match facts.consumed_at {
        None => Ok(Refresh::Rotate),
        Some(at) if now < at + REISSUE_WITHIN && !facts.successor_used => Ok(Refresh::Reissue),
        Some(_) => Err(RefreshRefused::Replayed),
    }
}
