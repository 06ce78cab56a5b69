//! A clock moved by hand.

use cabas_kernel::{Clock, Ts};
use chrono::TimeDelta;
use std::sync::{Mutex, PoisonError};

/// Begins on Tuesday 24 November 2026, 9:00 in Paris.
pub struct TestClock(Mutex<Ts>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Mutex::new("2026-11-24T08:00:00Z".parse().unwrap_or_default()))
    }
}

impl TestClock {
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = *now + by;
    }
    pub fn set(&self, to: Ts) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Ts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
