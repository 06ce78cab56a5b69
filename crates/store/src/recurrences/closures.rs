//! Days on which an organisation, or one of its depots, is closed.

use super::row::closure as row;
use crate::{
    Read, StoreError, Tx,
    deliveries::row::{delivery, stop},
};
use cabas_domain::recurrence::Closure;
use cabas_kernel::{
    id::{ClosureId, DeliveryId, DepotId},
    words::deliveries::{StopKind, StopStatus},
};
use cabas_model::{
    Page,
    closures::{ClosureSummary, CreateClosure},
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Query};

row! {
    struct ClosureRow {
        id: Uuid,
        depot_id: Option<Uuid>,
        first_day: NaiveDate,
        last_day: NaiveDate,
        reason: String,
        version: i64,
    }
}

impl ClosureRow {
    fn summary(self) -> (ClosureSummary, i64) {
        let summary = ClosureSummary {
            id: ClosureId(self.id),
            depot_id: self.depot_id.map(DepotId),
            from: self.first_day,
            until: self.last_day,
            reason: self.reason,
            etag: String::new(),
        };
        (summary, self.version)
    }

    fn facts(self) -> Closure<DepotId> {
        Closure { place: self.depot_id.map(DepotId), from: self.first_day, until: self.last_day, reason: self.reason }
    }
}

/// The organisation's closures that are not over on a day, in the order they were said, each with its version.
///
/// # Errors
/// The database's own.
pub async fn list_closures(
    read: &Read,
    today: NaiveDate,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<(ClosureSummary, i64)>, StoreError> {
    let rows = fetch_all!(
        read,
        ClosureRow,
        "SELECT id, depot_id, first_day, last_day, reason, version FROM closures \
         WHERE organisation_id = $1 AND last_day >= $2 AND id > $3 ORDER BY id LIMIT $4",
        read.organisation().0,
        today,
        after.unwrap_or_default(),
        i64::from(limit) + 1
    )?;
    crate::page(rows, limit, |r| r.id, |r| Ok(r.summary()))
}

/// All closures that end on a day or later, as decisions see them.
///
/// # Errors
/// The database's own.
pub async fn closures_from(read: &Read, day: NaiveDate) -> Result<Vec<Closure<DepotId>>, StoreError> {
    let rows = fetch_all!(
        read,
        ClosureRow,
        "SELECT id, depot_id, first_day, last_day, reason, version FROM closures \
         WHERE organisation_id = $1 AND last_day >= $2 ORDER BY id",
        read.organisation().0,
        day
    )?;
    Ok(rows.into_iter().map(ClosureRow::facts).collect())
}

impl Tx {
    /// The same, inside a write.
    pub(super) async fn closures_from(&self, day: NaiveDate) -> Result<Vec<Closure<DepotId>>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::OrganisationId.eq(self.organisation().0))
            .filter(row::Column::LastDay.gte(day))
            .order_by_asc(row::Column::Id)
            .all(&self.db())
            .await?;
        let facts = |m: row::Model| Closure {
            place: m.depot_id.map(DepotId),
            from: m.first_day,
            until: m.last_day,
            reason: m.reason,
        };
        Ok(rows.into_iter().map(facts).collect())
    }

    /// Keeps a closure.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_closure(&self, ask: &CreateClosure) -> Result<ClosureId, StoreError> {
        let now = self.now().micros();
        let id: ClosureId = self.new_id();
        row::Entity::insert(row::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            depot_id: Set(ask.depot_id.map(Into::into)),
            first_day: Set(ask.from),
            last_day: Set(ask.until),
            reason: Set(ask.reason.trim().to_owned()),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(id)
    }

    /// The version of a closure.
    ///
    /// # Errors
    /// The database's own.
    pub async fn closure_version(&self, id: ClosureId) -> Result<Option<i64>, StoreError> {
        let found = row::Entity::find_by_id(id.0)
            .filter(row::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.map(|c| c.version))
    }

    /// Opens again what was closed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_closure(&self, id: ClosureId) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::OrganisationId.eq(self.organisation().0))
            .filter(row::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// What rules made for some days and nobody has begun: of all, or of those that load at a depot.
    ///
    /// # Errors
    /// The database's own.
    pub async fn occurrences_standing(&self, ask: &CreateClosure) -> Result<Vec<DeliveryId>, StoreError> {
        let organisation = self.organisation().0;
        let waiting = [StopStatus::Draft, StopStatus::Ready, StopStatus::Assigned].map(StopStatus::as_str);
        let mut stops = Query::select();
        stops
            .column(stop::Column::DeliveryId)
            .from(stop::Entity)
            .and_where(stop::Column::OrganisationId.eq(organisation))
            .and_where(stop::Column::FirstDay.between(ask.from, ask.until))
            .and_where(stop::Column::Status.is_in(waiting));
        match ask.depot_id {
            Some(depot) => stops.and_where(stop::Column::DepotId.eq(depot.0)),
            None => stops.and_where(stop::Column::Kind.eq(StopKind::Dropoff.as_str())),
        };
        let found: Vec<Uuid> = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::Id)
            .filter(delivery::Column::OrganisationId.eq(organisation))
            .filter(delivery::Column::RecurrenceId.is_not_null())
            .filter(delivery::Column::Id.in_subquery(stops))
            .order_by_asc(delivery::Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(found.into_iter().map(DeliveryId).collect())
    }
}
