//! The open streams of changes: a bounded number per person, and all of them end when the server stops.

use crate::http::Failure;
use cabas_kernel::id::PersonId;
use cabas_model::Code;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// Streams of one person at a time: several devices, several windows on each.
const EACH: usize = 12;
/// Streams of everybody together (DO-7).
const ALL: usize = 1000;
/// Seconds after which a person with too many streams may ask again: the server notices a dead one at its next beat.
const AGAIN: u64 = 15;

/// Who listens.
pub struct Streams {
    open: Mutex<HashMap<PersonId, usize>>,
    stopping: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Mutex::default(), stopping: watch::Sender::new(false) }
    }
}

impl Streams {
    /// Takes a place for a person, until it is dropped.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when they have none left, [`Code::Unavailable`] when nobody has.
    pub fn take(self: &Arc<Self>, person: PersonId) -> Result<Seat, Failure> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= ALL {
            return Err(Failure::from(Code::Unavailable).retry_after(AGAIN));
        }
        let count = open.entry(person).or_default();
        if *count >= EACH {
            return Err(Failure::from(Code::TooManyRequests).retry_after(AGAIN));
        }
        *count += 1;
        Ok(Seat { streams: Arc::clone(self), person })
    }

    /// Ends all streams, those to come too.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Turns true when the server stops.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

/// One open stream's place.
pub struct Seat {
    streams: Arc<Streams>,
    person: PersonId,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
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
    fn everybody_together_has_so_many_streams_and_each_person_fewer() {
        let streams = Arc::new(Streams::default());
        let mut seats: Vec<Seat> = (0..EACH).map(|_| streams.take(person(0)).unwrap()).collect();
        assert_eq!(streams.take(person(0)).err().unwrap().code, Code::TooManyRequests);
        seats.extend((EACH..ALL).map(|n| streams.take(person(n)).unwrap()));
        assert_eq!(streams.take(person(ALL)).err().unwrap().code, Code::Unavailable);
        seats.pop();
        assert!(streams.take(person(ALL)).is_ok(), "a place given back is free");
    }
}
