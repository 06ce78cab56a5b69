//! Never early, never late, never loosened.
#![allow(clippy::unwrap_used)]

use super::{OrganisationHours, Sight, Span, Stage, closes_at, may_correct, opens_at, sight, stage};
use crate::{
    deliveries::StopFacts,
    fixtures::{ZONE, at, day, dropoff, id, nadia, on, round, samir, window, with},
    rounds::RoundFacts,
};
use cabas_kernel::{
    Ts, Window,
    words::{deliveries::StopStatus, rounds::RoundState},
};
use chrono::TimeDelta;
use proptest::prelude::*;

const STATES: [RoundState; 4] = [RoundState::Draft, RoundState::Published, RoundState::Running, RoundState::Closed];

/// Samir's published round of 24 November, 10:00 to 12:00.
fn his() -> RoundFacts {
    RoundFacts { state: RoundState::Published, assignee: Some(samir()), ..round(7) }
}

fn stop(status: StopStatus) -> StopFacts {
    StopFacts { round: Some(id(7)), ..with(dropoff(1, 1), status) }
}

fn widest() -> OrganisationHours {
    OrganisationHours::widest(ZONE)
}

fn hours() -> impl Strategy<Value = OrganisationHours> {
    (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(r, k, late)| OrganisationHours::new(r, k, late, ZONE))
}

/// Any minute from two days before the round to two days after.
fn minute() -> impl Strategy<Value = Ts> {
    (0_i64..5 * 24 * 60).prop_map(|m| on(22, 0, 0) + TimeDelta::minutes(m))
}

fn status() -> impl Strategy<Value = StopStatus> {
    prop::sample::select(StopStatus::ALL)
}

fn rounds() -> impl Strategy<Value = RoundFacts> {
    let started = prop::option::of(minute());
    let closed = prop::option::of(minute());
    (prop::sample::select(&STATES[..]), any::<bool>(), any::<bool>(), started, closed).prop_map(
        |(state, held, self_assign, started_at, closed_at)| RoundFacts {
            state,
            assignee: held.then(samir),
            self_assign,
            started_at,
            closed_at,
            ..round(7)
        },
    )
}

proptest! {
    #[test]
    fn nothing_is_unmasked_outside_the_hours_whatever_the_settings(round in rounds(), status in status(), hours in hours(), now in minute()) {
        let seen = sight(&round, &stop(status), samir(), &hours, now);
        if now < at(10, 0) - TimeDelta::hours(12) || now >= at(12, 0) + TimeDelta::hours(4) {
            prop_assert!(!seen.is_reveal());
        }
        if seen.is_reveal() {
            prop_assert!(opens_at(&round, &hours).unwrap() <= now && now < closes_at(&round).unwrap());
        }
    }

    #[test]
    fn a_closed_stop_is_masked_two_hours_after_at_the_latest(round in rounds(), hours in hours(), closed in minute(), now in minute()) {
        let done = StopFacts { closed_at: Some(closed), ..stop(StopStatus::Delivered) };
        if now >= closed + TimeDelta::hours(2) {
            prop_assert!(sight(&round, &done, samir(), &hours, now).is_masked());
            prop_assert!(!may_correct(&round, &done, samir(), &hours, now));
        }
    }

    #[test]
    fn settings_only_tighten(round in rounds(), status in status(), hours in hours(), now in minute()) {
        let stop = stop(status);
        let mine = sight(&round, &stop, samir(), &hours, now);
        prop_assert!(mine <= sight(&round, &stop, samir(), &widest(), now));
    }

    #[test]
    fn a_draft_is_invisible_to_everybody(hours in hours(), status in status(), now in minute(), offered in any::<bool>()) {
        let draft = RoundFacts { state: RoundState::Draft, self_assign: offered, ..his() };
        prop_assert_eq!(stage(&draft, samir(), &hours, now), None);
        prop_assert_eq!(sight(&draft, &stop(status), samir(), &hours, now), Sight::Hidden);
    }

    #[test]
    fn nobody_sees_a_place_in_the_round_of_another(round in rounds(), status in status(), hours in hours(), now in minute()) {
        prop_assert!(sight(&round, &stop(status), nadia(), &hours, now) <= Sight::Area);
    }

    #[test]
    fn somebody_elses_stop_in_my_round_is_not_mine(round in rounds(), hours in hours(), now in minute()) {
        let hers = StopFacts { assignee: Some(nadia()), ..stop(StopStatus::Assigned) };
        prop_assert!(sight(&round, &hers, samir(), &hours, now) <= Sight::Area);
    }

    #[test]
    fn a_stop_moved_to_another_round_is_gone(round in rounds(), status in status(), now in minute()) {
        let moved = StopFacts { round: Some(id(8)), ..stop(status) };
        prop_assert_eq!(sight(&round, &moved, samir(), &widest(), now), Sight::Hidden);
    }

    #[test]
    fn a_span_never_begins_before_its_windows(from in 0_i64..96, long in 1_i64..96) {
        let start = on(22, 0, 0) + TimeDelta::hours(from);
        let window = Window { start: Some(start), end: start + TimeDelta::hours(long) };
        let span = Span::of(day(24), ZONE, [window]).unwrap();
        prop_assert!(start <= span.start && span.start <= span.end && span.end <= window.end);
    }
}

#[test]
fn addresses_open_twelve_hours_before_and_close_four_hours_after() {
    let stop = stop(StopStatus::Assigned);
    let see = |now| sight(&his(), &stop, samir(), &widest(), now);
    assert_eq!((see(on(23, 21, 59)), see(on(23, 22, 0))), (Sight::Masked, Sight::Full));
    assert_eq!((see(at(15, 59)), see(at(16, 0))), (Sight::Full, Sight::Masked));
}

#[test]
fn a_completed_stop_is_masked_two_hours_after_its_completion() {
    let done = stop(StopStatus::Delivered); // closed at 11:00
    let see = |now| sight(&his(), &done, samir(), &widest(), now);
    assert_eq!((see(at(12, 59)), see(at(13, 0))), (Sight::Full, Sight::Masked));
}

#[test]
fn finishing_the_round_closes_addresses_at_once() {
    let over = RoundFacts { state: RoundState::Closed, closed_at: Some(at(11, 30)), ..his() };
    assert_eq!(stage(&over, samir(), &widest(), at(11, 30)), Some(Stage::After));
    assert!(sight(&over, &stop(StopStatus::Delivered), samir(), &widest(), at(11, 30)).is_masked());
}

#[test]
fn an_offer_shows_an_area_and_no_window() {
    let offered = RoundFacts { assignee: None, self_assign: true, ..his() };
    let free = StopFacts { assignee: None, ..stop(StopStatus::Ready) };
    let seen = sight(&offered, &free, nadia(), &widest(), at(10, 0));
    assert_eq!((seen, seen.shows_window(), seen.is_masked()), (Sight::Area, false, true));
}

#[test]
fn late_reveal_gives_the_street_only_until_the_start_on_the_rounds_date() {
    let late = OrganisationHours::new(12, 2, true, ZONE);
    let stop = stop(StopStatus::Assigned);
    let see = |round: &RoundFacts| sight(round, &stop, samir(), &late, at(9, 0));
    assert_eq!(see(&his()), Sight::StreetOnly);
    assert_eq!(
        see(&RoundFacts { started_at: Some(on(23, 23, 0)), ..his() }),
        Sight::StreetOnly,
        "pressed the evening before"
    );
    assert_eq!(see(&RoundFacts { started_at: Some(at(8, 30)), ..his() }), Sight::Full);
}

#[test]
fn a_round_without_stops_shows_nothing() {
    let empty = RoundFacts { span: Span::of(day(24), ZONE, []), ..his() };
    assert_eq!(stage(&empty, samir(), &widest(), at(10, 0)), Some(Stage::Accepted));
}

#[test]
fn a_household_that_is_home_all_week_does_not_open_a_round_days_before() {
    let week = Window { start: Some(on(20, 8, 0)), end: on(28, 20, 0) };
    let span = Span::of(day(24), ZONE, [week, window(10, 12)]).unwrap();
    assert_eq!((span.start, span.end), (at(0, 0), on(25, 0, 0)));
}

#[test]
fn cancelling_cuts_access_at_once_even_to_a_stop_just_closed() {
    let gone = StopFacts { closed_at: Some(at(11, 0)), ..stop(StopStatus::Cancelled) };
    assert_eq!(sight(&his(), &gone, samir(), &widest(), at(11, 1)), Sight::Masked);
}

#[test]
fn addresses_are_said_to_close_when_the_round_was_finished_early() {
    assert_eq!(closes_at(&his()), Some(at(16, 0)));
    assert_eq!(closes_at(&RoundFacts { closed_at: Some(at(11, 30)), ..his() }), Some(at(11, 30)));
    assert_eq!(closes_at(&RoundFacts { closed_at: Some(at(20, 0)), ..his() }), Some(at(16, 0)));
}
