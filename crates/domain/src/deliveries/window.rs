//! Windows that move with their day.

use cabas_kernel::{
    Ts, Window,
    time::{instant, local_day, wall},
};
use chrono::TimeDelta;
use chrono_tz::Tz;

/// Moves a window by whole local days, at the same local time (DL-13): across a clock change, 10:00 stays 10:00.
///
/// What the household was told (`promised`) is another window and does not move with it (DL-8).
pub fn move_window(window: &Window, days: i64, zone: Tz) -> Window {
    let by = |t: Ts| TimeDelta::try_days(days).map_or(t, |d| instant(wall(t, zone) + d, zone));
    let end = by(window.end);
    // A start and an end inside the same clock gap may meet: the window then keeps its end only (DL-1).
    let start = window.start.map(by).filter(|s| *s < end);
    Window { start, end }
}

/// Where a pickup's window goes when its drop-off moves from one window to another: by as many days, and never beginning
/// after it (DL-2).
pub fn follow_window(pickup: &Window, from: &Window, to: &Window, zone: Tz) -> Window {
    let day = |window: &Window| local_day(window.earliest(), zone);
    let along = move_window(pickup, (day(to) - day(from)).num_days(), zone);
    if along.earliest() <= to.earliest() { along } else { Window { start: None, end: to.earliest() } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ZONE, on, window};
    use chrono::{Datelike, Timelike};
    use proptest::prelude::*;

    #[test]
    fn a_pickup_goes_with_its_drop_off_and_never_begins_after_it() {
        let (pickup, from) = (window(8, 9), window(10, 12));
        let to = |day, hour| Window { start: Some(on(day, hour, 0)), end: on(day, 20, 0) };
        assert_eq!(follow_window(&pickup, &from, &to(24, 14), ZONE), pickup, "the same day, it stays");
        let moved = Window { start: Some(on(26, 8, 0)), end: on(26, 9, 0) };
        assert_eq!(follow_window(&pickup, &from, &to(26, 10), ZONE), moved);
        assert_eq!(follow_window(&pickup, &from, &to(26, 7), ZONE), Window { start: None, end: on(26, 7, 0) });
    }

    proptest! {
        #[test]
        fn a_window_keeps_its_local_time_across_clock_changes(days in -400_i64..400) {
            let moved = move_window(&window(9, 11), days, ZONE);
            let (start, end) = (wall(moved.start.unwrap_or_default(), ZONE), wall(moved.end, ZONE));
            prop_assert_eq!((start.hour(), end.hour()), (9, 11));
            let was = wall(window(9, 11).end, ZONE).date().num_days_from_ce();
            prop_assert_eq!(i64::from(end.date().num_days_from_ce() - was), days);
        }

        #[test]
        fn a_window_still_runs_forward(days in -400_i64..400, from in 0_u32..23) {
            let moved = move_window(&window(from, from + 1), days, ZONE);
            prop_assert!(moved.start.is_none_or(|s| s < moved.end));
        }
    }
}
