//! Depots: where rounds load. Their addresses are no household's, and stand in clear.

use super::row::{depot, depot_round, depot_stop};
use crate::{Read, StoreError, Tx, recurrences::row::recurrence};
use cabas_kernel::id::DepotId;
use cabas_model::{
    Page,
    address::Address,
    organisations::{DepotSummary, PutDepot},
};
use sea_orm::{
    ActiveValue::Set,
    PaginatorTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde_json::Value;

row! {
    struct DepotRow {
        id: Uuid,
        name: String,
        address: Value,
        opening_hours: Option<String>,
        is_default: bool,
        version: i64,
    }
}

impl DepotRow {
    fn summary(self) -> Result<(DepotSummary, i64), StoreError> {
        let address: Address = serde_json::from_value(self.address)
            .map_err(|_| StoreError::Settings("the address of a depot does not read".into()))?;
        let summary = DepotSummary {
            id: DepotId(self.id),
            name: self.name,
            address,
            opening_hours: self.opening_hours,
            is_default: self.is_default,
            etag: String::new(),
        };
        Ok((summary, self.version))
    }
}

/// The organisation's depots, oldest first, each with its version.
///
/// # Errors
/// The database's own.
pub async fn list_depots(
    read: &Read,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<(DepotSummary, i64)>, StoreError> {
    let rows = fetch_all!(
        read,
        DepotRow,
        "SELECT d.id, d.name, d.address, d.opening_hours, COALESCE(o.default_depot_id = d.id, FALSE) AS is_default, d.version \
         FROM depots d JOIN organisations o ON o.id = d.organisation_id \
         WHERE d.organisation_id = $1 AND d.removed_at IS NULL AND d.id > $2 ORDER BY d.id LIMIT $3",
        read.organisation().0,
        after.unwrap_or_default(),
        i64::from(limit) + 1
    )?;
    crate::page(rows, limit, |r| r.id, DepotRow::summary)
}

/// One depot and its version.
///
/// # Errors
/// The database's own.
pub async fn depot(read: &Read, id: DepotId) -> Result<Option<(DepotSummary, i64)>, StoreError> {
    let row = fetch_optional!(
        read,
        DepotRow,
        "SELECT d.id, d.name, d.address, d.opening_hours, COALESCE(o.default_depot_id = d.id, FALSE) AS is_default, d.version \
         FROM depots d JOIN organisations o ON o.id = d.organisation_id \
         WHERE d.organisation_id = $1 AND d.id = $2 AND d.removed_at IS NULL",
        read.organisation().0,
        id.0
    )?;
    row.map(DepotRow::summary).transpose()
}

fn address(put: &PutDepot) -> Result<Value, StoreError> {
    serde_json::to_value(&put.address).map_err(|e| StoreError::Settings(e.to_string()))
}

impl Tx {
    /// Keeps a depot.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_depot(&self, put: &PutDepot) -> Result<DepotId, StoreError> {
        let now = self.now().micros();
        let id: DepotId = self.new_id();
        depot::Entity::insert(depot::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            name: Set(put.name.trim().to_owned()),
            address: Set(address(put)?),
            opening_hours: Set(put.opening_hours.clone()),
            removed_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        if put.is_default {
            self.set_default_depot(Some(id)).await?;
        }
        Ok(id)
    }

    /// The version of a depot that is still there.
    ///
    /// # Errors
    /// The database's own.
    pub async fn depot_version(&self, id: DepotId) -> Result<Option<i64>, StoreError> {
        let found = depot::Entity::find_by_id(id.0)
            .filter(depot::Column::OrganisationId.eq(self.organisation().0))
            .filter(depot::Column::RemovedAt.is_null())
            .one(&self.db())
            .await?;
        Ok(found.map(|d| d.version))
    }

    /// Replaces all of a depot.
    ///
    /// # Errors
    /// The database's own.
    pub async fn put_depot(&self, id: DepotId, put: &PutDepot) -> Result<(), StoreError> {
        let change = depot::ActiveModel {
            name: Set(put.name.trim().to_owned()),
            address: Set(address(put)?),
            opening_hours: Set(put.opening_hours.clone()),
            ..Default::default()
        };
        self.change_depot(id, change).await?;
        let default = self.organisation_record(self.organisation()).await?.and_then(|o| o.default_depot);
        match (put.is_default, default == Some(id)) {
            (true, false) => self.set_default_depot(Some(id)).await,
            (false, true) => self.set_default_depot(None).await,
            _ => Ok(()),
        }
    }

    /// Says whether an open round or stop loads there.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_depot_in_use(&self, id: DepotId) -> Result<bool, StoreError> {
        let rounds = depot_round::Entity::find()
            .filter(depot_round::Column::OrganisationId.eq(self.organisation().0))
            .filter(depot_round::Column::DepotId.eq(id.0))
            .filter(depot_round::Column::ClosedAt.is_null())
            .count(&self.db())
            .await?;
        let stops = depot_stop::Entity::find()
            .filter(depot_stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(depot_stop::Column::DepotId.eq(id.0))
            .filter(depot_stop::Column::ClosedAt.is_null())
            .count(&self.db())
            .await?;
        let rules = recurrence::Entity::find()
            .filter(recurrence::Column::OrganisationId.eq(self.organisation().0))
            .filter(recurrence::Column::DepotId.eq(id.0))
            .filter(recurrence::Column::CancelledAt.is_null())
            .count(&self.db())
            .await?;
        Ok(rounds + stops + rules > 0)
    }

    /// Takes a depot off the list. Its row stays, for what loaded there before.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_depot(&self, id: DepotId) -> Result<(), StoreError> {
        let change = depot::ActiveModel { removed_at: Set(Some(self.now().micros())), ..Default::default() };
        self.change_depot(id, change).await?;
        let default = self.organisation_record(self.organisation()).await?.and_then(|o| o.default_depot);
        if default == Some(id) { self.set_default_depot(None).await } else { Ok(()) }
    }

    async fn change_depot(&self, id: DepotId, mut change: depot::ActiveModel) -> Result<(), StoreError> {
        change.updated_at = Set(self.now().micros());
        depot::Entity::update_many()
            .set(change)
            .col_expr(depot::Column::Version, Expr::col(depot::Column::Version).add(1))
            .filter(depot::Column::OrganisationId.eq(self.organisation().0))
            .filter(depot::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
