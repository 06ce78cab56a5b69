//! Saving an edit does what its preview showed.
use super::{exceptions::any_recurrence, *};
use Progress::{Begun, Closed, Open};

fn dates(touched: &[TouchedDate]) -> Vec<NaiveDate> {
    touched.iter().map(|t| t.date).collect()
}

fn any_progress() -> impl Strategy<Value = Progress> {
    prop::sample::select(&[Open, Open, Open, Begun, Closed][..])
}

proptest! {
    #[test]
    fn every_date_has_one_fate_and_saving_does_what_was_shown(
        (old, starts_on, exceptions) in any_recurrence(), (new, _) in any_rule(), states in prop::collection::vec(any_progress(), 40), later in prop::option::of(0..60_u64), made in 0..200_u16,
    ) {
        let at = instant(starts_on.and_hms_opt(8, 0, 0).unwrap(), Paris);
        let blank = Recurrence { rule: &old, starts_on, exceptions: &[] };
        let fresh = with_exceptions(Facts { recurrence: blank, ..facts(&old, "2020-01-01") }, &exceptions);
        let plan = plan_generation(&fresh, at, made);
        let known: Vec<Existing> = plan.create.iter().zip(&states).map(|(o, progress)| Existing { date: o.date, progress: *progress }).collect();
        let facts = Facts { existing: &known, ..fresh };
        let successor = Successor { rule: &new, starts_on: None, windows: facts.windows };
        let successor = Successor { starts_on: later.map(|n| any_day(3650) + Days::new(n)), ..successor };
        let shown = preview(&facts, &Edit::AllFuture(successor), at, 100).unwrap();
        let cut = shown.cut.clone().unwrap();

        let removed: Vec<NaiveDate> = shown.removed.iter().map(|r| r.was.date).collect();
        let moved: Vec<NaiveDate> = shown.moved.iter().map(|m| m.was.date).collect();
        let mut all = [dates(&shown.kept), moved, dates(&shown.created), removed.clone(), dates(&shown.untouched)].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        prop_assert_eq!(all.len(), count, "no date twice");
        prop_assert!(all.iter().all(|date| *date >= cut.from));
        for other in known.iter().filter(|k| k.progress != Open) {
            prop_assert!(!removed.contains(&other.date), "what is begun or closed stays");
        }

        // Saved: the removed are gone, the rest is the successor's, and the generator runs.
        let left: Vec<Existing> = known.iter().copied().filter(|k| !removed.contains(&k.date)).collect();
        let kept: Vec<Exception<&str>> = exceptions.iter().copied().filter(|e| e.date >= cut.from).collect();
        let after = Recurrence { rule: &new, starts_on: cut.starts_on, exceptions: &kept };
        let saved = plan_generation(&Facts { recurrence: after, existing: &left, ..facts }, at, 100);
        let mut made: Vec<NaiveDate> = saved.create.iter().map(|o| o.date).collect();
        made.sort_unstable();
        let mut promised: Vec<NaiveDate> = shown.created.iter().chain(shown.kept.iter().filter(|k| !k.exists)).map(|t| t.date).collect();
        promised.sort_unstable();
        prop_assert_eq!(made, promised);

        // And the old rule has nothing there any more.
        if let Some(old) = cut.old {
            prop_assert!(occurrences(&old, starts_on, cut.from..=NaiveDate::MAX).is_empty());
        }
    }
}
