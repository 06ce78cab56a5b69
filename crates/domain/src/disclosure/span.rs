//! From a round's first window to its last.

use cabas_kernel::{Ts, Window, time::day_bounds};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

/// The hours of a round: those of the linked shift where there is one, else those of its windows (AZ-7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: Ts,
    pub end: Ts,
}

impl Span {
    /// The span of a round's windows; none for a round without stops, which then shows nothing.
    ///
    /// A window wider than a day is listed on several days (DL-6): it counts for the round's own day only, or a
    /// household that is home all week would open a round days before.
    pub fn of(date: NaiveDate, zone: Tz, windows: impl IntoIterator<Item = Window>) -> Option<Self> {
        let (day_start, day_end) = day_bounds(date, zone);
        windows
            .into_iter()
            .map(|w| {
                let (start, end) = (w.earliest(), w.end);
                let wide = end - start > TimeDelta::days(1);
                if wide {
                    Self { start: start.max(day_start).min(end), end: end.min(day_end).max(start) }
                } else {
                    Self { start, end }
                }
            })
            .reduce(|a, b| Self { start: a.start.min(b.start), end: a.end.max(b.end) })
    }
}
