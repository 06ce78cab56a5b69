//! Writing what was prepared, and noting it.

use super::{
    batch::{Batch, EffectValues, effect_row},
    row::subject,
    seals::Seals,
    touched::{Touched, round_of, rounds_in},
    work::{ChangedDelivery, ChangedStop},
};
use crate::{
    StoreError, Tx,
    deliveries::{
        last_day,
        row::{delivery, event, stop},
    },
    organisations::row::depot,
    recipients::row::{key, lookup, recipient},
    rounds::row::round,
    vault,
};
use cabas_kernel::{
    Ts,
    id::RecipientId,
    time::local_day,
    words::deliveries::{StopEventKind, StopStatus},
};
use chrono_tz::Tz;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait,
    ActiveValue::Set,
    IntoActiveModel, QuerySelect,
    entity::prelude::*,
    sea_query::{Alias, ExprTrait, LockType, OnConflict},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// Rows of one statement.
pub(super) const CHUNK: usize = 500;

/// A delivery as it was before a sheet changed it. What it says is sealed already.
#[derive(Serialize, Deserialize)]
pub(super) struct DeliveryBefore {
    pub(super) external_ref: Option<String>,
    pub(super) packages: serde_json::Value,
    pub(super) weight_g: Option<i32>,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) stops: Vec<StopBefore>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StopBefore {
    pub(super) id: Uuid,
    pub(super) status: String,
    pub(super) window_start: Option<i64>,
    pub(super) window_end: i64,
    pub(super) first_day: Date,
    pub(super) last_day: Date,
    pub(super) service_minutes: i16,
    pub(super) external_ref: Option<String>,
    pub(super) round_id: Option<Uuid>,
    pub(super) position: i16,
    pub(super) assignee_id: Option<Uuid>,
}

impl Tx {
    pub(super) async fn insert_all<E, A>(&self, rows: Vec<A>) -> Result<(), StoreError>
    where
        E: EntityTrait,
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            E::insert_many(rows.by_ref().take(CHUNK)).exec_without_returning(&self.db()).await?;
            if rows.peek().is_some() {
                self.flush().await;
            }
        }
        Ok(())
    }

    /// Writes an application, five hundred rows a statement, and says what it touched. Nothing when a household or a
    /// round changed since the rows were compared: then the transaction must be given up, and the rows compared again.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when a reference was taken meanwhile; [`StoreError::Collision`].
    pub async fn apply_batch(&self, batch: Batch, seals: &Seals) -> Result<Option<Touched>, StoreError> {
        let (Some(import), Some(zone)) = (batch.import, batch.zone) else { return Ok(Some(Touched::default())) };
        if !self.are_rounds_unchanged(&batch).await? || !self.are_unchanged(&batch.seen).await? {
            return Ok(None);
        }
        let mut touched = Touched::of(&batch);
        self.insert_all::<depot::Entity, _>(batch.depots).await?;
        self.insert_all::<key::Entity, _>(batch.keys).await?;
        self.insert_all::<recipient::Entity, _>(batch.households).await?;
        self.insert_all::<lookup::Entity, _>(batch.lookups).await?;
        self.save_households(batch.changed_households, batch.changed_lookups).await?;
        self.insert_all::<round::Entity, _>(batch.rounds).await?;
        self.insert_all::<delivery::Entity, _>(batch.deliveries).await?;
        self.insert_all::<stop::Entity, _>(batch.stops).await?;
        self.insert_all::<event::Entity, _>(batch.events).await?;
        let mut effects = batch.effects;
        let mut changed = batch.changed_deliveries;
        while !changed.is_empty() {
            let rest = changed.split_off(changed.len().min(CHUNK));
            for values in self.change_deliveries(changed, zone, seals, &mut touched).await? {
                let (line, id, version, before) = values;
                let values: EffectValues<'_> = (line, subject::DELIVERY, id, version, Some(before));
                effects.push(effect_row(import, seals, values));
            }
            changed = rest;
        }
        for (effect, ordinal) in effects.iter_mut().zip(0..) {
            effect.ordinal = Set(ordinal);
        }
        self.insert_all::<super::row::effect::Entity, _>(effects).await?;
        Ok(Some(touched))
    }

    async fn are_unchanged(&self, seen: &HashMap<RecipientId, i64>) -> Result<bool, StoreError> {
        let ids: Vec<Uuid> = seen.keys().map(|id| id.0).collect();
        for some in ids.chunks(CHUNK) {
            let now: Vec<(Uuid, i64)> = recipient::Entity::find()
                .select_only()
                .columns([recipient::Column::Id, recipient::Column::Version])
                .filter(recipient::Column::OrganisationId.eq(self.organisation().0))
                .filter(recipient::Column::Id.is_in(some.iter().copied()))
                // Nobody erases one of them before its deliveries are there.
                .lock(LockType::KeyShare)
                .into_tuple()
                .all(&self.db())
                .await?;
            let same = |(id, version): &(Uuid, i64)| seen.get(&RecipientId(*id)) == Some(version);
            if now.len() != some.len() || !now.iter().all(same) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes changed records over the old ones, each only if nobody changed it meanwhile.
    pub(super) async fn save_households(
        &self,
        rows: Vec<recipient::ActiveModel>,
        lookups: Vec<lookup::ActiveModel>,
    ) -> Result<(), StoreError> {
        use recipient::Column as C;
        let ids: Vec<Uuid> = rows.iter().filter_map(|r| r.id.try_as_ref().copied()).collect();
        let columns = [
            C::ExternalRef,
            C::Sealed,
            C::HouseholdSize,
            C::Status,
            C::Area,
            C::GeoState,
            C::UsualVolunteerId,
            C::Version,
            C::UpdatedAt,
        ];
        let over = over::<recipient::Entity>(C::Id, C::Version, &columns);
        self.write_over::<recipient::Entity, _>(rows, &over).await?;
        for some in ids.chunks(CHUNK) {
            lookup::Entity::delete_many()
                .filter(lookup::Column::OrganisationId.eq(self.organisation().0))
                .filter(lookup::Column::RecipientId.is_in(some.iter().copied()))
                .exec(&self.db())
                .await?;
        }
        self.insert_all::<lookup::Entity, _>(lookups).await
    }

    /// Changes some deliveries; gives line, id, version afterwards and the sealed state before of each.
    async fn change_deliveries(
        &self,
        changes: Vec<(ChangedDelivery, Option<Vec<u8>>)>,
        zone: Tz,
        seals: &Seals,
        touched: &mut Touched,
    ) -> Result<Vec<(u32, Uuid, i64, Vec<u8>)>, StoreError> {
        let ids: Vec<Uuid> = changes.iter().map(|(c, _)| c.id.0).collect();
        let (mut rows, mut stops) = self.delivery_models(&ids).await?;
        let (mut changed_rows, mut changed_stops, mut events, mut told) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (change, sealed) in changes {
            let row = rows.remove(&change.id.0).ok_or(StoreError::Collision(DbErr::RecordNotUpdated))?;
            let mine = stops.remove(&row.id).unwrap_or_default();
            let version = row.version + mine.iter().map(|s| s.version).sum::<i64>();
            if version != change.seen {
                return Err(StoreError::Collision(DbErr::RecordNotUpdated));
            }
            let before = vault::seal(&seals.key, seals.before(row.id), &before(&row, &mine))?;
            touched.stops(&mine);
            let (was, mut is) = (rounds_in(&mine), BTreeSet::new());
            let mut raised = 1;
            for stop in mine {
                let Some(ask) = change.stops.iter().find(|s| s.id.0 == stop.id) else {
                    is.extend(stop.round_id);
                    continue;
                };
                raised += 1;
                events.extend(self.assignment_event(&stop, ask));
                let stop = changed_stop(stop, ask, zone, self.now());
                touched.written(&stop);
                is.extend(round_of(&stop));
                changed_stops.push(stop);
            }
            touched.delivery(&was, &is);
            told.push((change.line, row.id, version + raised, before));
            changed_rows.push(changed_row(row, change, sealed, self.now()));
        }
        self.save_deliveries(changed_rows, changed_stops).await?;
        self.insert_all::<event::Entity, _>(events).await?;
        Ok(told)
    }

    /// The rows of some deliveries, and their stops by delivery.
    pub(super) async fn delivery_models(
        &self,
        ids: &[Uuid],
    ) -> Result<(HashMap<Uuid, delivery::Model>, HashMap<Uuid, Vec<stop::Model>>), StoreError> {
        let organisation = self.organisation().0;
        let (mut rows, mut stops) = (HashMap::new(), HashMap::<Uuid, Vec<stop::Model>>::new());
        for some in ids.chunks(CHUNK) {
            let found = delivery::Entity::find()
                .filter(delivery::Column::OrganisationId.eq(organisation))
                .filter(delivery::Column::Id.is_in(some.iter().copied()))
                .all(&self.db())
                .await?;
            rows.extend(found.into_iter().map(|d| (d.id, d)));
            let found = stop::Entity::find()
                .filter(stop::Column::OrganisationId.eq(organisation))
                .filter(stop::Column::DeliveryId.is_in(some.iter().copied()))
                .all(&self.db())
                .await?;
            for stop in found {
                stops.entry(stop.delivery_id).or_default().push(stop);
            }
        }
        Ok((rows, stops))
    }

    /// Writes deliveries and stops over the old ones.
    pub(super) async fn save_deliveries(
        &self,
        rows: Vec<delivery::ActiveModel>,
        stops: Vec<stop::ActiveModel>,
    ) -> Result<(), StoreError> {
        use delivery::Column as D;
        use stop::Column as S;
        let columns = [D::ExternalRef, D::Packages, D::WeightG, D::Sealed, D::Version, D::UpdatedAt];
        let over_deliveries = over::<delivery::Entity>(D::Id, D::Version, &columns);
        self.write_over::<delivery::Entity, _>(rows, &over_deliveries).await?;
        let columns = [
            S::Status,
            S::WindowStart,
            S::WindowEnd,
            S::FirstDay,
            S::LastDay,
            S::ServiceMinutes,
            S::ExternalRef,
            S::RoundId,
            S::Position,
            S::AssigneeId,
            S::Version,
            S::UpdatedAt,
        ];
        let over_stops = over::<stop::Entity>(S::Id, S::Version, &columns);
        self.write_over::<stop::Entity, _>(stops, &over_stops).await
    }

    /// Writes rows over those of the same ids.
    async fn write_over<E, A>(&self, rows: Vec<A>, over: &OnConflict) -> Result<(), StoreError>
    where
        E: EntityTrait,
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<A> = rows.by_ref().take(CHUNK).collect();
            let wanted = u64::try_from(some.len()).unwrap_or(u64::MAX);
            let insert = E::insert_many(some).on_conflict(over.clone());
            if insert.exec_without_returning(&self.db()).await? != wanted {
                return Err(StoreError::Collision(DbErr::RecordNotUpdated));
            }
            if rows.peek().is_some() {
                self.flush().await;
            }
        }
        Ok(())
    }

    /// A line of history when a stop changes hands.
    fn assignment_event(&self, stop: &stop::Model, ask: &ChangedStop) -> Option<event::ActiveModel> {
        ask.assignee.filter(|person| stop.assignee_id != Some(person.0))?;
        Some(event::ActiveModel {
            id: Set(self.new_id()),
            organisation_id: Set(self.organisation().0),
            stop_id: Set(stop.id),
            kind: Set(StopEventKind::Assigned.to_string()),
            actor_id: Set(self.actor().member().map(Into::into)),
            assignee_id: Set(ask.assignee.map(Into::into)),
            reported_at: Set(None),
            from_status: Set(Some(stop.status.clone())),
            to_status: Set(StopStatus::Assigned.to_string()),
            sealed_note: Set(None),
            created_at: Set(self.now().micros()),
        })
    }
}

/// An update spelled as an insert, so that one statement changes many rows: each only if the row there has the
/// version before its own.
fn over<E: EntityTrait>(id: E::Column, version: E::Column, columns: &[E::Column]) -> OnConflict {
    let expected = Expr::col((Alias::new("excluded"), version)).sub(1);
    OnConflict::column(id)
        .update_columns(columns.iter().copied())
        .action_and_where(Expr::col((E::default(), version)).eq(expected))
        .to_owned()
}

fn before(row: &delivery::Model, stops: &[stop::Model]) -> DeliveryBefore {
    let stops = stops.iter().map(|s| StopBefore {
        id: s.id,
        status: s.status.clone(),
        window_start: s.window_start,
        window_end: s.window_end,
        first_day: s.first_day,
        last_day: s.last_day,
        service_minutes: s.service_minutes,
        external_ref: s.external_ref.clone(),
        round_id: s.round_id,
        position: s.position,
        assignee_id: s.assignee_id,
    });
    DeliveryBefore {
        external_ref: row.external_ref.clone(),
        packages: row.packages.clone(),
        weight_g: row.weight_g,
        sealed: row.sealed.clone(),
        stops: stops.collect(),
    }
}

/// Every column is set: the row is written over the old one.
pub(super) fn whole<M, A>(model: M) -> A
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    model.into_active_model().reset_all()
}

fn changed_row(
    row: delivery::Model,
    change: ChangedDelivery,
    sealed: Option<Vec<u8>>,
    now: Ts,
) -> delivery::ActiveModel {
    let version = row.version + 1;
    let mut row: delivery::ActiveModel = whole(row);
    if change.external_ref.is_some() {
        row.external_ref = Set(change.external_ref);
    }
    if let Some(packages) = change.packages {
        row.packages = Set(json!(packages));
    }
    if let Some(weight) = change.weight {
        row.weight_g = Set(weight.and_then(|w| i32::try_from(w.0).ok()));
    }
    if change.words.is_some() {
        row.sealed = Set(sealed);
    }
    row.version = Set(version);
    row.updated_at = Set(now.micros());
    row
}

fn changed_stop(row: stop::Model, ask: &ChangedStop, zone: Tz, now: Ts) -> stop::ActiveModel {
    let (version, status) = (row.version + 1, row.status.clone());
    let mut row: stop::ActiveModel = whole(row);
    if let Some(window) = ask.window {
        row.window_start = Set(window.start.map(Ts::micros));
        row.window_end = Set(window.end.micros());
        row.first_day = Set(local_day(window.earliest(), zone));
        row.last_day = Set(last_day(&window, zone));
    }
    if ask.external_ref.is_some() {
        row.external_ref = Set(ask.external_ref.clone());
    }
    if let Some(minutes) = ask.service_minutes {
        row.service_minutes = Set(i16::try_from(minutes).unwrap_or(i16::MAX));
    }
    if let Some((round, position)) = ask.round {
        row.round_id = Set(Some(round.0));
        row.position = Set(position);
    }
    if let Some(person) = ask.assignee {
        row.assignee_id = Set(Some(person.0));
        if status == StopStatus::Ready.as_str() {
            row.status = Set(StopStatus::Assigned.to_string());
        }
    }
    row.version = Set(version);
    row.updated_at = Set(now.micros());
    row
}
