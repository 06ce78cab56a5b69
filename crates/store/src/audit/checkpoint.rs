//! Checkpoints: where both chains stood at an instant, signed, to be kept outside the database. A chain alone does
//! not tell that its end was cut off; a checkpoint does (LG-3).

use super::{Chain, chain_key, writes::Writes};
use crate::{Read, Scope, Store, StoreError, vault::Key};
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

    /// Whether it went with what was pruned: an anchor of ours stands in its place, or further on.
    async fn is_pruned<C: Chain>(&self, chain: &C, key: &Key) -> Result<bool, StoreError> {
        let anchor = chain.anchor().await?.filter(|anchor| anchor.is_ours(key, C::LOG));
        Ok(anchor.is_some_and(|a| self.position < a.position || *self == Self::new((a.position, a.hash))))
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

    /// The log that does not reach it any more: its end was cut off, or it was written anew. What was pruned since is
    /// not missing.
    ///
    /// # Errors
    /// The database's own.
    pub async fn missing_in(&self, store: &Store) -> Result<Option<&'static str>, StoreError> {
        let key = chain_key(store);
        if let Some(link) = &self.writes
            && write_link(&store.read(Scope::System).await?, Some(link.position)).await?.as_ref() != Some(link)
            && !link.is_pruned(&Writes(store.clone()), &key).await?
        {
            return Ok(Some("writes"));
        }
        if let Some(link) = &self.looks
            && store.looks().link(Some(link.position)).await?.as_ref() != Some(link)
            && !link.is_pruned(store.looks(), &key).await?
        {
            return Ok(Some("looks"));
        }
        Ok(None)
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
