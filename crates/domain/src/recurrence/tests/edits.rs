//! What an edit would do: this one, this and those after it, everything to come.
use super::*;
use ExceptionKind::{Extra, Override};
use Progress::{Begun, Closed, Open};

/// Tuesday 3 November 2026, with a horizon of four weeks: 1 December.
const NOW: &str = "2026-11-03T08:00";

fn mondays() -> Rule {
    rule("FREQ=WEEKLY;BYDAY=MO")
}

fn edit(facts: &Facts, edit: &Edit<&'static str>) -> Result<Preview, EditError> {
    preview(facts, edit, now(NOW), 28)
}

fn to<'a>(rule: &'a Rule, windows: &'a [WallWindow]) -> Successor<'a> {
    Successor { rule, starts_on: None, windows }
}

fn dates(touched: &[TouchedDate]) -> Vec<NaiveDate> {
    touched.iter().map(|t| t.date).collect()
}

fn removed(preview: &Preview) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    preview.removed.iter().map(|r| (r.was.date, r.instead)).collect()
}

#[test]
fn skipping_one_date_removes_that_date_and_leaves_the_rule() {
    let rule = mondays();
    let known = existing([("2026-11-09", Open)]);
    let facts = Facts { existing: &known, ..facts(&rule, "2026-11-02") };
    let done = edit(&facts, &Edit::This(&skip("2026-11-09"))).unwrap();
    assert_eq!(removed(&done), [(day("2026-11-09"), None)]);
    assert!(done.cut.is_none() && done.kept.is_empty() && done.created.is_empty() && done.touches_existing());
    assert!(
        !edit(&facts, &Edit::This(&skip("2026-11-16"))).unwrap().touches_existing(),
        "not created yet: nobody to tell"
    );
}

#[test]
fn moving_one_date_keeps_its_identity() {
    let rule = mondays();
    let known = existing([("2026-11-09", Open)]);
    let facts = Facts { existing: &known, ..facts(&rule, "2026-11-02") };
    let done = edit(&facts, &Edit::This(&moved("2026-11-09", "2026-11-11"))).unwrap();
    let was = TouchedDate { date: day("2026-11-09"), day: day("2026-11-09"), exists: true };
    assert_eq!(done.moved, [MovedDate { was, to: day("2026-11-11"), other_times: false }]);
    let times = Move { to: day("2026-11-09"), window: Some(window("18:00", "20:00")) };
    let done = edit(&facts, &Edit::This(&exception("2026-11-09", ExceptionKind::Move(times)))).unwrap();
    assert_eq!(done.moved, [MovedDate { was, to: day("2026-11-09"), other_times: true }]);
    let nowhere = edit(&facts, &Edit::This(&moved("2026-11-09", "2026-11-09"))).unwrap();
    assert_eq!((nowhere.kept, nowhere.moved), (vec![was], vec![]));
}

#[test]
fn other_fields_on_one_date_keep_it_where_it_is() {
    let rule = mondays();
    let done = edit(&facts(&rule, "2026-11-02"), &Edit::This(&exception("2026-11-09", Override("two")))).unwrap();
    assert_eq!(dates(&done.kept), days(["2026-11-09"]));
}

#[test]
fn an_extra_date_is_created_unless_it_is_there_or_skipped() {
    let rule = mondays();
    let exceptions = [skip("2026-11-12")];
    let facts = with_exceptions(facts(&rule, "2026-11-02"), &exceptions);
    let add = |date: &str| edit(&facts, &Edit::This(&exception(date, Extra)));
    assert_eq!(dates(&add("2026-11-11").unwrap().created), days(["2026-11-11"]));
    assert_eq!(add("2026-11-09"), Err(EditError::Already));
    assert_eq!(add("2026-11-12"), Err(EditError::Already));
    assert_eq!(add("2026-11-02"), Err(EditError::Past));
}

#[test]
fn what_is_begun_closed_or_past_is_not_edited() {
    let rule = mondays();
    let known = existing([("2026-11-09", Begun), ("2026-11-16", Closed)]);
    let facts = Facts { existing: &known, ..facts(&rule, "2026-11-02") };
    for date in ["2026-11-02", "2026-11-09", "2026-11-16"] {
        assert_eq!(edit(&facts, &Edit::This(&skip(date))), Err(EditError::Begun), "{date}");
        let following = Edit::Following(day(date), to(&rule, facts.windows));
        assert_eq!(edit(&facts, &following), Err(EditError::Begun), "{date}");
    }
    let cancelled = Facts { state: RecurrenceState::Cancelled, ..facts };
    assert_eq!(edit(&cancelled, &Edit::This(&skip("2026-11-23"))), Err(EditError::Begun));
}

#[test]
fn what_is_no_occurrence_is_not_found() {
    let rule = mondays();
    let exceptions = [skip("2026-11-16")];
    let facts = with_exceptions(facts(&rule, "2026-11-02"), &exceptions);
    for date in ["2026-11-10", "2026-11-16"] {
        assert_eq!(edit(&facts, &Edit::This(&moved(date, "2026-11-12"))), Err(EditError::NotFound), "{date}");
        assert_eq!(
            edit(&facts, &Edit::Following(day(date), to(&rule, facts.windows))),
            Err(EditError::NotFound),
            "{date}"
        );
    }
}

#[test]
fn nothing_moves_into_the_past_or_onto_a_closed_day() {
    let rule = mondays();
    let closures =
        [Closure { place: None, from: day("2026-11-11"), until: day("2026-11-11"), reason: "férié".into() }];
    let facts = Facts { off: Off { closures: &closures, ..NOTHING }, ..facts(&rule, "2026-11-02") };
    assert_eq!(edit(&facts, &Edit::This(&moved("2026-11-09", "2026-11-02"))), Err(EditError::Past));
    assert_eq!(edit(&facts, &Edit::This(&moved("2026-11-09", "2026-11-11"))), Err(EditError::Off));
    assert_eq!(edit(&facts, &Edit::This(&exception("2026-11-11", Extra))), Err(EditError::Off));
}

#[test]
fn this_and_following_ends_the_old_rule_before_it_and_keeps_common_dates() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"));
    let known = existing([("2026-11-09", Open), ("2026-11-16", Open), ("2026-11-23", Open)]);
    let facts = Facts { existing: &known, ..facts(&old, "2026-11-02") };
    let done = edit(&facts, &Edit::Following(day("2026-11-16"), to(&new, facts.windows))).unwrap();
    assert_eq!(dates(&done.kept), days(["2026-11-16", "2026-11-30"]), "also what is planned and not created yet");
    assert_eq!(done.kept.iter().map(|k| k.exists).collect::<Vec<_>>(), [true, false]);
    assert_eq!((removed(&done), done.created), (vec![(day("2026-11-23"), None)], vec![]));
    let cut = done.cut.unwrap();
    assert_eq!((cut.from, cut.starts_on), (day("2026-11-16"), day("2026-11-16")));
    assert_eq!(cut.old.unwrap().to_string(), "FREQ=WEEKLY;UNTIL=20261115;BYDAY=MO");
}

#[test]
fn a_removed_date_is_offered_the_nearest_new_one() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=WE"));
    let known = existing([("2026-11-09", Open), ("2026-11-16", Open)]);
    let facts = Facts { existing: &known, ..facts(&old, "2026-11-02") };
    let done = edit(&facts, &Edit::Following(day("2026-11-09"), to(&new, facts.windows))).unwrap();
    assert_eq!(dates(&done.created), days(["2026-11-11", "2026-11-18", "2026-11-25"]));
    let offered = [
        ("2026-11-09", Some("2026-11-11")),
        ("2026-11-16", Some("2026-11-18")),
        ("2026-11-23", Some("2026-11-25")),
        ("2026-11-30", None),
    ];
    assert_eq!(removed(&done), offered.map(|(date, instead)| (day(date), instead.map(day))));
}

#[test]
fn other_times_move_every_date_but_those_that_have_their_own() {
    let rule = mondays();
    let own = Move { to: day("2026-11-16"), window: Some(window("18:00", "20:00")) };
    let exceptions = [exception("2026-11-16", ExceptionKind::Move(own)), moved("2026-11-23", "2026-11-24")];
    let facts = with_exceptions(facts(&rule, "2026-11-02"), &exceptions);
    let later = [window("14:00", "16:00")];
    let done = edit(&facts, &Edit::Following(day("2026-11-09"), to(&rule, &later))).unwrap();
    assert_eq!(dates(&done.kept), days(["2026-11-16"]));
    let moved: Vec<(NaiveDate, NaiveDate)> = done.moved.iter().map(|m| (m.was.date, m.to)).collect();
    assert_eq!(
        moved,
        [
            (day("2026-11-09"), day("2026-11-09")),
            (day("2026-11-23"), day("2026-11-24")),
            (day("2026-11-30"), day("2026-11-30"))
        ],
        "a moved date stays on its day"
    );
}

#[test]
fn exceptions_outlive_the_rule_they_were_made_for() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=MO,TH"));
    let exceptions = [skip("2026-11-16"), exception("2026-11-20", Extra), exception("2026-11-04", Extra)];
    let facts = with_exceptions(facts(&old, "2026-11-02"), &exceptions);
    let done = edit(&facts, &Edit::Following(day("2026-11-09"), to(&new, facts.windows))).unwrap();
    assert_eq!(dates(&done.kept), days(["2026-11-09", "2026-11-20", "2026-11-23", "2026-11-30"]));
    assert_eq!(
        dates(&done.created),
        days(["2026-11-12", "2026-11-19", "2026-11-26"]),
        "a skipped date is not re-created"
    );
    assert_eq!(done.removed, []);
}

#[test]
fn begun_and_closed_occurrences_stay_as_they_are() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=TU"));
    let known = existing([("2026-11-09", Open), ("2026-11-16", Closed), ("2026-11-23", Begun), ("2026-11-24", Closed)]);
    let facts = Facts { existing: &known, ..facts(&old, "2026-11-02") };
    let done = edit(&facts, &Edit::Following(day("2026-11-09"), to(&new, facts.windows))).unwrap();
    assert_eq!(dates(&done.untouched), days(["2026-11-16", "2026-11-23"]));
    assert_eq!(removed(&done).iter().map(|r| r.0).collect::<Vec<_>>(), days(["2026-11-09", "2026-11-30"]));
    assert_eq!(dates(&done.created), days(["2026-11-10", "2026-11-17", "2026-12-01"]), "the 24th exists already");
}

#[test]
fn all_future_begins_with_the_next_occurrence() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=MO;COUNT=1"));
    let known = existing([("2026-11-02", Open), ("2026-11-09", Begun), ("2026-11-16", Open)]);
    let facts = Facts { existing: &known, ..facts(&old, "2026-11-02") };
    let done = edit(&facts, &Edit::AllFuture(to(&new, facts.windows))).unwrap();
    let cut = done.cut.unwrap();
    assert_eq!(cut.from, day("2026-11-16"), "the 2nd is past, the 9th has begun");
    assert_eq!((dates(&done.kept), dates(&done.untouched)), (days(["2026-11-16"]), vec![]));
    assert_eq!(done.removed.iter().map(|r| r.was.date).collect::<Vec<_>>(), days(["2026-11-23", "2026-11-30"]));
}

#[test]
fn all_future_of_a_rule_that_comes_later_or_is_over() {
    let yearly = rule("FREQ=YEARLY");
    let far = edit(&facts(&yearly, "2026-11-02"), &Edit::AllFuture(to(&yearly, &[]))).unwrap();
    assert_eq!(far.cut.unwrap().from, day("2027-11-02"));
    let sooner = Successor { starts_on: Some(day("2026-11-05")), ..to(&yearly, &[]) };
    let done = edit(&facts(&yearly, "2026-11-02"), &Edit::AllFuture(sooner)).unwrap();
    assert_eq!((dates(&done.created), done.cut.unwrap().from), (days(["2026-11-05"]), day("2026-11-05")));
    let past = Successor { starts_on: Some(day("2026-11-01")), ..sooner };
    assert_eq!(edit(&facts(&yearly, "2026-11-02"), &Edit::AllFuture(past)), Err(EditError::Start));
    let (over, new) = (rule("FREQ=DAILY;COUNT=1"), mondays());
    let facts = facts(&over, "2026-11-02");
    let again = Successor { starts_on: Some(day("2026-11-15")), ..to(&new, facts.windows) };
    let done = edit(&facts, &Edit::AllFuture(again)).unwrap();
    assert_eq!(
        (dates(&done.created), done.cut.unwrap().from),
        (days(["2026-11-16", "2026-11-23", "2026-11-30"]), day("2026-11-15"))
    );
    assert_eq!(
        edit(&facts, &Edit::AllFuture(to(&new, facts.windows))).unwrap().cut.unwrap().from,
        day("2026-11-03"),
        "today"
    );
}

#[test]
fn nothing_is_left_of_a_rule_that_is_replaced_from_its_first_date() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=TU"));
    let done = edit(&facts(&old, "2026-11-09"), &Edit::Following(day("2026-11-09"), to(&new, &[]))).unwrap();
    assert_eq!(done.cut.unwrap().old, None);
}

#[test]
fn a_successor_counts_from_what_it_replaces_or_later() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"));
    let facts = facts(&old, "2026-11-02");
    let from =
        |date| Edit::Following(day("2026-11-09"), Successor { starts_on: Some(day(date)), ..to(&new, facts.windows) });
    assert_eq!(edit(&facts, &from("2026-11-02")), Err(EditError::Start));
    assert_eq!(dates(&edit(&facts, &from("2026-11-16")).unwrap().kept), days(["2026-11-16", "2026-11-30"]));
}

#[test]
fn what_was_created_beyond_the_horizon_is_told_too() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=TU"));
    let known = existing([("2027-01-04", Open)]);
    let facts = Facts { existing: &known, ..facts(&old, "2026-11-02") };
    let done = edit(&facts, &Edit::Following(day("2026-11-30"), to(&new, facts.windows))).unwrap();
    assert_eq!(removed(&done), [(day("2026-11-30"), Some(day("2026-12-01"))), (day("2027-01-04"), None)]);
}

#[test]
fn a_paused_rule_previews_what_exists_and_creates_nothing() {
    let (old, new) = (mondays(), rule("FREQ=WEEKLY;BYDAY=TU"));
    let known = existing([("2026-11-16", Open)]);
    let facts = Facts { state: RecurrenceState::Paused, existing: &known, ..facts(&old, "2026-11-02") };
    let done = edit(&facts, &Edit::Following(day("2026-11-09"), to(&new, facts.windows))).unwrap();
    assert_eq!((removed(&done), done.created), (vec![(day("2026-11-16"), None)], vec![]));
}
