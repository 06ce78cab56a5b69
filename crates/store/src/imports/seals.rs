//! The organisation's key at work on an import, away from the runtime's threads: files are large.

use crate::{
    Store, StoreError,
    vault::{self, Key, Spot},
};
use cabas_kernel::{
    IdGen,
    id::{ImportId, OrganisationId},
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use uuid::Uuid;

/// Which part of an import is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file as it came.
    Content,
    /// What a person settled: columns, corrections, choices.
    Options,
    /// How it was read, row by row.
    Preview,
    /// What its undo did, and what it left with the reason.
    Undone,
}

impl Part {
    const fn table(self) -> &'static str {
        match self {
            Self::Content => "imports.content",
            Self::Options => "imports.options",
            Self::Preview => "imports.preview",
            Self::Undone => "imports.undone",
        }
    }
}

/// Seals and opens the parts of imports of one organisation. It holds a key: it is never kept, and prints nothing.
#[derive(Clone)]
pub struct Seals {
    pub(super) organisation: OrganisationId,
    pub(super) key: Key,
}

impl std::fmt::Debug for Seals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seals({})", self.organisation)
    }
}

impl Store {
    /// What seals the imports of an organisation.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] without such an organisation.
    pub async fn import_seals(&self, organisation: OrganisationId) -> Result<Seals, StoreError> {
        Ok(Seals { organisation, key: self.organisation_key(organisation).await? })
    }

    /// What makes ids, for work that is prepared before its transaction.
    pub fn ids(&self) -> Arc<dyn IdGen> {
        Arc::clone(&self.0.ids)
    }
}

impl Seals {
    fn place(&self, part: Part, id: ImportId) -> Spot {
        Spot { table: part.table(), row: id.0, organisation: self.organisation.0 }
    }

    /// # Errors
    /// [`StoreError::Sealed`].
    pub fn seal<T: Serialize>(&self, part: Part, id: ImportId, value: &T) -> Result<Vec<u8>, StoreError> {
        vault::seal(&self.key, self.place(part, id), value)
    }

    /// # Errors
    /// [`StoreError::Sealed`] when it is another's, or of another shape.
    pub fn open<T: DeserializeOwned>(&self, part: Part, id: ImportId, sealed: &[u8]) -> Result<T, StoreError> {
        vault::open(&self.key, self.place(part, id), sealed)
    }

    /// # Errors
    /// [`StoreError::Sealed`].
    pub fn seal_content(&self, id: ImportId, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        vault::seal_bytes(&self.key, self.place(Part::Content, id), bytes)
    }

    /// # Errors
    /// [`StoreError::Sealed`].
    pub fn open_content(&self, id: ImportId, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        vault::open_bytes(&self.key, self.place(Part::Content, id), sealed)
    }

    /// What a file is known again by, inside this organisation only.
    pub fn fingerprint(&self, bytes: &[u8]) -> Vec<u8> {
        self.key.derive("import files").mac(&[bytes]).to_vec()
    }

    /// Where the state of a thing before its change is sealed.
    pub(super) fn before(&self, subject: Uuid) -> Spot {
        Spot { table: "import_effects", row: subject, organisation: self.organisation.0 }
    }
}
