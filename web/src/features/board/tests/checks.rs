use super::{a_round, at, day, drop_off, pickup, round, stop};
use crate::features::board::{
    checks::{Doubt, doubts},
    columns::Shown,
    day::Day,
};
use cabas_kernel::Window;
use cabas_model::{days::BoardStop, deliveries::StopStatus};
use std::sync::Arc;

fn told(day: Day, now: &str) -> Vec<Doubt> {
    let layout = day.layout.clone();
    doubts(&Shown::new(Arc::new(day), layout), round(1), at(now))
}

fn between(start: &str, end: &str) -> Window {
    Window { start: Some(at(start)), end: at(end) }
}

#[test]
fn an_address_that_comes_twice_in_a_day_is_told_once() {
    let same = |n: u128, street: &str| BoardStop { street: street.to_owned(), ..drop_off(n) };
    let stops =
        vec![same(1, "3 rue des Écoles"), drop_off(2), same(3, "3 RUE DES ECOLES"), same(4, "3 rue des écoles")];
    let told = told(day(vec![a_round(1, &[2, 1, 3])], stops), "08:00");
    assert_eq!(told, [Doubt::SameAddress(vec![stop(1), stop(3), stop(4)])], "in this round, or waiting");
}

#[test]
fn the_same_street_of_another_town_or_of_what_is_cancelled_is_no_double() {
    let elsewhere = BoardStop { street: drop_off(1).street, postal_code: "42000".to_owned(), ..drop_off(2) };
    let cancelled = BoardStop { street: drop_off(1).street, status: StopStatus::Cancelled, ..drop_off(3) };
    let blank = |n| BoardStop { street: String::new(), ..drop_off(n) };
    let stops = vec![drop_off(1), elsewhere, cancelled, blank(4), blank(5)];
    assert_eq!(told(day(vec![a_round(1, &[1, 2, 4, 5])], stops), "08:00"), []);
}

#[test]
fn the_depot_of_several_deliveries_is_no_double() {
    let stops = (1..=2).flat_map(|n| [pickup(n), drop_off(n)]).collect();
    assert_eq!(told(day(vec![a_round(1, &[101, 102, 1, 2])], stops), "08:00"), []);
}

#[test]
fn hours_that_the_order_makes_impossible_are_told() {
    let mut stops: Vec<BoardStop> = (1..=3).map(drop_off).collect();
    stops[0].window = between("14:00", "16:00");
    stops[1].window = between("09:00", "11:00");
    stops[2].window = between("13:00", "15:00");
    let order = |stops: &[BoardStop], order: &[u128]| told(day(vec![a_round(1, order)], stops.to_vec()), "08:00");
    assert_eq!(order(&stops, &[2, 3, 1]), []);
    assert_eq!(order(&stops, &[1, 3, 2]), [Doubt::AfterItsEnd { stop: stop(2), before: stop(1) }]);
    stops[1].window = Window { start: None, end: at("14:00") };
    assert_eq!(order(&stops, &[1, 2, 3]), [Doubt::AfterItsEnd { stop: stop(2), before: stop(1) }]);
}

#[test]
fn hours_that_are_over_are_told() {
    let board = || day(vec![a_round(1, &[1])], vec![drop_off(1)]);
    assert_eq!(told(board(), "10:59"), []);
    assert_eq!(told(board(), "11:00"), [Doubt::Over(stop(1))]);
}
