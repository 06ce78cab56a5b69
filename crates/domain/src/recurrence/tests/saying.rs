//! A rule in parts, for the interface to say.
use super::*;

fn said(text: &str) -> Description {
    describe(&rule(text), day("2026-11-24"))
}

fn on(text: &str) -> On {
    said(text).on
}

#[test]
fn one_monday_in_two() {
    let description = said("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO");
    assert_eq!((description.frequency, description.interval), (Frequency::Weekly, 2));
    assert_eq!(
        (description.on, description.end, description.skips),
        (On::Weekdays(vec![Weekday::Mon]), RuleEnd::Never, false)
    );
}

#[test]
fn what_the_start_adds_is_said() {
    assert_eq!(on("FREQ=WEEKLY"), On::Weekdays(vec![Weekday::Tue]));
    assert_eq!(on("FREQ=MONTHLY"), On::MonthDays(vec![24]));
    assert_eq!(on("FREQ=DAILY"), On::EveryDay);
    let birthday = said("FREQ=YEARLY");
    assert_eq!((birthday.on, birthday.months), (On::MonthDays(vec![24]), vec![11]));
    let every_month = said("FREQ=YEARLY;BYMONTHDAY=1");
    assert_eq!((every_month.on, every_month.months), (On::MonthDays(vec![1]), vec![]), "every first of the month");
}

#[test]
fn the_nth_weekday_is_said_however_it_is_written() {
    let first_monday = On::Nth(vec![(1, Weekday::Mon)]);
    assert_eq!(on("FREQ=MONTHLY;BYDAY=1MO"), first_monday);
    assert_eq!(on("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1"), first_monday);
    assert_eq!(on("FREQ=MONTHLY;BYDAY=-1FR"), On::Nth(vec![(-1, Weekday::Fri)]));
    let in_the_year = on("FREQ=YEARLY;BYMONTH=3,6;BYDAY=MO;BYSETPOS=1");
    assert_eq!(
        in_the_year,
        On::Positions { positions: vec![1], weekdays: vec![Weekday::Mon] },
        "one of the year, not of each month"
    );
}

#[test]
fn the_last_working_day_is_a_position_among_weekdays() {
    let weekdays = vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    assert_eq!(on("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), On::Positions { positions: vec![-1], weekdays });
}

#[test]
fn what_is_too_much_for_a_sentence_is_shown_by_its_dates() {
    for text in [
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=MO,2TU",
        "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
    ] {
        assert_eq!(on(text), On::Mixed, "{text}");
    }
}

#[test]
fn a_form_says_which_rules_leave_months_out() {
    let skips = |text: &str, start: &str| describe(&rule(text), day(start)).skips;
    assert!(skips("FREQ=MONTHLY", "2026-01-31") && !skips("FREQ=MONTHLY", "2026-01-28"));
    assert!(skips("FREQ=MONTHLY;BYMONTHDAY=30", "2026-01-01") && !skips("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-01"));
    assert!(skips("FREQ=YEARLY", "2024-02-29") && !skips("FREQ=YEARLY", "2024-12-31"));
    assert!(skips("FREQ=MONTHLY;BYDAY=5MO", "2026-01-01") && !skips("FREQ=MONTHLY;BYDAY=-4MO", "2026-01-01"));
    assert!(skips("FREQ=YEARLY;BYDAY=53MO", "2026-01-01") && !skips("FREQ=YEARLY;BYDAY=52MO", "2026-01-01"));
    assert!(!skips("FREQ=WEEKLY", "2026-01-31") && !skips("FREQ=YEARLY;BYMONTH=1,3;BYMONTHDAY=31", "2026-01-31"));
    assert!(skips("FREQ=YEARLY;BYMONTH=1,4;BYMONTHDAY=31", "2026-01-31"));
}

#[test]
fn an_end_is_said_as_a_count_or_a_day() {
    assert_eq!(said("FREQ=DAILY;COUNT=3").end, RuleEnd::After(3));
    assert_eq!(said("FREQ=DAILY;UNTIL=20261231T225959Z").end, RuleEnd::On(day("2026-12-31")));
}

proptest! {
    #[test]
    fn a_rule_said_to_skip_nothing_is_there_every_month(day_of_month in prop_oneof![-31..=-1_i16, 1..=31_i16], start in 0..3650_u64) {
        let rule = rule(&format!("FREQ=MONTHLY;BYMONTHDAY={day_of_month}"));
        let found = next_occurrences(&rule, any_day(start), any_day(start), 48);
        let gaps = found.windows(2).any(|pair| (pair[1].year() * 12 + pair[1].month0().cast_signed()) - (pair[0].year() * 12 + pair[0].month0().cast_signed()) > 1);
        prop_assert_eq!(describe(&rule, any_day(start)).skips, gaps);
    }
}
