//! Households.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::fixtures::{day, id};
use cabas_kernel::{
    Phone,
    id::RecipientId,
    words::recipients::{Allergen, Diet, DuplicateReason, RecipientStatus},
};
use chrono::NaiveDate;
use proptest::prelude::*;

fn pause(from: u32, until: Option<u32>) -> Pause {
    Pause { from: day(from), until: until.map(day) }
}

fn pauses() -> impl Strategy<Value = Vec<Pause>> {
    let one = (1..25_u32, prop::option::weighted(0.9, 0..5_u32)).prop_map(|(f, long)| pause(f, long.map(|l| f + l)));
    prop::collection::vec(one, 0..6)
}

fn days() -> impl Iterator<Item = NaiveDate> {
    (1..=30).map(day)
}

proptest! {
    #[test]
    fn adding_a_pause_pauses_its_days_and_no_other(list in pauses(), from in 1..25_u32, long in 0..5_u32) {
        let new = pause(from, Some(from + long));
        let after = decide_pause(&list, new).unwrap();
        for d in days() {
            let before = list.iter().any(|p| p.covers(d));
            prop_assert_eq!(after.iter().any(|p| p.covers(d)), before || new.covers(d));
        }
        prop_assert!(after.windows(2).all(|w| matches!(w, [a, b] if a.until.is_some_and(|u| u < b.from))), "apart and sorted");
    }

    #[test]
    fn a_household_that_resumes_receives_today(list in pauses(), today in 1..28_u32) {
        let after = resume(&list, day(today));
        prop_assert!(!after.iter().any(|p| p.covers(day(today))));
        for d in days().filter(|d| *d < day(today)) {
            prop_assert_eq!(after.iter().any(|p| p.covers(d)), list.iter().any(|p| p.covers(d)));
        }
    }

    #[test]
    fn a_withdrawn_pause_frees_its_days_and_no_other(list in pauses(), from in 1..28_u32, today in 1..28_u32) {
        let mut list = list;
        list.sort();
        let list = pauses::joined(list);
        let planned = list.iter().find(|p| p.from == day(from));
        match withdraw(&list, day(from), day(today)) {
            Ok(left) => for d in days() {
                let freed = planned.is_some_and(|p| p.covers(d));
                prop_assert!(from > today && planned.is_some());
                prop_assert_eq!(left.iter().any(|p| p.covers(d)), list.iter().any(|p| p.covers(d)) && !freed);
            },
            Err(e) => prop_assert_eq!(e == WithdrawError::NotFound, planned.is_none(), "{:?}", e),
        }
    }

    #[test]
    fn only_active_and_paused_follow_the_calendar(list in pauses(), d in 1..30_u32) {
        for status in [RecipientStatus::Pending, RecipientStatus::Stopped, RecipientStatus::Deceased] {
            prop_assert_eq!(status_on(day(d), status, &list), status);
        }
    }

    #[test]
    fn a_duplicate_is_one_both_ways(a in 0..4_usize, b in 0..4_usize) {
        let all = neighbours();
        prop_assert_eq!(because(&all[a], &all[b]), because(&all[b], &all[a]));
    }
}

#[test]
fn a_pause_resumes_by_itself_the_day_after() {
    let list = [pause(10, Some(12))];
    let status = |d| status_on(day(d), RecipientStatus::Active, &list);
    assert_eq!(
        [9, 10, 12, 13].map(status),
        [RecipientStatus::Active, RecipientStatus::Paused, RecipientStatus::Paused, RecipientStatus::Active]
    );
    assert_eq!(status_on(day(13), RecipientStatus::Paused, &list), RecipientStatus::Active);
    assert_eq!(
        status_on(day(13), RecipientStatus::Paused, &[]),
        RecipientStatus::Paused,
        "paused by hand, without dates"
    );
    assert_eq!(status_on(day(30), RecipientStatus::Active, &[pause(10, None)]), RecipientStatus::Paused);
}

#[test]
fn a_pause_runs_forward() {
    assert_eq!(decide_pause(&[], pause(12, Some(11))), Err(PauseError::Order));
    assert_eq!(decide_pause(&[], pause(12, Some(12))), Ok(vec![pause(12, Some(12))]));
}

#[test]
fn the_pause_shown_is_the_one_that_ends_last() {
    let list = [pause(10, Some(12)), pause(9, Some(20))];
    assert_eq!(pause_on(day(11), &list), Some(pause(9, Some(20))));
}

#[test]
fn whoever_is_paused_stopped_or_deceased_gets_no_new_delivery() {
    let asks = |status, d, pauses: &[Pause]| {
        may_receive(day(d), &ReceiveFacts { status, pauses, merged: false }).map_err(|e| e.code())
    };
    assert_eq!(asks(RecipientStatus::Active, 9, &[pause(10, Some(12))]), Ok(()));
    assert_eq!(asks(RecipientStatus::Active, 10, &[pause(10, Some(12))]), Err("recipient_inactive"));
    assert_eq!(asks(RecipientStatus::Pending, 9, &[]), Ok(()));
    assert_eq!(asks(RecipientStatus::Stopped, 9, &[]), Err("recipient_inactive"));
    assert_eq!(asks(RecipientStatus::Deceased, 9, &[]), Err("recipient_inactive"));
    let gone = ReceiveFacts { status: RecipientStatus::Active, pauses: &[], merged: true };
    assert_eq!(may_receive(day(9), &gone), Err(ReceiveError::Merged));
}

fn phone(n: u8) -> Phone {
    Phone::e164(&format!("+3361234567{n}")).unwrap()
}

fn neighbours() -> Vec<DuplicateKeys> {
    vec![
        DuplicateKeys::new("Awa Diallo", "12 rue des Lilas", "75011", "2e étage", &[phone(1)], None),
        DuplicateKeys::new("DIALLO Awa", "12, Rue des Lilas", "75011", "3e étage", &[phone(2)], Some(1950)),
        DuplicateKeys::new("Awa Diallo", "4 rue Oberkampf", "75011", "", &[phone(1)], Some(1988)),
        DuplicateKeys::new("", "", "75011", "", &[], None),
    ]
}

#[test]
fn a_probable_duplicate_says_why() {
    let all = neighbours();
    assert_eq!(because(&all[0], &all[1]), [DuplicateReason::SameName], "two doors of one building are two homes");
    assert_eq!(because(&all[0], &all[2]), [DuplicateReason::SamePhone, DuplicateReason::SameName]);
    assert_eq!(because(&all[1], &all[2]), [], "the year of birth tells namesakes apart");
    assert_eq!(because(&all[3], &all[3]), [], "nothing known is nothing in common");
    let others = all.iter().enumerate().skip(1).map(|(n, k)| (id::<RecipientId>(u128::try_from(n).unwrap()), k));
    let found: Vec<RecipientId> = probable_duplicates(&all[0], others).into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, [id(2), id(1)], "most in common first");
}

#[test]
fn keys_of_a_household_print_nothing() {
    let printed = format!("{:?}", neighbours());
    assert!(!printed.contains("diallo") && !printed.contains("lilas") && !printed.contains("+33"), "{printed}");
}

fn record(n: u128) -> MergeFacts {
    MergeFacts {
        id: id(n),
        merged: false,
        status: RecipientStatus::Active,
        household_size: 2,
        phones: vec![phone(1)],
        diet: vec![Diet::NoPork],
        avoid: vec![],
        tags: vec!["escalier".into()],
        pauses: vec![pause(10, Some(12))],
        no_sms: false,
        may_contact: true,
        special_handling: false,
    }
}

#[test]
fn a_merge_loses_nothing_that_protects() {
    let other = MergeFacts {
        phones: (1..=5).map(phone).collect(),
        avoid: vec![Allergen::Peanuts],
        pauses: vec![pause(12, Some(15))],
        no_sms: true,
        may_contact: false,
        special_handling: true,
        household_size: 5,
        ..record(2)
    };
    let merged = decide_merge(&record(1), &other).unwrap();
    assert_eq!(merged.phones_left_out, [phone(5)]);
    let kept = merged.kept;
    assert_eq!((kept.id, kept.household_size, kept.avoid), (id(1), 5, vec![Allergen::Peanuts]));
    assert_eq!(kept.pauses, [pause(10, Some(15))]);
    assert!(kept.no_sms && !kept.may_contact && kept.special_handling);
}

#[test]
fn a_record_merges_once_and_never_with_itself() {
    assert_eq!(decide_merge(&record(1), &record(1)), Err(MergeError::Same));
    assert_eq!(decide_merge(&record(1), &MergeFacts { merged: true, ..record(2) }), Err(MergeError::Merged));
    let dead = MergeFacts { status: RecipientStatus::Deceased, ..record(2) };
    assert_eq!(decide_merge(&record(1), &dead).unwrap().kept.status, RecipientStatus::Deceased);
}

#[test]
fn two_notes_are_kept_when_both_fit() {
    assert_eq!(join_notes(Some("a"), Some("b"), 3), (Some("a\nb".into()), true));
    assert_eq!(join_notes(Some("a"), Some("bc"), 3), (Some("a".into()), false));
    assert_eq!(join_notes(None, Some("b"), 3), (Some("b".into()), true));
    assert_eq!(join_notes(Some("a"), Some("a"), 1), (Some("a".into()), true));
}
