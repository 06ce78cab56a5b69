//! What to look at before a round leaves: addresses that come twice, hours that cannot be kept (ux 24).
//!
//! Told, never refused: two households may share a door, and a coordinator may know better than the hours written.

use super::{columns::Shown, moves::Column};
use crate::i18n::plain;
use cabas_kernel::{
    Ts,
    id::{RoundId, StopId},
};
use cabas_model::days::BoardStop;
use std::{collections::HashMap, sync::Arc};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Several drop-offs of the day at one address, one of them at least in this round.
    SameAddress(Vec<StopId>),
    /// Its hours are over already.
    Over(StopId),
    /// Its hours end before those of a stop that comes earlier in the round begin.
    AfterItsEnd { stop: StopId, before: StopId },
}

/// What to look at in a round, as it stands on the board at this time.
pub(super) fn doubts(shown: &Shown, round: RoundId, now: Ts) -> Vec<Doubt> {
    let stops: Vec<&Arc<BoardStop>> = shown
        .layout
        .of(round)
        .iter()
        .filter_map(|id| shown.day.stop(*id))
        .filter(|stop| stop.status.is_open())
        .collect();
    let mut doubts = same_addresses(shown, round);
    let mut latest: Option<&Arc<BoardStop>> = None;
    for stop in stops {
        let begins = stop.window.start;
        if stop.window.end <= now {
            doubts.push(Doubt::Over(stop.id));
        } else if let Some(before) = latest.filter(|before| before.window.start.is_some_and(|at| at >= stop.window.end))
        {
            doubts.push(Doubt::AfterItsEnd { stop: stop.id, before: before.id });
        }
        if begins > latest.and_then(|before| before.window.start) {
            latest = Some(stop);
        }
    }
    doubts
}

/// Addresses of the day that come more than once, in the order of the round.
fn same_addresses(shown: &Shown, round: RoundId) -> Vec<Doubt> {
    let mut places: HashMap<String, Vec<StopId>> = HashMap::new();
    for stop in shown.day.visits.iter().filter_map(|id| shown.day.stop(*id)).filter(|stop| stop.status.is_open()) {
        if let Some(place) = place(stop) {
            places.entry(place).or_default().push(stop.id);
        }
    }
    let mut doubts = Vec::new();
    let here = shown.cards(Column::Round(round));
    for stop in here.iter().filter_map(|id| shown.day.stop(*id)).filter(|stop| stop.status.is_open()) {
        // Each address is told once: the first of its stops takes it.
        let here = place(stop).and_then(|place| places.remove(&place));
        doubts.extend(here.filter(|stops| stops.len() > 1).map(Doubt::SameAddress));
    }
    doubts
}

/// What makes two addresses one, whatever their accents and capitals; nothing without a street.
fn place(stop: &BoardStop) -> Option<String> {
    let street = plain(&stop.street);
    let town = if stop.postal_code.is_empty() { plain(&stop.city) } else { stop.postal_code.clone() };
    (!street.is_empty()).then(|| [&street, " ", &town].concat())
}
