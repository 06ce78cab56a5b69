//! Signing in by a mailed link or six digits (decisions 4), and resetting a password (AU-9).

use chrono::TimeDelta;

/// How long a mailed link or code lives.
pub const LOGIN_CODE_LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// Wrong guesses after which it is dead.
pub const LOGIN_CODE_TRIES: u8 = 5;
/// How long a password reset link lives.
pub const RESET_LIFETIME: TimeDelta = TimeDelta::minutes(30);
