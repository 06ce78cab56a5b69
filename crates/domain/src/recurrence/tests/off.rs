//! Closures and pauses.
use super::*;
use crate::recipients::{Pause, ReceiveError, ReceiveFacts};
use cabas_kernel::words::recipients::RecipientStatus;

fn closure(place: Option<&'static str>, from: &str, until: &str, reason: &str) -> Closure<&'static str> {
    Closure { place, from: day(from), until: day(until), reason: reason.into() }
}

fn pause(from: &str, until: Option<&str>) -> Pause {
    Pause { from: day(from), until: until.map(day) }
}

/// Mondays of November 2026.
fn fates<'a>(off: &Off<'a, &'static str>, exceptions: &'a [Exception<&'static str>]) -> Vec<Fate<'a>> {
    static MONDAYS: std::sync::LazyLock<Rule> =
        std::sync::LazyLock::new(|| rule("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130"));
    let recurrence = Recurrence { rule: &MONDAYS, starts_on: day("2026-11-02"), exceptions };
    calendar(&recurrence, off, day("2026-11-01")..=day("2026-12-31")).iter().map(|o| o.fate).collect()
}

fn closed<'a>(from: &str, until: &str, reason: &'a str) -> Fate<'a> {
    Fate::Closed(ClosedDays { from: day(from), until: day(until), reason })
}

#[test]
fn a_date_inside_a_closure_is_shown_with_its_reason() {
    let closures = [closure(None, "2026-11-09", "2026-11-16", "travaux")];
    let shut = closed("2026-11-09", "2026-11-16", "travaux");
    assert_eq!(
        fates(&Off { closures: &closures, ..NOTHING }, &[]),
        [Fate::Runs, shut, shut, Fate::Runs, Fate::Runs],
        "both ends included"
    );
}

#[test]
fn a_place_is_closed_for_itself_and_the_organisation_for_all() {
    let closures = [
        closure(Some("depot"), "2026-11-09", "2026-11-09", "inventaire"),
        closure(None, "2026-11-16", "2026-11-16", "férié"),
    ];
    let of = |place: Option<&'static &'static str>| {
        fates(&Off { closures: &closures, place, household: None }, &[])
            .iter()
            .map(|f| *f == Fate::Runs)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Some(&"depot")), [true, false, false, true, true]);
    assert_eq!(of(Some(&"annex")), [true, true, false, true, true]);
    assert_eq!(of(None), [true, true, false, true, true]);
}

#[test]
fn of_several_closures_the_one_that_ends_last_is_told() {
    let closures =
        [closure(None, "2026-11-09", "2026-11-20", "été"), closure(None, "2026-11-09", "2026-11-09", "férié")];
    assert_eq!(fates(&Off { closures: &closures, ..NOTHING }, &[])[1], closed("2026-11-09", "2026-11-20", "été"));
}

#[test]
fn what_is_moved_out_of_a_closure_runs_and_what_is_moved_into_one_does_not() {
    let closures = [closure(None, "2026-11-09", "2026-11-09", "férié")];
    let off = Off { closures: &closures, ..NOTHING };
    let out = [moved("2026-11-09", "2026-11-10")];
    assert_eq!(fates(&off, &out), [Fate::Runs; 5]);
    let into = [moved("2026-11-16", "2026-11-09")];
    assert_eq!(fates(&off, &into).iter().filter(|f| **f != Fate::Runs).count(), 2);
    let extra = [exception("2026-11-09", ExceptionKind::Extra), exception("2026-11-09", ExceptionKind::Override("x"))];
    assert_eq!(fates(&off, &extra)[1], closed("2026-11-09", "2026-11-09", "férié"), "nor does an override open it");
}

#[test]
fn a_skipped_date_is_told_as_skipped_also_inside_a_closure() {
    let closures = [closure(None, "2026-11-09", "2026-11-09", "férié")];
    assert_eq!(fates(&Off { closures: &closures, ..NOTHING }, &[skip("2026-11-09")])[1], Fate::Skipped);
}

#[test]
fn a_household_that_is_away_is_told_as_paused_and_resumes_by_itself() {
    let pauses = [pause("2026-11-09", Some("2026-11-15"))];
    let household = ReceiveFacts { status: RecipientStatus::Active, pauses: &pauses, merged: false };
    let off = Off { household: Some(household), ..NOTHING };
    assert_eq!(fates(&off, &[]), [Fate::Runs, Fate::Paused(pauses[0]), Fate::Runs, Fate::Runs, Fate::Runs]);
    let open = [pause("2026-11-16", None)];
    let off = Off { household: Some(ReceiveFacts { pauses: &open, ..household }), ..NOTHING };
    assert_eq!(fates(&off, &[]).iter().filter(|f| **f == Fate::Paused(open[0])).count(), 3, "until somebody ends it");
}

#[test]
fn a_household_that_receives_no_more_has_nothing_that_runs() {
    let pauses = [pause("2026-11-09", Some("2026-11-15"))];
    for (status, merged, why) in [
        (RecipientStatus::Stopped, false, ReceiveError::Inactive),
        (RecipientStatus::Deceased, false, ReceiveError::Inactive),
        (RecipientStatus::Active, true, ReceiveError::Merged),
    ] {
        let household = Some(ReceiveFacts { status, pauses: &pauses, merged });
        assert_eq!(fates(&Off { household, ..NOTHING }, &[]), [Fate::Inactive(why); 5]);
    }
    let by_hand = ReceiveFacts { status: RecipientStatus::Paused, pauses: &[], merged: false };
    assert_eq!(
        fates(&Off { household: Some(by_hand), ..NOTHING }, &[]),
        [Fate::Inactive(ReceiveError::Inactive); 5],
        "without dates"
    );
}

proptest! {
    #[test]
    fn nothing_is_missing_whatever_is_closed((rule, starts_on) in any_rule(), from in 0..4000_u64, long in 0..300_u64) {
        let closures = [Closure::<&str> { place: None, from: any_day(from), until: any_day(from + long), reason: "x".into() }];
        let recurrence = Recurrence::<&str> { rule: &rule, starts_on, exceptions: &[] };
        let span = any_day(from.saturating_sub(200))..=any_day(from + 500);
        let all = calendar(&recurrence, &Off { closures: &closures, ..NOTHING }, span.clone());
        let dates: Vec<NaiveDate> = all.iter().map(|o| o.date).collect();
        prop_assert_eq!(dates, occurrences(&rule, starts_on, span));
        prop_assert!(all.iter().all(|o| o.runs() != (any_day(from) <= o.day && o.day <= any_day(from + long))));
    }
}
