//! Imports.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::fixtures::{at, id};
use cabas_kernel::{
    Phone,
    id::RecipientId,
    words::{
        imports::{DuplicateChoice, RowClass, WriteMode},
        recipients::DuplicateReason,
    },
};
use chrono::TimeDelta;
use proptest::prelude::*;

fn keys(external_ref: Option<&str>, name: &str, place: [&str; 4], phone: &str) -> HouseholdKeys {
    let phones: Vec<Phone> = Phone::e164(phone).into_iter().collect();
    HouseholdKeys::new(external_ref, name, place, &phones, None)
}

const LILAS: [&str; 4] = ["12 rue des Lilas", "33000", "Bordeaux", ""];

fn found(row: &HouseholdKeys, base: &[HouseholdKeys]) -> HouseholdMatch {
    match_household(row, (1..).map(id::<RecipientId>).zip(base))
}

#[test]
fn a_known_reference_decides_whatever_else_changed() {
    let base = [keys(Some("F1"), "Awa Diallo", LILAS, "+33639980001"), keys(Some("F2"), "Jean Martin", LILAS, "")];
    let moved = keys(Some("F2"), "Awa Diallo", LILAS, "+33639980001");
    assert_eq!(found(&moved, &base), HouseholdMatch::Exact(id(2)));
}

#[test]
fn without_reference_the_same_name_at_the_same_place_is_the_same_household() {
    let base = [keys(Some("F1"), "Awa Diallo", LILAS, "")];
    for row in [
        keys(None, "DIALLO Awa", ["12, Rue des LILAS", "33000", "", ""], ""),
        keys(None, "awa diallo", ["12 rue des lilas", "", "", "3e étage"], ""),
    ] {
        assert_eq!(found(&row, &base), HouseholdMatch::Exact(id(1)));
    }
    assert_eq!(found(&keys(None, "Awa Diallo", ["", "33000", "Bordeaux", ""], ""), &base).class(), "alike");
}

#[test]
fn another_reference_or_another_door_is_asked_about() {
    let base = [keys(Some("F1"), "Awa Diallo", ["12 rue des Lilas", "33000", "Bordeaux", "porte 3"], "")];
    let other_ref = keys(Some("F9"), "Awa Diallo", LILAS, "");
    let other_door = keys(None, "Awa Diallo", ["12 rue des Lilas", "33000", "Bordeaux", "porte 5"], "");
    let name = vec![(id(1), vec![DuplicateReason::SameName])];
    assert_eq!(found(&other_ref, &base), HouseholdMatch::Alike(name.clone()));
    assert_eq!(found(&other_door, &base), HouseholdMatch::Alike(name));
}

#[test]
fn a_reference_is_given_to_the_household_that_had_none() {
    let base = [keys(None, "Awa Diallo", LILAS, "")];
    assert_eq!(found(&keys(Some("F1"), "Awa Diallo", LILAS, ""), &base), HouseholdMatch::Exact(id(1)));
}

#[test]
fn two_namesakes_at_one_place_are_asked_about() {
    let base = [keys(Some("F1"), "Awa Diallo", LILAS, ""), keys(Some("F2"), "Awa Diallo", LILAS, "")];
    assert_eq!(found(&keys(None, "Awa Diallo", LILAS, ""), &base).class(), "alike");
}

#[test]
fn a_shared_telephone_or_address_is_asked_about_and_nothing_shared_is_new() {
    let base = [keys(None, "Awa Diallo", LILAS, "+33639980001")];
    let phone = keys(None, "Jean Martin", ["4 rue Neuve", "33000", "", ""], "+33639980001");
    let address = keys(None, "Jean Martin", LILAS, "");
    let nothing = keys(None, "Jean Martin", ["4 rue Neuve", "33000", "", ""], "");
    assert_eq!(found(&phone, &base), HouseholdMatch::Alike(vec![(id(1), vec![DuplicateReason::SamePhone])]));
    assert_eq!(found(&address, &base), HouseholdMatch::Alike(vec![(id(1), vec![DuplicateReason::SameAddress])]));
    assert_eq!(found(&nothing, &base), HouseholdMatch::None);
}

impl HouseholdMatch {
    fn class(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Exact(_) => "exact",
            Self::Alike(_) => "alike",
        }
    }
}

const BASES: [Base; 5] = [Base::Absent, Base::Same, Base::Differs, Base::Frozen("stop_already_started"), Base::Alike];
const CHOICES: [Option<DuplicateChoice>; 4] =
    [None, Some(DuplicateChoice::Same), Some(DuplicateChoice::New), Some(DuplicateChoice::Skip)];

#[test]
fn the_mode_says_what_may_be_written() {
    use WriteMode as W;
    for (write, base, fate) in [
        (W::Merge, Base::Absent, Fate::Create),
        (W::Merge, Base::Differs, Fate::Update),
        (W::Merge, Base::Same, Fate::Unchanged),
        (W::Merge, Base::Frozen("x"), Fate::Reject("x")),
        (W::Merge, Base::Alike, Fate::Ask),
        (W::Create, Base::Same, Fate::Reject("ref_exists")),
        (W::Create, Base::Differs, Fate::Reject("ref_exists")),
        (W::Create, Base::Alike, Fate::Ask),
        (W::Update, Base::Absent, Fate::Reject("ref_unknown")),
        (W::Update, Base::Differs, Fate::Update),
        (W::Sync, Base::Absent, Fate::Create),
    ] {
        assert_eq!(decide_row(write, base, None), fate, "{write} {base:?}");
    }
}

#[test]
fn a_likeness_is_never_written_before_somebody_chose() {
    for &write in WriteMode::ALL {
        assert!(!decide_row(write, Base::Alike, None).is_written());
        for base in BASES {
            assert!(!decide_row(write, base, Some(DuplicateChoice::Skip)).is_written());
        }
    }
    assert_eq!(decide_row(WriteMode::Merge, Base::Alike, Some(DuplicateChoice::New)), Fate::Create);
    assert_eq!(
        decide_row(WriteMode::Update, Base::Alike, Some(DuplicateChoice::New)),
        Fate::Reject("ref_unknown"),
        "a choice does not widen the mode"
    );
}

fn fates() -> impl Strategy<Value = Fate> {
    (0..WriteMode::ALL.len(), 0..BASES.len(), 0..CHOICES.len())
        .prop_map(|(w, b, c)| decide_row(WriteMode::ALL[w], BASES[b], CHOICES[c]))
}

proptest! {
    #[test]
    fn every_row_counts_once(list in prop::collection::vec(fates(), 0..50)) {
        let mut tally = Tally::default();
        for fate in &list {
            tally.add(*fate);
        }
        prop_assert_eq!(usize::try_from(tally.rows).unwrap(), list.len());
        prop_assert_eq!(tally.created + tally.updated + tally.unchanged + tally.rejected, tally.rows);
        prop_assert!(tally.duplicates <= tally.rejected);
        let written = list.iter().filter(|f| f.is_written()).count();
        prop_assert_eq!(usize::try_from(tally.created + tally.updated).unwrap(), written);
    }

    #[test]
    fn what_comes_back_says_why(fate in fates()) {
        let set_aside = matches!(fate.class(), RowClass::Rejected | RowClass::Duplicate) && fate != Fate::Skip;
        prop_assert_eq!(fate.code().is_some(), set_aside);
    }

    #[test]
    fn an_undo_touches_only_what_nobody_touched_since(
        created: bool, after in 1..4_i64, now in prop::option::of(1..4_i64), started: bool, needed: bool,
    ) {
        let facts = EffectFacts { created, version_after: after, version_now: now, started, needed };
        let step = undo_effect(&facts);
        if matches!(step, UndoStep::Remove | UndoStep::SetBack) {
            prop_assert!(now == Some(after) && !started);
            prop_assert_eq!(step == UndoStep::Remove, created);
            prop_assert!(!(created && needed));
        }
        prop_assert_eq!(step == UndoStep::Gone, now.is_none());
    }
}

#[test]
fn an_application_is_taken_back_once_and_within_a_day() {
    let applied = at(8, 0);
    let after = |hours| applied + TimeDelta::hours(hours);
    assert_eq!(decide_undo(Some(applied), false, after(24)), Ok(()));
    assert_eq!(decide_undo(Some(applied), false, after(24) + TimeDelta::seconds(1)), Err(UndoError::TooLate));
    assert_eq!(decide_undo(Some(applied), true, after(1)), Err(UndoError::State));
    assert_eq!(decide_undo(None, false, after(1)), Err(UndoError::State));
}
