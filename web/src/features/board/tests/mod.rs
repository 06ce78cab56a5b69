//! A small town: what the board's rules are tried on.

#![allow(clippy::unwrap_used)]

mod checks;
mod columns;
mod filter;
mod keys;
mod message;
mod moves;
mod news;
mod reads;
mod selection;

use super::day::Day;
use cabas_kernel::{
    Ts, Window,
    id::{DeliveryId, RoundId, StopId},
};
use cabas_model::{
    address::GeoState,
    days::{BoardRound, BoardStop, DayBoard},
    deliveries::{StopKind, StopStatus},
    rounds::{RoundState, TravelMode},
};
use uuid::Uuid;

pub(super) fn stop(n: u128) -> StopId {
    StopId(Uuid::from_u128(n))
}

pub(super) fn round(n: u128) -> RoundId {
    RoundId(Uuid::from_u128(n))
}

pub(super) fn at(hour: &str) -> Ts {
    format!("2026-11-24T{hour}:00+01:00").parse().unwrap()
}

/// A drop-off, the only one of its delivery; `n` is the number of both.
pub(super) fn drop_off(n: u128) -> BoardStop {
    BoardStop {
        id: stop(n),
        delivery_id: DeliveryId(Uuid::from_u128(n)),
        kind: StopKind::Dropoff,
        alone: false,
        status: StopStatus::Ready,
        recipient_id: None,
        self_pickup: false,
        name: format!("Famille {n}"),
        street: format!("{n} rue des Écoles"),
        postal_code: "69003".to_owned(),
        city: "Lyon".to_owned(),
        geo_state: GeoState::Located,
        window: Window { start: Some(at("09:00")), end: at("11:00") },
        round_id: None,
        assignee_id: None,
        packages: Vec::new(),
        weight_g: None,
        comments: None,
        outcome_note: None,
        failure_reason: None,
        closed_at: None,
        needs_follow_up: false,
    }
}

/// The depot pickup of a delivery: a hundred more than its drop-off.
pub(super) fn pickup(n: u128) -> BoardStop {
    BoardStop {
        id: stop(n + 100),
        delivery_id: DeliveryId(Uuid::from_u128(n)),
        kind: StopKind::Pickup,
        name: "Dépôt".to_owned(),
        street: "12 rue du Marché".to_owned(),
        ..drop_off(n)
    }
}

pub(super) fn a_round(n: u128, stops: &[u128]) -> BoardRound {
    BoardRound {
        id: round(n),
        name: format!("Tournée {n}"),
        etag: format!("\"{n}\""),
        state: RoundState::Draft,
        mode: TravelMode::Bike,
        assignee_id: None,
        depot_id: None,
        max_load_g: None,
        self_assign: false,
        stop_ids: stops.iter().map(|n| stop(*n)).collect(),
    }
}

pub(super) fn board(rounds: Vec<BoardRound>, stops: Vec<BoardStop>) -> DayBoard {
    DayBoard {
        date: "2026-11-24".parse().unwrap(),
        last_event: 1,
        as_of: at("09:31"),
        rounds,
        stops,
        people: Vec::new(),
    }
}

pub(super) fn day(rounds: Vec<BoardRound>, stops: Vec<BoardStop>) -> Day {
    Day::new(board(rounds, stops), None)
}

/// Rounds A (stops 1, 2, 3) and B (4, 5); 6 and 7 wait.
pub(super) fn town() -> Day {
    day(vec![a_round(1, &[1, 2, 3]), a_round(2, &[4, 5])], (1..=7).map(drop_off).collect())
}

/// Round A (deliveries 1 and 2 with their depot pickups); 3 waits with its own.
pub(super) fn town_with_a_depot() -> Day {
    let stops = (1..=3).flat_map(|n| [pickup(n), drop_off(n)]).collect();
    day(vec![a_round(1, &[101, 102, 1, 2]), a_round(2, &[])], stops)
}
