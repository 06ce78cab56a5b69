//! What a delivery says, sealed with its household's key, or with the organisation's where it has none.

use crate::{
    StoreError,
    vault::{self, Key, Spot},
};
use cabas_kernel::id::OrganisationId;
use cabas_model::{address::Address, deliveries::Metadatum};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is written about a delivery. A tag can say as much of somebody as a sentence does.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct DeliveryWords {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Pairs of a sheet: the desk alone reads them, nobody on the road.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Metadatum>,
}

impl DeliveryWords {
    pub(crate) fn is_empty(&self) -> bool {
        self.comments.is_none() && self.tags.is_empty() && self.metadata.is_empty()
    }
}

/// It prints nothing of what it holds.
impl std::fmt::Debug for DeliveryWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeliveryWords(***)")
    }
}

/// What a stop says of itself.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct StopSecrets {
    /// Where it is, when that is neither a depot nor the household's door. It is said once, when the stop is made,
    /// and outlives whatever happens to the stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Address>,
    /// The household's address as it was at closing: later moves of the household do not rewrite history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<String>,
    /// What the volunteer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl StopSecrets {
    /// Where the stop is, as far as it says so itself.
    pub fn place(&self) -> Option<&Address> {
        self.elsewhere.as_ref().or(self.address.as_ref())
    }

    /// What is left when the stop is opened again: its history keeps the rest (DL-18).
    #[must_use]
    pub fn without_outcome(self) -> Self {
        Self { elsewhere: self.elsewhere, ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        self.place().is_none() && self.received_by.is_none() && self.note.is_none()
    }
}

fn spot(table: &'static str, row: Uuid, organisation: OrganisationId) -> Spot {
    Spot { table, row, organisation: organisation.0 }
}

pub(crate) fn seal_stop(
    key: &Key,
    organisation: OrganisationId,
    stop: Uuid,
    secrets: &StopSecrets,
) -> Result<Option<Vec<u8>>, StoreError> {
    if secrets.is_empty() {
        return Ok(None);
    }
    vault::seal(key, spot("stops", stop, organisation), secrets).map(Some)
}

pub(crate) fn open_stop(
    key: &Key,
    organisation: OrganisationId,
    stop: Uuid,
    sealed: Option<&[u8]>,
) -> Result<StopSecrets, StoreError> {
    sealed.map_or_else(|| Ok(StopSecrets::default()), |s| vault::open(key, spot("stops", stop, organisation), s))
}

pub(crate) fn seal_words(
    key: &Key,
    organisation: OrganisationId,
    delivery: Uuid,
    words: &DeliveryWords,
) -> Result<Option<Vec<u8>>, StoreError> {
    if words.is_empty() {
        return Ok(None);
    }
    vault::seal(key, spot("deliveries", delivery, organisation), words).map(Some)
}

pub(crate) fn open_words(
    key: &Key,
    organisation: OrganisationId,
    delivery: Uuid,
    sealed: Option<&[u8]>,
) -> Result<DeliveryWords, StoreError> {
    let place = spot("deliveries", delivery, organisation);
    sealed.map_or_else(|| Ok(DeliveryWords::default()), |s| vault::open(key, place, s))
}

/// Of what is written about a delivery, the comments alone.
pub(crate) fn open_comments(
    key: &Key,
    organisation: OrganisationId,
    delivery: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Option<String>, StoreError> {
    open_words(key, organisation, delivery, sealed).map(|words| words.comments)
}

pub(crate) fn seal_note(
    key: &Key,
    organisation: OrganisationId,
    event: Uuid,
    note: &str,
) -> Result<Vec<u8>, StoreError> {
    vault::seal(key, spot("stop_events", event, organisation), &note)
}

pub(crate) fn open_note(
    key: &Key,
    organisation: OrganisationId,
    event: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Option<String>, StoreError> {
    sealed.map(|s| vault::open(key, spot("stop_events", event, organisation), s)).transpose()
}
