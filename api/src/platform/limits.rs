//! Rate limits (AU-8, EN-1), by `governor`: a bucket per kind of act and per who does it.

use crate::http::Failure;
use cabas_model::Code;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DashMapStateStore,
};
use std::{num::NonZeroU32, time::Duration};

type Keyed = RateLimiter<String, DashMapStateStore<String>, DefaultClock>;

/// Every bucket. `CABAS_RATE_SCALE` multiplies all of them.
pub struct Limits {
    sign_in_address: Keyed,
    sign_in_account: Keyed,
    mailed: Keyed,
    refresh: Keyed,
    refresh_address: Keyed,
    acceptance: Keyed,
    search: Keyed,
    notice: Keyed,
}

/// What is being done too often.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// A try to sign in, per network address: 10 a minute.
    SignInFrom,
    /// A try to sign in, per account: 5 in 15 minutes.
    SignInTo,
    /// A link or reset by mail, per account: 3 an hour.
    Mailed,
    /// A refresh, per session: 30 a minute.
    Refresh,
    /// A refresh, per network address: 300 a minute, before the session it names is looked up.
    RefreshFrom,
    /// An acceptance, per network address: 10 an hour.
    Acceptance,
    /// A search of people, per person: 60 a minute.
    Search,
    /// A notice to admins that somebody looked at too many households, per person: one an hour, whatever the scale.
    BudgetNotice,
}

impl Limits {
    pub fn new(scale: f64) -> Self {
        Self {
            sign_in_address: bucket(10, Duration::from_mins(1), scale),
            sign_in_account: bucket(5, Duration::from_mins(15), scale),
            mailed: bucket(3, Duration::from_hours(1), scale),
            refresh: bucket(30, Duration::from_mins(1), scale),
            refresh_address: bucket(300, Duration::from_mins(1), scale),
            acceptance: bucket(10, Duration::from_hours(1), scale),
            search: bucket(60, Duration::from_mins(1), scale),
            notice: bucket(1, Duration::from_hours(1), 1.0),
        }
    }

    /// Takes one from the bucket of `who`.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] with the seconds to wait.
    pub fn take(&self, act: Act, who: &str) -> Result<(), Failure> {
        let bucket = match act {
            Act::SignInFrom => &self.sign_in_address,
            Act::SignInTo => &self.sign_in_account,
            Act::Mailed => &self.mailed,
            Act::Refresh => &self.refresh,
            Act::RefreshFrom => &self.refresh_address,
            Act::Acceptance => &self.acceptance,
            Act::Search => &self.search,
            Act::BudgetNotice => &self.notice,
        };
        bucket.check_key(&who.to_owned()).map_err(|wait| {
            let seconds = wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            Failure::from(Code::TooManyRequests).retry_after(seconds)
        })
    }

    /// Forgets those who have long been quiet.
    pub fn sweep(&self) {
        for bucket in [
            &self.sign_in_address,
            &self.sign_in_account,
            &self.mailed,
            &self.refresh,
            &self.refresh_address,
            &self.acceptance,
            &self.search,
            &self.notice,
        ] {
            bucket.retain_recent();
        }
    }
}

fn bucket(count: u32, per: Duration, scale: f64) -> Keyed {
    let scaled = (f64::from(count) * scale).clamp(1.0, 1_000_000_000.0);
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped above"
    )]
    let burst = NonZeroU32::new(scaled as u32).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(per.div_f64(scaled).max(Duration::from_nanos(1)))
        .map_or_else(|| Quota::per_second(burst), |q| q.allow_burst(burst));
    RateLimiter::keyed(quota)
}
