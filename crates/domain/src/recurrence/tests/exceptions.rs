//! Exceptions: skip, move, override, extra dates.
use super::*;
use ExceptionKind::{Extra, Override};

const ALL: (&str, &str) = ("2026-11-01", "2026-12-31");

/// Mondays from 2 November 2026.
fn shown<'a>(
    rule: &'a Rule,
    exceptions: &'a [Exception<&'static str>],
    (from, to): (&str, &str),
) -> Vec<Occurrence<'a, &'static str>> {
    let recurrence = Recurrence { rule, starts_on: day("2026-11-02"), exceptions };
    calendar(&recurrence, &NOTHING, day(from)..=day(to))
}

fn running(exceptions: &[Exception<&'static str>], span: (&str, &str)) -> Vec<(NaiveDate, NaiveDate)> {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
    shown(&rule, exceptions, span).iter().filter(|o| o.runs()).map(|o| (o.date, o.day)).collect()
}

fn pairs<const N: usize>(texts: [(&str, &str); N]) -> Vec<(NaiveDate, NaiveDate)> {
    texts.map(|(date, on)| (day(date), day(on))).to_vec()
}

#[test]
fn a_skipped_date_is_shown_as_skipped_and_no_other_changes() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
    let exceptions = [skip("2026-11-09")];
    let all = shown(&rule, &exceptions, ALL);
    let fates: Vec<bool> = all.iter().map(Occurrence::runs).collect();
    assert_eq!((fates, all[1].fate), (vec![true, false, true, true], Fate::Skipped));
}

#[test]
fn a_moved_date_keeps_its_identity() {
    let exceptions = [moved("2026-11-09", "2026-11-11")];
    let mondays = pairs([
        ("2026-11-02", "2026-11-02"),
        ("2026-11-09", "2026-11-11"),
        ("2026-11-16", "2026-11-16"),
        ("2026-11-23", "2026-11-23"),
    ]);
    assert_eq!(running(&exceptions, ALL), mondays);
}

#[test]
fn a_moved_date_is_listed_on_the_day_on_which_it_happens() {
    let away = [moved("2026-11-09", "2026-12-24")];
    assert_eq!(running(&away, ("2026-11-09", "2026-11-09")), []);
    assert_eq!(running(&away, ("2026-12-24", "2026-12-24")), pairs([("2026-11-09", "2026-12-24")]));
    let back = [moved("2026-11-09", "2026-11-01")];
    assert_eq!(
        running(&back, ("2026-11-01", "2026-11-02")),
        pairs([("2026-11-09", "2026-11-01"), ("2026-11-02", "2026-11-02")]),
        "in the order of days"
    );
}

#[test]
fn two_occurrences_may_meet_on_one_day() {
    let onto = [moved("2026-11-09", "2026-11-16")];
    assert_eq!(
        running(&onto, ("2026-11-16", "2026-11-16")),
        pairs([("2026-11-09", "2026-11-16"), ("2026-11-16", "2026-11-16")])
    );
}

#[test]
fn times_may_move_without_the_day() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
    let to = Move { to: day("2026-11-09"), window: Some(window("18:00", "20:00")) };
    let exceptions = [exception("2026-11-09", ExceptionKind::Move(to))];
    let windows: Vec<bool> = shown(&rule, &exceptions, ALL).iter().map(|o| o.window.is_some()).collect();
    assert_eq!(windows, [false, true, false, false]);
}

#[test]
fn an_override_is_carried_as_it_is() {
    let rule = rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
    let exceptions = [
        exception("2026-11-09", Override("two parcels")),
        moved("2026-11-09", "2026-11-10"),
        exception("2026-11-09", Override("three parcels")),
    ];
    let all = shown(&rule, &exceptions, ALL);
    assert_eq!(
        (all[1].fields, all[1].day),
        (Some(&"three parcels"), day("2026-11-10")),
        "moved too; the last override counts"
    );
    assert!(all.iter().filter(|o| o.date != day("2026-11-09")).all(|o| o.fields.is_none()));
}

#[test]
fn an_extra_date_is_one_more_and_does_not_count() {
    let extra = [exception("2026-11-05", Extra), exception("2026-12-24", Extra)];
    assert_eq!(running(&extra, ALL).len(), 6);
    let known = [exception("2026-11-09", Extra)];
    assert_eq!(running(&known, ALL).len(), 4, "a date that the rule gives is not doubled");
    let before = [exception("2026-11-01", Extra)];
    assert_eq!(running(&before, ALL).len(), 5, "also before the start");
}

#[test]
fn a_date_both_skipped_and_extra_is_skipped() {
    for both in
        [[skip("2026-11-05"), exception("2026-11-05", Extra)], [exception("2026-11-05", Extra), skip("2026-11-05")]]
    {
        assert_eq!(running(&both, ALL).len(), 4);
    }
}

#[test]
fn an_extra_date_may_move_and_a_skip_is_stronger_than_a_move() {
    for order in [
        [exception("2026-11-05", Extra), moved("2026-11-05", "2026-11-06")],
        [moved("2026-11-05", "2026-11-06"), exception("2026-11-05", Extra)],
    ] {
        assert_eq!(running(&order, ("2026-11-03", "2026-11-08")), pairs([("2026-11-05", "2026-11-06")]));
    }
    let rule = rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
    let exceptions = [moved("2026-11-09", "2026-12-24"), skip("2026-11-09")];
    let all = shown(&rule, &exceptions, ALL);
    assert_eq!((all[1].fate, all[1].day), (Fate::Skipped, day("2026-11-09")), "shown where it was");
}

#[test]
fn an_exception_to_a_date_that_is_none_does_nothing() {
    let nowhere = [skip("2026-11-10"), moved("2026-11-11", "2026-11-12"), exception("2026-11-13", Override("none"))];
    assert_eq!(running(&nowhere, ALL), running(&[], ALL));
}

pub(super) fn any_exceptions() -> impl Strategy<Value = Vec<Exception<&'static str>>> {
    let kind = prop_oneof![
        Just(ExceptionKind::Skip),
        Just(Extra),
        Just(Override("fields")),
        (0..4500_u64).prop_map(|n| ExceptionKind::Move(Move { to: any_day(n), window: None })),
    ];
    prop::collection::vec((0..4500_u64, kind).prop_map(|(n, kind)| Exception { date: any_day(n), kind }), 0..8)
}

/// Exceptions, most of them to dates that the rule has.
pub(super) fn any_recurrence() -> impl Strategy<Value = (Rule, NaiveDate, Vec<Exception<&'static str>>)> {
    (any_rule(), any_exceptions()).prop_map(|((rule, start), mut exceptions)| {
        for (date, exception) in next_occurrences(&rule, start, start, 6).into_iter().zip(exceptions.iter_mut()) {
            exception.date = date;
        }
        (rule, start, exceptions)
    })
}

proptest! {
    #[test]
    fn a_skip_affects_its_date_only((rule, starts_on, mut exceptions) in any_recurrence(), pick in 0..50_usize) {
        let span = starts_on..=any_day(4500);
        let shown = |exceptions: &[Exception<&'static str>]| {
            let recurrence = Recurrence { rule: &rule, starts_on, exceptions };
            let all = calendar(&recurrence, &NOTHING, span.clone());
            all.iter().map(|o| (o.date, o.day, o.fields.copied(), o.runs())).collect::<Vec<_>>()
        };
        let before = shown(&exceptions);
        let Some(date) = before.get(pick % before.len().max(1)).map(|o| o.0) else { return Ok(()) };
        exceptions.push(Exception { date, kind: ExceptionKind::Skip });
        let after = shown(&exceptions);
        prop_assert!(after.iter().all(|o| o.0 != date || !o.3));
        let others = |all: Vec<(NaiveDate, NaiveDate, Option<&'static str>, bool)>| all.into_iter().filter(|o| o.0 != date).collect::<Vec<_>>();
        prop_assert_eq!(others(after), others(before));
    }

    #[test]
    fn calendars_side_by_side_are_one((rule, starts_on, exceptions) in any_recurrence(), from in 0..4000_u64, a in 0..400_u64, b in 0..400_u64) {
        let recurrence = Recurrence { rule: &rule, starts_on, exceptions: &exceptions };
        let shown = |from: u64, long: u64| calendar(&recurrence, &NOTHING, any_day(from)..=any_day(from + long));
        let mut halves = shown(from, a);
        halves.extend(shown(from + a + 1, b));
        prop_assert_eq!(halves, shown(from, a + 1 + b));
    }
}
