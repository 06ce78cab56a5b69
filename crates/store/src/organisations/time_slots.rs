//! Time slots: the spans an organisation offers, in its own wall time.

use super::row::time_slot;
use crate::{Read, StoreError, Tx};
use cabas_kernel::id::TimeSlotId;
use cabas_model::{
    Page,
    organisations::{PutTimeSlot, TimeSlotSummary},
};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

row! {
    struct TimeSlotRow {
        id: Uuid,
        name: String,
        starts: String,
        ends: String,
        version: i64,
    }
}

impl TimeSlotRow {
    fn summary(self) -> (TimeSlotSummary, i64) {
        let summary = TimeSlotSummary {
            id: TimeSlotId(self.id),
            name: self.name,
            start: self.starts,
            end: self.ends,
            etag: String::new(),
        };
        (summary, self.version)
    }
}

/// The organisation's time slots, oldest first, each with its version.
///
/// # Errors
/// The database's own.
pub async fn list_time_slots(
    read: &Read,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<(TimeSlotSummary, i64)>, StoreError> {
    let rows = fetch_all!(
        read,
        TimeSlotRow,
        "SELECT id, name, starts, ends, version FROM time_slots \
         WHERE organisation_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        read.organisation().0,
        after.unwrap_or_default(),
        i64::from(limit) + 1
    )?;
    crate::page(rows, limit, |r| r.id, |r| Ok(r.summary()))
}

/// One time slot and its version.
///
/// # Errors
/// The database's own.
pub async fn time_slot(read: &Read, id: TimeSlotId) -> Result<Option<(TimeSlotSummary, i64)>, StoreError> {
    let row = fetch_optional!(
        read,
        TimeSlotRow,
        "SELECT id, name, starts, ends, version FROM time_slots WHERE organisation_id = $1 AND id = $2",
        read.organisation().0,
        id.0
    )?;
    Ok(row.map(TimeSlotRow::summary))
}

fn values(put: &PutTimeSlot) -> time_slot::ActiveModel {
    time_slot::ActiveModel {
        name: Set(put.name.trim().to_owned()),
        starts: Set(put.start.clone()),
        ends: Set(put.end.clone()),
        ..Default::default()
    }
}

impl Tx {
    /// Keeps a time slot.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_time_slot(&self, put: &PutTimeSlot) -> Result<TimeSlotId, StoreError> {
        let now = self.now().micros();
        let id: TimeSlotId = self.new_id();
        time_slot::Entity::insert(time_slot::ActiveModel {
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

    /// The version of a time slot.
    ///
    /// # Errors
    /// The database's own.
    pub async fn time_slot_version(&self, id: TimeSlotId) -> Result<Option<i64>, StoreError> {
        let found = time_slot::Entity::find_by_id(id.0)
            .filter(time_slot::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.map(|s| s.version))
    }

    /// Replaces all of a time slot.
    ///
    /// # Errors
    /// The database's own.
    pub async fn put_time_slot(&self, id: TimeSlotId, put: &PutTimeSlot) -> Result<(), StoreError> {
        time_slot::Entity::update_many()
            .set(time_slot::ActiveModel { updated_at: Set(self.now().micros()), ..values(put) })
            .col_expr(time_slot::Column::Version, Expr::col(time_slot::Column::Version).add(1))
            .filter(time_slot::Column::OrganisationId.eq(self.organisation().0))
            .filter(time_slot::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Removes a time slot. Deliveries keep the hours they were given.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_time_slot(&self, id: TimeSlotId) -> Result<(), StoreError> {
        time_slot::Entity::delete_many()
            .filter(time_slot::Column::OrganisationId.eq(self.organisation().0))
            .filter(time_slot::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
