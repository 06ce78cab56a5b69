//! Cursors: opaque, signed, bound to who asked and what for (EN-2).

use super::Failure;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cabas_store::vault::Key;
use uuid::Uuid;

/// Where a page ends, for whom, of which list.
#[derive(Debug)]
pub struct Cursor<'a> {
    pub(super) key: &'a Key,
    pub(super) actor: Uuid,
    pub(super) list: String,
}

impl Cursor<'_> {
    fn mac(&self, position: &str) -> [u8; 32] {
        self.key.mac(&[b"cursor", self.actor.as_bytes(), self.list.as_bytes(), position.as_bytes()])
    }

    /// Signs a position.
    pub fn sign(&self, position: &str) -> String {
        let mac = self.mac(position);
        let mut bytes = mac.get(..12).unwrap_or_default().to_vec();
        bytes.extend_from_slice(position.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a position back.
    ///
    /// # Errors
    /// `cursor_invalid` when it is not ours, or was given for another list or person.
    pub fn read(&self, cursor: &str) -> Result<String, Failure> {
        let refuse = || Failure::field("/cursor", "cursor_invalid");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refuse())?;
        let (mac, position) = bytes.split_at_checked(12).ok_or_else(refuse)?;
        let position = std::str::from_utf8(position).map_err(|_| refuse())?;
        if self.mac(position).get(..12) == Some(mac) { Ok(position.to_owned()) } else { Err(refuse()) }
    }
}
