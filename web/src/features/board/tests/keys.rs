use super::{a_round, day, drop_off, round, stop, town};
use crate::features::board::{
    columns::Shown,
    day::Day,
    keys::{Intent, Way, intent, next_card, next_place},
    moves::{Column, Place},
};
use cabas_model::rounds::RoundState;
use std::sync::Arc;

fn shown(day: Day) -> Shown {
    let layout = day.layout.clone();
    Shown::new(Arc::new(day), layout)
}

#[test]
fn the_same_key_looks_or_carries() {
    assert_eq!(intent("ArrowDown", false), Some(Intent::Look(Way::Down)));
    assert_eq!(intent("ArrowDown", true), Some(Intent::Carry(Way::Down)));
    assert_eq!((intent(" ", false), intent(" ", true)), (Some(Intent::Take), Some(Intent::PutDown)));
    assert_eq!((intent("Enter", false), intent("Enter", true)), (Some(Intent::Open), Some(Intent::PutDown)));
    assert_eq!((intent("Tab", false), intent("Tab", true)), (None, Some(Intent::PutBack)));
    assert_eq!((intent("Escape", false), intent("a", false)), (None, None));
}

#[test]
fn arrows_go_from_card_to_card_and_from_column_to_column() {
    let board = shown(town());
    let cards = |column| board.cards(column);
    let next = |from, way| next_card(&board, &cards, stop(from), way);
    assert_eq!((next(2, Way::Up), next(1, Way::Up)), (Some(stop(1)), None));
    assert_eq!((next(2, Way::Down), next(3, Way::Down)), (Some(stop(3)), None));
    assert_eq!((next(2, Way::First), next(2, Way::Last)), (Some(stop(1)), Some(stop(3))));
    assert_eq!(next(2, Way::Right), Some(stop(5)), "at the same height");
    assert_eq!(next(3, Way::Right), Some(stop(5)), "or at the end of a shorter column");
    assert_eq!(next(2, Way::Left), Some(stop(7)));
    assert_eq!((next(6, Way::Left), next(4, Way::Right)), (None, None));
}

#[test]
fn an_empty_column_is_passed_over() {
    let board = shown(day(vec![a_round(1, &[]), a_round(2, &[1])], (1..=2).map(drop_off).collect()));
    let cards = |column| board.cards(column);
    assert_eq!(next_card(&board, &cards, stop(2), Way::Right), Some(stop(1)));
}

#[test]
fn a_card_in_hand_goes_where_it_may() {
    let mut closed = a_round(2, &[3]);
    closed.state = RoundState::Closed;
    let board = shown(day(vec![a_round(1, &[1, 2]), closed, a_round(3, &[4])], (1..=5).map(drop_off).collect()));
    let cards = |column| board.cards(column);
    let place =
        |stops: &[u128], way| next_place(&board, &cards, &stops.iter().map(|n| stop(*n)).collect::<Vec<_>>(), way);
    let in_round = |n, place| Some((Column::Round(round(n)), place));
    assert_eq!(place(&[2], Way::Up), in_round(1, Place::Before(stop(1))));
    assert_eq!(place(&[2], Way::Down), None);
    assert_eq!(place(&[1], Way::Right), in_round(3, Place::Before(stop(4))), "over the round that is closed");
    assert_eq!(place(&[2], Way::Right), in_round(3, Place::Last));
    assert_eq!(place(&[1, 2], Way::Left), Some((Column::Waiting, Place::Before(stop(5)))));
    assert_eq!(place(&[5], Way::Up), None, "what waits has no order of its own");
    assert_eq!(place(&[3], Way::Right), None, "a closed round gives nothing");
}
