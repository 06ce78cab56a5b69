//! Publishing, taking, handing over, giving back, finishing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
    deliveries::{Candidate, StopFacts},
    disclosure::OrganisationHours,
    fixtures::{ZONE, at, candidate, delivery, id, nadia, round, samir, with},
    rounds::*,
};
use cabas_kernel::{
    id::RecipientId,
    words::{deliveries::StopStatus, follow_ups::FollowUpCause, members::MemberState, rounds::RoundState},
};

const STATES: [RoundState; 4] = [RoundState::Draft, RoundState::Published, RoundState::Running, RoundState::Closed];

fn stops(statuses: [StopStatus; 4]) -> Vec<StopFacts> {
    let all = delivery(1, 10).into_iter().chain(delivery(2, 20));
    all.zip(statuses).map(|(s, status)| StopFacts { round: Some(id(7)), ..with(s, status) }).collect()
}

fn assigned() -> Vec<StopFacts> {
    stops([StopStatus::Assigned; 4])
}

fn half_done() -> Vec<StopFacts> {
    stops([StopStatus::Loaded, StopStatus::Delivered, StopStatus::Loaded, StopStatus::Assigned])
}

fn his(state: RoundState) -> RoundFacts {
    RoundFacts { state, assignee: Some(samir()), ..round(7) }
}

fn offered() -> RoundFacts {
    RoundFacts { state: RoundState::Published, self_assign: true, ..round(7) }
}

fn taker(gave_back: bool, blocked: &[RecipientId]) -> Taker<'_> {
    Taker { candidate: candidate(nadia()), gave_back, blocked }
}

#[test]
fn a_round_is_published_once_with_stops_and_for_somebody() {
    let publish = |round: &RoundFacts, stops: &[StopFacts]| decide_publish(round, stops, &[]).map_err(|e| e.code());
    assert_eq!(publish(&his(RoundState::Draft), &assigned()), Ok(RoundState::Published));
    assert_eq!(publish(&his(RoundState::Draft), &[]), Err("round_empty"));
    assert_eq!(publish(&his(RoundState::Draft), &stops([StopStatus::Cancelled; 4])), Err("round_empty"));
    assert_eq!(publish(&round(7), &assigned()), Err("round_nobody"));
    assert_eq!(publish(&RoundFacts { self_assign: true, ..round(7) }, &assigned()), Ok(RoundState::Published));
    assert_eq!(publish(&his(RoundState::Published), &assigned()), Err("round_published"));
    assert_eq!(publish(&his(RoundState::Running), &assigned()), Err("round_published"));
    assert_eq!(publish(&his(RoundState::Closed), &assigned()), Err("round_closed"));
}

#[test]
fn a_round_is_not_published_to_somebody_who_must_not_meet_one_of_its_households() {
    let refused = decide_publish(&his(RoundState::Draft), &assigned(), &[id(2)]);
    assert_eq!(refused, Err(PublishError::PairBlocked(id(21))));
    assert_eq!(decide_publish(&his(RoundState::Draft), &assigned(), &[id(9)]), Ok(RoundState::Published));
}

#[test]
fn handing_a_round_over_keeps_its_order_and_what_is_done() {
    let done = decide_assign(&his(RoundState::Running), &half_done(), Some(&candidate(nadia())), &[]).unwrap();
    assert_eq!((done.assignee, done.state), (Some(nadia()), RoundState::Published));
    assert_eq!(done.steps.iter().map(|s| s.stop).collect::<Vec<_>>(), [id(21)]);
    let all = decide_assign(&his(RoundState::Draft), &assigned(), Some(&candidate(nadia())), &[]).unwrap();
    assert_eq!(all.steps.iter().map(|s| s.stop).collect::<Vec<_>>(), [10, 11, 20, 21].map(id));
}

#[test]
fn a_round_goes_to_active_people_who_may_meet_its_households() {
    let give = |to: &Candidate, blocked: &[RecipientId]| {
        decide_assign(&his(RoundState::Published), &assigned(), Some(to), blocked)
    };
    assert_eq!(give(&candidate(nadia()), &[id(2)]).unwrap_err(), AssignError::PairBlocked(id(21)));
    let frozen = Candidate { state: MemberState::Frozen, ..candidate(nadia()) };
    assert_eq!(give(&frozen, &[]).unwrap_err(), AssignError::MemberNotActive);
    assert!(give(&candidate(samir()), &[id(2)]).unwrap().steps.is_empty(), "the same person changes nothing");
}

#[test]
fn a_stop_on_its_way_ends_with_whoever_started_it() {
    let on_the_way = stops([StopStatus::Loaded, StopStatus::Out, StopStatus::Assigned, StopStatus::Assigned]);
    let other = decide_assign(&his(RoundState::Running), &on_the_way, Some(&candidate(nadia())), &[]);
    assert_eq!(other.unwrap_err(), AssignError::Started(id(11)));
    assert_eq!(
        decide_assign(&his(RoundState::Running), &on_the_way, None, &[]).unwrap_err(),
        AssignError::Started(id(11))
    );
    assert_eq!(
        decide_release(&his(RoundState::Running), &on_the_way, samir()).unwrap_err(),
        ReleaseError::Started(id(11))
    );
}

#[test]
fn a_round_that_becomes_nobodys_is_a_draft_unless_it_is_offered() {
    let taken = decide_assign(&his(RoundState::Published), &assigned(), None, &[]).unwrap();
    assert_eq!((taken.assignee, taken.state, taken.steps.len()), (None, RoundState::Draft, 4));
    assert!(taken.steps.iter().all(|s| s.round == Some(id(7)) && s.assignee.is_none()));
    let open = RoundFacts { self_assign: true, ..his(RoundState::Published) };
    assert_eq!(decide_assign(&open, &assigned(), None, &[]).unwrap().state, RoundState::Published);
}

#[test]
fn a_volunteer_takes_an_offered_round_whole() {
    let free = stops([StopStatus::Ready; 4]);
    let taken = decide_take(&offered(), &free, &taker(false, &[])).unwrap();
    assert!(taken.steps.iter().all(|s| s.assignee == Some(nadia())) && taken.steps.len() == 4);
    let held = RoundFacts { assignee: Some(nadia()), ..offered() };
    assert!(decide_take(&held, &assigned(), &taker(false, &[])).unwrap().steps.is_empty(), "twice is once");
}

#[test]
fn a_volunteer_takes_nothing_that_is_not_offered() {
    let free = stops([StopStatus::Ready; 4]);
    let take = |round: &RoundFacts, taker: &Taker| decide_take(round, &free, taker).unwrap_err().code();
    assert_eq!(take(&RoundFacts { state: RoundState::Draft, ..offered() }, &taker(false, &[])), "not_found");
    assert_eq!(take(&RoundFacts { self_assign: false, ..offered() }, &taker(false, &[])), "not_found");
    assert_eq!(take(&his(RoundState::Published), &taker(false, &[])), "not_found");
    assert_eq!(take(&RoundFacts { assignee: Some(samir()), ..offered() }, &taker(false, &[])), "round_taken");
    let away =
        Taker { candidate: Candidate { state: MemberState::Suspended, ..candidate(nadia()) }, ..taker(false, &[]) };
    assert_eq!(take(&offered(), &away), "member_not_active");
}

#[test]
fn whoever_gave_a_round_back_does_not_take_it_alone() {
    let free = stops([StopStatus::Ready; 4]);
    assert_eq!(decide_take(&offered(), &free, &taker(true, &[])).unwrap_err(), TakeError::RoundNotOffered);
}

#[test]
fn a_blocked_pair_is_never_named_to_the_volunteer() {
    let free = stops([StopStatus::Ready; 4]);
    let blocked = [id(2)];
    assert_eq!(decide_take(&offered(), &free, &taker(false, &blocked)).unwrap_err(), TakeError::NotFound);
}

#[test]
fn a_volunteer_gives_back_only_their_own_round_and_a_dispatcher_is_told() {
    let back = decide_release(&his(RoundState::Published), &assigned(), samir()).unwrap();
    assert_eq!((back.follow_up, back.assignment.assignee), (FollowUpCause::Released, None));
    assert!(back.assignment.steps.iter().all(|s| s.to == StopStatus::Ready && s.assignee.is_none()));
    assert_eq!(decide_release(&his(RoundState::Published), &assigned(), nadia()).unwrap_err(), ReleaseError::NotFound);
    assert_eq!(decide_release(&his(RoundState::Draft), &assigned(), samir()).unwrap_err(), ReleaseError::NotFound);
    assert_eq!(decide_release(&his(RoundState::Closed), &half_done(), samir()).unwrap_err(), ReleaseError::RoundClosed);
}

#[test]
fn a_round_is_finished_when_every_stop_is() {
    let close = |stops: &[StopFacts], me| decide_close(&his(RoundState::Running), stops, me).map_err(|e| e.code());
    let done = stops([StopStatus::Loaded, StopStatus::Delivered, StopStatus::Loaded, StopStatus::Failed]);
    assert_eq!(close(&done, Some(samir())), Ok(RoundState::Closed));
    assert_eq!(close(&done, None), Ok(RoundState::Closed));
    assert_eq!(close(&done, Some(nadia())), Err("not_found"));
    assert_eq!(close(&half_done(), Some(samir())), Err("transition_refused"));
}

#[test]
fn a_round_runs_and_closes_by_itself() {
    let hours = OrganisationHours::widest(ZONE);
    let done = stops([StopStatus::Loaded, StopStatus::Delivered, StopStatus::Loaded, StopStatus::Failed]); // at 11:00
    let next = |state, stops: &[StopFacts], now| next_state(&his(state), stops, &hours, now);
    assert_eq!(next(RoundState::Published, &assigned(), at(9, 0)), RoundState::Published);
    assert_eq!(next(RoundState::Published, &half_done(), at(11, 0)), RoundState::Running);
    assert_eq!(next(RoundState::Running, &half_done(), at(23, 0)), RoundState::Running);
    assert_eq!(next(RoundState::Running, &done, at(12, 59)), RoundState::Running);
    assert_eq!(next(RoundState::Running, &done, at(13, 0)), RoundState::Closed);
    assert_eq!(next(RoundState::Closed, &half_done(), at(14, 0)), RoundState::Running, "a stop was reopened");
    for state in STATES {
        let settled = next(state, &done, at(13, 0));
        assert_eq!(next(settled, &done, at(13, 0)), settled, "asked twice, it says the same");
    }
}
