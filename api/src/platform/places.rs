//! Places for sheets, which are large: of those on their way in, of those that are opened, and of those at work. Each is
//! taken before its bytes are in hand, so that nobody fills the memory by sending or by asking. Whoever finds none is
//! told to come again: who sends at once, since others may send for minutes; the others when they have waited a while.

use crate::http::Failure;
use cabas_kernel::id::OrganisationId;
use cabas_model::Code;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Sheets on their way in, of one organisation and of all together: each may be twenty mebibytes.
const OF_ONE: usize = 2;
const OF_ALL: usize = 8;
/// Imports opened at once: a file with its preview may be tens of mebibytes.
const OPENED: usize = 8;
/// Sheets read, compared or sealed at once: each may inflate to a hundred mebibytes and more (IM-1).
pub const AT_WORK: usize = 2;
/// How long it is waited for one that is opened, or at work: many times as long as most sheets take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Seconds until it is worth trying again: most sheets take less.
const SOON: u64 = 3;

/// All places for sheets. Taken in the order in which they are declared, so that nobody waits for themselves.
#[derive(Clone)]
pub struct Places {
    all: Arc<Semaphore>,
    of: Arc<Mutex<HashMap<OrganisationId, Arc<Semaphore>>>>,
    opened: Arc<Semaphore>,
    at_work: Arc<Semaphore>,
    patience: Duration,
}

/// A place of who sends, until it is dropped.
#[derive(Debug)]
#[must_use = "a place that is dropped is free again"]
pub struct Place {
    _of_one: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

/// There is no place left.
#[derive(Debug, thiserror::Error)]
#[error("too many sheets at once")]
pub struct Crowded;

impl From<Crowded> for Failure {
    fn from(_: Crowded) -> Self {
        Self::from(Code::Unavailable).retry_after(SOON)
    }
}

impl Default for Places {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(OF_ALL)),
            of: Arc::default(),
            opened: Arc::new(Semaphore::new(OPENED)),
            at_work: Arc::new(Semaphore::new(AT_WORK)),
            patience: PATIENCE,
        }
    }
}

impl Places {
    /// Takes a place of an organisation for a sheet on its way in.
    ///
    /// # Errors
    /// [`Crowded`] when none is left now.
    pub fn to_send(&self, organisation: OrganisationId) -> Result<Place, Crowded> {
        let mut known = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let own = Arc::clone(known.entry(organisation).or_insert_with(|| Arc::new(Semaphore::new(OF_ONE))));
        drop(known);
        let one = |places: Arc<Semaphore>| places.try_acquire_owned().map_err(|_| Crowded);
        Ok(Place { _of_one: one(own)?, _of_all: one(Arc::clone(&self.all))? })
    }

    /// Waits for a place for an import that is opened, until it is dropped.
    ///
    /// # Errors
    /// [`Crowded`] when none came free in time.
    pub async fn to_open(&self) -> Result<OwnedSemaphorePermit, Crowded> {
        self.wait(&self.opened).await
    }

    /// Waits for a place for a sheet at work, until it is dropped.
    ///
    /// # Errors
    /// [`Crowded`] when none came free in time.
    pub async fn to_work(&self) -> Result<OwnedSemaphorePermit, Crowded> {
        self.wait(&self.at_work).await
    }

    async fn wait(&self, places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Crowded> {
        match tokio::time::timeout(self.patience, Arc::clone(places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Crowded),
        }
    }
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
        let mut held: Vec<Place> = (0..OF_ONE).map(|_| places.to_send(organisation(1)).unwrap()).collect();
        let refused = Failure::from(places.to_send(organisation(1)).unwrap_err());
        assert_eq!((refused.code, refused.retry_after), (Code::Unavailable, Some(SOON)));
        let other = places.to_send(organisation(2)).unwrap();
        held.pop();
        let again = places.to_send(organisation(1)).unwrap();
        assert!(places.to_send(organisation(1)).is_err());
        drop((held, other, again));
    }

    #[test]
    fn all_together_they_have_no_more_than_the_memory_bears() {
        let places = Places::default();
        let mut held: Vec<Place> = (0..).map_while(|n| places.to_send(organisation(n)).ok()).collect();
        assert_eq!(held.len(), OF_ALL);
        for _ in 0..=OF_ONE {
            assert!(places.to_send(organisation(99)).is_err());
        }
        held.pop();
        drop(places.to_send(organisation(99)).expect("whoever was refused for the others' sake has not lost a place"));
    }

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_to_come_again_and_whoever_waits_less_is_served() {
        let hurried = Places { patience: Duration::from_millis(20), ..Places::default() };
        let mut opened = Vec::new();
        for _ in 0..OPENED {
            opened.push(hurried.to_open().await.unwrap());
        }
        let at_work = [hurried.to_work().await.unwrap(), hurried.to_work().await.unwrap()];
        for refused in [hurried.to_open().await.unwrap_err(), hurried.to_work().await.unwrap_err()] {
            let told = Failure::from(refused);
            assert_eq!((told.code, told.retry_after), (Code::Unavailable, Some(SOON)));
        }
        let patient = Places { patience: PATIENCE, ..hurried };
        let soon = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            drop((opened, at_work));
        };
        let (served, worked, ()) = tokio::join!(patient.to_open(), patient.to_work(), soon);
        assert!(served.is_ok() && worked.is_ok());
    }
}
