//! Signing in by a mailed link or six digits (decisions 4), and resetting a password (AU-9).

use cabas_kernel::Ts;
use chrono::TimeDelta;

/// How long a mailed link or code lives.
pub const LOGIN_CODE_LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// Wrong guesses after which it is dead.
pub const LOGIN_CODE_TRIES: u8 = 5;
/// How long a password reset link lives.
pub const RESET_LIFETIME: TimeDelta = TimeDelta::minutes(30);

/// One mailed secret: the link's token and the six digits are two ways to use the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginCodeFacts {
    pub created_at: Ts,
    /// Wrong guesses until now.
    pub tries: u8,
    pub used: bool,
}

/// What became of a guess. It is no `Result`, because a wrong guess must be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginTry {
    /// It opens a session, and is used up.
    Opens,
    /// Wrong: save this number of tries, answer `credentials_invalid`.
    Wrong { tries: u8 },
    /// Used, too old or guessed at too often: nothing to save, the same answer.
    Over,
}

impl LoginTry {
    /// The code of the API's catalogue, when it does not open: one answer for all reasons.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Opens => None,
            Self::Wrong { .. } | Self::Over => Some("credentials_invalid"),
        }
    }
}

/// Says whether a mailed secret can still be used.
pub fn is_live(facts: &LoginCodeFacts, lifetime: TimeDelta, now: Ts) -> bool {
    !facts.used && facts.tries < LOGIN_CODE_TRIES && now < facts.created_at + lifetime
}

/// Weighs a guess. `matches` comes from a comparison in constant time.
pub fn decide_login_code(facts: &LoginCodeFacts, matches: bool, now: Ts) -> LoginTry {
    match (is_live(facts, LOGIN_CODE_LIFETIME, now), matches) {
        (false, _) => LoginTry::Over,
        (true, true) => LoginTry::Opens,
        (true, false) => LoginTry::Wrong { tries: facts.tries.saturating_add(1) },
    }
}
