//! Wall times of a template, and the instants they are on a day (TZ-1 to TZ-4 of the shifts reference).
//!
//! Dates come first, in wall time; each is turned into instants afterwards, by the kernel's one function. So no clock
//! change drops a date (TZ-6), and another zone gives other instants to the same dates (TZ-7).

use cabas_kernel::{
    Ts, Window,
    time::{instant, wall},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// The times of a template: `HH:MM` of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WallWindow {
    pub start: Option<NaiveTime>,
    /// On the next day when it is not after the start (§6 of the deliveries reference).
    pub end: NaiveTime,
}

impl WallWindow {
    /// The wall minutes from start to end, 1 to 1440; 0 without a start.
    pub fn wall_minutes(&self) -> i64 {
        match self.start.map(|start| (self.end - start).num_minutes()) {
            None => 0,
            Some(minutes) if minutes > 0 => minutes,
            Some(minutes) => minutes + 24 * 60,
        }
    }

    /// The window of an occurrence that happens on a day.
    pub fn on(&self, day: NaiveDate, zone: Tz) -> Window {
        match self.start {
            None => Window { start: None, end: instant(day.and_time(self.end), zone) },
            Some(start) => span(day.and_time(start), self.wall_minutes(), zone),
        }
    }
}

/// From a wall time on, so many wall minutes long (at least 1).
///
/// A start that a clock change skipped moves forward by the gap (TZ-2), one that occurs twice is the first (TZ-3). The
/// end is counted in wall time from the start so resolved (TZ-4), and moves forward itself where it falls into a gap.
pub fn span(start: NaiveDateTime, wall_minutes: i64, zone: Tz) -> Window {
    let begins = instant(start, zone);
    let ends = instant(later(wall(begins, zone), wall_minutes), zone);
    // Only at the ends of the calendar do the two meet: the window then keeps its end only (DL-1).
    Window { start: (begins < ends).then_some(begins), end: ends }
}

/// What a clock change does to a span of wall time: a form says so beside the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// The start does not exist that day; it begins later, at the wall time here.
    Moved(NaiveTime),
    /// Lasts so many minutes more than the clock shows.
    Longer(i64),
    /// Lasts so many minutes less than the clock shows.
    Shorter(i64),
}

/// Says how a clock change shows in a span, if it does.
pub fn clock_change(start: NaiveDateTime, wall_minutes: i64, zone: Tz) -> Option<ClockChange> {
    let window = span(start, wall_minutes, zone);
    let shown = wall(window.earliest(), zone);
    let more = minutes(&window) - wall_minutes;
    match more {
        _ if shown != start => Some(ClockChange::Moved(shown.time())),
        0 => None,
        1.. => Some(ClockChange::Longer(more)),
        _ => Some(ClockChange::Shorter(-more)),
    }
}

/// How long a window lasts in minutes of work, which are those of instants (TZ-5); 0 without a start.
pub fn minutes(window: &Window) -> i64 {
    window.start.map_or(0, |start: Ts| (window.end - start).num_minutes())
}

/// `HH:MM`, as templates write times; nothing else is a time.
pub fn wall_time(text: &str) -> Option<NaiveTime> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
    if !two(hours) || !two(minutes) {
        return None;
    }
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

fn later(at: NaiveDateTime, minutes: i64) -> NaiveDateTime {
    TimeDelta::try_minutes(minutes).and_then(|by| at.checked_add_signed(by)).unwrap_or(at)
}
