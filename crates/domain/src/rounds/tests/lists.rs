//! Making, ordering, splitting and merging lists.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
    deliveries::StopFacts,
    fixtures::{ZONE, day, delivery, id, nadia, on, pickup, round, samir, with},
    rounds::*,
};
use cabas_kernel::{
    Window,
    id::{RecipientId, RoundId, StopId},
    words::{
        deliveries::{StopEventKind, StopStatus},
        rounds::RoundState,
    },
};
use proptest::prelude::*;

fn ids(n: &[u128]) -> Vec<StopId> {
    n.iter().map(|n| id(*n)).collect()
}

/// Deliveries 1, 2, 3…: pickups 10, 20, 30, drop-offs 11, 21, 31, in the round given.
fn three(round: Option<u128>) -> Vec<StopFacts> {
    (1..=3).flat_map(|d| delivery(d, d * 10)).map(|s| StopFacts { round: round.map(id), ..s }).collect()
}

fn put(
    round: &RoundFacts,
    current: &[u128],
    asked: &[u128],
    stops: &[StopFacts],
    from: &[u128],
) -> Result<RoundChange, PutStopsError> {
    let from: Vec<RoundId> = from.iter().map(|n| id(*n)).collect();
    decide_put_stops(round, &ids(current), &ids(asked), stops, &from, KeptOut::default(), ZONE)
}

#[test]
fn a_new_round_loads_first_then_goes_in_the_asked_order() {
    let mut stops = three(None);
    stops.rotate_left(2);
    let made = decide_create(id(7), day(24), &stops, &[], ZONE).unwrap();
    assert_eq!(made.order, ids(&[20, 30, 10, 21, 31, 11]));
    assert!(made.steps.iter().all(|s| s.round == Some(id(7)) && s.event.is_none()));
}

#[test]
fn a_new_round_takes_nothing_from_another_one_and_nothing_of_another_day() {
    let elsewhere = decide_create(id(7), day(24), &three(Some(8)), &[], ZONE).unwrap_err();
    assert_eq!(elsewhere.code(), "stop_elsewhere");
    assert_eq!(decide_create(id(7), day(25), &three(None), &[], ZONE).unwrap_err().code(), "other_day");
    let drafts: Vec<StopFacts> = three(None).into_iter().map(|s| with(s, StopStatus::Draft)).collect();
    assert_eq!(decide_create(id(7), day(24), &drafts, &[], ZONE).unwrap_err().code(), "transition_refused");
}

#[test]
fn a_wide_window_enters_the_rounds_of_every_day_it_touches() {
    let wide = Window { start: Some(on(23, 18, 0)), end: on(25, 12, 0) };
    let stops: Vec<StopFacts> = delivery(1, 10).into_iter().map(|s| StopFacts { window: wide, ..s }).collect();
    let fits = [22, 23, 24, 25, 26].map(|d| decide_create(id(7), day(d), &stops, &[], ZONE).is_ok());
    assert_eq!(fits, [false, true, true, true, false]);
}

#[test]
fn one_stop_of_a_delivery_from_elsewhere_brings_the_others() {
    let change = put(&round(7), &[], &[11, 21], &three(None)[..4], &[]).unwrap();
    assert_eq!(change.order, ids(&[10, 20, 11, 21]));
    assert_eq!(change.added, change.order);
    let by_pickup = put(&round(7), &[], &[10], &three(None)[..2], &[]).unwrap();
    assert_eq!(by_pickup.order, ids(&[10, 11]));
}

#[test]
fn a_pickup_elsewhere_comes_along_before_its_drop_off() {
    let mut stops = three(None);
    stops[2].at_depot = false;
    let change = put(&round(7), &[], &[11, 21, 31], &stops, &[]).unwrap();
    assert_eq!(change.order, ids(&[10, 30, 11, 20, 21, 31]));
}

#[test]
fn a_delivery_leaves_with_its_drop_off_and_stays_with_it() {
    let stops = three(Some(7));
    let current = [10, 20, 30, 11, 21, 31];
    let left = put(&round(7), &current, &[10, 20, 30, 11, 31], &stops, &[]).unwrap();
    assert_eq!((left.order, left.removed), (ids(&[10, 30, 11, 31]), ids(&[20, 21])));
    let kept = put(&round(7), &current, &[31, 21, 11], &stops, &[]).unwrap();
    assert_eq!((kept.order, kept.removed.len(), kept.steps.len()), (ids(&[10, 20, 30, 31, 21, 11]), 0, 0));
}

#[test]
fn a_started_or_closed_stop_cannot_leave() {
    for status in [StopStatus::Out, StopStatus::Delivered, StopStatus::Failed] {
        let mut stops = three(Some(7));
        stops[1] = with(stops[1], status);
        let refused = put(&round(7), &[10, 11, 20, 21], &[20, 21], &stops[..4], &[]);
        assert_eq!(refused, Err(PutStopsError::Started(id(11))), "{status}");
        assert!(put(&round(7), &[10, 11, 20, 21], &[20, 21, 11, 10], &stops[..4], &[]).is_ok(), "its place may change");
    }
}

#[test]
fn nobodys_work_is_undone_unseen() {
    let mut stops = three(Some(8));
    stops.truncate(2);
    let stops: Vec<StopFacts> = stops.into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
    assert_eq!(put(&round(7), &[], &[11], &stops, &[9]).unwrap_err(), PutStopsError::StopElsewhere(id(10)));
    let moved = put(&round(7), &[], &[11], &stops, &[8]).unwrap();
    assert_eq!(moved.taken_from, [id(8)]);
    assert!(
        moved
            .steps
            .iter()
            .all(|s| s.to == StopStatus::Ready && s.assignee.is_none() && s.event == Some(StopEventKind::Unassigned))
    );
}

#[test]
fn adding_to_an_assigned_round_assigns_and_leaving_releases() {
    let held = RoundFacts { assignee: Some(samir()), state: RoundState::Published, ..round(7) };
    let added = put(&held, &[], &[11], &three(None)[..2], &[]).unwrap();
    assert!(added.steps.iter().all(|s| s.assignee == Some(samir()) && s.to == StopStatus::Assigned));
    let stops: Vec<StopFacts> = three(Some(7)).into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
    let left = put(&held, &[10, 11, 20, 21], &[21], &stops[..4], &[]).unwrap();
    assert!(left.steps.iter().all(|s| s.assignee.is_none() && s.round.is_none() && s.to == StopStatus::Ready));
    let blocked: [RecipientId; 1] = [id(1)];
    let meet = decide_put_stops(
        &held,
        &[],
        &ids(&[11]),
        &three(None)[..2],
        &[],
        KeptOut { blocked: &blocked, ..KeptOut::default() },
        ZONE,
    );
    assert_eq!(meet.unwrap_err(), PutStopsError::PairBlocked(id(11)));
}

#[test]
fn a_list_names_known_stops_once_and_a_closed_round_has_none_to_change() {
    let stops = three(None);
    assert_eq!(put(&round(7), &[], &[99], &stops, &[]).unwrap_err(), PutStopsError::Unknown(id(99)));
    assert_eq!(put(&round(7), &[], &[11, 11], &stops, &[]).unwrap_err(), PutStopsError::Twice(id(11)));
    let closed = RoundFacts { state: RoundState::Closed, ..round(7) };
    assert_eq!(put(&closed, &[], &[11], &stops, &[]).unwrap_err(), PutStopsError::RoundClosed);
}

proptest! {
    #[test]
    fn whatever_is_asked_deliveries_stay_whole_and_no_stop_is_lost(
        current in prop::sample::subsequence(vec![1_u128, 2, 3], 0..=3),
        asked in prop::sample::subsequence(vec![10_u128, 11, 20, 21, 30, 31], 0..=6).prop_shuffle(),
    ) {
        let current: Vec<u128> = current.into_iter().flat_map(|d| [d * 10, d * 10 + 1]).collect();
        let stops: Vec<StopFacts> = three(None)
            .into_iter()
            .map(|s| if ids(&current).contains(&s.id) { StopFacts { round: Some(id(7)), ..s } } else { s })
            .collect();
        let change = put(&round(7), &current, &asked, &stops, &[]).unwrap();
        for d in 1..=3_u128 {
            prop_assert_eq!(change.order.contains(&id(d * 10)), change.order.contains(&id(d * 10 + 1)), "delivery {}", d);
        }
        let mut all = [change.order.clone(), change.removed.clone()].concat();
        all.sort();
        let mut unique = all.clone();
        unique.dedup();
        prop_assert_eq!(&all, &unique, "one place for each");
        prop_assert!(ids(&current).iter().all(|s| all.contains(s)), "nothing is lost");
        // Whatever was asked for and is there keeps the asked order.
        let kept: Vec<StopId> = ids(&asked).into_iter().filter(|s| change.order.contains(s)).collect();
        let found: Vec<StopId> = change.order.iter().copied().filter(|s| ids(&asked).contains(s)).collect();
        prop_assert_eq!(kept, found);
    }

    #[test]
    fn a_split_keeps_every_stop_and_both_orders(order in Just(vec![10_u128, 11, 20, 21, 30, 31]).prop_shuffle(), cut in 0..6_usize) {
        let stops = three(Some(7));
        let order = ids(&order);
        if let Ok(split) = decide_split(&round(7), &stops, &order, order[cut], id(8)) {
            let kept: Vec<StopId> = order.iter().copied().filter(|s| split.kept.contains(s)).collect();
            let moved: Vec<StopId> = order.iter().copied().filter(|s| split.moved.contains(s)).collect();
            prop_assert_eq!(&kept, &split.kept);
            prop_assert_eq!(&moved, &split.moved);
            prop_assert_eq!(kept.len() + moved.len(), 6);
            for d in 1..=3_u128 {
                prop_assert_eq!(kept.contains(&id(d * 10)), kept.contains(&id(d * 10 + 1)));
            }
        }
    }
}

#[test]
fn the_pickups_that_open_a_round_follow_their_households() {
    let stops: Vec<StopFacts> = three(Some(7)).into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
    let held = RoundFacts { assignee: Some(samir()), ..round(7) };
    let split = decide_split(&held, &stops, &ids(&[10, 20, 30, 11, 21, 31]), id(21), id(8)).unwrap();
    assert_eq!((split.kept, split.moved), (ids(&[10, 11]), ids(&[20, 30, 21, 31])));
    assert!(split.steps.iter().all(|s| s.round == Some(id(8)) && s.assignee.is_none() && s.to == StopStatus::Ready));
    let all = decide_split(&held, &stops, &ids(&[10, 20, 30, 11, 21, 31]), id(11), id(8));
    assert_eq!(all, Err(SplitError::Empty));
}

#[test]
fn merging_keeps_both_orders_and_gives_all_to_the_round_that_stays() {
    let held = RoundFacts { assignee: Some(nadia()), ..round(7) };
    let stops: Vec<StopFacts> = three(Some(8)).into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
    let merge = |other: &RoundFacts, stops: &[StopFacts]| {
        decide_merge(&held, &ids(&[98, 97]), other, &ids(&[30, 31, 10, 11, 20, 21]), stops, &[])
    };
    let change = merge(&round(8), &stops).unwrap();
    assert_eq!(change.order, ids(&[98, 97, 30, 31, 10, 11, 20, 21]));
    assert!(change.steps.iter().all(|s| s.assignee == Some(nadia()) && s.round == Some(id(7))));
    assert_eq!(merge(&RoundFacts { date: day(25), ..round(8) }, &stops).unwrap_err(), MergeError::RoundsDiffer);
    assert_eq!(merge(&held, &stops).unwrap_err(), MergeError::RoundsDiffer);
    let mut started = stops.clone();
    started[1].status = StopStatus::Out;
    assert_eq!(merge(&round(8), &started).unwrap_err(), MergeError::Started(id(11)));
}

#[test]
fn another_date_moves_windows_and_a_removed_round_keeps_its_stops() {
    let stops = three(Some(7));
    let moved = decide_move_day(&round(7), &stops, day(26), ZONE).unwrap();
    assert_eq!(moved[1].window, Window { start: Some(on(26, 10, 0)), end: on(26, 12, 0) });
    assert!(decide_move_day(&round(7), &stops, day(24), ZONE).unwrap().is_empty());
    assert!(decide_delete(&round(7), &stops).unwrap().iter().all(|s| s.round.is_none() && s.to == StopStatus::Ready));
    let mut started = stops;
    started[3].status = StopStatus::Out;
    assert_eq!(decide_move_day(&round(7), &started, day(26), ZONE).unwrap_err(), MoveDayError::Started(id(21)));
    assert_eq!(decide_delete(&round(7), &started).unwrap_err(), DeleteError::Started(id(21)));
}

#[test]
fn a_delivery_enters_a_round_at_its_end_and_what_it_loads_at_the_depot_comes_first() {
    let both = delivery(5, 50);
    assert_eq!(at_end(&ids(&[10, 11]), &both, &ids(&[50, 51])), ids(&[50, 10, 11, 51]));
    assert_eq!(at_end(&ids(&[10, 11]), &both, &ids(&[51])), ids(&[10, 11, 51]), "what is loaded already stays away");
    assert_eq!(at_end(&ids(&[10, 11]), &[pickup(5, 50)], &ids(&[50])), ids(&[10, 11, 50]), "a pickup alone is a visit");
}

#[test]
fn nothing_is_carried_to_a_household_that_comes_to_the_depot() {
    let stops = &three(None)[..4];
    let collecting = [id::<RecipientId>(2)];
    let made = decide_create(id(7), day(24), stops, &collecting, ZONE);
    assert_eq!(made, Err(CreateError::SelfPickup(id(21))));
    let kept_out = KeptOut { collecting: &collecting, ..KeptOut::default() };
    let entered = |asked: &[u128]| decide_put_stops(&round(7), &[], &ids(asked), stops, &[], kept_out, ZONE);
    assert_eq!(entered(&[11, 21]), Err(PutStopsError::SelfPickup(id(21))));
    assert_eq!(entered(&[11]).unwrap().order, ids(&[10, 11]), "the others do go");
    let there: Vec<StopFacts> = stops.iter().map(|s| StopFacts { round: Some(id(7)), ..*s }).collect();
    let kept = decide_put_stops(&round(7), &ids(&[10, 11, 20, 21]), &ids(&[21, 11]), &there, &[], kept_out, ZONE);
    assert!(kept.is_ok(), "one that was planned before it said so is left to a dispatcher");
}
