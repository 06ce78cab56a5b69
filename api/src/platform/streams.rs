//! The open streams of changes: a bounded number per person, and all of them end when the server stops.

use crate::http::Failure;
use cabas_kernel::id::PersonId;
use cabas_model::Code;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// Streams of one person at a time: several devices, several windows on each.
const EACH: usize = 12;
/// Streams of everybody together (DO-7).
const ALL: usize = 1000;
/// Seconds after which to ask again: the server notices streams that were left at its next beat.
const AGAIN: u64 = 15;

/// Who listens.
#[derive(Default)]
pub struct Streams {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// Oldest first.
    seats: HashMap<PersonId, VecDeque<watch::Sender<Option<End>>>>,
    stopped: bool,
}

/// Why a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A newer one of the same person has its place.
    Displaced,
    /// The server stops.
    Stopped,
}

impl Streams {
    /// Takes a place for a person, until it is dropped. Whoever has too many loses the oldest: it is most likely one
    /// that was left, and not yet noticed.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when nobody has a place left.
    pub fn take(self: &Arc<Self>, person: PersonId) -> Result<Seat, Failure> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all = open.seats.values().map(VecDeque::len).sum::<usize>();
        let stopped = open.stopped;
        let own = open.seats.entry(person).or_default();
        if own.len() >= EACH {
            if let Some(oldest) = own.pop_front() {
                oldest.send_replace(Some(End::Displaced));
            }
        } else if all >= ALL {
            return Err(Failure::from(Code::Unavailable).retry_after(AGAIN));
        }
        let over = watch::Sender::new(stopped.then_some(End::Stopped));
        own.push_back(over.clone());
        Ok(Seat { streams: Arc::clone(self), person, over })
    }

    /// Ends all streams, those to come too.
    pub fn stop(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.stopped = true;
        for over in open.seats.values().flatten() {
            over.send_replace(Some(End::Stopped));
        }
    }
}

/// One open stream's place.
pub struct Seat {
    streams: Arc<Streams>,
    person: PersonId,
    over: watch::Sender<Option<End>>,
}

impl Seat {
    /// Says why the stream ends, once it does.
    pub fn over(&self) -> watch::Receiver<Option<End>> {
        self.over.subscribe()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.seats.get_mut(&self.person) {
            own.retain(|over| !over.same_channel(&self.over));
            if own.is_empty() {
                open.seats.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn person(n: usize) -> PersonId {
        PersonId(Uuid::from_u128(u128::try_from(n).unwrap()))
    }

    #[test]
    fn everybody_together_has_so_many_streams() {
        let streams = Arc::new(Streams::default());
        let mut seats: Vec<Seat> = (0..ALL).map(|n| streams.take(person(n)).unwrap()).collect();
        assert_eq!(streams.take(person(ALL)).err().unwrap().code, Code::Unavailable);
        seats.pop();
        assert!(streams.take(person(ALL)).is_ok(), "a place given back is free");
    }

    #[test]
    fn of_one_person_the_newest_streams_stay() {
        let streams = Arc::new(Streams::default());
        let seats: Vec<Seat> = (0..=EACH).map(|_| streams.take(person(0)).unwrap()).collect();
        let over: Vec<Option<End>> = seats.iter().map(|seat| *seat.over().borrow()).collect();
        assert_eq!(over[0], Some(End::Displaced), "the oldest gave its place");
        assert!(over[1..].iter().all(Option::is_none), "{over:?}");
        drop(seats);
        assert!(streams.open.lock().unwrap().seats.is_empty(), "a place is given back once");
    }

    #[test]
    fn a_stop_ends_those_that_are_open_and_those_to_come() {
        let streams = Arc::new(Streams::default());
        let before = streams.take(person(0)).unwrap();
        streams.stop();
        let after = streams.take(person(1)).unwrap();
        assert_eq!([*before.over().borrow(), *after.over().borrow()], [Some(End::Stopped); 2]);
    }
}
