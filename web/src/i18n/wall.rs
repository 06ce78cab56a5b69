//! From wall time to an instant, by the rules of `cabas_kernel::time`: a time that a clock change skipped moves
//! forward by the length of the gap, a time that occurs twice is the first of the two.
//!
//! The kernel's own function needs the table of all zones, which is heavier than this whole interface; the browser
//! has one, but it only answers the other way round. So the two offsets around the time are tried.

use cabas_kernel::Ts;
use chrono::{NaiveDateTime, TimeDelta};

/// `wall_of` gives the wall time of an instant in the zone, to the minute.
pub(super) fn instant(wall: NaiveDateTime, wall_of: impl Fn(Ts) -> NaiveDateTime) -> Ts {
    let as_if_utc = Ts::new(wall.and_utc());
    let with_offset_at = |at: Ts| as_if_utc - (wall_of(at) - at.naive_utc());
    let before = with_offset_at(as_if_utc - TimeDelta::days(1));
    let after = with_offset_at(as_if_utc + TimeDelta::days(1));
    match (wall_of(before) == wall, wall_of(after) == wall) {
        (true, true) => before.min(after),
        (false, true) => after,
        // In a gap neither is right: the offset from before the gap moves the time forward by its length.
        (true | false, false) => before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Paris in 2026: summer time from 29 March to 25 October, both at 1:00 UTC.
    fn paris(instant: Ts) -> NaiveDateTime {
        let utc = instant.naive_utc();
        let summer = at("2026-03-29 01:00") <= utc && utc < at("2026-10-25 01:00");
        utc + TimeDelta::hours(if summer { 2 } else { 1 })
    }

    fn utc(wall: &str) -> NaiveDateTime {
        instant(at(wall), paris).naive_utc()
    }

    #[test]
    fn an_ordinary_time_has_one_instant() {
        assert_eq!(utc("2026-11-24 09:00"), at("2026-11-24 08:00"));
        assert_eq!(utc("2026-07-14 09:00"), at("2026-07-14 07:00"));
        assert_eq!(utc("2026-03-29 09:00"), at("2026-03-29 07:00"), "hours after the clock change");
        assert_eq!(utc("2026-03-29 01:30"), at("2026-03-29 00:30"), "just before it");
    }

    #[test]
    fn a_time_inside_the_spring_gap_moves_forward() {
        assert_eq!(utc("2026-03-29 02:30"), at("2026-03-29 01:30"));
    }

    #[test]
    fn a_time_that_occurs_twice_is_the_first() {
        assert_eq!(utc("2026-10-25 02:30"), at("2026-10-25 00:30"));
    }
}
