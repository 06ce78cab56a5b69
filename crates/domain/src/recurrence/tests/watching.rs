//! The horizon watch.
use super::*;
use Progress::{Closed, Open};

fn watch(facts: &Facts) -> Option<Drought> {
    watch_horizon(facts, now("2026-11-03T08:00"), 28)
}

#[test]
fn an_active_rule_with_something_beyond_half_its_horizon_is_well() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let known = existing([("2026-11-23", Open)]);
    assert_eq!(watch(&Facts { existing: &known, ..facts(&rule, "2026-11-02") }), None);
}

#[test]
fn generation_that_stopped_is_told() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let near = existing([("2026-11-09", Open), ("2026-11-16", Open)]);
    let facts = Facts { existing: &near, ..facts(&rule, "2026-11-02") };
    assert_eq!(watch(&facts), Some(Drought::NotGenerated(day("2026-11-23"))), "the 17th is the half");
    let plan = plan_generation(&facts, now("2026-11-03T08:00"), 28);
    let mut known = near.clone();
    known.extend(plan.create.iter().map(|o| Existing { date: o.date, progress: Open }));
    assert_eq!(watch(&Facts { existing: &known, ..facts }), None, "generating mends it");
}

#[test]
fn a_rule_of_which_everything_is_called_off_is_told() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let closures =
        [Closure { place: None, from: day("2026-11-17"), until: day("2026-12-31"), reason: "travaux".into() }];
    let off = Off { closures: &closures, ..NOTHING };
    assert_eq!(watch(&Facts { off, ..facts(&rule, "2026-11-02") }), Some(Drought::AllOff));
    let cancelled = existing([("2026-11-23", Closed), ("2026-11-30", Closed)]);
    assert_eq!(watch(&Facts { existing: &cancelled, ..facts(&rule, "2026-11-02") }), Some(Drought::AllOff));
}

#[test]
fn a_rule_that_ends_or_comes_round_less_often_is_told_apart() {
    let ending = rule("FREQ=WEEKLY;UNTIL=20261110");
    assert_eq!(watch(&facts(&ending, "2026-11-02")), Some(Drought::Ending));
    let never = rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31");
    assert_eq!(watch(&facts(&never, "2026-11-02")), Some(Drought::Ending));
    let yearly = rule("FREQ=YEARLY");
    assert_eq!(watch(&facts(&yearly, "2026-11-02")), Some(Drought::Sparse(day("2027-11-02"))));
}

#[test]
fn a_rule_that_rests_alarms_nobody() {
    let rule = rule("FREQ=WEEKLY");
    for state in [RecurrenceState::Paused, RecurrenceState::Cancelled] {
        assert_eq!(watch(&Facts { state, ..facts(&rule, "2026-11-02") }), None);
    }
}

proptest! {
    #[test]
    fn after_generation_there_is_no_fault((rule, starts_on, exceptions) in super::exceptions::any_recurrence(), today in 0..4000_u64, horizon in 0..365_u16) {
        let facts = with_exceptions(Facts { recurrence: Recurrence { rule: &rule, starts_on, exceptions: &[] }, ..facts(&rule, "2020-01-01") }, &exceptions);
        let at = instant(any_day(today).and_hms_opt(8, 0, 0).unwrap(), Paris);
        let plan = plan_generation(&facts, at, horizon);
        let known: Vec<Existing> = plan.create.iter().map(|o| Existing { date: o.date, progress: Open }).collect();
        let drought = watch_horizon(&Facts { existing: &known, ..facts }, at, horizon);
        prop_assert!(!matches!(drought, Some(Drought::NotGenerated(_))), "{drought:?}");
    }
}
