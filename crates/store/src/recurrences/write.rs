//! Changes of rules, and of what is different on single dates.

use super::{
    RecurrenceParts, RecurrenceRecord,
    record::{Made, earliest, exception as opened},
    row::{exception, recurrence},
    sealed,
};
use crate::{StoreError, Tx, deliveries::row::delivery, vault::Key};
use cabas_domain::recurrence::{Exception, ExceptionKind};
use cabas_kernel::{
    Ts,
    id::{DeliveryId, RecipientId, RecurrenceId},
    words::recurrences::{DroughtCause, ExceptionKind as Kind},
};
use cabas_model::recurrences::{OccurrenceFields, WallSpan};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};
use serde_json::json;

impl Tx {
    /// A rule with all that tells what becomes of its dates from a day on, held until the transaction ends: of two who
    /// make its deliveries, or change it, one waits.
    ///
    /// # Errors
    /// The database's own.
    pub async fn recurrence_parts(
        &self,
        id: RecurrenceId,
        from: NaiveDate,
    ) -> Result<Option<RecurrenceParts>, StoreError> {
        let found = recurrence::Entity::find_by_id(id.0)
            .filter(recurrence::Column::OrganisationId.eq(self.organisation().0))
            .lock_exclusive()
            .one(&self.db())
            .await?;
        let Some(row) = found else { return Ok(None) };
        let household = self.recipient(RecipientId(row.recipient_id)).await?;
        let key = household.as_ref().map(|h| &h.key);
        let rows = exception::Entity::find()
            .filter(exception::Column::OrganisationId.eq(self.organisation().0))
            .filter(exception::Column::RecurrenceId.eq(id.0))
            .order_by_asc(exception::Column::OccurrenceDate)
            .order_by_asc(exception::Column::Kind)
            .all(&self.db())
            .await?;
        let open = |row| opened(row, self.organisation(), key);
        let exceptions: Vec<_> = rows.into_iter().map(open).collect::<Result<_, _>>()?;
        let made = self.made(id, earliest(&exceptions, from)).await?;
        let record = RecurrenceRecord::open(row, self.organisation(), key)?;
        let closures = self.closures_from(from).await?;
        Ok(Some(RecurrenceParts { record, exceptions, closures, household, made }))
    }

    async fn made(&self, id: RecurrenceId, from: NaiveDate) -> Result<Vec<Made>, StoreError> {
        let rows = delivery::Entity::find()
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::RecurrenceId.eq(id.0))
            .filter(delivery::Column::OccurrenceDate.gte(from))
            .order_by_asc(delivery::Column::OccurrenceDate)
            .all(&self.db())
            .await?;
        let dates: Vec<_> = rows.into_iter().filter_map(|d| Some((DeliveryId(d.id), d.occurrence_date?))).collect();
        let ids: Vec<DeliveryId> = dates.iter().map(|(id, _)| *id).collect();
        Ok(Made::of(&dates, &self.look_at_stops_of(&ids).await?))
    }

    /// The rules that are not over, of some households or of all, held until the transaction ends.
    ///
    /// # Errors
    /// The database's own.
    pub async fn living_recurrences(
        &self,
        recipients: Option<&[RecipientId]>,
    ) -> Result<Vec<RecurrenceId>, StoreError> {
        let mut query = recurrence::Entity::find()
            .filter(recurrence::Column::OrganisationId.eq(self.organisation().0))
            .filter(recurrence::Column::CancelledAt.is_null())
            .order_by_asc(recurrence::Column::Id)
            .lock_exclusive();
        if let Some(recipients) = recipients {
            query = query.filter(recurrence::Column::RecipientId.is_in(recipients.iter().map(|r| r.0)));
        }
        Ok(query.all(&self.db()).await?.into_iter().map(|r| RecurrenceId(r.id)).collect())
    }

    fn values(&self, record: &RecurrenceRecord, key: &Key) -> Result<recurrence::ActiveModel, StoreError> {
        Ok(recurrence::ActiveModel {
            recipient_id: Set(record.recipient.0),
            predecessor_id: Set(record.predecessor.map(Into::into)),
            rule: Set(record.rule.clone()),
            starts_on: Set(record.starts_on),
            horizon_days: Set(i16::try_from(record.horizon_days).unwrap_or(i16::MAX)),
            paused: Set(record.paused),
            cancelled_at: Set(record.cancelled_at.map(Ts::micros)),
            template: Set(json!(record.template)),
            depot_id: Set(record.depot.map(Into::into)),
            assignee_id: Set(record.assignee.map(Into::into)),
            sealed: Set(Some(record.words.seal(key, self.organisation(), record.id.0)?)),
            updated_at: Set(self.now().micros()),
            ..Default::default()
        })
    }

    /// Keeps a new rule.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] once its household is erased.
    pub async fn add_recurrence(&self, record: &RecurrenceRecord) -> Result<(), StoreError> {
        let key = self.recipient_key(record.recipient).await?.ok_or(StoreError::Sealed)?;
        recurrence::Entity::insert(recurrence::ActiveModel {
            id: Set(record.id.0),
            organisation_id: Set(self.organisation().0),
            drought: Set(None),
            version: Set(1),
            created_at: Set(self.now().micros()),
            ..self.values(record, &key)?
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }

    /// Saves a rule, which is held: nobody changed it since it was read.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] once its household is erased.
    pub async fn save_recurrence(&self, record: &RecurrenceRecord) -> Result<(), StoreError> {
        let key = self.recipient_key(record.recipient).await?.ok_or(StoreError::Sealed)?;
        let change = recurrence::ActiveModel { version: Set(record.version + 1), ..self.values(record, &key)? };
        self.change_recurrence(record.id, change).await
    }

    /// Notes why a rule makes nothing beyond half of its horizon. What a viewer read of the rule stays current.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_drought(&self, id: RecurrenceId, drought: Option<DroughtCause>) -> Result<(), StoreError> {
        let drought = Set(drought.map(|d| d.to_string()));
        self.change_recurrence(id, recurrence::ActiveModel { drought, ..Default::default() }).await
    }

    async fn change_recurrence(&self, id: RecurrenceId, change: recurrence::ActiveModel) -> Result<(), StoreError> {
        recurrence::Entity::update_many()
            .set(change)
            .filter(recurrence::Column::OrganisationId.eq(self.organisation().0))
            .filter(recurrence::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Says what is different on one date; of one kind, the last said counts. `hours` are those it was moved to.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] once its household is erased.
    pub async fn put_exception(
        &self,
        record: &RecurrenceRecord,
        said: &Exception<OccurrenceFields>,
        hours: Option<&WallSpan>,
    ) -> Result<(), StoreError> {
        let organisation = self.organisation();
        let (id, key) = (self.new_id::<Uuid>(), self.recipient_key(record.recipient).await?.ok_or(StoreError::Sealed)?);
        let (kind, moved_to, sealed) = match &said.kind {
            ExceptionKind::Skip => (Kind::Skip, None, None),
            ExceptionKind::Extra => (Kind::Extra, None, None),
            ExceptionKind::Move(to) => (Kind::Move, Some(to.to), None),
            ExceptionKind::Override(fields) => {
                (Kind::Override, None, Some(sealed::seal_fields(&key, organisation, id, fields)?))
            }
        };
        exception::Entity::delete_many()
            .filter(exception::Column::OrganisationId.eq(organisation.0))
            .filter(exception::Column::RecurrenceId.eq(record.id.0))
            .filter(exception::Column::OccurrenceDate.eq(said.date))
            .filter(exception::Column::Kind.eq(kind.as_str()))
            .exec(&self.db())
            .await?;
        exception::Entity::insert(exception::ActiveModel {
            id: Set(id),
            organisation_id: Set(organisation.0),
            recurrence_id: Set(record.id.0),
            occurrence_date: Set(said.date),
            kind: Set(kind.to_string()),
            moved_to: Set(moved_to),
            hours: Set(hours.map(|h| json!(h))),
            sealed: Set(sealed),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }

    /// Takes back all that was said of one date.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_exceptions(&self, id: RecurrenceId, date: NaiveDate) -> Result<(), StoreError> {
        exception::Entity::delete_many()
            .filter(exception::Column::OrganisationId.eq(self.organisation().0))
            .filter(exception::Column::RecurrenceId.eq(id.0))
            .filter(exception::Column::OccurrenceDate.eq(date))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Gives a rule's dates from one on to its successor: what was said of them, and what was made of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn hand_over_dates(
        &self,
        from: RecurrenceId,
        to: RecurrenceId,
        since: NaiveDate,
    ) -> Result<(), StoreError> {
        exception::Entity::update_many()
            .col_expr(exception::Column::RecurrenceId, Expr::value(to.0))
            .filter(exception::Column::OrganisationId.eq(self.organisation().0))
            .filter(exception::Column::RecurrenceId.eq(from.0))
            .filter(exception::Column::OccurrenceDate.gte(since))
            .exec(&self.db())
            .await?;
        delivery::Entity::update_many()
            .col_expr(delivery::Column::RecurrenceId, Expr::value(to.0))
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::RecurrenceId.eq(from.0))
            .filter(delivery::Column::OccurrenceDate.gte(since))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Makes a delivery one by itself: its rule has no such date any more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn detach_occurrence(&self, id: DeliveryId) -> Result<(), StoreError> {
        let alone =
            delivery::ActiveModel { recurrence_id: Set(None), occurrence_date: Set(None), ..Default::default() };
        delivery::Entity::update_many()
            .set(alone)
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        self.touch_delivery(id).await
    }
}
