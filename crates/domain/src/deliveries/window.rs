//! Windows that move with their day.

use cabas_kernel::{
    Ts, Window,
    time::{instant, wall},
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ZONE, window};
    use chrono::{Datelike, Timelike};
    use proptest::prelude::*;

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
