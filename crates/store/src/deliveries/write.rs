//! Making deliveries, and changing what they bring.

use super::{
    Report,
    act::Line,
    facts::grams,
    row::{delivery, stop},
    sealed::{self, DeliveryWords, StopSecrets},
};
use crate::{StoreError, Tx};
use cabas_kernel::{
    Grams, Ts, Window,
    id::{DeliveryId, DepotId, ImportId, RecipientId, RecurrenceId, RoundId, StopId},
    time::local_day,
    words::{
        address::GeoState,
        deliveries::{DeliverySource, StopEventKind, StopKind, StopStatus},
    },
};
use cabas_model::{
    address::Address,
    deliveries::{Metadatum, PackageLine},
};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use sea_orm::{
    ActiveValue::Set,
    QueryOrder,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;

/// A delivery to make.
#[derive(Clone)]
pub struct NewDelivery {
    pub external_ref: Option<String>,
    pub recipient: RecipientId,
    pub source: DeliverySource,
    pub packages: Vec<PackageLine>,
    pub weight: Option<Grams>,
    pub tags: Vec<String>,
    pub comments: Option<String>,
    pub metadata: Vec<Metadatum>,
    pub rescheduled_from: Option<DeliveryId>,
    pub import: Option<ImportId>,
    /// The rule it is made by, and which of its dates it is.
    pub occurrence: Option<(RecurrenceId, NaiveDate)>,
    pub stops: Vec<NewStop>,
}

/// A stop of a delivery to make, in its order.
#[derive(Clone)]
pub struct NewStop {
    pub kind: StopKind,
    pub status: StopStatus,
    pub window: Window,
    pub promised: Option<Window>,
    pub depot: Option<DepotId>,
    /// Where it is, when it is neither at the household nor at a depot.
    pub elsewhere: Option<Address>,
    pub area: String,
    pub geo_state: GeoState,
    pub service_minutes: u16,
    pub external_ref: Option<String>,
}

/// How long a stop takes on the spot when nobody says.
pub const SERVICE_MINUTES: u16 = 5;

/// A delivery, as rules see it, with what it brings.
#[derive(Clone)]
pub struct DeliveryRecord {
    pub id: DeliveryId,
    pub recipient: Option<RecipientId>,
    pub packages: Vec<PackageLine>,
    pub weight: Option<Grams>,
    /// Tags, comments and metadata open with the household's key only: there are none once that key is erased.
    pub tags: Vec<String>,
    pub comments: Option<String>,
    pub metadata: Vec<Metadatum>,
    pub version: i64,
}

pub(crate) fn last_day(window: &Window, zone: Tz) -> NaiveDate {
    // A window that ends at midnight does not touch the day that begins there.
    local_day((window.end - TimeDelta::microseconds(1)).max(window.earliest()), zone)
}

/// An occurrence that is made already is left as it is: no error of the database, which would end the transaction.
fn once() -> OnConflict {
    let identity = [delivery::Column::OrganisationId, delivery::Column::RecurrenceId, delivery::Column::OccurrenceDate];
    let mut once = OnConflict::columns(identity);
    once.target_and_where(Expr::col(delivery::Column::RecurrenceId).is_not_null()).do_nothing();
    once
}

impl Tx {
    /// Makes a delivery and its stops.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `delivery_ref` when the reference is taken, `one_occurrence` when its date is made.
    pub async fn add_delivery(&self, new: NewDelivery, zone: Tz) -> Result<DeliveryId, StoreError> {
        let now = self.now().micros();
        let organisation = self.organisation();
        let id: DeliveryId = self.new_id();
        let words = DeliveryWords { comments: new.comments, tags: new.tags, metadata: new.metadata };
        let sealed = self.closed_words(id, Some(new.recipient), &words).await?;
        let made = delivery::Entity::insert(delivery::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(organisation.0),
            external_ref: Set(new.external_ref),
            recipient_id: Set(Some(new.recipient.0)),
            source: Set(new.source.to_string()),
            packages: Set(json!(new.packages)),
            weight_g: Set(new.weight.and_then(|w| i32::try_from(w.0).ok())),
            sealed: Set(sealed),
            rescheduled_from: Set(new.rescheduled_from.map(Into::into)),
            rescheduled_to: Set(None),
            import_id: Set(new.import.map(Into::into)),
            recurrence_id: Set(new.occurrence.map(|(recurrence, _)| recurrence.0)),
            occurrence_date: Set(new.occurrence.map(|(_, date)| date)),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        });
        if new.occurrence.is_none() {
            made.exec_without_returning(&self.db()).await?;
        } else {
            match made.on_conflict(once()).exec_without_returning(&self.db()).await {
                Ok(1..) => {}
                Ok(0) | Err(DbErr::RecordNotInserted) => return Err(StoreError::Constraint("one_occurrence")),
                Err(e) => return Err(e.into()),
            }
        }
        // Whoever erases the household holds it until the key is gone; the row above has waited for them.
        if self.recipient_key(new.recipient).await?.is_none() {
            return Err(StoreError::Collision(DbErr::RecordNotInserted));
        }
        for (ordinal, new_stop) in new.stops.into_iter().enumerate() {
            let ordinal = i16::try_from(ordinal).unwrap_or(i16::MAX);
            self.add_stop(id, new.recipient, ordinal, new_stop, zone).await?;
        }
        Ok(id)
    }

    /// What is written about a delivery, sealed.
    async fn closed_words(
        &self,
        id: DeliveryId,
        recipient: Option<RecipientId>,
        words: &DeliveryWords,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if words.is_empty() {
            return Ok(None);
        }
        let key = self.words_key(recipient).await?.ok_or(StoreError::Sealed)?;
        sealed::seal_words(&key, self.organisation(), id.0, words)
    }

    async fn add_stop(
        &self,
        delivery: DeliveryId,
        recipient: RecipientId,
        ordinal: i16,
        new: NewStop,
        zone: Tz,
    ) -> Result<StopId, StoreError> {
        let now = self.now().micros();
        let id: StopId = self.new_id();
        let sealed = match new.elsewhere {
            Some(elsewhere) => {
                let key = self.recipient_key(recipient).await?.ok_or(StoreError::Sealed)?;
                let secrets = StopSecrets { elsewhere: Some(elsewhere), ..StopSecrets::default() };
                sealed::seal_stop(&key, self.organisation(), id.0, &secrets)?
            }
            None => None,
        };
        stop::Entity::insert(stop::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            delivery_id: Set(delivery.0),
            recipient_id: Set(Some(recipient.0)),
            depot_id: Set(new.depot.map(Into::into)),
            kind: Set(new.kind.to_string()),
            status: Set(new.status.to_string()),
            ordinal: Set(ordinal),
            window_start: Set(new.window.start.map(Ts::micros)),
            window_end: Set(new.window.end.micros()),
            promised_start: Set(new.promised.and_then(|w| w.start).map(Ts::micros)),
            promised_end: Set(new.promised.map(|w| w.end.micros())),
            first_day: Set(local_day(new.window.earliest(), zone)),
            last_day: Set(last_day(&new.window, zone)),
            area: Set(new.area),
            geo_state: Set(new.geo_state.to_string()),
            service_minutes: Set(i16::try_from(new.service_minutes).unwrap_or(i16::MAX)),
            external_ref: Set(new.external_ref),
            round_id: Set(None),
            position: Set(0),
            assignee_id: Set(None),
            started_at: Set(None),
            closed_at: Set(None),
            closed_by: Set(None),
            reported_at: Set(None),
            failure_reason: Set(None),
            needs_follow_up: Set(false),
            sealed: Set(sealed),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        let line = Line { stop: id, kind: StopEventKind::Created, from: None, to: new.status, assignee: None };
        self.note_event(&line, &Report::default(), None).await?;
        Ok(id)
    }

    /// One delivery of the organisation.
    ///
    /// # Errors
    /// The database's own.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StoreError> {
        let found = delivery::Entity::find_by_id(id.0)
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        let Some(row) = found else { return Ok(None) };
        let recipient = row.recipient_id.map(RecipientId);
        let words = match &row.sealed {
            Some(sealed) => match self.words_key(recipient).await? {
                Some(key) => sealed::open_words(&key, self.organisation(), row.id, Some(sealed))?,
                None => DeliveryWords::default(),
            },
            None => DeliveryWords::default(),
        };
        let unreadable = |_| StoreError::Settings("what a delivery brings does not read".into());
        Ok(Some(DeliveryRecord {
            id,
            recipient,
            packages: serde_json::from_value(row.packages).map_err(unreadable)?,
            weight: grams(row.weight_g),
            tags: words.tags,
            comments: words.comments,
            metadata: words.metadata,
            version: row.version,
        }))
    }

    /// Saves what a delivery brings, when nobody changed the delivery since it was read.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when somebody did.
    pub async fn save_delivery(&self, record: &DeliveryRecord) -> Result<(), StoreError> {
        let DeliveryRecord { comments, tags, metadata, .. } = record.clone();
        let words = DeliveryWords { comments, tags, metadata };
        let sealed = self.closed_words(record.id, record.recipient, &words).await?;
        let saved = delivery::Entity::update_many()
            .set(delivery::ActiveModel {
                packages: Set(json!(record.packages)),
                weight_g: Set(record.weight.and_then(|w| i32::try_from(w.0).ok())),
                sealed: Set(sealed),
                version: Set(record.version + 1),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::Id.eq(record.id.0))
            .filter(delivery::Column::Version.eq(record.version))
            .exec(&self.db())
            .await?;
        if saved.rows_affected == 0 { Err(StoreError::Collision(DbErr::RecordNotUpdated)) } else { Ok(()) }
    }

    /// Raises the version of a delivery whose stops changed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn touch_delivery(&self, id: DeliveryId) -> Result<(), StoreError> {
        self.change_delivery(id, <delivery::ActiveModel as ActiveModelTrait>::default()).await
    }

    /// Says that one delivery was made of what another left undone (DL-20).
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_rescheduled(&self, from: DeliveryId, to: DeliveryId) -> Result<(), StoreError> {
        let change = delivery::ActiveModel { rescheduled_to: Set(Some(to.0)), ..Default::default() };
        self.change_delivery(from, change).await
    }

    async fn change_delivery(&self, id: DeliveryId, mut change: delivery::ActiveModel) -> Result<(), StoreError> {
        change.updated_at = Set(self.now().micros());
        delivery::Entity::update_many()
            .set(change)
            .col_expr(delivery::Column::Version, Expr::col(delivery::Column::Version).add(1))
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .filter(delivery::Column::Id.eq(id.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Says what the household is told of a stop's hours; the hours themselves stay (DL-8).
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_promised(&self, stop: StopId, promised: Option<Window>) -> Result<(), StoreError> {
        stop::Entity::update_many()
            .set(stop::ActiveModel {
                promised_start: Set(promised.and_then(|w| w.start).map(Ts::micros)),
                promised_end: Set(promised.map(|w| w.end.micros())),
                updated_at: Set(self.now().micros()),
                ..Default::default()
            })
            .col_expr(stop::Column::Version, Expr::col(stop::Column::Version).add(1))
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::Id.eq(stop.0))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    /// Fills the gaps that stops left in a round's order.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_ranks(&self, round: RoundId) -> Result<(), StoreError> {
        let rows = stop::Entity::find()
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .filter(stop::Column::RoundId.eq(round.0))
            .order_by_asc(stop::Column::Position)
            .order_by_asc(stop::Column::Id)
            .all(&self.db())
            .await?;
        for (place, row) in rows.into_iter().enumerate() {
            let place = i16::try_from(place).unwrap_or(i16::MAX);
            if row.position != place {
                stop::ActiveModel { id: Set(row.id), position: Set(place), ..Default::default() }
                    .update(&self.db())
                    .await?;
            }
        }
        Ok(())
    }

    /// Writes down the order of a round's stops.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_positions(&self, order: &[StopId]) -> Result<(), StoreError> {
        for (position, id) in order.iter().enumerate() {
            stop::Entity::update_many()
                .set(stop::ActiveModel {
                    position: Set(i16::try_from(position).unwrap_or(i16::MAX)),
                    ..Default::default()
                })
                .filter(stop::Column::Id.eq(id.0))
                .filter(stop::Column::OrganisationId.eq(self.organisation().0))
                .exec(&self.db())
                .await?;
        }
        Ok(())
    }
}
