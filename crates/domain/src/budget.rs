//! Budgets of looking (AZ-8): how many households somebody may open, one by one.
//!
//! What counts is settled by decisions 18: opening one's own published round is one reveal, the day board is one
//! scoped audit row; the limits count records opened one by one.

use cabas_kernel::Ts;
use chrono::TimeDelta;

/// The limits of AZ-8. An installation multiplies all of them by its rate scale before it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Distinct households a volunteer opens in 24 hours.
    pub volunteer_recipients_per_day: u32,
    /// Reveals of a volunteer in a minute that show them anybody new.
    pub volunteer_reveals_per_minute: u32,
    /// Reveals of a dispatcher in an hour, outside the area assigned to them.
    pub dispatcher_reveals_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { volunteer_recipients_per_day: 40, volunteer_reveals_per_minute: 10, dispatcher_reveals_per_hour: 300 }
    }
}

/// The windows that the counters of [`Looker`] are counted over, ending now.
pub const DAY: TimeDelta = TimeDelta::hours(24);
pub const HOUR: TimeDelta = TimeDelta::hours(1);
pub const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// Who looks, and what they opened until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looker {
    Volunteer {
        /// Distinct households opened in the last 24 hours.
        recipients_in_day: u32,
        /// What is asked for shows nobody else: it may be read again as often as a page is.
        seen_in_day: bool,
        /// Reveals in the last minute that showed somebody new.
        reveals_in_minute: u32,
        /// What dispatchers gave them themselves, in households.
        extension: u32,
    },
    Dispatcher {
        /// The household lies in the area assigned to them: not counted.
        in_area: bool,
        /// Reveals outside it in the last hour.
        reveals_in_hour: u32,
    },
}

/// A budget is used up: 429, an audit entry, and a notice to the organisation's admins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("look_budget")]
pub struct BudgetError {
    /// The window that has to pass.
    pub window: TimeDelta,
}

impl BudgetError {
    pub const CODES: &'static [&'static str] = &["look_budget"];

    /// The code of the API's catalogue.
    pub const fn code(&self) -> &'static str {
        "look_budget"
    }

    /// Seconds for `Retry-After`, from the oldest look that still counts.
    pub fn retry_after(&self, oldest: Ts, now: Ts) -> u32 {
        let left = (oldest + self.window - now).num_seconds().clamp(1, self.window.num_seconds().max(1));
        u32::try_from(left).unwrap_or(u32::MAX)
    }
}

/// Says whether one more household may be opened.
pub fn decide_look(looker: &Looker, limits: &Limits) -> Result<(), BudgetError> {
    match *looker {
        Looker::Volunteer { recipients_in_day, seen_in_day, reveals_in_minute, extension } => {
            if seen_in_day {
                Ok(())
            } else if recipients_in_day >= limits.volunteer_recipients_per_day.saturating_add(extension) {
                Err(BudgetError { window: DAY })
            } else if reveals_in_minute >= limits.volunteer_reveals_per_minute {
                Err(BudgetError { window: MINUTE })
            } else {
                Ok(())
            }
        }
        Looker::Dispatcher { in_area, reveals_in_hour } => {
            if !in_area && reveals_in_hour >= limits.dispatcher_reveals_per_hour {
                Err(BudgetError { window: HOUR })
            } else {
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volunteer(recipients_in_day: u32, seen_in_day: bool, reveals_in_minute: u32, extension: u32) -> Looker {
        Looker::Volunteer { recipients_in_day, seen_in_day, reveals_in_minute, extension }
    }

    #[test]
    fn a_volunteer_opens_forty_households_a_day_and_no_more() {
        let limits = Limits::default();
        assert_eq!(decide_look(&volunteer(39, false, 0, 0), &limits), Ok(()));
        assert_eq!(decide_look(&volunteer(40, false, 0, 0), &limits), Err(BudgetError { window: DAY }));
    }

    #[test]
    fn a_household_opened_today_may_be_opened_again() {
        assert_eq!(decide_look(&volunteer(40, true, 0, 0), &Limits::default()), Ok(()));
    }

    #[test]
    fn an_extension_is_counted_in_households() {
        assert_eq!(decide_look(&volunteer(44, false, 0, 5), &Limits::default()), Ok(()));
        assert_eq!(decide_look(&volunteer(45, false, 0, 5), &Limits::default()), Err(BudgetError { window: DAY }));
    }

    #[test]
    fn a_volunteer_opens_ten_households_a_minute_and_the_same_ones_as_often_as_they_like() {
        let limits = Limits::default();
        assert_eq!(decide_look(&volunteer(1, false, 10, 99), &limits), Err(BudgetError { window: MINUTE }));
        assert_eq!(decide_look(&volunteer(1, true, 10, 0), &limits), Ok(()));
    }

    #[test]
    fn a_dispatcher_is_counted_outside_their_area_only() {
        let limits = Limits::default();
        assert_eq!(decide_look(&Looker::Dispatcher { in_area: true, reveals_in_hour: 900 }, &limits), Ok(()));
        assert_eq!(decide_look(&Looker::Dispatcher { in_area: false, reveals_in_hour: 299 }, &limits), Ok(()));
        let over = decide_look(&Looker::Dispatcher { in_area: false, reveals_in_hour: 300 }, &limits);
        assert_eq!(over, Err(BudgetError { window: HOUR }));
    }

    #[test]
    fn retry_after_is_never_zero_nor_longer_than_the_window() {
        let budget = BudgetError { window: MINUTE };
        let t = Ts::from_micros(0);
        assert_eq!(budget.retry_after(t, t), 60);
        assert_eq!(budget.retry_after(t, t + TimeDelta::seconds(50)), 10);
        assert_eq!(budget.retry_after(t, t + TimeDelta::hours(3)), 1);
    }
}
