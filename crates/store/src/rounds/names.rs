//! What a volunteer's stops are called by.

use crate::{Read, StoreError, vault::Key};
use cabas_model::{address::Address, deliveries::PackageLine, me::MyPackage, organisations::Storage};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// What the stops of a round are called by: kinds of parcels, and the places where something is fetched by itself.
pub(super) struct Names {
    kinds: HashMap<String, (String, Storage)>,
    pub(super) places: HashMap<Uuid, Address>,
    /// Seals what is said of a delivery that is nobody's.
    pub(super) key: Key,
}

impl Names {
    /// `depots` are those of the stops where something is fetched by itself.
    pub(super) async fn read(read: &Read, depots: impl Iterator<Item = Uuid>) -> Result<Self, StoreError> {
        let kinds = fetch_all!(
            read,
            (String, String, String),
            "SELECT slug, name, storage FROM package_kinds WHERE organisation_id = $1",
            read.organisation().0
        )?;
        let kind = |(slug, name, storage): (String, String, String)| {
            Ok::<_, StoreError>((
                slug,
                (name, storage.parse().map_err(|_| StoreError::Settings("unknown storage".into()))?),
            ))
        };
        let places = fetch_some!(
            read,
            (Uuid, String, Json<Address>),
            "SELECT id, name, address FROM depots WHERE organisation_id = $2 AND id",
            depots,
            read.organisation().0
        )?;
        let place = |(id, name, Json(address)): (Uuid, String, Json<Address>)| {
            (id, Address { name: address.name.clone().or(Some(name)), ..address })
        };
        Ok(Self {
            kinds: kinds.into_iter().map(kind).collect::<Result<_, _>>()?,
            places: places.into_iter().map(place).collect(),
            key: read.key().await?,
        })
    }

    /// A kind that is no longer listed keeps the short name it had.
    pub(super) fn package(&self, line: &PackageLine) -> MyPackage {
        let known = self.kinds.get(&line.slug).cloned();
        let (name, storage) = known.unwrap_or_else(|| (line.slug.replace('-', " "), Storage::default()));
        MyPackage { slug: line.slug.clone(), name, quantity: line.quantity, storage }
    }
}
