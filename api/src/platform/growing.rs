//! Tries to prove who one is (AU-8): some at once, then each waits longer than the one before. Never for ever: a wait
//! has an upper bound, and a quiet time or a success forgets them all.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Tries at once before the first wait.
const AT_ONCE: f64 = 5.0;
/// The first wait; the next one is twice as long, up to the longest.
const FIRST: Duration = Duration::from_mins(3);
const LONGEST: Duration = Duration::from_mins(15);

/// The tries of everybody, by whatever they are counted by.
pub(super) struct Growing {
    kept: Mutex<HashMap<String, Tries>>,
    at_once: f64,
    first: Duration,
    longest: Duration,
}

struct Tries {
    count: u32,
    last: Instant,
    next: Instant,
}

impl Growing {
    /// `scale` lets through so many times more.
    pub(super) fn new(scale: f64) -> Self {
        Self {
            kept: Mutex::default(),
            at_once: (AT_ONCE * scale).max(1.0),
            first: FIRST.div_f64(scale),
            longest: LONGEST.div_f64(scale),
        }
    }

    /// Counts a try.
    ///
    /// # Errors
    /// How long to wait. A try that comes too early changes nothing: whoever hammers does not lengthen the wait.
    pub(super) fn take(&self, who: &str, now: Instant) -> Result<(), Duration> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = kept.entry(who.to_owned()).or_insert(Tries { count: 0, last: now, next: now });
        if self.is_quiet(tries, now) {
            *tries = Tries { count: 0, last: now, next: now };
        }
        let wait = tries.next.saturating_duration_since(now);
        if !wait.is_zero() {
            return Err(wait);
        }
        tries.count = tries.count.saturating_add(1);
        tries.last = now;
        tries.next = now + self.wait_after(tries.count);
        Ok(())
    }

    /// Forgets the tries of somebody who proved who they are.
    pub(super) fn forget(&self, who: &str) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(who);
    }

    /// Forgets those who have long been quiet.
    pub(super) fn sweep(&self, now: Instant) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, tries| !self.is_quiet(tries, now));
    }

    fn is_quiet(&self, tries: &Tries, now: Instant) -> bool {
        now.saturating_duration_since(tries.last) >= self.longest.saturating_mul(2)
    }

    fn wait_after(&self, count: u32) -> Duration {
        let beyond = f64::from(count) - self.at_once;
        if beyond < 0.0 {
            return Duration::ZERO;
        }
        self.first.mul_f64(beyond.min(8.0).exp2()).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn five_tries_come_at_once_and_each_further_one_waits_longer_up_to_a_quarter_of_an_hour() {
        let tries = Growing::new(1.0);
        let mut now = Instant::now();
        for _ in 0..5 {
            assert_eq!(tries.take("maud", now), Ok(()));
        }
        for minutes in [3, 6, 12, 15, 15] {
            assert_eq!(tries.take("maud", now), Err(minutes * MINUTE));
            now += minutes * MINUTE;
            assert_eq!(tries.take("maud", now), Ok(()));
        }
    }

    #[test]
    fn hammering_does_not_lengthen_the_wait_and_keeps_nobody_else_out() {
        let tries = Growing::new(1.0);
        let now = Instant::now();
        for _ in 0..500 {
            let _ = tries.take("maud", now);
        }
        assert_eq!(tries.take("maud", now), Err(3 * MINUTE));
        assert_eq!(tries.take("samir", now), Ok(()));
    }

    #[test]
    fn a_success_and_a_quiet_half_hour_forget_everything() {
        let tries = Growing::new(1.0);
        let mut now = Instant::now();
        for _ in 0..5 {
            let _ = tries.take("maud", now);
        }
        tries.forget("maud");
        for _ in 0..5 {
            assert_eq!(tries.take("maud", now), Ok(()));
        }
        now += 30 * MINUTE;
        tries.sweep(now);
        assert!(tries.kept.lock().is_ok_and(|kept| kept.is_empty()));
        for _ in 0..5 {
            assert_eq!(tries.take("maud", now), Ok(()));
        }
    }
}
