//! Rate limits (AU-8, EN-1): a bucket per kind of act and per who does it, by `governor`; tries to sign in by `growing`.

use super::growing::Growing;
use crate::http::Failure;
use cabas_model::Code;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DashMapStateStore,
};
use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

type Keyed = RateLimiter<String, DashMapStateStore<String>, DefaultClock>;

/// Every bucket. `CABAS_RATE_SCALE` multiplies all of them.
pub struct Limits {
    sign_in_address: Keyed,
    sign_in_account: Growing,
    sign_in_device: Growing,
    proof: Growing,
    linked: Keyed,
    linked_device: Keyed,
    reset: Keyed,
    reset_device: Keyed,
    refresh: Keyed,
    refresh_address: Keyed,
    acceptance: Keyed,
    search: Keyed,
    notice: Keyed,
    link_asked: Keyed,
}

/// What is being done too often.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// A try to sign in, per network address: 10 a minute.
    SignInFrom,
    /// A try to sign in, per account: 5, then each waits longer.
    SignInTo,
    /// The same from a device that was let in before, per device.
    SignInOn,
    /// A try to prove again who one is, per session: 5, then each waits longer.
    Proof,
    /// A sign-in link or code by mail, per account: 5 an hour.
    Linked,
    /// The same from a device that was let in before, per device.
    LinkedOn,
    /// A reset by mail, per account: 3 an hour.
    Reset,
    /// The same from a device that was let in before, per device.
    ResetOn,
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
    /// A notice to the admin team that a new link is asked for, per invitation: one a day, whatever the scale.
    LinkAsked,
}

impl Limits {
    pub fn new(scale: f64) -> Self {
        Self {
            sign_in_address: bucket(10, Duration::from_mins(1), scale),
            sign_in_account: Growing::new(scale),
            sign_in_device: Growing::new(scale),
            proof: Growing::new(scale),
            linked: bucket(5, Duration::from_hours(1), scale),
            linked_device: bucket(5, Duration::from_hours(1), scale),
            reset: bucket(3, Duration::from_hours(1), scale),
            reset_device: bucket(3, Duration::from_hours(1), scale),
            refresh: bucket(30, Duration::from_mins(1), scale),
            refresh_address: bucket(300, Duration::from_mins(1), scale),
            acceptance: bucket(10, Duration::from_hours(1), scale),
            search: bucket(60, Duration::from_mins(1), scale),
            notice: bucket(1, Duration::from_hours(1), 1.0),
            link_asked: bucket(1, Duration::from_hours(24), 1.0),
        }
    }

    /// Takes one from the bucket of `who`.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] with the seconds to wait.
    pub fn take(&self, act: Act, who: &str) -> Result<(), Failure> {
        let wait = match act {
            Act::SignInTo => self.sign_in_account.take(who, Instant::now()).err(),
            Act::SignInOn => self.sign_in_device.take(who, Instant::now()).err(),
            Act::Proof => self.proof.take(who, Instant::now()).err(),
            Act::SignInFrom => wait(&self.sign_in_address, who),
            Act::Linked => wait(&self.linked, who),
            Act::LinkedOn => wait(&self.linked_device, who),
            Act::Reset => wait(&self.reset, who),
            Act::ResetOn => wait(&self.reset_device, who),
            Act::Refresh => wait(&self.refresh, who),
            Act::RefreshFrom => wait(&self.refresh_address, who),
            Act::Acceptance => wait(&self.acceptance, who),
            Act::Search => wait(&self.search, who),
            Act::BudgetNotice => wait(&self.notice, who),
            Act::LinkAsked => wait(&self.link_asked, who),
        };
        match wait {
            None => Ok(()),
            Some(wait) => Err(Failure::from(Code::TooManyRequests).retry_after(wait.as_secs() + 1)),
        }
    }

    /// Forgets the tries of somebody who proved who they are. Other acts are counted whatever comes of them.
    pub fn forget(&self, act: Act, who: &str) {
        match act {
            Act::SignInTo => self.sign_in_account.forget(who),
            Act::SignInOn => self.sign_in_device.forget(who),
            Act::Proof => self.proof.forget(who),
            _ => {}
        }
    }

    /// Forgets those who have long been quiet.
    pub fn sweep(&self) {
        for bucket in [
            &self.sign_in_address,
            &self.linked,
            &self.linked_device,
            &self.reset,
            &self.reset_device,
            &self.refresh,
            &self.refresh_address,
            &self.acceptance,
            &self.search,
            &self.notice,
            &self.link_asked,
        ] {
            bucket.retain_recent();
        }
        for tries in [&self.sign_in_account, &self.sign_in_device, &self.proof] {
            tries.sweep(Instant::now());
        }
    }
}

/// Takes one from a bucket, or tells how long to wait.
fn wait(bucket: &Keyed, who: &str) -> Option<Duration> {
    let not_until = bucket.check_key(&who.to_owned()).err()?;
    Some(not_until.wait_time_from(DefaultClock::default().now()))
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
