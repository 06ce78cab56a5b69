//! A day as the board holds it: every stop by its id, every delivery whole, every round in its order.

use super::moves::Layout;
use crate::ui::street_order;
use cabas_kernel::{
    Ts,
    id::{DeliveryId, MembershipId, RoundId, StopId},
};
use cabas_model::{
    days::{BoardPerson, BoardRound, BoardStop, DayBoard},
    deliveries::{StopKind, StopStatus},
};
use std::{collections::HashMap, sync::Arc};

/// The last answer of the server, ready to be asked.
pub(super) struct Day {
    /// `id` of the last event the answer includes: its time.
    pub last_event: i64,
    pub as_of: Ts,
    /// In the order that gives each its letter.
    pub rounds: Vec<Arc<BoardRound>>,
    pub people: Vec<BoardPerson>,
    /// Visits by the end of their window (DL-7), then street by street: the order of what waits. Each is a card; goods
    /// that are loaded for a drop-off come along with it.
    pub visits: Vec<StopId>,
    pub layout: Layout,
    stops: HashMap<StopId, Arc<BoardStop>>,
    deliveries: HashMap<DeliveryId, Vec<StopId>>,
}

impl Day {
    /// Takes an answer in. What did not change since `before` stays the same value, so that nothing draws it anew.
    pub(super) fn new(board: DayBoard, before: Option<&Self>) -> Self {
        let mut day = Self {
            last_event: board.last_event,
            as_of: board.as_of,
            layout: Layout::new(board.rounds.iter().map(|round| (round.id, round.stop_ids.clone()))),
            rounds: Vec::with_capacity(board.rounds.len()),
            people: board.people,
            visits: Vec::with_capacity(board.stops.len()),
            stops: HashMap::with_capacity(board.stops.len()),
            deliveries: HashMap::with_capacity(board.stops.len()),
        };
        for round in board.rounds {
            let known = before.and_then(|before| before.round(round.id)).filter(|known| ***known == round);
            day.rounds.push(known.cloned().unwrap_or_else(|| Arc::new(round)));
        }
        for stop in board.stops {
            if is_visit(&stop) {
                day.visits.push(stop.id);
            }
            day.deliveries.entry(stop.delivery_id).or_default().push(stop.id);
            let known = before.and_then(|before| before.stop(stop.id)).filter(|known| ***known == stop);
            day.stops.insert(stop.id, known.cloned().unwrap_or_else(|| Arc::new(stop)));
        }
        let stops = &day.stops;
        day.visits.sort_by_cached_key(|id| {
            let stop = stops.get(id);
            (stop.map(|stop| (stop.window.end, stop.postal_code.clone(), street_order(&stop.street))), *id)
        });
        day
    }

    /// The same day after the server answered to a new list of stops, until the whole day is read again: the round
    /// has its new version, and those that lost stops to it have none that is known.
    pub(super) fn after_put(&self, round: RoundId, etag: &str, stops: &[StopId]) -> Self {
        let mut layout = self.layout.clone();
        let lost = layout.put_list(round, stops);
        let rounds = self.rounds.iter().map(|known| {
            let etag = match known.id {
                id if id == round => etag,
                id if lost.contains(&id) => "",
                _ => return known.clone(),
            };
            Arc::new(BoardRound { etag: etag.to_owned(), ..(**known).clone() })
        });
        Self {
            last_event: self.last_event,
            as_of: self.as_of,
            rounds: rounds.collect(),
            people: self.people.clone(),
            visits: self.visits.clone(),
            layout,
            stops: self.stops.clone(),
            deliveries: self.deliveries.clone(),
        }
    }

    pub(super) fn stop(&self, id: StopId) -> Option<&Arc<BoardStop>> {
        self.stops.get(&id)
    }

    pub(super) fn round(&self, id: RoundId) -> Option<&Arc<BoardRound>> {
        self.rounds.iter().find(|round| round.id == id)
    }

    /// The place of a round among those of the day: its letter and its colour.
    pub(super) fn index(&self, id: RoundId) -> Option<usize> {
        self.rounds.iter().position(|round| round.id == id)
    }

    /// Every stop of the delivery a stop belongs to.
    pub(super) fn siblings(&self, stop: StopId) -> &[StopId] {
        self.stop(stop).and_then(|stop| self.deliveries.get(&stop.delivery_id)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_visit(&self, stop: StopId) -> bool {
        self.stop(stop).is_some_and(|stop| is_visit(stop))
    }

    /// Every stop of a delivery.
    pub(super) fn of_delivery(&self, id: DeliveryId) -> &[StopId] {
        self.deliveries.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A person's name, when they are still among those who can carry a round.
    pub(super) fn person(&self, id: MembershipId) -> Option<&str> {
        self.people.iter().find(|person| person.member_id == id).map(|person| person.display_name.as_str())
    }
}

/// Somewhere to go to: a drop-off, or a pickup that brings nothing to anybody.
pub(super) fn is_visit(stop: &BoardStop) -> bool {
    stop.kind == StopKind::Dropoff || stop.alone
}

/// A stop that work has touched: it stays where it is.
pub(super) const fn is_touched(status: StopStatus) -> bool {
    matches!(status, StopStatus::Out) || status.is_closed()
}
