//! Moving stops: what the board becomes, what the server is asked, and the way back.
//!
//! Nothing here knows a signal or a call. A move is a list of [`Put`]s, applied one after the other to a [`Layout`];
//! the requests are what makes the server's layout the wanted one. So a burst of moves is one request, and a move
//! that is refused is simply no longer applied.

use super::day::{Day, is_touched};
use cabas_kernel::id::{RoundId, StopId};
use cabas_model::{deliveries::StopStatus, rounds::RoundState};

/// A column of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// What waits for a round.
    Waiting,
    Round(RoundId),
}

/// Where in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the first visit: goods are loaded first.
    First,
    Last,
    Before(StopId),
    After(StopId),
}

/// One stop, put somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Put {
    pub stop: StopId,
    pub column: Column,
    pub place: Place,
}

/// Several stops to one place, in the given order.
pub(super) fn puts(stops: &[StopId], column: Column, place: Place) -> Vec<Put> {
    let mut place = place;
    let mut list = Vec::with_capacity(stops.len());
    for stop in stops {
        list.push(Put { stop: *stop, column, place });
        place = Place::After(*stop);
    }
    list
}

/// The rounds with their stops in order. A stop in none of them waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout(Vec<(RoundId, Vec<StopId>)>);

impl Layout {
    pub(super) fn new(rounds: impl Iterator<Item = (RoundId, Vec<StopId>)>) -> Self {
        Self(rounds.collect())
    }

    pub(super) fn rounds(&self) -> impl Iterator<Item = (RoundId, &[StopId])> {
        self.0.iter().map(|(id, stops)| (*id, stops.as_slice()))
    }

    /// The stops of a round, in order.
    pub(super) fn of(&self, round: RoundId) -> &[StopId] {
        self.0.iter().find(|(id, _)| *id == round).map_or(&[], |(_, stops)| stops)
    }

    pub(super) fn column(&self, stop: StopId) -> Column {
        self.0.iter().find(|(_, stops)| stops.contains(&stop)).map_or(Column::Waiting, |(id, _)| Column::Round(*id))
    }

    /// Gives a round a list, and says which rounds lost stops to it.
    pub(super) fn put_list(&mut self, round: RoundId, list: &[StopId]) -> Vec<RoundId> {
        let mut losers = Vec::new();
        for (id, stops) in &mut self.0 {
            if *id == round {
                *stops = list.to_vec();
            } else {
                let before = stops.len();
                stops.retain(|stop| !list.contains(stop));
                if stops.len() != before {
                    losers.push(*id);
                }
            }
        }
        losers
    }

    /// Puts stops where they are wanted. Deliveries move whole (DL-11): the other stops of a delivery that comes from
    /// elsewhere come along, its pickups before all visits. What is not of this day any more is left out.
    pub(super) fn apply(&mut self, day: &Day, puts: &[Put]) {
        for put in puts {
            // Dropped on itself, it stays; those that follow it come beside it.
            let itself = matches!(put.place, Place::Before(at) | Place::After(at) if at == put.stop);
            if day.stop(put.stop).is_none() || (itself && self.column(put.stop) == put.column) {
                continue;
            }
            match put.column {
                Column::Waiting => self.take_out(day.siblings(put.stop)),
                Column::Round(round) if self.column(put.stop) == put.column => {
                    self.take_out(&[put.stop]);
                    self.insert(day, round, put.place, &[put.stop]);
                }
                Column::Round(round) if self.0.iter().any(|(id, _)| *id == round) => {
                    let whole: Vec<StopId> = along(day, put.stop).collect();
                    self.take_out(day.siblings(put.stop));
                    let (visits, pickups): (Vec<StopId>, Vec<StopId>) =
                        whole.into_iter().partition(|stop| day.is_visit(*stop));
                    self.insert(day, round, Place::First, &pickups);
                    let mut visits = visits;
                    // The one that was moved first, then those that come along.
                    visits.sort_by_key(|stop| *stop != put.stop);
                    self.insert(day, round, put.place, &visits);
                }
                Column::Round(_) => {}
            }
        }
    }

    fn take_out(&mut self, gone: &[StopId]) {
        for (_, stops) in &mut self.0 {
            stops.retain(|stop| !gone.contains(stop));
        }
    }

    fn insert(&mut self, day: &Day, round: RoundId, place: Place, stops: &[StopId]) {
        let Some((_, list)) = self.0.iter_mut().find(|(id, _)| *id == round) else { return };
        let at = |wanted: StopId| list.iter().position(|stop| *stop == wanted);
        let index = match place {
            Place::First => list.iter().position(|stop| day.is_visit(*stop)),
            Place::Last => None,
            Place::Before(stop) => at(stop),
            Place::After(stop) => at(stop).map(|index| index.saturating_add(1)),
        };
        let index = index.unwrap_or(list.len()).min(list.len());
        let tail = list.split_off(index);
        list.extend_from_slice(stops);
        list.extend(tail);
    }
}

/// A stop and those that travel with it; what was cancelled stays behind.
fn along(day: &Day, stop: StopId) -> impl Iterator<Item = StopId> {
    let lives = |id: StopId| day.stop(id).is_some_and(|stop| stop.status != StopStatus::Cancelled);
    day.siblings(stop).iter().copied().filter(move |id| *id == stop || lives(*id))
}

/// Why a stop does not go where it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// On its way or over, or another stop of its delivery is.
    Started,
    /// Its address is not complete.
    Draft,
    /// Its household comes to the depot.
    SelfPickup,
    Cancelled,
    /// The round it is in, or the one it would go to, is over.
    RoundClosed,
}

/// Says whether a stop may go to a column; the server decides the rest (blocked pairs, another day).
pub(super) fn refusal(day: &Day, layout: &Layout, stop: StopId, to: Column) -> Option<Refusal> {
    let from = layout.column(stop);
    let closed = |column: Column| match column {
        Column::Waiting => false,
        Column::Round(id) => day.round(id).is_some_and(|round| round.state == RoundState::Closed),
    };
    if closed(from) || closed(to) {
        return Some(Refusal::RoundClosed);
    }
    if from == to {
        return None;
    }
    let status = |id: StopId| day.stop(id).map(|stop| stop.status);
    if along(day, stop).filter_map(status).any(is_touched) {
        return Some(Refusal::Started);
    }
    let collects = |id: StopId| day.stop(id).is_some_and(|stop| stop.self_pickup);
    match (to, status(stop)?) {
        (Column::Round(_), _) if collects(stop) => Some(Refusal::SelfPickup),
        (Column::Round(_), StopStatus::Draft) => Some(Refusal::Draft),
        (Column::Round(_), StopStatus::Cancelled) => Some(Refusal::Cancelled),
        _ => None,
    }
}

/// What the server is asked: the whole list of one round, and the rounds that may lose stops to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub round: RoundId,
    pub stop_ids: Vec<StopId>,
    pub moved_from: Vec<RoundId>,
}

/// What makes the server's layout the wanted one; nothing when it is.
///
/// Only the order of visits counts: the server places what comes along. A round that only lost stops to others has
/// no request of its own, since theirs name it in `moved_from`. Rounds that take stops in come first.
pub(super) fn requests(day: &Day, wanted: &Layout) -> Vec<Request> {
    let visits = |list: &[StopId]| -> Vec<StopId> { list.iter().copied().filter(|stop| day.is_visit(*stop)).collect() };
    let mut list: Vec<(bool, Request)> = Vec::new();
    for (round, stops) in wanted.rounds() {
        let (before, after) = (visits(day.layout.of(round)), visits(stops));
        if before == after {
            continue;
        }
        let added: Vec<StopId> = after.iter().copied().filter(|stop| !before.contains(stop)).collect();
        let taken = |stop: &StopId| !after.contains(stop) && wanted.column(*stop) != Column::Waiting;
        let rest: Vec<StopId> = before.iter().copied().filter(|stop| !taken(stop)).collect();
        if added.is_empty() && rest == after {
            continue;
        }
        let mut moved_from = Vec::new();
        for stop in &added {
            match day.layout.column(*stop) {
                Column::Round(from) if !moved_from.contains(&from) => moved_from.push(from),
                _ => {}
            }
        }
        list.push((added.is_empty(), Request { round, stop_ids: stops.to_vec(), moved_from }));
    }
    list.sort_by_key(|(only_loses, _)| *only_loses);
    list.into_iter().map(|(_, request)| request).collect()
}

/// The way back: what puts everything that `done` touches where it was in `before`.
pub(super) fn undo(day: &Day, before: &Layout, done: &[Put]) -> Vec<Put> {
    let touched = |stop: StopId| done.iter().any(|put| day.siblings(put.stop).contains(&stop));
    let mut back = Vec::new();
    for (round, stops) in before.rounds() {
        let mut place = Place::First;
        for stop in stops {
            if touched(*stop) && day.is_visit(*stop) {
                back.push(Put { stop: *stop, column: Column::Round(round), place });
            }
            if day.is_visit(*stop) {
                place = Place::After(*stop);
            }
        }
    }
    let waited = done.iter().map(|put| put.stop).filter(|stop| before.column(*stop) == Column::Waiting);
    back.extend(waited.map(|stop| Put { stop, column: Column::Waiting, place: Place::Last }));
    back
}

/// Where stops go to be one place earlier among the cards of their column; nothing at the top.
pub(super) fn earlier(cards: &[StopId], moved: &[StopId]) -> Option<Place> {
    let first = cards.iter().position(|card| moved.contains(card))?;
    first.checked_sub(1).and_then(|above| cards.get(above)).map(|above| Place::Before(*above))
}

/// One place later; nothing at the bottom.
pub(super) fn later(cards: &[StopId], moved: &[StopId]) -> Option<Place> {
    let last = cards.iter().rposition(|card| moved.contains(card))?;
    cards.get(last.saturating_add(1)).map(|below| Place::After(*below))
}

/// The place that keeps a card at about the same height in another column.
pub(super) fn level(cards: &[StopId], index: usize) -> Place {
    cards.get(index).map_or(Place::Last, |card| Place::Before(*card))
}
