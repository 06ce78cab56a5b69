//! What a follow-up says in words, sealed: with the household's key, or the organisation's where it is about none.

use crate::{
    StoreError,
    recipients::spot,
    vault::{self, Key},
};
use cabas_kernel::id::OrganisationId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Words {
    /// What the volunteer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    /// What the dispatcher wrote when ticking it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
}

impl Words {
    pub(super) fn seal(
        &self,
        key: &Key,
        organisation: OrganisationId,
        id: Uuid,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if self.comment.is_none() && self.note.is_none() {
            return Ok(None);
        }
        vault::seal(key, spot("follow_ups", id, organisation), self).map(Some)
    }

    pub(super) fn open(
        key: &Key,
        organisation: OrganisationId,
        id: Uuid,
        sealed: Option<&[u8]>,
    ) -> Result<Self, StoreError> {
        sealed.map_or_else(|| Ok(Self::default()), |s| vault::open(key, spot("follow_ups", id, organisation), s))
    }
}
