//! Package kinds: what parcels an organisation makes. One that is used no more is switched off, not removed.

use super::row::package_kind;
use crate::{Read, StoreError, Tx};
use cabas_kernel::id::PackageKindId;
use cabas_model::{
    Page,
    organisations::{PackageKindSummary, PutPackageKind},
};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashSet;

row! {
    struct PackageKindRow {
        id: Uuid,
        slug: String,
        name: String,
        weight_g: Option<i32>,
        storage: String,
        active: bool,
        version: i64,
    }
}

impl PackageKindRow {
    fn summary(self) -> Result<(PackageKindSummary, i64), StoreError> {
        let summary = PackageKindSummary {
            id: PackageKindId(self.id),
            slug: self.slug,
            name: self.name,
            weight_g: self.weight_g.and_then(|g| u32::try_from(g).ok()),
            storage: self.storage.parse().map_err(|_| StoreError::Settings("unknown storage".into()))?,
            active: self.active,
            etag: String::new(),
        };
        Ok((summary, self.version))
    }
}

/// The organisation's package kinds, oldest first, each with its version.
///
/// # Errors
/// The database's own.
pub async fn list_package_kinds(
    read: &Read,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<(PackageKindSummary, i64)>, StoreError> {
    let rows = fetch_all!(
        read,
        PackageKindRow,
        "SELECT id, slug, name, weight_g, storage, active, version FROM package_kinds \
         WHERE organisation_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        read.organisation().0,
        after.unwrap_or_default(),
        i64::from(limit) + 1
    )?;
    crate::page(rows, limit, |r| r.id, PackageKindRow::summary)
}

/// One package kind and its version.
///
/// # Errors
/// The database's own.
pub async fn package_kind(read: &Read, id: PackageKindId) -> Result<Option<(PackageKindSummary, i64)>, StoreError> {
    let row = fetch_optional!(
        read,
        PackageKindRow,
        "SELECT id, slug, name, weight_g, storage, active, version FROM package_kinds \
         WHERE organisation_id = $1 AND id = $2",
        read.organisation().0,
        id.0
    )?;
    row.map(PackageKindRow::summary).transpose()
}

fn values(put: &PutPackageKind) -> package_kind::ActiveModel {
    package_kind::ActiveModel {
        slug: Set(put.slug.clone()),
        name: Set(put.name.trim().to_owned()),
        weight_g: Set(put.weight_g.and_then(|g| i32::try_from(g).ok())),
        storage: Set(put.storage.to_string()),
        active: Set(put.active),
        ..Default::default()
    }
}

impl Tx {
    /// Keeps a package kind.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `package_kinds_organisation_id_slug_key` when the slug is taken.
    pub async fn add_package_kind(&self, put: &PutPackageKind) -> Result<PackageKindId, StoreError> {
        let now = self.now().micros();
        let id: PackageKindId = self.new_id();
        package_kind::Entity::insert(package_kind::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            ..values(put)
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(id)
    }

    /// The slugs of the kinds that are made now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn package_slugs(&self) -> Result<HashSet<String>, StoreError> {
        let kinds = package_kind::Entity::find()
            .filter(package_kind::Column::OrganisationId.eq(self.organisation().0))
            .filter(package_kind::Column::Active.eq(true))
            .all(&self.db())
            .await?;
        Ok(kinds.into_iter().map(|k| k.slug).collect())
    }

    /// The version of a package kind.
    ///
    /// # Errors
    /// The database's own.
    pub async fn package_kind_version(&self, id: PackageKindId) -> Result<Option<i64>, StoreError> {
        let found = package_kind::Entity::find_by_id(id.0)
            .filter(package_kind::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.map(|k| k.version))
    }

    /// Replaces all of a package kind.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `package_kinds_organisation_id_slug_key` when the slug is taken.
    pub async fn put_package_kind(&self, id: PackageKindId, put: &PutPackageKind) -> Result<(), StoreError> {
        package_kind::Entity::update_many()
            .set(package_kind::ActiveModel { updated_at: Set(self.now().micros()), ..values(put) })
            .col_expr(package_kind::Column::Version, Expr::col(package_kind::Column::Version).add(1))
            .filter(package_kind::Column::OrganisationId.eq(self.organisation().0))
            .filter(package_kind::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
