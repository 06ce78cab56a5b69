use super::{a_round, day, drop_off, pickup, round, stop, town, town_with_a_depot};
use crate::features::board::{
    columns::{Counts, Head, Line, Load, Shown, lines},
    moves::{Column, Refusal, refusal},
};
use cabas_kernel::Grams;
use cabas_model::{days::BoardStop, deliveries::StopStatus, rounds::RoundState};
use std::{collections::HashSet, sync::Arc};

fn shown(day: crate::features::board::day::Day) -> Shown {
    let layout = day.layout.clone();
    Shown::new(Arc::new(day), layout)
}

#[test]
fn only_what_is_still_to_plan_waits() {
    let mut stops: Vec<BoardStop> = (1..=5).map(drop_off).collect();
    stops[1].status = StopStatus::Delivered;
    stops[2].status = StopStatus::Cancelled;
    stops[3].status = StopStatus::Failed;
    let board = shown(day(vec![a_round(1, &[5])], stops));
    assert_eq!(board.waiting, [stop(1)]);
    assert_eq!(board.aside, [stop(2), stop(4)]);
    assert_eq!(board.cancelled, [stop(3)], "found again, to restore or to bring another day");
    assert!(board.is_apart(stop(3)) && board.is_apart(stop(2)) && !board.is_apart(stop(1)));
    assert_eq!(board.column(stop(5)), Column::Round(round(1)));
    assert_eq!(board.column(stop(1)), Column::Waiting);
}

#[test]
fn what_must_be_there_first_waits_first() {
    let mut stops: Vec<BoardStop> = (1..=3).map(drop_off).collect();
    let soon = stops[2].window.start.unwrap();
    stops[2].window = cabas_kernel::Window { start: None, end: soon };
    assert_eq!(shown(day(Vec::new(), stops)).waiting, [3, 1, 2].map(stop));
}

#[test]
fn of_the_same_hour_neighbours_wait_side_by_side() {
    let mut stops: Vec<BoardStop> = (1..=4).map(drop_off).collect();
    stops[0].street = "10 rue du Port".to_owned();
    stops[2].street = "9 rue du Port".to_owned();
    assert_eq!(shown(day(Vec::new(), stops)).waiting, [2, 4, 3, 1].map(stop));
}

#[test]
fn every_drop_off_is_counted_once_and_cancelled_ones_apart() {
    let mut stops: Vec<BoardStop> = (1..=6).flat_map(|n| [pickup(n), drop_off(n)]).collect();
    for (at, status) in [(3, StopStatus::Delivered), (5, StopStatus::Failed), (7, StopStatus::Cancelled)] {
        stops[at].status = status;
    }
    stops[5].needs_follow_up = true;
    let counts = shown(day(vec![a_round(1, &[2, 3, 5])], stops)).counts;
    assert_eq!(counts, Counts { all: 5, to_place: 2, planned: 1, done: 1, failed: 1, watched: 1, cancelled: 1 });
}

#[test]
fn a_pickup_that_stands_alone_is_a_card_and_those_of_drop_offs_are_not() {
    let board = shown(day(vec![a_round(1, &[101, 1, 103])], vec![pickup(1), drop_off(1), lone(2), lone(3)]));
    assert_eq!(board.waiting, [stop(102)]);
    assert_eq!(board.cards(Column::Round(round(1))), [stop(1), stop(103)]);
    assert_eq!((board.counts.all, board.counts.to_place), (3, 1));
    assert_eq!(
        lines(&board.day, board.layout.of(round(1))),
        [Line::Load(vec![stop(101)]), Line::Stop(stop(1)), Line::Stop(stop(103))]
    );
}

/// A pickup that brings nothing to anybody.
fn lone(n: u128) -> BoardStop {
    BoardStop { alone: true, ..pickup(n) }
}

#[test]
fn a_household_that_comes_to_the_depot_is_seen_among_what_waits_and_is_not_to_place() {
    let stops = vec![BoardStop { self_pickup: true, ..drop_off(1) }, drop_off(2)];
    let board = shown(day(vec![a_round(1, &[])], stops));
    assert_eq!(board.waiting, [stop(1), stop(2)]);
    assert_eq!((board.counts.to_place, board.counts.planned), (1, 1));
    let refused = |n| refusal(&board.day, &board.layout, stop(n), Column::Round(round(1)));
    assert_eq!((refused(1), refused(2)), (Some(Refusal::SelfPickup), None));
}

#[test]
fn pickups_at_one_place_are_one_line() {
    let town = town_with_a_depot();
    assert_eq!(
        lines(&town, town.layout.of(round(1))),
        [Line::Load(vec![stop(101), stop(102)]), Line::Stop(stop(1)), Line::Stop(stop(2))]
    );
    let elsewhere = BoardStop { street: "3 quai des Tanneurs".to_owned(), ..pickup(2) };
    let two = day(vec![a_round(1, &[101, 102])], vec![pickup(1), elsewhere, drop_off(1), drop_off(2)]);
    assert_eq!(lines(&two, two.layout.of(round(1))), [Line::Load(vec![stop(101)]), Line::Load(vec![stop(102)])]);
}

#[test]
fn the_head_adds_up_what_is_not_cancelled() {
    let mut stops: Vec<BoardStop> = (1..=3).map(drop_off).collect();
    stops[0].weight_g = Some(Grams(12_000));
    stops[1].weight_g = Some(Grams(99_000));
    stops[1].status = StopStatus::Cancelled;
    let mut round = a_round(1, &[1, 2, 3]);
    round.max_load_g = Some(Grams(10_000));
    let board = shown(day(vec![round.clone()], stops));
    let head = Head::of(&board, &round);
    assert_eq!(head.stops(), 2);
    assert_eq!(head.load, Load { known: Grams(12_000), unknown: 1 });
    assert_eq!(head.load.over(head.max_load), Some(Grams(2_000)));
    assert_eq!(head.load.over(None), None);
}

#[test]
fn a_round_leaves_when_someone_can_be_told() {
    let mut round = a_round(1, &[1]);
    let head = |round: &cabas_model::days::BoardRound, status| {
        let stops = vec![BoardStop { status, ..drop_off(1) }];
        Head::of(&shown(day(vec![round.clone()], stops)), round)
    };
    assert!(!head(&round, StopStatus::Ready).may_leave(), "nobody has it");
    round.self_assign = true;
    assert!(head(&round, StopStatus::Ready).may_leave(), "whoever likes may take it");
    assert!(!head(&round, StopStatus::Cancelled).may_leave(), "nothing to do");
    round.state = RoundState::Running;
    assert!(!head(&round, StopStatus::Out).may_close(), "a stop is still to do");
    assert!(head(&round, StopStatus::Failed).may_close());
}

#[test]
fn chosen_stops_come_in_the_order_of_the_screen() {
    let board = shown(town());
    let chosen = HashSet::from([stop(3), stop(6), stop(4), stop(1)]);
    assert_eq!(board.in_order(&chosen), [6, 1, 3, 4].map(stop));
}

#[test]
fn what_did_not_change_stays_the_same_value() {
    let before = town();
    let mut stops: Vec<BoardStop> = (1..=7).map(drop_off).collect();
    stops[0].status = StopStatus::Delivered;
    let board = super::board(vec![a_round(1, &[1, 2, 3]), a_round(2, &[4, 5])], stops);
    let after = crate::features::board::day::Day::new(board, Some(&before));
    assert!(Arc::ptr_eq(after.stop(stop(2)).unwrap(), before.stop(stop(2)).unwrap()));
    assert!(!Arc::ptr_eq(after.stop(stop(1)).unwrap(), before.stop(stop(1)).unwrap()));
    assert!(Arc::ptr_eq(after.round(round(2)).unwrap(), before.round(round(2)).unwrap()));
}
