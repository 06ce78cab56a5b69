//! Encryption at rest (security CR, decisions 5 and 21).
//!
//! Keys hang from one another: the master key (a file, never in the database) wraps one key per organisation,
//! which wraps one key per household. A household's sealed rows open with their own key only, so erasing that
//! key erases what this database holds about it; a backup made before holds the wrapped key too, and still opens.
//! Each sealed value is `format (1 byte) ‖ key id (1 byte) ‖ nonce (24 bytes) ‖ XChaCha20-Poly1305 ciphertext`, and
//! its place (table, row, organisation) is authenticated with it: moved to another row, it does not open.

use crate::StoreError;
use cabas_kernel::id::OrganisationId;
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{OnceLock, PoisonError, RwLock},
};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const FORMAT: u8 = 1;
const KEY_ID: u8 = 1;
const HEADER: usize = 2 + 24;

/// Thirty-two secret bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key {
    bytes: [u8; 32],
    /// A hash that has taken the key in, for all those to come: a list makes fifty of them. It wipes itself.
    #[zeroize(skip)]
    keyed: OnceLock<Hmac<Sha256>>,
}

impl Key {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self { bytes, keyed: OnceLock::new() }
    }
    /// A fresh random key.
    pub fn generate() -> Self {
        Self::new(rand::random())
    }
    /// Another key, for another purpose, from this one.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        Self::new(self.mac(&[purpose.as_bytes()]))
    }
    /// A keyed hash of some parts, told apart by their lengths.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.keyed.get_or_init(|| keyed(&self.bytes)).clone();
        for part in parts {
            Mac::update(&mut mac, &u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            Mac::update(&mut mac, part);
        }
        mac.finalize().into_bytes().into()
    }
    /// The bytes, for the signer of access tokens.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.bytes
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(***)")
    }
}

/// A hash that has taken a key in: its block is the key and zeros (RFC 2104).
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    Hmac::new(&(*block).into())
}

/// SHA-256, for tokens at rest: they are random, so a plain hash is enough.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The secrets of an installation, as they stand in `CABAS_SECRET_FILE`.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Wraps the organisations' keys.
    pub master: Key,
    /// Signs access tokens.
    pub signing: Key,
    /// Keys versions (`ETag`), cursors, and other hashes that leave the server.
    pub hashing: Key,
}

/// Where a sealed value lives.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    pub table: &'static str,
    pub row: Uuid,
    pub organisation: Uuid,
}

impl Spot {
    fn aad(&self) -> Vec<u8> {
        let mut aad = Vec::with_capacity(self.table.len() + 34);
        aad.extend_from_slice(self.table.as_bytes());
        aad.push(0);
        aad.extend_from_slice(self.row.as_bytes());
        aad.extend_from_slice(self.organisation.as_bytes());
        aad.push(KEY_ID);
        aad
    }
}

/// Seals bytes for one place.
pub fn seal_bytes(key: &Key, spot: Spot, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; 24] = rand::random();
    let cipher = XChaCha20Poly1305::new((&key.bytes).into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &spot.aad() })
        .map_err(|_| StoreError::Sealed)?;
    let mut out = Vec::with_capacity(HEADER + sealed.len());
    out.push(FORMAT);
    out.push(KEY_ID);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what [`seal_bytes`] sealed for the same place.
pub fn open_bytes(key: &Key, spot: Spot, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let (header, body) = sealed.split_at_checked(HEADER).ok_or(StoreError::Sealed)?;
    let (version, nonce) = header.split_at(2);
    if version != [FORMAT, KEY_ID] {
        return Err(StoreError::Sealed);
    }
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| StoreError::Sealed)?;
    let cipher = XChaCha20Poly1305::new((&key.bytes).into());
    cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &spot.aad() }).map_err(|_| StoreError::Sealed)
}

/// Seals a value as JSON.
pub fn seal<T: Serialize>(key: &Key, spot: Spot, value: &T) -> Result<Vec<u8>, StoreError> {
    let mut plain = serde_json::to_vec(value).map_err(|_| StoreError::Sealed)?;
    let sealed = seal_bytes(key, spot, &plain);
    plain.zeroize();
    sealed
}

/// Opens a sealed JSON value.
pub fn open<T: DeserializeOwned>(key: &Key, spot: Spot, sealed: &[u8]) -> Result<T, StoreError> {
    let mut plain = open_bytes(key, spot, sealed)?;
    let value = serde_json::from_slice(&plain).map_err(|_| StoreError::Sealed);
    plain.zeroize();
    value
}

/// The keys at work. Organisations' keys are kept open in memory; households' are unwrapped when needed.
#[derive(Debug)]
pub struct Vault {
    secrets: Secrets,
    organisations: RwLock<HashMap<Uuid, Key>>,
}

impl Vault {
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets, organisations: RwLock::default() }
    }

    pub const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The key for what belongs to no organisation: outbox payloads, stored answers.
    pub fn system(&self) -> Key {
        self.secrets.master.derive("system")
    }

    /// Makes a key for a new organisation; gives it wrapped, to be stored.
    pub fn new_organisation(&self, organisation: OrganisationId) -> Result<Vec<u8>, StoreError> {
        let key = Key::generate();
        let wrapped = seal_bytes(&self.secrets.master, organisation_spot(organisation), &key.bytes)?;
        self.remember(organisation, key);
        Ok(wrapped)
    }

    /// An organisation's key, when it was opened before.
    pub fn organisation(&self, organisation: OrganisationId) -> Option<Key> {
        self.organisations.read().unwrap_or_else(PoisonError::into_inner).get(&organisation.0).cloned()
    }

    /// Opens an organisation's key from its wrapped form and keeps it.
    pub fn open_organisation(&self, organisation: OrganisationId, wrapped: &[u8]) -> Result<Key, StoreError> {
        let key = unwrap(&self.secrets.master, organisation_spot(organisation), wrapped)?;
        self.remember(organisation, key.clone());
        Ok(key)
    }

    fn remember(&self, organisation: OrganisationId, key: Key) {
        self.organisations.write().unwrap_or_else(PoisonError::into_inner).insert(organisation.0, key);
    }
}

fn organisation_spot(organisation: OrganisationId) -> Spot {
    Spot { table: "organisations", row: organisation.0, organisation: organisation.0 }
}

/// Wraps a key with the one above it.
pub fn wrap(above: &Key, spot: Spot, key: &Key) -> Result<Vec<u8>, StoreError> {
    seal_bytes(above, spot, &key.bytes)
}

/// Unwraps a key.
pub fn unwrap(above: &Key, spot: Spot, wrapped: &[u8]) -> Result<Key, StoreError> {
    let mut bytes = open_bytes(above, spot, wrapped)?;
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map(Key::new).map_err(|_| StoreError::Sealed);
    bytes.zeroize();
    key
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn spot(row: u128) -> Spot {
        Spot { table: "recipients", row: Uuid::from_u128(row), organisation: Uuid::from_u128(9) }
    }

    #[test]
    fn a_key_hashes_as_hmac_does_each_time() {
        let key = Key::new([7; 32]);
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&[7; 32]).unwrap();
        Mac::update(&mut mac, &[0, 0, 0, 0, 0, 0, 0, 2]);
        Mac::update(&mut mac, b"ab");
        let expected: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!([key.mac(&[b"ab"]), key.mac(&[b"ab"])], [expected; 2]);
        assert_ne!(key.mac(&[b"a", b"b"]), expected, "parts are told apart");
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let key = Key::generate();
        let sealed = seal(&key, spot(1), &"12 rue des Lilas").unwrap();
        assert_eq!(open::<String>(&key, spot(1), &sealed).unwrap(), "12 rue des Lilas");
        assert!(open::<String>(&key, spot(2), &sealed).is_err());
        assert!(open::<String>(&Key::generate(), spot(1), &sealed).is_err());
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(open::<String>(&key, spot(1), &damaged).is_err(), "byte {at} was not authenticated");
        }
    }

    #[test]
    fn sealing_twice_never_gives_the_same_bytes() {
        let key = Key::generate();
        assert_ne!(seal(&key, spot(1), &1).unwrap(), seal(&key, spot(1), &1).unwrap());
    }

    #[test]
    fn parts_of_a_keyed_hash_cannot_slide_into_each_other() {
        let key = Key::generate();
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
    }
}
