//! Places for sheets on their way in: few of one organisation, few altogether. A sheet may be twenty mebibytes, so its
//! place is taken before its first byte is read, and kept until it is put away: nobody fills the memory by sending.

use crate::http::Failure;
use cabas_kernel::id::OrganisationId;
use cabas_model::Code;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Places of one organisation, and of all together.
const OF_ONE: usize = 2;
const OF_ALL: usize = 8;
/// Seconds until it is worth trying again: most sheets take less.
const SOON: u64 = 3;

/// The places of those who send.
#[derive(Clone)]
pub struct Places {
    all: Arc<Semaphore>,
    of: Arc<Mutex<HashMap<OrganisationId, Arc<Semaphore>>>>,
}

/// A place, until it is dropped.
#[derive(Debug)]
#[must_use = "a place that is dropped is free again"]
pub struct Place {
    _of_one: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Default for Places {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(OF_ALL)), of: Arc::default() }
    }
}

impl Places {
    /// Takes a place of an organisation.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when none is left: try again soon.
    pub fn take(&self, organisation: OrganisationId) -> Result<Place, Failure> {
        let mut known = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let own = Arc::clone(known.entry(organisation).or_insert_with(|| Arc::new(Semaphore::new(OF_ONE))));
        drop(known);
        Ok(Place { _of_one: one(own)?, _of_all: one(Arc::clone(&self.all))? })
    }
}

fn one(places: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Failure> {
    places.try_acquire_owned().map_err(|_| Failure::from(Code::Unavailable).retry_after(SOON))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use uuid::Uuid;

    fn organisation(n: u128) -> OrganisationId {
        Uuid::from_u128(n).into()
    }

    #[test]
    fn an_organisation_has_its_places_and_takes_nobody_elses() {
        let places = Places::default();
        let mut held: Vec<Place> = (0..OF_ONE).map(|_| places.take(organisation(1)).unwrap()).collect();
        let refused = places.take(organisation(1)).unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (Code::Unavailable, Some(SOON)));
        let other = places.take(organisation(2)).unwrap();
        held.pop();
        let again = places.take(organisation(1)).unwrap();
        assert!(places.take(organisation(1)).is_err());
        drop((held, other, again));
    }

    #[test]
    fn all_together_they_have_no_more_than_the_memory_bears() {
        let places = Places::default();
        let mut held: Vec<Place> = (0..).map_while(|n| places.take(organisation(n)).ok()).collect();
        assert_eq!(held.len(), OF_ALL);
        for _ in 0..=OF_ONE {
            assert!(places.take(organisation(99)).is_err());
        }
        held.pop();
        drop(places.take(organisation(99)).expect("whoever was refused for the others' sake has not lost a place"));
    }
}
