//! Windows of time, and the one place where wall time becomes an instant.

use crate::Ts;
use chrono::{Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// When a stop may be visited: an end, and a start when there is one (DL-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Ts>,
    pub end: Ts,
}

/// A window whose start is not strictly before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("window_order")]
pub struct WindowError;

impl Window {
    /// Makes a window.
    ///
    /// # Errors
    /// [`WindowError`] unless `start < end` strictly.
    pub fn new(start: Option<Ts>, end: Ts) -> Result<Self, WindowError> {
        if start.is_some_and(|s| s >= end) { Err(WindowError) } else { Ok(Self { start, end }) }
    }

    /// The earliest instant of the window: its start, or its end when it has none.
    pub fn earliest(&self) -> Ts {
        self.start.unwrap_or(self.end)
    }

    /// Says whether the window overlaps a local day. A wide window is listed on every day it overlaps (DL-6).
    pub fn touches(&self, day: NaiveDate, zone: Tz) -> bool {
        let (from, until) = day_bounds(day, zone);
        self.earliest() < until && self.end > from
    }
}

/// A day within [`crate::near`], so that whatever the zone, the instant is of those years, too.
const FIRST: NaiveDateTime = midnight(1970, 1, 2);
const LAST: NaiveDateTime = midnight(2200, 12, 31);

const fn midnight(year: i32, month: u32, day: u32) -> NaiveDateTime {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => NaiveDateTime::new(day, NaiveTime::MIN),
        None => NaiveDateTime::MIN,
    }
}

/// Turns wall time into an instant.
///
/// A time that a clock change skipped moves forward by the length of the gap; a time that occurs twice is the
/// first of the two (rules TZ of the shifts reference). No other function may decide this.
#[must_use]
pub fn instant(wall: NaiveDateTime, zone: Tz) -> Ts {
    // At the ends of the calendar some wall times have no instant; nothing real comes near them.
    let wall = wall.clamp(FIRST, LAST);
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(t) => t.with_timezone(&Utc).into(),
        LocalResult::Ambiguous(first, _) => first.with_timezone(&Utc).into(),
        LocalResult::None => {
            // Read the wall time with the offset in force before the gap: the result is the time moved forward.
            let before = wall - Duration::hours(3);
            let offset = match zone.from_local_datetime(&before) {
                LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => t.with_timezone(&Utc).naive_utc() - before,
                LocalResult::None => Duration::zero(),
            };
            Utc.from_utc_datetime(&(wall + offset)).into()
        }
    }
}

/// The first instant of a local day and the first instant of the next.
#[must_use]
pub fn day_bounds(day: NaiveDate, zone: Tz) -> (Ts, Ts) {
    let next = day.succ_opt().unwrap_or(day);
    (instant(day.and_time(NaiveTime::MIN), zone), instant(next.and_time(NaiveTime::MIN), zone))
}

/// The local day of an instant.
#[must_use]
pub fn local_day(ts: Ts, zone: Tz) -> NaiveDate {
    ts.with_timezone(&zone).date_naive()
}

/// The wall time of an instant.
#[must_use]
pub fn wall(ts: Ts, zone: Tz) -> NaiveDateTime {
    ts.with_timezone(&zone).naive_local()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Paris;

    fn at(s: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(s, "%Y-%m-%d %H:%M").unwrap_or_default()
    }

    #[test]
    fn a_time_inside_the_spring_gap_moves_forward() {
        assert_eq!(instant(at("2026-03-29 02:30"), Paris).to_rfc3339(), "2026-03-29T01:30:00+00:00");
    }

    #[test]
    fn a_time_that_occurs_twice_is_the_first() {
        assert_eq!(instant(at("2026-10-25 02:30"), Paris).to_rfc3339(), "2026-10-25T00:30:00+00:00");
    }

    #[test]
    fn a_wide_window_touches_every_day_it_overlaps() {
        let w =
            Window { start: Some(instant(at("2026-11-24 18:00"), Paris)), end: instant(at("2026-11-26 00:00"), Paris) };
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap_or_default();
        assert_eq!([23, 24, 25, 26].map(|d| w.touches(day(d), Paris)), [false, true, true, false]);
    }

    #[test]
    fn a_window_without_start_is_listed_once() {
        let w = Window { start: None, end: instant(at("2026-11-24 12:00"), Paris) };
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap_or_default();
        assert_eq!([23, 24, 25].map(|d| w.touches(day(d), Paris)), [false, true, false]);
    }

    #[test]
    fn days_at_the_ends_of_the_calendar_harm_nobody() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let (from, until) = day_bounds(day, Paris);
            assert!(from <= until);
            assert!(local_day(until, Paris) >= local_day(from, Paris));
        }
    }

    #[test]
    fn a_window_runs_forward() {
        let t = instant(at("2026-11-24 12:00"), Paris);
        assert!(Window::new(Some(t), t).is_err());
        assert!(Window::new(None, t).is_ok());
    }
}
