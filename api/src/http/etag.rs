//! Versions of what is shown, and the promise to change only what was seen (CC-2, EN-5).

use super::Failure;
use actix_web::http::header::{HeaderMap, IF_MATCH};
use cabas_model::Code;
use cabas_store::vault::Key;
use uuid::Uuid;

/// A keyed hash of (thing, version, class of viewers): a hidden edit changes nothing for who cannot see it, and
/// nobody learns how often something changed.
pub(super) fn etag(key: &Key, id: Uuid, version: i64, class: &str) -> String {
    let mac = key.mac(&[b"etag", id.as_bytes(), &version.to_be_bytes(), class.as_bytes()]);
    // Twelve bytes of it, written as one number: a list makes fifty of them.
    let tag = mac.first_chunk().map_or(0, |first| u128::from_be_bytes(*first) >> 32);
    format!("\"{tag:024x}\"")
}

/// What the sender saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(String);

impl IfMatch {
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, Failure> {
        let value = headers.get(IF_MATCH).and_then(|v| v.to_str().ok()).ok_or(Code::VersionRequired)?;
        Ok(Self(value.trim().to_owned()))
    }

    /// What was sent, where it is not asked. What cannot be read matches nothing.
    pub(super) fn sent(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(IF_MATCH)?;
        Some(Self(value.to_str().unwrap_or_default().trim().to_owned()))
    }

    /// # Errors
    /// [`Code::VersionStale`] when the thing changed since. `*` means whatever the current version is.
    pub(crate) fn check(&self, current: &str) -> Result<(), Failure> {
        let matches = self.0 == "*" || self.0.split(',').any(|tag| tag.trim() == current);
        if matches { Ok(()) } else { Err(Code::VersionStale.into()) }
    }
}
