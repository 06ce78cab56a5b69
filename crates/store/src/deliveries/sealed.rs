//! What a delivery says about a household, sealed with that household's key.

use crate::{
    StoreError,
    vault::{self, Key, Spot},
};
use cabas_kernel::id::OrganisationId;
use cabas_model::address::Address;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a stop keeps once it is closed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct StopSecrets {
    /// The address as it was at closing: later moves of the household do not rewrite history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<String>,
    /// What the volunteer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn spot(table: &'static str, row: Uuid, organisation: OrganisationId) -> Spot {
    Spot { table, row, organisation: organisation.0 }
}

pub(crate) fn seal_stop(
    key: &Key,
    organisation: OrganisationId,
    stop: Uuid,
    secrets: &StopSecrets,
) -> Result<Vec<u8>, StoreError> {
    vault::seal(key, spot("stops", stop, organisation), secrets)
}

pub(crate) fn open_stop(
    key: &Key,
    organisation: OrganisationId,
    stop: Uuid,
    sealed: Option<&[u8]>,
) -> Result<StopSecrets, StoreError> {
    sealed.map_or_else(|| Ok(StopSecrets::default()), |s| vault::open(key, spot("stops", stop, organisation), s))
}

pub(crate) fn seal_comments(
    key: &Key,
    organisation: OrganisationId,
    delivery: Uuid,
    comments: &str,
) -> Result<Vec<u8>, StoreError> {
    vault::seal(key, spot("deliveries", delivery, organisation), &comments)
}

pub(crate) fn open_comments(
    key: &Key,
    organisation: OrganisationId,
    delivery: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Option<String>, StoreError> {
    sealed.map(|s| vault::open(key, spot("deliveries", delivery, organisation), s)).transpose()
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
