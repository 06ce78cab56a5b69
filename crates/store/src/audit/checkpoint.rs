//! Checkpoints: where both chains stood at an instant, signed, to be kept outside the database. A chain alone does
//! not tell that its end was cut off; a checkpoint does (LG-3).

use crate::{Read, Scope, Store, StoreError};
use cabas_kernel::Ts;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// A link of a chain: its place, and its hash in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub position: i64,
    pub hash: String,
}

impl Link {
    pub(crate) fn new((position, hash): (i64, Vec<u8>)) -> Self {
        Self { position, hash: hex(&hash) }
    }
}

/// The ends of both chains; a log without entries has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub at: Ts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes: Option<Link>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looks: Option<Link>,
    signature: String,
}

impl Checkpoint {
    /// Takes one now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take(store: &Store) -> Result<Self, StoreError> {
        let (at, looks) = (store.now(), store.looks().link(None).await?);
        let writes = write_link(&store.read(Scope::System).await?, None).await?;
        let mut checkpoint = Self { at, writes, looks, signature: String::new() };
        checkpoint.signature = checkpoint.sign(store);
        Ok(checkpoint)
    }

    /// Says whether this installation made it, as it stands.
    pub fn is_ours(&self, store: &Store) -> bool {
        self.signature == self.sign(store)
    }

    /// The log that does not reach back to it any more: its end was cut off, or it was written anew.
    ///
    /// # Errors
    /// The database's own.
    pub async fn missing_in(&self, store: &Store) -> Result<Option<&'static str>, StoreError> {
        if let Some(link) = &self.writes
            && write_link(&store.read(Scope::System).await?, Some(link.position)).await?.as_ref() != Some(link)
        {
            return Ok(Some("writes"));
        }
        match &self.looks {
            Some(link) if store.looks().link(Some(link.position)).await?.as_ref() != Some(link) => Ok(Some("looks")),
            _ => Ok(None),
        }
    }

    fn sign(&self, store: &Store) -> String {
        let said = serde_json::json!([self.at, self.writes, self.looks]).to_string();
        let key = store.vault().secrets().master.derive("audit checkpoint");
        hex(&key.mac(&[said.as_bytes()]))
    }
}

/// The link of a place in the chain of writes; without a place, the last one.
async fn write_link(read: &Read, position: Option<i64>) -> Result<Option<Link>, StoreError> {
    let row = fetch_optional!(
        read,
        (i64, Vec<u8>),
        "SELECT position, hash FROM audit_chain WHERE ($1 IS NULL OR position = $1) ORDER BY position DESC LIMIT 1",
        position
    )?;
    Ok(row.map(Link::new))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
