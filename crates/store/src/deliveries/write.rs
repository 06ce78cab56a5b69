//! Making deliveries, and what happens to their stops.

use super::{
    row::{delivery, event, follow_up, stop},
    sealed::{self, StopSecrets},
};
use crate::{StoreError, Tx, recipients::RecipientRecord, vault::Key};
use cabas_domain::deliveries::Step;
use cabas_kernel::{
    Grams, Ts, Window,
    id::{DeliveryId, DepotId, FollowUpId, ImportId, MembershipId, RecipientId, StopId},
    time::local_day,
    words::{
        address::GeoState,
        deliveries::{DeliverySource, FailureReason, StopEventKind, StopKind, StopStatus},
        follow_ups::{FollowUpCause, FollowUpStatus},
    },
};
use cabas_model::deliveries::PackageLine;
use chrono::TimeDelta;
use chrono_tz::Tz;
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
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
    pub rescheduled_from: Option<DeliveryId>,
    pub import: Option<ImportId>,
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
    pub area: String,
    pub geo_state: GeoState,
    pub external_ref: Option<String>,
}

/// A delivery, as rules see it.
#[derive(Clone, Debug)]
pub struct DeliveryRecord {
    pub id: DeliveryId,
    pub recipient: Option<RecipientId>,
    pub version: i64,
}

/// What comes with an act on a stop: who, what they wrote, when by their clock.
#[derive(Clone, Default)]
pub struct Report {
    pub by: Option<MembershipId>,
    pub note: Option<String>,
    pub received_by: Option<String>,
    pub reason: Option<FailureReason>,
    pub reported_at: Option<Ts>,
}

pub(crate) fn last_day(window: &Window, zone: Tz) -> chrono::NaiveDate {
    // A window that ends at midnight does not touch the day that begins there.
    local_day((window.end - TimeDelta::microseconds(1)).max(window.earliest()), zone)
}

impl Tx {
    /// Makes a delivery and its stops.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] `delivery_ref` when the reference is taken.
    pub async fn add_delivery(&self, new: NewDelivery, zone: Tz) -> Result<DeliveryId, StoreError> {
        let now = self.now().micros();
        let organisation = self.organisation();
        let id: DeliveryId = self.new_id();
        let sealed = match &new.comments {
            Some(comments) => {
                Some(sealed::seal_comments(&self.household_key(new.recipient).await?, organisation, id.0, comments)?)
            }
            None => None,
        };
        delivery::Entity::insert(delivery::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(organisation.0),
            external_ref: Set(new.external_ref),
            recipient_id: Set(Some(new.recipient.0)),
            source: Set(new.source.to_string()),
            packages: Set(json!(new.packages)),
            weight_g: Set(new.weight.and_then(|w| i32::try_from(w.0).ok())),
            tags: Set(json!(new.tags)),
            sealed: Set(sealed),
            rescheduled_from: Set(new.rescheduled_from.map(Into::into)),
            rescheduled_to: Set(None),
            import_id: Set(new.import.map(Into::into)),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        for (ordinal, new_stop) in new.stops.into_iter().enumerate() {
            let ordinal = i16::try_from(ordinal).unwrap_or(i16::MAX);
            self.add_stop(id, new.recipient, ordinal, new_stop, zone).await?;
        }
        Ok(id)
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
            service_minutes: Set(5),
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
            sealed: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        self.note_event(id, StopEventKind::Created, None, new.status, &Report::default(), None).await?;
        Ok(id)
    }

    /// # Errors
    /// The database's own.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StoreError> {
        let found = delivery::Entity::find_by_id(id.0)
            .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
            .one(&self.db())
            .await?;
        Ok(found.map(|d| DeliveryRecord {
            id: DeliveryId(d.id),
            recipient: d.recipient_id.map(RecipientId),
            version: d.version,
        }))
    }

    /// The key that seals what a household's deliveries say.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when the household was erased.
    pub(crate) async fn household_key(&self, recipient: RecipientId) -> Result<Key, StoreError> {
        self.recipient_key(recipient).await?.ok_or(StoreError::Sealed)
    }

    /// Saves what a decision says about stops, with a line of history each. `report` comes from whoever acts; on a
    /// closing it also seals the address as it is now (`household`).
    ///
    /// # Errors
    /// The database's own.
    pub async fn apply_steps(
        &self,
        steps: &[Step],
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<(), StoreError> {
        for step in steps {
            self.apply_step(step, report, household).await?;
        }
        Ok(())
    }

    async fn apply_step(
        &self,
        step: &Step,
        report: &Report,
        household: Option<&RecipientRecord>,
    ) -> Result<(), StoreError> {
        let now = self.now().micros();
        let closes = step.to.is_closed() && !step.from.is_closed();
        let reopens = step.event == Some(StopEventKind::Reopened);
        let mut change = stop::ActiveModel {
            status: Set(step.to.to_string()),
            assignee_id: Set(step.assignee.map(Into::into)),
            round_id: Set(step.round.map(Into::into)),
            updated_at: Set(now),
            ..Default::default()
        };
        let key = match household {
            Some(record) => self.recipient_key(record.id).await?,
            None => None,
        };
        if step.event == Some(StopEventKind::Started) {
            change.started_at = Set(Some(now));
        }
        if closes {
            change.closed_at = Set(Some(now));
            change.closed_by = Set(report.by.map(Into::into));
            change.reported_at = Set(report.reported_at.map(Ts::micros));
            change.failure_reason = Set(report.reason.map(|r| r.to_string()));
            if let (Some(record), Some(key)) = (household, &key) {
                let secrets = StopSecrets {
                    address: Some(record.household.address.clone()),
                    received_by: report.received_by.clone(),
                    note: report.note.clone(),
                };
                change.sealed = Set(Some(sealed::seal_stop(key, self.organisation(), step.stop.0, &secrets)?));
            }
        } else if reopens {
            change.closed_at = Set(None);
            change.closed_by = Set(None);
            change.reported_at = Set(None);
            change.failure_reason = Set(None);
        }
        stop::Entity::update_many()
            .set(change)
            .col_expr(stop::Column::Version, Expr::col(stop::Column::Version).add(1))
            .filter(stop::Column::Id.eq(step.stop.0))
            .filter(stop::Column::OrganisationId.eq(self.organisation().0))
            .exec(&self.db())
            .await?;
        match step.event {
            Some(kind) => self.note_event(step.stop, kind, Some(step.from), step.to, report, key.as_ref()).await,
            None => Ok(()),
        }
    }

    /// Adds a line to a stop's history.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_event(
        &self,
        stop: StopId,
        kind: StopEventKind,
        from: Option<StopStatus>,
        to: StopStatus,
        report: &Report,
        key: Option<&Key>,
    ) -> Result<(), StoreError> {
        let id: Uuid = self.new_id();
        let sealed_note = match (&report.note, key) {
            (Some(note), Some(key)) => Some(sealed::seal_note(key, self.organisation(), id, note)?),
            _ => None,
        };
        event::Entity::insert(event::ActiveModel {
            id: Set(id),
            organisation_id: Set(self.organisation().0),
            stop_id: Set(stop.0),
            kind: Set(kind.to_string()),
            actor_id: Set(self.actor().member().or(report.by).map(Into::into)),
            reported_at: Set(report.reported_at.map(Ts::micros)),
            from_status: Set(from.map(|s| s.to_string())),
            to_status: Set(to.to_string()),
            sealed_note: Set(sealed_note),
            created_at: Set(self.now().micros()),
        })
        .exec_without_returning(&self.db())
        .await?;
        Ok(())
    }

    /// Puts something in the inbox of dispatchers until it is ticked (DL-23).
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_follow_up(
        &self,
        cause: FollowUpCause,
        stop: Option<StopId>,
        recipient: Option<RecipientId>,
        report: &Report,
    ) -> Result<FollowUpId, StoreError> {
        let now = self.now().micros();
        let id: FollowUpId = self.new_id();
        let sealed_comment = match (&report.note, recipient) {
            (Some(note), Some(recipient)) => {
                Some(sealed::seal_follow_up(&self.household_key(recipient).await?, self.organisation(), id.0, note)?)
            }
            _ => None,
        };
        follow_up::Entity::insert(follow_up::ActiveModel {
            id: Set(id.0),
            organisation_id: Set(self.organisation().0),
            stop_id: Set(stop.map(Into::into)),
            round_id: Set(None),
            recipient_id: Set(recipient.map(Into::into)),
            cause: Set(cause.to_string()),
            status: Set(FollowUpStatus::Open.to_string()),
            reason: Set(report.reason.map(|r| r.to_string())),
            sealed_comment: Set(sealed_comment),
            reported_by: Set(report.by.map(Into::into)),
            owner_id: Set(None),
            due_at: Set(None),
            note: Set(None),
            handled_by: Set(None),
            handled_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .exec_without_returning(&self.db())
        .await?;
        if let Some(stop) = stop {
            stop::Entity::update_many()
                .set(stop::ActiveModel { needs_follow_up: Set(true), ..Default::default() })
                .filter(stop::Column::Id.eq(stop.0))
                .exec(&self.db())
                .await?;
        }
        Ok(id)
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
