//! The real clock and the real ids: the one place that may ask the system for either.

use cabas_kernel::{Clock, IdGen, Ts};
use chrono::TimeDelta;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Ts {
        Ts::new(chrono::Utc::now())
    }
}

/// Random ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdGen for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the generator")]
    fn ordered(&self) -> Uuid {
        Uuid::now_v7()
    }
    #[expect(clippy::disallowed_methods, reason = "this is the generator")]
    fn opaque(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// How far back a clock may be set without a word: networks correct it by less.
const BACK: TimeDelta = TimeDelta::minutes(5);

/// Compares the clock with the steady one, which nobody sets. Limits and waiting go by the steady one; what expires
/// goes by the clock, and lives longer when that is set back (RL-8).
pub(super) struct Watch(Mutex<(Instant, Ts)>);

impl Watch {
    pub(super) fn new(now: Ts) -> Self {
        Self(Mutex::new((Instant::now(), now)))
    }

    /// Looks at the clock, and logs when it was set back since the last look.
    pub(super) fn look(&self, now: Ts) {
        let seen = Instant::now();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, before) = std::mem::replace(&mut *last, (seen, now));
        drop(last);
        if let Some(back) = set_back(before, seen.saturating_duration_since(at), now) {
            tracing::warn!(seconds = back.num_seconds(), "the clock was set back: what expires lives longer");
        }
    }
}

/// How far a clock was set back while some time passed; none where that is little.
fn set_back(before: Ts, passed: Duration, now: Ts) -> Option<TimeDelta> {
    let back = (before + TimeDelta::from_std(passed).unwrap_or_default()) - now;
    (back > BACK).then_some(back)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_clock_set_back_by_more_than_five_minutes_is_noticed_and_one_set_forward_is_not() {
        let noon: Ts = "2026-11-24T12:00:00Z".parse().unwrap();
        let after = |minutes| set_back(noon, Duration::from_mins(10), noon + TimeDelta::minutes(minutes));
        assert_eq!(after(10), None);
        assert_eq!(after(5), None, "five minutes are nothing");
        assert_eq!(after(4), Some(TimeDelta::minutes(6)), "it went on by four, and ten passed");
        assert_eq!(after(-60), Some(TimeDelta::minutes(70)));
        assert_eq!(after(600), None, "a machine that slept");
    }
}
