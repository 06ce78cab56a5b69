//! What an application, or its undo, changes of what others have on their screens.

use super::{apply::CHUNK, batch::Batch};
use crate::{StoreError, Tx, deliveries::row::stop};
use cabas_kernel::id::{DeliveryId, RecipientId, RoundId};
use chrono::NaiveDate;
use sea_orm::{QuerySelect, entity::prelude::*};
use std::collections::{BTreeMap, BTreeSet};

/// What an act changed in a round, in deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoundChanges {
    pub added: u32,
    pub changed: u32,
    pub removed: u32,
}

/// What open boards and lists show otherwise, and whose round it is about.
#[derive(Debug, Default)]
pub struct Touched {
    /// The local days of stops that came, went or changed, each with one of their deliveries; no day stands for stops
    /// of several.
    pub days: BTreeMap<Option<NaiveDate>, DeliveryId>,
    /// The rounds there were that stops entered, left or changed in. Those that are gone by now are among them.
    pub rounds: BTreeMap<RoundId, RoundChanges>,
    /// One of the households that came, went or changed.
    pub household: Option<RecipientId>,
}

impl Touched {
    /// What new rows touch, and the rounds there were that they enter.
    pub(super) fn of(batch: &Batch) -> Self {
        let household = batch.households.first().or_else(|| batch.changed_households.first());
        let mut touched = Self {
            days: BTreeMap::new(),
            rounds: batch.entered.keys().map(|id| (*id, RoundChanges::default())).collect(),
            household: household.and_then(|row| row.id.try_as_ref().copied()).map(RecipientId),
        };
        let mut entered: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
        for stop in &batch.stops {
            touched.written(stop);
            if let Some(delivery) = stop.delivery_id.try_as_ref() {
                entered.entry(*delivery).or_default().extend(round_of(stop));
            }
        }
        for rounds in entered.values() {
            touched.delivery(&BTreeSet::new(), rounds);
        }
        touched
    }

    /// Stops as they stand, before they change or go.
    pub(super) fn stops(&mut self, stops: &[stop::Model]) {
        for stop in stops {
            self.day(stop.delivery_id, stop.first_day, stop.last_day);
        }
    }

    /// Counts a delivery in the rounds that its stops were in and are in. Nobody was told of a round that the same act
    /// makes: it is not counted.
    pub(super) fn delivery(&mut self, was: &BTreeSet<Uuid>, is: &BTreeSet<Uuid>) {
        for id in was {
            let changes = self.rounds.entry(RoundId(*id)).or_default();
            if is.contains(id) {
                changes.changed += 1;
            } else {
                changes.removed += 1;
            }
        }
        for id in is.difference(was) {
            if let Some(changes) = self.rounds.get_mut(&RoundId(*id)) {
                changes.added += 1;
            }
        }
    }

    /// The same for a delivery that comes back into rounds there were.
    pub(super) fn delivery_back(&mut self, was: &BTreeSet<Uuid>, is: &BTreeSet<Uuid>) {
        for id in is {
            self.rounds.entry(RoundId(*id)).or_default();
        }
        self.delivery(was, is);
    }

    /// A stop as it is written.
    pub(super) fn written(&mut self, stop: &stop::ActiveModel) {
        let days = stop.first_day.try_as_ref().zip(stop.last_day.try_as_ref());
        if let (Some(delivery), Some((first, last))) = (stop.delivery_id.try_as_ref(), days) {
            self.day(*delivery, *first, *last);
        }
    }

    fn day(&mut self, delivery: Uuid, first: NaiveDate, last: NaiveDate) {
        self.days.entry((first == last).then_some(first)).or_insert(DeliveryId(delivery));
    }
}

/// The rounds that stops are in.
pub(super) fn rounds_in(stops: &[stop::Model]) -> BTreeSet<Uuid> {
    stops.iter().filter_map(|stop| stop.round_id).collect()
}

/// The round of a stop as it is written.
pub(super) fn round_of(stop: &stop::ActiveModel) -> Option<Uuid> {
    stop.round_id.try_as_ref().copied().flatten()
}

impl Tx {
    /// Holds the rounds that stops enter or change in, and says whether those that stops enter are as they were. Rounds
    /// are held before stops, as everywhere.
    pub(super) async fn are_rounds_unchanged(&self, batch: &Batch) -> Result<bool, StoreError> {
        let changed: Vec<Uuid> = batch.changed_deliveries.iter().map(|(change, _)| change.id.0).collect();
        let mut ids = self.rounds_of(&changed).await?;
        ids.extend(batch.entered.keys().copied());
        let ids: Vec<RoundId> = ids.into_iter().collect();
        let now = self.rounds(&ids).await?;
        let same = |id: RoundId, now: i64| batch.entered.get(&id).is_none_or(|seen| *seen == now);
        Ok(now.len() == ids.len() && now.iter().all(|round| same(round.id, round.version)))
    }

    /// Holds the rounds that the stops of some deliveries are in.
    pub(super) async fn hold_rounds_of(&self, deliveries: &[Uuid]) -> Result<(), StoreError> {
        let ids: Vec<RoundId> = self.rounds_of(deliveries).await?.into_iter().collect();
        self.rounds(&ids).await.map(drop)
    }

    async fn rounds_of(&self, deliveries: &[Uuid]) -> Result<BTreeSet<RoundId>, StoreError> {
        let mut found = BTreeSet::new();
        for some in deliveries.chunks(CHUNK) {
            let rounds: Vec<Uuid> = stop::Entity::find()
                .select_only()
                .column(stop::Column::RoundId)
                .distinct()
                .filter(stop::Column::OrganisationId.eq(self.organisation().0))
                .filter(stop::Column::DeliveryId.is_in(some.iter().copied()))
                .filter(stop::Column::RoundId.is_not_null())
                .into_tuple()
                .all(&self.db())
                .await?;
            found.extend(rounds.into_iter().map(RoundId));
        }
        Ok(found)
    }
}
