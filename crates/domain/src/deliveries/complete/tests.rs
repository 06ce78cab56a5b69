//! First received wins, nothing is dropped.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
use super::*;
use crate::fixtures::{delivery, dropoff, id, nadia, samir, with};

const OWN: StopActor = StopActor::Volunteer(Hold::Own);
const FORMER: StopActor = StopActor::Volunteer(Hold::Former);

fn done(outcome: Outcome, by: MembershipId) -> Completion {
    Completion { outcome: Some(outcome), new_note: false, by }
}

fn assigned(stops: Vec<StopFacts>) -> Vec<StopFacts> {
    stops.into_iter().map(|s| with(s, StopStatus::Assigned)).collect()
}

fn change(decision: Decision) -> Change {
    if let Decision::Change(c) = decision { c } else { panic!("no change: {decision:?}") }
}

#[test]
fn closing_a_drop_off_closes_its_open_depot_pickup_before_it() {
    let stops = assigned(delivery(1, 1));
    let change = change(decide_complete(&stops, id(2), OWN, &done(Outcome::Delivered, samir())).unwrap());
    let steps: Vec<_> = change.steps.iter().map(|s| (s.stop, s.to)).collect();
    assert_eq!(steps, [(id(1), StopStatus::Loaded), (id(2), StopStatus::Delivered)]);
}

#[test]
fn a_pickup_elsewhere_is_closed_by_itself_first() {
    let mut stops = assigned(delivery(1, 1));
    stops[0].at_depot = false;
    let refused = decide_complete(&stops, id(2), OWN, &done(Outcome::Delivered, samir())).unwrap_err();
    assert_eq!((refused, refused.code()), (CloseError::PreviousStopOpen(id(1)), "previous_stop_open"));
    stops[0].status = StopStatus::Loaded;
    assert_eq!(change(decide_complete(&stops, id(2), OWN, &done(Outcome::Delivered, samir())).unwrap()).steps.len(), 1);
}

#[test]
fn a_cancelled_pickup_does_not_count() {
    let mut stops = assigned(delivery(1, 1));
    stops[0].status = StopStatus::Cancelled;
    stops[0].at_depot = false;
    assert_eq!(change(decide_complete(&stops, id(2), OWN, &done(Outcome::Delivered, samir())).unwrap()).steps.len(), 1);
}

#[test]
fn a_drop_off_after_an_open_drop_off_waits_for_it() {
    let first = with(dropoff(1, 1), StopStatus::Out);
    let second = StopFacts { previous: Some(id(1)), ..with(dropoff(1, 2), StopStatus::Out) };
    let refused = decide_complete(&[first, second], id(2), OWN, &done(Outcome::Delivered, samir()));
    assert_eq!(refused, Err(CloseError::PreviousStopOpen(id(1))));
}

#[test]
fn the_same_completion_twice_is_one_effect() {
    let stop = with(dropoff(1, 1), StopStatus::Delivered);
    assert_eq!(decide_complete(&[stop], id(1), OWN, &done(Outcome::Delivered, samir())), Ok(Decision::ALREADY));
}

#[test]
fn who_says_it_again_with_other_words_is_heard() {
    let delivered = with(dropoff(1, 1), StopStatus::Delivered);
    let failed = StopFacts { failure_reason: Some(FailureReason::NotHome), ..with(dropoff(1, 1), StopStatus::Failed) };
    let more = Completion { new_note: true, ..done(Outcome::Delivered, samir()) };
    let why = Failure { reason: FailureReason::NotHome, new_note: true, by: samir() };
    let heard: Result<Decision, CloseError> = Ok(Decision::Already { follow_up: Some(FollowUpCause::Comment) });
    for actor in [OWN, FORMER] {
        assert_eq!(decide_complete(&[delivered], id(1), actor, &more), heard);
        assert_eq!(decide_fail(&[failed], id(1), actor, &why), heard);
    }
    let at_a_desk = decide_complete(&[delivered], id(1), StopActor::Dispatcher, &more);
    assert_eq!(at_a_desk, Ok(Decision::ALREADY), "the inbox is theirs");
}

#[test]
fn the_first_of_two_different_closings_wins_and_the_second_is_kept() {
    let stop = with(dropoff(1, 1), StopStatus::Delivered);
    for (actor, by) in [(OWN, samir()), (StopActor::Dispatcher, nadia()), (FORMER, nadia())] {
        let second = decide_complete(&[stop], id(1), actor, &done(Outcome::LeftAtDoor, by)).unwrap();
        let Decision::Conflict(c) = second else { panic!("{second:?}") };
        assert_eq!(
            (c.kept, c.reported, c.code()),
            (StopStatus::Delivered, StopStatus::LeftAtDoor, "stop_closed_otherwise")
        );
    }
}

#[test]
fn a_report_of_somebody_unassigned_meanwhile_is_a_conflict_whatever_it_says() {
    for &status in StopStatus::ALL.iter().filter(|s| **s != StopStatus::Loaded) {
        let stop = StopFacts { closed_by: status.is_closed().then(nadia), ..with(dropoff(1, 1), status) };
        let late = decide_complete(&[stop], id(1), FORMER, &done(Outcome::Delivered, samir())).unwrap();
        assert!(matches!(late, Decision::Conflict(c) if c.kept == status), "{status}: {late:?}");
    }
}

#[test]
fn a_report_on_a_stop_cancelled_meanwhile_is_kept() {
    let stop = with(dropoff(1, 1), StopStatus::Cancelled);
    let late = decide_complete(&[stop], id(1), OWN, &done(Outcome::Delivered, samir())).unwrap();
    assert!(matches!(late, Decision::Conflict(c) if c.code() == "conflict"));
}

#[test]
fn a_note_of_the_volunteer_reaches_the_inbox_even_when_somebody_closed_the_stop_alike() {
    let noted = Completion { new_note: true, ..done(Outcome::Delivered, samir()) };
    let open = [with(dropoff(1, 1), StopStatus::Out)];
    assert_eq!(change(decide_complete(&open, id(1), OWN, &noted).unwrap()).follow_ups, [FollowUpCause::Comment]);
    let closed = [StopFacts { closed_by: Some(nadia()), ..with(dropoff(1, 1), StopStatus::Delivered) }];
    let already = decide_complete(&closed, id(1), OWN, &noted).unwrap();
    assert_eq!(already, Decision::Already { follow_up: Some(FollowUpCause::Comment) });
}

#[test]
fn a_failure_opens_one_follow_up_note_or_none() {
    let open = [with(dropoff(1, 1), StopStatus::Out)];
    for new_note in [false, true] {
        let failure = Failure { reason: FailureReason::NotHome, new_note, by: samir() };
        let change = change(decide_fail(&open, id(1), OWN, &failure).unwrap());
        assert_eq!(change.follow_ups, [FollowUpCause::Failed]);
    }
}

#[test]
fn two_reasons_for_one_failure_are_a_conflict() {
    let stop = StopFacts { failure_reason: Some(FailureReason::NotHome), ..with(dropoff(1, 1), StopStatus::Failed) };
    let fail = |reason| decide_fail(&[stop], id(1), OWN, &Failure { reason, new_note: false, by: samir() }).unwrap();
    assert_eq!(fail(FailureReason::NotHome), Decision::ALREADY);
    assert!(matches!(fail(FailureReason::Refused), Decision::Conflict(_)));
}

#[test]
fn a_pickup_has_no_outcome_and_a_drop_off_has_one() {
    let stops = assigned(delivery(1, 1));
    let none = Completion { outcome: None, new_note: false, by: samir() };
    assert_eq!(decide_complete(&stops, id(2), OWN, &none), Err(CloseError::OutcomeMissing));
    assert_eq!(
        decide_complete(&stops, id(1), OWN, &done(Outcome::Delivered, samir())),
        Err(CloseError::OutcomeUnexpected)
    );
}

#[test]
fn a_circular_chain_of_stops_ends() {
    let a = StopFacts { previous: Some(id(2)), ..with(dropoff(1, 1), StopStatus::Out) };
    let b = StopFacts { previous: Some(id(1)), ..with(dropoff(1, 2), StopStatus::Out) };
    assert!(decide_complete(&[a, b], id(1), OWN, &done(Outcome::Delivered, samir())).is_err());
}

#[test]
fn several_depot_pickups_close_in_their_order() {
    let mut stops = assigned(delivery(1, 1));
    stops.insert(1, StopFacts { id: id(9), previous: Some(id(1)), ..stops[0] });
    stops[2].previous = Some(id(9));
    let change = change(decide_complete(&stops, id(2), OWN, &done(Outcome::Delivered, samir())).unwrap());
    assert_eq!(change.steps.iter().map(|s| s.stop).collect::<Vec<_>>(), [1, 9, 2].map(id));
}
