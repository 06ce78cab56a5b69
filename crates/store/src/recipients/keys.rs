//! The key of one household, and the keyed hashes it is found again by (CR-1, CR-2).

use super::{Household, row::key, sealed::ListedRow};
use crate::{
    Read, StoreError, Tx,
    vault::{self, Key, Spot},
};
use cabas_kernel::{
    Phone, fold,
    id::{OrganisationId, RecipientId},
};
use sea_orm::entity::prelude::*;
use serde::de::DeserializeOwned;

/// Where something sealed with a household's key stands: its table and its row. Every slice names it so, which is
/// what lets a merge seal it anew under the key of the record that is kept.
pub const fn spot(table: &'static str, row: Uuid, organisation: OrganisationId) -> Spot {
    Spot { table, row, organisation: organisation.0 }
}

fn unwrap(above: &Key, id: RecipientId, organisation: OrganisationId, wrapped: &[u8]) -> Result<Key, StoreError> {
    vault::unwrap(above, spot("recipient_keys", id.0, organisation), wrapped)
}

/// Opens a row with its household's key, which the organisation's opens: the key, and of what was sealed as much as the
/// type asks for.
pub(super) fn open_row<T: DeserializeOwned>(
    row: &ListedRow,
    organisation: OrganisationId,
    above: &Key,
) -> Result<(Key, T), StoreError> {
    let key = unwrap(above, RecipientId(row.id), organisation, &row.wrapped_key)?;
    let sealed = vault::open(&key, spot("recipients", row.id, organisation), &row.sealed)?;
    Ok((key, sealed))
}

/// A new key, and its wrapped form.
pub(crate) fn generate(
    above: &Key,
    id: RecipientId,
    organisation: OrganisationId,
) -> Result<(Key, Vec<u8>), StoreError> {
    let key = Key::generate();
    let wrapped = vault::wrap(above, spot("recipient_keys", id.0, organisation), &key)?;
    Ok((key, wrapped))
}

/// A household's key; none when the household is not of this organisation, or was erased.
///
/// # Errors
/// The database's own.
pub async fn recipient_key(read: &Read, id: RecipientId) -> Result<Option<Key>, StoreError> {
    let organisation = read.organisation();
    let row: Option<(Vec<u8>,)> = fetch_optional!(
        read,
        (Vec<u8>,),
        "SELECT wrapped_key FROM recipient_keys WHERE organisation_id = $1 AND recipient_id = $2",
        organisation.0,
        id.0
    )?;
    let Some((wrapped,)) = row else { return Ok(None) };
    unwrap(&read.key().await?, id, organisation, &wrapped).map(Some)
}

impl Tx {
    /// A household's key; none when the household is not of this organisation, or was erased.
    ///
    /// # Errors
    /// The database's own.
    pub async fn recipient_key(&self, id: RecipientId) -> Result<Option<Key>, StoreError> {
        let organisation = self.organisation();
        let row = key::Entity::find_by_id(id.0)
            .filter(key::Column::OrganisationId.eq(organisation.0))
            .one(&self.db())
            .await?;
        let Some(row) = row else { return Ok(None) };
        unwrap(&self.key().await?, id, organisation, &row.wrapped_key).map(Some)
    }

    /// What seals words: the key of the household they are about, or the organisation's where they are about none;
    /// nothing once the household's key is erased.
    pub(crate) async fn words_key(&self, about: Option<RecipientId>) -> Result<Option<Key>, StoreError> {
        match about {
            Some(recipient) => self.recipient_key(recipient).await,
            None => self.key().await.map(Some),
        }
    }
}

pub(super) const PHONE: &str = "phone";
const NAME: &str = "name";
const ADDRESS: &str = "address";

/// The keyed hash of one telephone number of an organisation.
pub(super) fn phone_hash(above: &Key, phone: &Phone) -> Vec<u8> {
    hash(&blind(above), PHONE, phone.as_str())
}

/// Every keyed hash of a household: equal inside one organisation, meaningless outside.
pub(super) fn hashes(above: &Key, household: &Household) -> Vec<(&'static str, Vec<u8>)> {
    let blind = blind(above);
    let mut all: Vec<(&'static str, Vec<u8>)> =
        household.numbers().iter().map(|p| (PHONE, hash(&blind, PHONE, p.as_str()))).collect();
    let name = fold(&household.display_name);
    let mut words: Vec<&str> = name.split(' ').filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    if !words.is_empty() {
        all.push((NAME, hash(&blind, NAME, &words.join(" "))));
    }
    let street = fold(&household.address.street);
    if !street.is_empty() {
        let place = format!("{street}|{}|{}", fold(&household.address.postal_code), fold(&household.door()));
        all.push((ADDRESS, hash(&blind, ADDRESS, &place)));
    }
    all.sort();
    all.dedup();
    all
}

/// The keyed hashes by which the households of some name, place or telephones are found, whatever else they say.
pub(crate) struct Finder(Key);

impl Finder {
    pub(crate) fn new(above: &Key) -> Self {
        Self(blind(above))
    }
    pub(crate) fn phone(&self, phone: &Phone) -> [u8; 32] {
        mac(&self.0, PHONE, phone.as_str())
    }
    /// `name` is folded, its words in order.
    pub(crate) fn name(&self, name: &str) -> [u8; 32] {
        mac(&self.0, NAME, name)
    }
    /// The parts are folded.
    pub(crate) fn place(&self, street: &str, postal_code: &str, door: &str) -> [u8; 32] {
        mac(&self.0, ADDRESS, &format!("{street}|{postal_code}|{door}"))
    }
}

fn blind(above: &Key) -> Key {
    above.derive("recipient lookups")
}

fn hash(blind: &Key, kind: &str, text: &str) -> Vec<u8> {
    mac(blind, kind, text).to_vec()
}

fn mac(blind: &Key, kind: &str, text: &str) -> [u8; 32] {
    blind.mac(&[kind.as_bytes(), text.as_bytes()])
}
