//! What the generator creates.
use super::{exceptions::any_recurrence, *};
use Progress::{Begun, Closed, Open};

fn created(facts: &Facts, at: &str, horizon: u16) -> Vec<NaiveDate> {
    plan_generation(facts, now(at), horizon).create.iter().map(|o| o.date).collect()
}

#[test]
fn what_is_missing_up_to_the_horizon_is_created() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let facts = facts(&rule, "2026-11-02");
    assert_eq!(created(&facts, "2026-11-03T08:00", 14), days(["2026-11-09", "2026-11-16"]));
    assert_eq!(
        created(&facts, "2026-11-02T08:00", 14),
        days(["2026-11-02", "2026-11-09", "2026-11-16"]),
        "both ends included"
    );
    assert_eq!(created(&facts, "2026-11-02T08:00", 0), days(["2026-11-02"]));
}

#[test]
fn what_exists_is_never_created_again_whatever_became_of_it() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let existing = existing([("2026-11-09", Open), ("2026-11-16", Begun), ("2026-11-23", Closed)]);
    let facts = Facts { existing: &existing, ..facts(&rule, "2026-11-02") };
    assert_eq!(created(&facts, "2026-11-03T08:00", 30), days(["2026-11-30"]));
}

#[test]
fn nothing_is_created_in_the_past() {
    let rule = rule("FREQ=DAILY");
    let facts = facts(&rule, "2026-11-01");
    assert_eq!(
        created(&facts, "2026-11-24T11:59", 1),
        days(["2026-11-24", "2026-11-25"]),
        "its window is not over yet"
    );
    assert_eq!(created(&facts, "2026-11-24T12:00", 1), days(["2026-11-25"]));
    let windows = [window("08:00", "09:00"), window("10:00", "12:00")];
    let pickup_first = Facts { windows: &windows, ..facts };
    assert_eq!(created(&pickup_first, "2026-11-24T09:30", 1), days(["2026-11-25"]), "the pickup is over already");
    let night = [window("22:00", "02:00")];
    assert_eq!(created(&Facts { windows: &night, ..pickup_first }, "2026-11-24T23:00", 0), days(["2026-11-24"]));
}

#[test]
fn today_is_that_of_the_place() {
    let rule = rule("FREQ=DAILY");
    let evening = now("2026-11-24T23:30");
    let there = Facts { zone: chrono_tz::Indian::Reunion, ..facts(&rule, "2026-11-01") };
    let dates: Vec<NaiveDate> = plan_generation(&there, evening, 0).create.iter().map(|o| o.date).collect();
    assert_eq!(dates, days(["2026-11-25"]));
}

#[test]
fn a_paused_or_cancelled_rule_creates_nothing() {
    let rule = rule("FREQ=DAILY");
    for state in [RecurrenceState::Paused, RecurrenceState::Cancelled] {
        let plan_facts = Facts { state, ..facts(&rule, "2026-11-01") };
        let plan = plan_generation(&plan_facts, now("2026-11-24T08:00"), 30);
        assert!(plan.create.is_empty() && plan.left_out.is_empty());
    }
}

#[test]
fn a_skipped_closed_or_paused_date_is_left_out_and_said() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let exceptions = [skip("2026-11-09")];
    let closures =
        [Closure { place: None, from: day("2026-11-16"), until: day("2026-11-16"), reason: "férié".into() }];
    let off = Off { closures: &closures, ..NOTHING };
    let facts = with_exceptions(Facts { off, ..facts(&rule, "2026-11-02") }, &exceptions);
    let plan = plan_generation(&facts, now("2026-11-03T08:00"), 30);
    assert_eq!(plan.create.iter().map(|o| o.date).collect::<Vec<_>>(), days(["2026-11-23", "2026-11-30"]));
    assert_eq!(plan.left_out.iter().map(|o| o.date).collect::<Vec<_>>(), days(["2026-11-09", "2026-11-16"]));
}

#[test]
fn a_moved_date_is_created_where_it_happens_and_once() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO");
    let exceptions =
        [moved("2026-11-09", "2026-11-11"), moved("2026-11-16", "2026-11-03"), moved("2026-11-23", "2027-01-01")];
    let facts = with_exceptions(facts(&rule, "2026-11-02"), &exceptions);
    let plan = plan_generation(&facts, now("2026-11-10T08:00"), 20);
    let placed: Vec<(NaiveDate, NaiveDate)> = plan.create.iter().map(|o| (o.date, o.day)).collect();
    assert_eq!(
        placed,
        [(day("2026-11-09"), day("2026-11-11")), (day("2026-11-30"), day("2026-11-30"))],
        "its date is past, its day is not; one moved into the past is past, one moved beyond the horizon waits"
    );
    let existing = existing([("2026-11-09", Open)]);
    assert_eq!(
        created(&Facts { existing: &existing, ..facts }, "2026-11-10T08:00", 20),
        days(["2026-11-30"]),
        "known by its date, not its day"
    );
}

#[test]
fn a_move_to_other_times_tells_what_is_past() {
    let rule = rule("FREQ=DAILY");
    let to = Move { to: day("2026-11-24"), window: Some(window("18:00", "20:00")) };
    let exceptions = [exception("2026-11-24", ExceptionKind::Move(to))];
    assert_eq!(
        created(&with_exceptions(facts(&rule, "2026-11-01"), &exceptions), "2026-11-24T19:00", 0),
        days(["2026-11-24"])
    );
}

fn exists(plan: &Generation<&'static str>) -> Vec<Existing> {
    plan.create.iter().map(|o| Existing { date: o.date, progress: Open }).collect()
}

proptest! {
    #[test]
    fn generating_twice_creates_nothing((rule, starts_on, exceptions) in any_recurrence(), today in 0..4000_u64, horizon in 0..365_u16, later in 0..200_u64) {
        let facts = with_exceptions(Facts { recurrence: Recurrence { rule: &rule, starts_on, exceptions: &[] }, ..facts(&rule, "2020-01-01") }, &exceptions);
        let at = |n| instant(any_day(n).and_hms_opt(8, 0, 0).unwrap(), Paris);
        let first = plan_generation(&facts, at(today), horizon);
        let mut known = exists(&first);
        let again = Facts { existing: &known, ..facts };
        prop_assert!(plan_generation(&again, at(today), horizon).create.is_empty());
        let late = plan_generation(&again, at(today + later), horizon);
        known.extend(exists(&late));
        let mut dates: Vec<NaiveDate> = known.iter().map(|k| k.date).collect();
        dates.sort_unstable();
        prop_assert!(dates.windows(2).all(|pair| pair[0] != pair[1]), "never twice, however late");
    }

    #[test]
    fn what_is_created_is_of_the_horizon_and_not_skipped((rule, starts_on, exceptions) in any_recurrence(), today in 0..4000_u64, horizon in 0..365_u16) {
        let facts = with_exceptions(Facts { recurrence: Recurrence { rule: &rule, starts_on, exceptions: &[] }, ..facts(&rule, "2020-01-01") }, &exceptions);
        let at = instant(any_day(today).and_hms_opt(8, 0, 0).unwrap(), Paris);
        for created in plan_generation(&facts, at, horizon).create {
            prop_assert!(any_day(today) <= created.day && created.day <= any_day(today + u64::from(horizon)));
            let of_it = || exceptions.iter().filter(|e| e.date == created.date);
            prop_assert!(!of_it().any(|e| e.kind == ExceptionKind::Skip));
            prop_assert!(gives(&rule, starts_on, created.date) || of_it().any(|e| e.kind == ExceptionKind::Extra));
        }
    }
}
