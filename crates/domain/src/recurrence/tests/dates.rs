//! The dates of a rule.
use super::*;

fn dates(text: &str, starts_on: &str, from: &str, to: &str) -> Vec<NaiveDate> {
    occurrences(&rule(text), day(starts_on), day(from)..=day(to))
}

#[test]
fn every_second_week_stays_every_second_week_across_a_year_end() {
    let expected = days(["2026-12-07", "2026-12-21", "2027-01-04", "2027-01-18"]);
    assert_eq!(dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-12-07", "2026-12-01", "2027-01-31"), expected);
    let from_inside = dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2020-01-06", "2026-12-14", "2027-01-17");
    assert_eq!(from_inside, days(["2026-12-14", "2026-12-28", "2027-01-11"]), "a window does not move the anchor");
}

#[test]
fn four_weeks_in_turn_are_not_those_of_the_year() {
    // The ISO year 2026 has 53 weeks: counted modulo 4, 2026-W53 and 2027-W01 would both be the first.
    let a = dates("FREQ=WEEKLY;INTERVAL=4", "2026-12-28", "2026-12-28", "2027-02-28");
    assert_eq!(a, days(["2026-12-28", "2027-01-25", "2027-02-22"]));
    let b = dates("FREQ=WEEKLY;INTERVAL=4", "2027-01-04", "2026-12-28", "2027-02-28");
    assert_eq!(b, days(["2027-01-04", "2027-02-01"]), "the week after it is the second, not the first again");
}

#[test]
fn a_week_begins_where_the_rule_says() {
    // The example of RFC 5545: the same rule, with weeks from Monday and from Sunday.
    let with = |start| {
        dates(
            &format!("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={start}"),
            "1997-08-05",
            "1997-08-01",
            "1997-12-31",
        )
    };
    assert_eq!(with("MO"), days(["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]));
    assert_eq!(with("SU"), days(["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]));
}

#[test]
fn a_start_that_its_rule_does_not_give_is_no_occurrence() {
    assert_eq!(
        dates("FREQ=WEEKLY;BYDAY=MO", "2026-11-24", "2026-11-01", "2026-12-07"),
        days(["2026-11-30", "2026-12-07"])
    );
    assert_eq!(
        dates("FREQ=WEEKLY;BYDAY=MO;COUNT=1", "2026-11-24", "2026-11-01", "2026-12-07"),
        days(["2026-11-30"]),
        "nor counted"
    );
    assert!(!gives(&rule("FREQ=WEEKLY;BYDAY=MO"), day("2026-11-24"), day("2026-11-24")));
}

#[test]
fn a_start_completes_what_the_rule_leaves_open() {
    assert_eq!(dates("FREQ=WEEKLY", "2026-11-24", "2026-11-01", "2026-12-05"), days(["2026-11-24", "2026-12-01"]));
    assert_eq!(
        dates("FREQ=MONTHLY", "2026-11-24", "2026-11-01", "2027-01-31"),
        days(["2026-11-24", "2026-12-24", "2027-01-24"])
    );
    assert_eq!(dates("FREQ=YEARLY", "2026-11-24", "2026-11-01", "2028-01-31"), days(["2026-11-24", "2027-11-24"]));
    assert_eq!(
        dates("FREQ=YEARLY;BYMONTH=3,11", "2026-11-24", "2026-11-01", "2027-12-31"),
        days(["2026-11-24", "2027-03-24", "2027-11-24"])
    );
}

#[test]
fn the_day_of_an_end_belongs_to_the_rule() {
    for until in ["20261201", "20261201T000000", "20261130T233000Z"] {
        let text = format!("FREQ=WEEKLY;UNTIL={until}");
        assert_eq!(
            dates(&text, "2026-11-24", "2026-11-01", "2027-12-31"),
            days(["2026-11-24", "2026-12-01"]),
            "{until}"
        );
    }
    assert!(
        dates("FREQ=WEEKLY;UNTIL=20261123", "2026-11-24", "2026-11-01", "2027-12-31").is_empty(),
        "over before it begins"
    );
}

#[test]
fn a_count_counts_from_the_start_whatever_is_asked() {
    let text = "FREQ=WEEKLY;COUNT=3";
    assert_eq!(dates(text, "2026-11-03", "2026-11-01", "2027-12-31"), days(["2026-11-03", "2026-11-10", "2026-11-17"]));
    assert_eq!(dates(text, "2026-11-03", "2026-11-11", "2027-12-31"), days(["2026-11-17"]));
}

#[test]
fn a_day_that_a_month_lacks_is_left_out_and_the_last_day_is_always_there() {
    assert_eq!(
        dates("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31", "2026-01-01", "2026-06-30"),
        days(["2026-01-31", "2026-03-31", "2026-05-31"])
    );
    assert_eq!(
        dates("FREQ=MONTHLY", "2026-01-31", "2026-01-01", "2026-04-30"),
        days(["2026-01-31", "2026-03-31"]),
        "the start's too"
    );
    assert_eq!(
        dates("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-01", "2026-01-01", "2026-04-30"),
        days(["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"])
    );
    assert_eq!(
        dates("FREQ=YEARLY", "2024-02-29", "2024-01-01", "2033-12-31"),
        days(["2024-02-29", "2028-02-29", "2032-02-29"])
    );
}

#[test]
fn nth_weekdays_are_those_of_the_month_or_of_the_year() {
    assert_eq!(
        dates("FREQ=MONTHLY;BYDAY=1MO,-1FR", "2026-11-01", "2026-11-01", "2026-12-31"),
        days(["2026-11-02", "2026-11-27", "2026-12-07", "2026-12-25"])
    );
    assert_eq!(
        dates("FREQ=MONTHLY;BYDAY=5MO", "2026-11-01", "2026-11-01", "2027-03-31"),
        days(["2026-11-30", "2027-03-29"])
    );
    assert_eq!(
        dates("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-01-01", "1999-12-31"),
        days(["1997-05-19", "1998-05-18", "1999-05-17"])
    );
    assert_eq!(
        dates("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3,10", "2026-01-01", "2026-01-01", "2027-12-31"),
        days(["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
    );
    assert_eq!(
        dates("FREQ=MONTHLY;BYDAY=MO,2TU", "2026-11-01", "2026-11-01", "2026-11-30"),
        days(["2026-11-02", "2026-11-09", "2026-11-10", "2026-11-16", "2026-11-23", "2026-11-30"]),
        "either, not both"
    );
}

#[test]
fn several_limits_must_all_hold() {
    assert_eq!(
        dates("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-01-01", "2026-01-01", "2026-12-31"),
        days(["2026-02-13", "2026-03-13", "2026-11-13"])
    );
    assert_eq!(
        dates("FREQ=DAILY;BYMONTH=1;BYDAY=SA", "2026-11-01", "2026-11-01", "2027-12-31"),
        days(["2027-01-02", "2027-01-09", "2027-01-16", "2027-01-23", "2027-01-30"])
    );
}

#[test]
fn a_position_is_one_in_the_whole_period() {
    let last_working_day =
        dates("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-31", "2026-10-01", "2026-12-31");
    assert_eq!(
        last_working_day,
        days(["2026-11-30", "2026-12-31"]),
        "October's was before the start, and is not replaced"
    );
    let first_of_the_week = dates("FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1", "2026-11-25", "2026-11-01", "2026-12-08");
    assert_eq!(first_of_the_week, days(["2026-12-01", "2026-12-08"]), "nor is the week's in which it starts");
}

#[test]
fn a_rule_that_never_gives_a_date_ends_soon() {
    for text in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=1",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
    ] {
        let never = rule(text);
        let all = expand::expand(&never, day("1970-01-01"), NaiveDate::MIN..=NaiveDate::MAX, usize::MAX);
        assert!(all.dates.is_empty() && all.looked_at <= 231 * 366, "{text}: {} days", all.looked_at);
        assert!(next_occurrences(&never, day("2026-01-01"), day("2026-01-01"), 1).is_empty(), "a form can say so");
        let year = expand::expand(&never, day("1970-01-01"), day("2026-01-01")..=day("2026-12-31"), usize::MAX);
        assert!(year.looked_at <= 366 || text.contains("COUNT"), "{text}: {} days", year.looked_at);
    }
}

#[test]
fn the_next_dates_are_as_many_as_asked_or_as_there_are() {
    let next = |text, most| next_occurrences(&rule(text), day("2026-11-03"), day("2026-11-10"), most);
    assert_eq!(next("FREQ=WEEKLY", 2), days(["2026-11-10", "2026-11-17"]));
    assert_eq!(next("FREQ=WEEKLY;COUNT=2", 5), days(["2026-11-10"]));
    assert!(next("FREQ=WEEKLY", 0).is_empty());
}

#[test]
fn the_ends_of_the_calendar_harm_nobody() {
    for text in
        ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=999", "FREQ=MONTHLY;INTERVAL=999;COUNT=9999", "FREQ=YEARLY;INTERVAL=999"]
    {
        let rule = rule(text);
        for start in [NaiveDate::MIN, NaiveDate::MAX, day("1969-12-31"), day("2201-01-01")] {
            assert!(occurrences(&rule, start, NaiveDate::MIN..=NaiveDate::MAX).is_empty());
        }
        assert_eq!(occurrences(&rule, day("2200-12-31"), NaiveDate::MIN..=NaiveDate::MAX), days(["2200-12-31"]));
        let backwards = NaiveDate::MAX..=NaiveDate::MIN;
        assert!(occurrences(&rule, day("2026-01-01"), backwards).is_empty());
    }
}

#[test]
fn a_split_rule_gives_the_same_dates_as_before() {
    let whole = rule("FREQ=WEEKLY;INTERVAL=2;COUNT=5");
    let halves = split(&whole, day("2026-11-03"), day("2026-12-01")).unwrap();
    assert_eq!(halves.before.unwrap().to_string(), "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261130");
    assert_eq!(halves.after.to_string(), "FREQ=WEEKLY;INTERVAL=2;COUNT=3");
    assert_eq!(split(&whole, day("2026-11-03"), day("2026-11-10")), None, "not one of its dates");
    let first = split(&whole, day("2026-11-03"), day("2026-11-03")).unwrap();
    assert_eq!((first.before, first.after), (None, whole.clone()));
    assert_eq!(
        ending_before(&whole, day("2026-11-03"), day("2026-11-10")).unwrap().end(),
        RuleEnd::On(day("2026-11-09"))
    );
    let over = rule("FREQ=WEEKLY;UNTIL=20261105");
    assert_eq!(ending_before(&over, day("2026-11-03"), day("2026-12-01")), Some(over.clone()), "it ended before");
}
