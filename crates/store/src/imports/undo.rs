//! Taking an application back, in one act: whatever nobody touched since.

use super::{
    apply::{CHUNK, DeliveryBefore, whole},
    batch::{HouseholdBefore, saved},
    read::ImportRecord,
    row::{effect, subject},
    seals::Seals,
    touched::{Touched, rounds_in},
};
use crate::{
    StoreError, Tx,
    deliveries::row::{delivery, stop},
    follow_ups::row::follow_up,
    organisations::row::depot,
    recipients::{
        self, RecipientRecord,
        row::{key, pair, recipient},
    },
    rounds::row::round,
    vault,
};
use cabas_domain::imports::{EffectFacts, UndoStep, undo_effect};
use cabas_kernel::{
    id::{ImportId, RecipientId},
    words::deliveries::StopStatus,
};
use cabas_model::imports::UndoKept;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What an undo did. Only the things that the sheet was about are counted; what it made along the way goes with them.
#[derive(Debug, Default)]
pub struct Undone {
    pub removed: u32,
    pub set_back: u32,
    pub kept: Vec<UndoKept>,
    /// What others see otherwise now.
    pub touched: Touched,
    /// Households whose standing is set back: their deliveries are looked at again (DL-15).
    pub standing: Vec<RecipientRecord>,
}

/// The effects of one application, sorted by what they are about.
type Effects = Vec<effect::Model>;

impl Tx {
    /// Takes an application back: created rows go, changed ones are set back, each only if nobody touched it since.
    ///
    /// # Errors
    /// [`StoreError::Collision`] when somebody changed the import, or one of the rows, meanwhile.
    pub async fn undo_import(&self, record: &ImportRecord, seals: &Seals) -> Result<Undone, StoreError> {
        self.mark_import_undone(record).await?;
        let mut of: HashMap<String, Effects> = HashMap::new();
        for effect in self.effects(record.id).await? {
            of.entry(effect.subject.clone()).or_default().push(effect);
        }
        let mut take = |subject: &str| of.remove(subject).unwrap_or_default();
        let (deliveries, rounds) = (take(subject::DELIVERY), take(subject::ROUND));
        let (depots, households) = (take(subject::DEPOT), take(subject::RECIPIENT));
        let of_households = deliveries.is_empty() && rounds.is_empty();
        let mut undone = Undone::default();
        self.undo_deliveries(deliveries, seals, &mut undone).await?;
        self.undo_rounds(rounds, &mut undone).await?;
        self.undo_depots(depots, &mut undone).await?;
        let mut along = Undone::default();
        self.undo_households(households, seals, if of_households { &mut undone } else { &mut along }).await?;
        undone.kept.extend(along.kept);
        undone.standing.extend(along.standing);
        undone.touched.household = undone.touched.household.or(along.touched.household);
        undone.kept.sort_by_key(|k| k.line);
        undone.kept.dedup();
        Ok(undone)
    }

    async fn effects(&self, id: ImportId) -> Result<Effects, StoreError> {
        Ok(effect::Entity::find()
            .filter(effect::Column::OrganisationId.eq(self.organisation().0))
            .filter(effect::Column::ImportId.eq(id.0))
            .order_by_asc(effect::Column::Ordinal)
            .all(&self.db())
            .await?)
    }

    async fn undo_deliveries(&self, effects: Effects, seals: &Seals, undone: &mut Undone) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = effects.iter().map(|e| e.subject_id).collect();
        // Rounds are held before stops, as everywhere.
        self.hold_rounds_of(&ids).await?;
        let (rows, mut stops) = self.delivery_models(&ids).await?;
        let (mut gone, mut rows_back, mut stops_back) = (Vec::new(), Vec::new(), Vec::new());
        for effect in effects {
            let mine = stops.remove(&effect.subject_id).unwrap_or_default();
            let row = rows.get(&effect.subject_id);
            let status = |s: &stop::Model| s.status.parse::<StopStatus>().ok();
            let version = row.map(|r| r.version + mine.iter().map(|s| s.version).sum::<i64>());
            let started = mine.iter().filter_map(status).any(|status| status == StopStatus::Out || status.is_closed());
            let step = undone.step(&effect, version, started, false);
            if matches!(step, UndoStep::Remove | UndoStep::SetBack) {
                undone.touched.stops(&mine);
            }
            match step {
                UndoStep::Remove => {
                    undone.touched.delivery(&rounds_in(&mine), &BTreeSet::new());
                    gone.push(effect.subject_id);
                }
                UndoStep::SetBack => {
                    let (Some(row), Some(sealed)) = (row, &effect.sealed_before) else { continue };
                    let before: DeliveryBefore = vault::open(&seals.key, seals.before(row.id), sealed)?;
                    let is: BTreeSet<Uuid> = before.stops.iter().filter_map(|s| s.round_id).collect();
                    undone.touched.delivery_back(&rounds_in(&mine), &is);
                    let back = stops_set_back(mine, &before);
                    for stop in &back {
                        undone.touched.written(stop);
                    }
                    stops_back.extend(back);
                    rows_back.push(row_set_back(row.clone(), before));
                }
                UndoStep::Gone | UndoStep::Keep(_) => {}
            }
        }
        self.save_deliveries(rows_back, stops_back).await?;
        for some in gone.chunks(CHUNK) {
            // Their stops, and what is written about those, go with them.
            delivery::Entity::delete_many()
                .filter(delivery::Column::OrganisationId.eq(self.organisation().0))
                .filter(delivery::Column::Id.is_in(some.iter().copied()))
                .exec(&self.db())
                .await?;
        }
        Ok(())
    }

    async fn undo_rounds(&self, effects: Effects, undone: &mut Undone) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = effects.iter().map(|e| e.subject_id).collect();
        let found: Vec<(Uuid, i64)> = round::Entity::find()
            .select_only()
            .columns([round::Column::Id, round::Column::Version])
            .filter(round::Column::OrganisationId.eq(self.organisation().0))
            .filter(round::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(&self.db())
            .await?;
        let needed = self.pointed_at::<stop::Entity>(stop::Column::RoundId, &ids).await?;
        for id in undone.aside(&effects, &found.into_iter().collect(), &needed) {
            round::Entity::delete_by_id(id).exec(&self.db()).await?;
        }
        Ok(())
    }

    async fn undo_depots(&self, effects: Effects, undone: &mut Undone) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = effects.iter().map(|e| e.subject_id).collect();
        let found: Vec<(Uuid, i64)> = depot::Entity::find()
            .select_only()
            .columns([depot::Column::Id, depot::Column::Version])
            .filter(depot::Column::OrganisationId.eq(self.organisation().0))
            .filter(depot::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut needed = self.pointed_at::<stop::Entity>(stop::Column::DepotId, &ids).await?;
        needed.extend(self.pointed_at::<round::Entity>(round::Column::DepotId, &ids).await?);
        needed
            .extend(self.organisation_record(self.organisation()).await?.and_then(|o| o.default_depot).map(Uuid::from));
        for id in undone.aside(&effects, &found.into_iter().collect(), &needed) {
            depot::Entity::delete_by_id(id).exec(&self.db()).await?;
        }
        Ok(())
    }

    async fn undo_households(&self, effects: Effects, seals: &Seals, undone: &mut Undone) -> Result<(), StoreError> {
        let ids: Vec<RecipientId> = effects.iter().map(|e| RecipientId(e.subject_id)).collect();
        let mut records: HashMap<Uuid, RecipientRecord> = HashMap::with_capacity(ids.len());
        for some in ids.chunks(CHUNK) {
            records.extend(self.recipients(some).await?.into_iter().map(|r| (r.id.0, r)));
        }
        let created: Vec<Uuid> = effects.iter().filter(|e| e.sealed_before.is_none()).map(|e| e.subject_id).collect();
        let needed = self.needed_households(&created).await?;
        let (mut gone, mut back) = (Vec::new(), Vec::new());
        for effect in effects {
            let record = records.remove(&effect.subject_id);
            let version = record.as_ref().map(|r| r.version);
            match undone.step(&effect, version, false, needed.contains(&effect.subject_id)) {
                UndoStep::Remove => gone.push(effect.subject_id),
                UndoStep::SetBack => {
                    let (Some(record), Some(sealed)) = (record, &effect.sealed_before) else { continue };
                    let before = vault::open(&record.key, seals.before(record.id.0), sealed)?;
                    let was = household_set_back(record.clone(), before);
                    if record.stands_otherwise(&was) {
                        undone.standing.push(was.clone());
                    }
                    back.push(was);
                }
                UndoStep::Gone | UndoStep::Keep(_) => {}
            }
        }
        undone.touched.household = gone.first().copied().map(RecipientId).or_else(|| back.first().map(|r| r.id));
        self.remove_households(&gone).await?;
        let (mut rows, mut lookups) = (Vec::new(), Vec::new());
        for record in &back {
            rows.push(saved(record, self.organisation(), self.now())?);
            lookups.extend(recipients::lookup_rows(&seals.key, self.organisation(), record));
        }
        self.save_households(rows, lookups).await
    }

    /// Those of some households that a delivery, a remark, a blocked pair or another record needs.
    async fn needed_households(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let mut needed = self.pointed_at::<delivery::Entity>(delivery::Column::RecipientId, ids).await?;
        needed.extend(self.pointed_at::<stop::Entity>(stop::Column::RecipientId, ids).await?);
        needed.extend(self.pointed_at::<follow_up::Entity>(follow_up::Column::RecipientId, ids).await?);
        needed.extend(self.pointed_at::<pair::Entity>(pair::Column::RecipientId, ids).await?);
        needed.extend(self.pointed_at::<recipient::Entity>(recipient::Column::MergedInto, ids).await?);
        Ok(needed)
    }

    async fn remove_households(&self, ids: &[Uuid]) -> Result<(), StoreError> {
        for some in ids.chunks(CHUNK) {
            key::Entity::delete_many()
                .filter(key::Column::OrganisationId.eq(self.organisation().0))
                .filter(key::Column::RecipientId.is_in(some.iter().copied()))
                .exec(&self.db())
                .await?;
            recipient::Entity::delete_many()
                .filter(recipient::Column::OrganisationId.eq(self.organisation().0))
                .filter(recipient::Column::Id.is_in(some.iter().copied()))
                .exec(&self.db())
                .await?;
        }
        Ok(())
    }

    /// Those of some ids that a column of a table points at. The id of an organisation keeps foreign rows out: an id
    /// of this one is pointed at from this one only.
    async fn pointed_at<E: EntityTrait>(&self, column: E::Column, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let mut found = HashSet::new();
        for some in ids.chunks(CHUNK) {
            let rows: Vec<Uuid> = E::find()
                .select_only()
                .column(column)
                .distinct()
                .filter(column.is_in(some.iter().copied()))
                .into_tuple()
                .all(&self.db())
                .await?;
            found.extend(rows);
        }
        Ok(found)
    }
}

impl Undone {
    /// Decides about one thing, and counts it.
    fn step(&mut self, effect: &effect::Model, version_now: Option<i64>, started: bool, needed: bool) -> UndoStep {
        let facts = EffectFacts {
            created: effect.sealed_before.is_none(),
            version_after: effect.version_after,
            version_now,
            started,
            needed,
        };
        let step = undo_effect(&facts);
        match step {
            UndoStep::Remove => self.removed += 1,
            UndoStep::SetBack => self.set_back += 1,
            UndoStep::Gone => {}
            UndoStep::Keep(code) => {
                let line = u32::try_from(effect.line).unwrap_or(0);
                self.kept.push(UndoKept { line, code: code.to_owned() });
            }
        }
        step
    }

    /// The ids that may go of things that were made along the way: they are not counted, only those kept are told.
    fn aside(&mut self, effects: &Effects, now: &HashMap<Uuid, i64>, needed: &HashSet<Uuid>) -> Vec<Uuid> {
        let mut along = Self::default();
        let goes = |effect: &&effect::Model| {
            let version = now.get(&effect.subject_id).copied();
            along.step(effect, version, false, needed.contains(&effect.subject_id)) == UndoStep::Remove
        };
        let gone = effects.iter().filter(goes).map(|e| e.subject_id).collect();
        self.kept.append(&mut along.kept);
        gone
    }
}

fn household_set_back(mut record: RecipientRecord, before: HouseholdBefore) -> RecipientRecord {
    record.external_ref = before.external_ref;
    record.household_size = before.household_size;
    record.status = before.status;
    record.usual_volunteer = before.usual_volunteer;
    record.household = before.household;
    record
}

fn row_set_back(row: delivery::Model, before: DeliveryBefore) -> delivery::ActiveModel {
    let version = row.version + 1;
    let mut row: delivery::ActiveModel = whole(row);
    row.external_ref = Set(before.external_ref);
    row.packages = Set(before.packages);
    row.weight_g = Set(before.weight_g);
    row.sealed = Set(before.sealed);
    row.version = Set(version);
    row
}

fn stops_set_back(stops: Vec<stop::Model>, before: &DeliveryBefore) -> Vec<stop::ActiveModel> {
    let set_back = |stop: stop::Model| {
        let was = before.stops.iter().find(|s| s.id == stop.id)?;
        let version = stop.version + 1;
        let mut stop: stop::ActiveModel = whole(stop);
        stop.status = Set(was.status.clone());
        stop.window_start = Set(was.window_start);
        stop.window_end = Set(was.window_end);
        stop.first_day = Set(was.first_day);
        stop.last_day = Set(was.last_day);
        stop.service_minutes = Set(was.service_minutes);
        stop.external_ref = Set(was.external_ref.clone());
        stop.round_id = Set(was.round_id);
        stop.position = Set(was.position);
        stop.assignee_id = Set(was.assignee_id);
        stop.version = Set(version);
        Some(stop)
    };
    stops.into_iter().filter_map(set_back).collect()
}
