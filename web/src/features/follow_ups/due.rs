//! A deadline is a day: until its last minute where the association is.

use cabas_kernel::Ts;
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// The last minute of a local day. `local_day` gives the day of an instant where the association is.
pub(super) fn last_minute(day: NaiveDate, local_day: impl Fn(Ts) -> NaiveDate) -> Ts {
    // No place on earth is further than fourteen hours from UTC.
    let (mut inside, span) = (day.and_time(NaiveTime::MIN) - TimeDelta::hours(15), TimeDelta::hours(54));
    let mut minutes = span.num_minutes();
    // What is left to look at halves each time, until one minute is left.
    while minutes > 1 {
        let half = minutes / 2;
        let middle = inside + TimeDelta::minutes(half);
        if local_day(Ts::new(middle.and_utc())) <= day {
            inside = middle;
            minutes -= half;
        } else {
            minutes = half;
        }
    }
    Ts::new(inside.and_utc())
}

#[cfg(test)]
mod tests {
    use super::last_minute;
    use cabas_kernel::Ts;
    use chrono::{NaiveDate, TimeDelta};

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn a_deadline_lasts_until_the_end_of_its_day_wherever_that_is() {
        for offset in -12..=14 {
            let local = |at: Ts| (at.utc() + TimeDelta::hours(offset)).date_naive();
            let end = last_minute(day(), local);
            assert_eq!(local(end), day(), "UTC{offset:+}");
            assert_eq!(local(end + TimeDelta::minutes(1)), day().succ_opt().unwrap(), "UTC{offset:+}");
        }
    }
}
