//! Wall times and clock changes: the table of the shifts reference (§8), TZ-1 to TZ-9.
use super::*;
use cabas_kernel::{
    Window,
    time::{local_day, wall},
};
use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::{
    America::{Cayenne, Guadeloupe, Havana, Martinique, Miquelon},
    Indian::Reunion,
};

fn at(date: &str, time: &str) -> NaiveDateTime {
    day(date).and_time(wall_time(time).unwrap())
}

/// `22:00` on a date for so many wall minutes: its instants as `MM-DD HH:MM` in UTC, and the minutes worked.
fn worked(date: &str, time: &str, wall_minutes: i64, zone: Tz) -> (String, String, i64) {
    let window = span(at(date, time), wall_minutes, zone);
    let utc = |t: Ts| t.format("%m-%d %H:%M").to_string();
    (utc(window.start.unwrap()), utc(window.end), minutes(&window))
}

fn shown(window: &Window, zone: Tz) -> (String, String) {
    let local = |t: Ts| wall(t, zone).format("%H:%M").to_string();
    (local(window.start.unwrap()), local(window.end))
}

/// The starts of a rule at a time, in UTC.
fn starts(text: &str, starts_on: &str, to: &str, time: &str, zone: Tz) -> Vec<String> {
    let dates = occurrences(&rule(text), day(starts_on), day(starts_on)..=day(to));
    let window = WallWindow { start: wall_time(time), end: wall_time("23:59").unwrap() };
    dates.iter().map(|d| window.on(*d, zone).start.unwrap().format("%H:%MZ").to_string()).collect()
}

#[test]
fn a_weekly_time_stays_the_same_on_the_wall_when_the_clock_changes() {
    for (from, to) in [("2026-03-22", "2026-04-05"), ("2027-03-21", "2027-04-04")] {
        assert_eq!(starts("FREQ=WEEKLY;BYDAY=SU", from, to, "10:00", Paris), ["09:00Z", "08:00Z", "08:00Z"]);
    }
    for (from, to) in [("2026-10-18", "2026-11-01"), ("2027-10-24", "2027-11-07")] {
        assert_eq!(starts("FREQ=WEEKLY;BYDAY=SU", from, to, "10:00", Paris), ["08:00Z", "09:00Z", "09:00Z"]);
    }
}

#[test]
fn a_night_in_spring_is_an_hour_shorter_and_in_autumn_an_hour_longer() {
    assert_eq!(worked("2026-03-28", "22:00", 480, Paris), ("03-28 21:00".into(), "03-29 04:00".into(), 420));
    assert_eq!(worked("2027-03-27", "22:00", 480, Paris), ("03-27 21:00".into(), "03-28 04:00".into(), 420));
    assert_eq!(worked("2026-10-24", "22:00", 480, Paris), ("10-24 20:00".into(), "10-25 05:00".into(), 540));
    assert_eq!(worked("2027-10-30", "22:00", 480, Paris), ("10-30 20:00".into(), "10-31 05:00".into(), 540));
}

#[test]
fn a_start_that_the_spring_skips_moves_forward_and_lasts_as_long() {
    for date in ["2026-03-29", "2027-03-28"] {
        let (from, to, long) = worked(date, "02:30", 60, Paris);
        assert_eq!((&from[6..], &to[6..], long), ("01:30", "02:30", 60));
        assert_eq!(shown(&span(at(date, "02:30"), 60, Paris), Paris), ("03:30".into(), "04:30".into()));
        assert_eq!(clock_change(at(date, "02:30"), 60, Paris), Some(ClockChange::Moved(wall_time("03:30").unwrap())));
    }
}

#[test]
fn a_start_that_occurs_twice_is_the_first_and_the_form_warns() {
    for date in ["2026-10-25", "2027-10-31"] {
        let (from, to, long) = worked(date, "02:30", 60, Paris);
        assert_eq!((&from[6..], &to[6..], long), ("00:30", "02:30", 120));
        assert_eq!(clock_change(at(date, "02:30"), 60, Paris), Some(ClockChange::Longer(60)));
    }
}

#[test]
fn an_end_that_occurs_twice_is_the_first() {
    assert_eq!(worked("2026-10-25", "01:45", 60, Paris), ("10-24 23:45".into(), "10-25 00:45".into(), 60));
    assert_eq!(clock_change(at("2026-10-25", "01:45"), 60, Paris), None);
}

#[test]
fn an_end_that_the_spring_skips_moves_forward() {
    assert_eq!(worked("2026-03-29", "01:30", 60, Paris), ("03-29 00:30".into(), "03-29 01:30".into(), 60));
    assert_eq!(shown(&window("01:30", "02:30").on(day("2026-03-29"), Paris), Paris), ("01:30".into(), "03:30".into()));
    let without_start = WallWindow { start: None, end: wall_time("02:30").unwrap() };
    assert_eq!(without_start.on(day("2026-03-29"), Paris).end, instant(at("2026-03-29", "03:30"), Paris));
}

#[test]
fn a_whole_day_has_23_or_25_hours() {
    assert_eq!(worked("2026-03-29", "00:00", 1440, Paris).2, 1380);
    assert_eq!(worked("2026-10-25", "00:00", 1440, Paris).2, 1500);
    assert_eq!(clock_change(at("2026-03-29", "00:00"), 1440, Paris), Some(ClockChange::Shorter(60)));
}

#[test]
fn a_midnight_that_does_not_exist_drops_no_date() {
    for (time, expected) in [("00:00", ["05:00Z", "05:00Z", "04:00Z"]), ("10:00", ["15:00Z", "14:00Z", "14:00Z"])] {
        assert_eq!(starts("FREQ=DAILY", "2026-03-07", "2026-03-09", time, Havana), expected);
    }
    let midnight = span(at("2026-03-08", "00:00"), 60, Havana);
    assert_eq!(shown(&midnight, Havana), ("01:00".into(), "02:00".into()));
}

#[test]
fn most_places_overseas_know_no_clock_change_and_miquelon_has_its_own() {
    for (zone, expected) in [(Reunion, "06:00Z"), (Martinique, "14:00Z"), (Guadeloupe, "14:00Z"), (Cayenne, "13:00Z")] {
        let all = starts("FREQ=MONTHLY", "2026-01-01", "2027-12-31", "10:00", zone);
        assert_eq!(all, vec![expected; 24], "{zone}");
    }
    for (date, expected) in [("2026-03-01", "13:00Z"), ("2026-03-08", "12:00Z"), ("2026-11-01", "13:00Z")] {
        assert_eq!(starts("FREQ=DAILY", date, date, "10:00", Miquelon), [expected], "{date}");
    }
}

#[test]
fn the_day_of_the_end_is_included_however_late_the_start() {
    let late = starts("FREQ=DAILY;UNTIL=20261125", "2026-11-24", "2026-12-31", "23:30", Paris);
    assert_eq!(late, ["22:30Z", "22:30Z"]);
}

#[test]
fn another_zone_gives_other_instants_to_the_same_dates() {
    let dates = |zone| {
        occurrences(
            &Rule::parse("FREQ=WEEKLY;COUNT=60", zone).unwrap(),
            day("2026-01-04"),
            day("2026-01-01")..=day("2027-12-31"),
        )
    };
    assert_eq!(dates(Paris), dates(Miquelon));
    let hours = |zone| worked("2026-07-05", "10:00", 60, zone).0;
    assert_eq!((hours(Paris), hours(Miquelon)), ("07-05 08:00".into(), "07-05 12:00".into()));
}

#[test]
fn an_end_that_is_not_after_its_start_is_the_next_day() {
    let over_midnight = window("22:00", "02:00");
    assert_eq!(over_midnight.wall_minutes(), 240);
    assert_eq!(local_day(over_midnight.on(day("2026-11-24"), Paris).end, Paris), day("2026-11-25"));
    assert_eq!(window("00:00", "00:00").wall_minutes(), 1440, "a whole day, never nothing");
    assert_eq!(window("10:00", "10:01").wall_minutes(), 1);
    let end_only = WallWindow { start: None, end: wall_time("00:00").unwrap() };
    assert_eq!(
        local_day(end_only.on(day("2026-11-24"), Paris).end, Paris),
        day("2026-11-24"),
        "without a start, its own day"
    );
    assert_eq!((end_only.wall_minutes(), minutes(&end_only.on(day("2026-11-24"), Paris))), (0, 0));
}

#[test]
fn several_days_are_told_in_minutes() {
    assert_eq!(worked("2026-11-24", "10:00", 10_080, Paris).2, 10_080);
    assert_eq!(span(at("2026-11-24", "10:00"), i64::MAX, Paris).start, None, "beyond the calendar there is no length");
}

#[test]
fn a_time_is_two_digits_and_two_digits() {
    assert_eq!(wall_time("07:05"), chrono::NaiveTime::from_hms_opt(7, 5, 0));
    for wrong in ["7:05", "07:5", "24:00", "07:60", "07h05", "07:05:00", "", ":", "+7:05", "0é:05"] {
        assert_eq!(wall_time(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_window_runs_forward_on_its_day(n in 0..4000_u64, start in 0..1440_i64, end in 0..1440_i64, zone in prop::sample::select(&[Paris, Havana, Miquelon, Reunion, chrono_tz::Australia::Lord_Howe][..])) {
        let time = |m| chrono::NaiveTime::MIN + TimeDelta::minutes(m);
        let window = WallWindow { start: Some(time(start)), end: time(end) };
        let on = window.on(any_day(n), zone);
        prop_assert!(on.start.is_some_and(|s| s < on.end));
        prop_assert_eq!(local_day(on.start.unwrap(), zone), any_day(n));
        let change = minutes(&on) - window.wall_minutes();
        prop_assert!(change.abs() <= 60, "{change}");
    }

    #[test]
    fn a_template_keeps_its_time_on_the_wall(n in 0..4000_u64) {
        let on = window("10:00", "12:00").on(any_day(n), Paris);
        prop_assert_eq!(shown(&on, Paris), ("10:00".into(), "12:00".into()));
        prop_assert_eq!(minutes(&on), 120);
    }
}
