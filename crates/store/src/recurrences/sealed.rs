//! What a rule says of its household, sealed with that household's key.

use crate::{
    StoreError,
    recipients::spot,
    vault::{self, Key},
};
use cabas_kernel::id::OrganisationId;
use cabas_model::recurrences::OccurrenceFields;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is written about a rule. Its name, too: people call it by who lives there.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurrenceWords {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// It prints nothing of what it holds.
impl std::fmt::Debug for RecurrenceWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecurrenceWords(***)")
    }
}

impl RecurrenceWords {
    pub(super) fn seal(&self, key: &Key, organisation: OrganisationId, id: Uuid) -> Result<Vec<u8>, StoreError> {
        vault::seal(key, spot("recurrences", id, organisation), self)
    }

    pub(super) fn open(
        key: &Key,
        organisation: OrganisationId,
        id: Uuid,
        sealed: Option<&[u8]>,
    ) -> Result<Self, StoreError> {
        sealed.map_or_else(|| Ok(Self::default()), |s| vault::open(key, spot("recurrences", id, organisation), s))
    }
}

pub(super) fn seal_fields(
    key: &Key,
    organisation: OrganisationId,
    id: Uuid,
    fields: &OccurrenceFields,
) -> Result<Vec<u8>, StoreError> {
    vault::seal(key, spot("recurrence_exceptions", id, organisation), fields)
}

pub(super) fn open_fields(
    key: &Key,
    organisation: OrganisationId,
    id: Uuid,
    sealed: Option<&[u8]>,
) -> Result<OccurrenceFields, StoreError> {
    let place = spot("recurrence_exceptions", id, organisation);
    sealed.map_or_else(|| Ok(OccurrenceFields::default()), |s| vault::open(key, place, s))
}
