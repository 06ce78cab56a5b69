//! What is a rule, and what is wrong with what is none.
use super::*;

fn normal(text: &str) -> String {
    rule(text).to_string()
}

fn wrong(text: &str) -> (&'static str, String, String) {
    let error = Rule::parse(text, Paris).unwrap_err();
    (error.code(), error.part, error.value)
}

fn faults(code: &str, part: &str, texts: &[&str]) {
    for text in texts {
        let (told, named, _) = wrong(text);
        assert_eq!((told, named.as_str()), (code, part), "{text}");
    }
}

#[test]
fn a_rule_is_kept_in_one_form() {
    assert_eq!(normal(" RRULE:FREQ=WEEKLY;BYDAY=MO; "), "FREQ=WEEKLY;BYDAY=MO");
    assert_eq!(normal("rrule:byday=fr,mo,fr;interval=2;freq=weekly;wkst=mo"), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR");
    assert_eq!(normal("FREQ=DAILY;INTERVAL=1"), "FREQ=DAILY");
    assert_eq!(
        normal("BYSETPOS=-1,1;BYDAY=-1SU,SU,+2MO;BYMONTH=12,1;WKST=SU;COUNT=7;FREQ=YEARLY"),
        "FREQ=YEARLY;COUNT=7;WKST=SU;BYMONTH=1,12;BYDAY=2MO,SU,-1SU;BYSETPOS=-1,1"
    );
    assert_eq!(normal("FREQ=MONTHLY;BYMONTHDAY=31,-1,+1"), "FREQ=MONTHLY;BYMONTHDAY=-1,1,31");
}

#[test]
fn an_end_is_a_local_day_however_it_is_written() {
    for until in ["20261231", "20261231T000000", "20261231T235959", "20261231T225959Z", "20261230T230000Z"] {
        assert_eq!(normal(&format!("FREQ=DAILY;UNTIL={until}")), "FREQ=DAILY;UNTIL=20261231", "{until}");
    }
    let elsewhere = Rule::parse("FREQ=DAILY;UNTIL=20261231T225959Z", chrono_tz::Indian::Reunion).unwrap();
    assert_eq!(elsewhere.end(), RuleEnd::On(day("2027-01-01")), "it is already the next day there");
    assert_eq!(rule("FREQ=DAILY;COUNT=3").end(), RuleEnd::After(3));
    assert_eq!(rule("FREQ=DAILY").end(), RuleEnd::Never);
}

#[test]
fn nothing_comes_round_more_than_once_a_day() {
    faults(
        "rule_frequency",
        "FREQ",
        &["FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY", "FREQ=SOMETIMES", "INTERVAL=2"],
    );
    faults("rule_part", "BYHOUR", &["FREQ=DAILY;BYHOUR=9,10"]);
    faults("rule_part", "BYMINUTE", &["FREQ=DAILY;BYMINUTE=30"]);
    faults("rule_part", "BYSECOND", &["FREQ=DAILY;BYSECOND=30"]);
}

#[test]
fn parts_that_are_not_offered_are_named() {
    for part in ["BYWEEKNO", "BYYEARDAY", "BYEASTER", "RSCALE", "SKIP", "X-OURS", "EXDATE"] {
        faults("rule_part", part, &[&format!("FREQ=YEARLY;{part}=1")]);
    }
}

#[test]
fn a_recurrence_has_exactly_one_rule() {
    faults("rule_missing", "", &["", "  ", "RRULE:", ";", "rrule:;"]);
    faults("rule_several", "", &["FREQ=DAILY\nFREQ=WEEKLY", "DTSTART:20260101T100000\r\nRRULE:FREQ=DAILY"]);
    faults("rule_several", "", &["RRULE:FREQ=DAILY;RRULE:FREQ=WEEKLY", "RRULE:RRULE:FREQ=DAILY"]);
    faults("rule_too_long", "", &[&format!("FREQ=DAILY;BYMONTH={}1", "1,".repeat(MAX_RULE_LENGTH))]);
}

#[test]
fn what_is_not_a_list_of_parts_is_named() {
    faults("rule_syntax", "EVERY MONDAY", &["every monday", "FREQ=DAILY;every monday"]);
    faults("rule_syntax", "", &["FREQ=DAILY;;COUNT=2", "=DAILY"]);
    faults("rule_syntax", "FREQ", &["FREQ="]);
    faults("rule_syntax", "BYDAY", &["FREQ=WEEKLY;BYDAY=MO,,TU", "FREQ=WEEKLY;BYDAY=,", "FREQ=WEEKLY;BYDAY=MO,"]);
    faults("rule_repeated", "FREQ", &["FREQ=DAILY;FREQ=DAILY"]);
    faults("rule_repeated", "BYDAY", &["FREQ=WEEKLY;BYDAY=MO;BYDAY=TU"]);
}

#[test]
fn numbers_are_whole_and_within_reason() {
    for wrong in ["0", "-1", "+1", "1000", "99999999999999999999", "1.5", "two", "2 3"] {
        faults("rule_interval", "INTERVAL", &[&format!("FREQ=DAILY;INTERVAL={wrong}")]);
    }
    faults("rule_end", "COUNT", &["FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=10000"]);
    assert_eq!(
        (rule("FREQ=DAILY;INTERVAL=999").interval(), rule("FREQ=DAILY;COUNT=9999").end()),
        (999, RuleEnd::After(9999))
    );
}

#[test]
fn a_rule_ends_once_and_on_a_day_that_exists() {
    faults("rule_end", "UNTIL", &["FREQ=DAILY;COUNT=3;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231;COUNT=3"]);
    for until in
        ["20260230", "2026-12-31", "20261231T25", "20261231T250000", "20261231T100000+0100", "99991231", "1231"]
    {
        faults("rule_end", "UNTIL", &[&format!("FREQ=DAILY;UNTIL={until}")]);
    }
}

#[test]
fn days_and_months_are_of_the_calendar() {
    faults("rule_month", "BYMONTH", &["FREQ=YEARLY;BYMONTH=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=-1"]);
    faults(
        "rule_month_day",
        "BYMONTHDAY",
        &["FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=-32"],
    );
    faults(
        "rule_weekday",
        "BYDAY",
        &[
            "FREQ=WEEKLY;BYDAY=LU",
            "FREQ=YEARLY;BYDAY=54MO",
            "FREQ=YEARLY;BYDAY=0MO",
            "FREQ=WEEKLY;BYDAY=É",
            "FREQ=WEEKLY;BYDAY=M",
        ],
    );
    faults("rule_position", "BYSETPOS", &["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367"]);
    faults("rule_week_start", "WKST", &["FREQ=WEEKLY;WKST=1", "FREQ=WEEKLY;WKST=LU"]);
    assert_eq!(
        wrong("FREQ=WEEKLY;BYDAY=MO,LU,TU"),
        ("rule_weekday", "BYDAY".into(), "LU".into()),
        "the one item, not the list"
    );
}

#[test]
fn parts_that_mean_nothing_together_are_refused() {
    faults("rule_combination", "BYDAY", &["FREQ=WEEKLY;BYDAY=2MO", "FREQ=DAILY;BYDAY=-1MO"]);
    faults("rule_combination", "BYDAY", &["FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYMONTH=3;BYDAY=-6MO"]);
    faults("rule_combination", "BYMONTHDAY", &["FREQ=WEEKLY;BYMONTHDAY=1"]);
    faults("rule_combination", "BYSETPOS", &["FREQ=MONTHLY;BYSETPOS=1"]);
    assert_eq!(normal("FREQ=YEARLY;BYDAY=53MO"), "FREQ=YEARLY;BYDAY=53MO", "some years have 53");
}

#[test]
fn every_fault_has_a_code_of_its_own() {
    let mut codes: Vec<&str> = RuleFault::ALL.iter().map(|fault| fault.code()).collect();
    assert!(codes.iter().all(|code| code.starts_with("rule_")));
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), RuleFault::ALL.len());
}

proptest! {
    #[test]
    fn the_normal_form_reads_back_as_the_same_rule((rule, _) in any_rule()) {
        let text = rule.to_string();
        let again = Rule::parse(&text, Paris).unwrap();
        prop_assert_eq!(again.to_string(), text);
        prop_assert_eq!(again, rule);
    }

    #[test]
    fn no_text_makes_it_fall_over(text in "[A-Za-z0-9=;:,+ \n-é]{0,60}", parts in "(FREQ|BYDAY|UNTIL|COUNT)=[A-Z0-9,+TZ-]{0,12}(;(FREQ|BYDAY|UNTIL|COUNT)=[A-Z0-9,+TZé-]{0,17}){0,3}") {
        let _ = (Rule::parse(&text, Paris), Rule::parse(&parts, Paris));
    }
}
