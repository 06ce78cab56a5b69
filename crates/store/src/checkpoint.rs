//! Where the chains of both logs ended, kept outside the database (LG-3). A chain shows that something in it was changed,
//! but not that its end was cut off: a shorter chain is whole, too. The checkpoint knows how far it went.

use crate::{Scope, Store, StoreError, vault::Key};
use serde::{Deserialize, Serialize};

/// The end of one chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub(crate) struct End {
    position: i64,
    pub(crate) entry_seq: i64,
    hash: Vec<u8>,
}

impl End {
    /// Whether this is the link of the chain that it was taken from.
    pub(crate) fn is(&self, position: i64, entry_seq: i64, hash: &[u8]) -> bool {
        (self.position, self.entry_seq, self.hash.as_slice()) == (position, entry_seq, hash)
    }
}

/// The ends of both chains, signed: whoever has the files but not the key cannot make one that fits less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub(crate) writes: Option<End>,
    pub(crate) looks: Option<End>,
    signature: Vec<u8>,
}

impl Checkpoint {
    /// The ends as they are now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take(store: &Store) -> Result<Self, StoreError> {
        let looks = store.looks().end().await?;
        let read = store.read(Scope::System).await?;
        let writes = fetch_optional!(
            read,
            End,
            "SELECT position, entry_seq, hash FROM audit_chain ORDER BY position DESC LIMIT 1"
        )?;
        let mut taken = Self { writes, looks, signature: Vec::new() };
        taken.signature = taken.signed(&key(store));
        Ok(taken)
    }

    /// Reads what [`Checkpoint::text`] wrote; nothing when it is not ours.
    pub fn read(store: &Store, text: &str) -> Option<Self> {
        let kept: Self = serde_json::from_str(text).ok()?;
        (kept.signature == kept.signed(&key(store))).then_some(kept)
    }

    /// As it is kept.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn signed(&self, key: &Key) -> Vec<u8> {
        key.mac(&[serde_json::json!([self.writes, self.looks]).to_string().as_bytes()]).to_vec()
    }
}

fn key(store: &Store) -> Key {
    store.vault().secrets().master.derive("audit checkpoint")
}
