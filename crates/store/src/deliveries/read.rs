//! Deliveries, as dispatchers read them.

use super::{
    columns::{Core, core_columns},
    facts::{grams, window},
    sealed::{self, DeliveryWords, StopSecrets},
};
use crate::{
    Read, StoreError,
    recipients::{self, RecipientCard},
    vault::Key,
};
use cabas_domain::deliveries::delivery_status;
use cabas_kernel::{
    id::{DeliveryId, RecipientId},
    words::deliveries::DeliveryStatus,
};
use cabas_model::{
    Page,
    address::Address,
    deliveries::{DeliverySummary, PackageLine, Place, RecipientRef, StopKind},
};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

row! {
    pub(super) struct DeliveryRow {
        pub(super) id: Uuid,
        pub(super) external_ref: Option<String>,
        pub(super) recipient_id: Option<Uuid>,
        pub(super) source: String,
        pub(super) packages: Json<Vec<PackageLine>>,
        pub(super) weight_g: Option<i32>,
        pub(super) sealed: Option<Vec<u8>>,
        pub(super) rescheduled_from: Option<Uuid>,
        pub(super) rescheduled_to: Option<Uuid>,
        pub(super) recurrence_id: Option<Uuid>,
        pub(super) occurrence_date: Option<NaiveDate>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
    }
}

row! {
    pub(super) struct StopRow {
        pub(super) core: Core,
        pub(super) ordinal: i16,
        pub(super) promised_start: Option<i64>,
        pub(super) promised_end: Option<i64>,
        pub(super) position: i16,
        pub(super) started_at: Option<i64>,
        pub(super) reported_at: Option<i64>,
        pub(super) failure_reason: Option<String>,
        pub(super) needs_follow_up: bool,
        pub(super) sealed: Option<Vec<u8>>,
    }
}

/// How a list shows a household's place.
pub(super) fn place_of(address: &Address) -> Place {
    Place {
        street: address.street.clone(),
        postal_code: address.postal_code.clone(),
        city: address.city.clone(),
        lat: address.lat,
        lon: address.lon,
    }
}

/// Rows opened at once when a list is filtered by a status, which follows from the stops.
const BATCH: u16 = 500;

/// All that is read of deliveries, before the condition.
macro_rules! select {
    ($($rest:literal),+) => {
        concat!(
            "SELECT d.id, d.external_ref, d.recipient_id, d.source, d.packages, d.weight_g, d.sealed, \
             d.rescheduled_from, d.rescheduled_to, d.recurrence_id, d.occurrence_date, d.version, d.created_at, d.updated_at FROM deliveries d ",
            $($rest),+
        )
    };
}
pub(super) use select;

/// Deliveries with what stands behind them: each household is opened once, however many deliveries it has.
pub(super) struct Parts {
    pub(super) rows: Vec<DeliveryRow>,
    pub(super) stops: HashMap<Uuid, Vec<StopRow>>,
    pub(super) cards: HashMap<RecipientId, RecipientCard>,
    /// The organisation's, for deliveries that have no household.
    key: Key,
}

impl Parts {
    pub(super) async fn read(read: &Read, rows: Vec<DeliveryRow>) -> Result<Self, StoreError> {
        let mut found = fetch_some!(
            read,
            StopRow,
            concat!(
                "SELECT ",
                core_columns!(),
                ", s.ordinal, s.promised_start, s.promised_end, s.position, s.started_at, s.reported_at, \
                 s.failure_reason, s.needs_follow_up, s.sealed FROM stops s \
                 WHERE s.organisation_id = $2 AND s.delivery_id"
            ),
            rows.iter().map(|r| r.id),
            read.organisation().0
        )?;
        found.sort_by_key(|s| s.ordinal);
        let mut stops: HashMap<Uuid, Vec<StopRow>> = HashMap::new();
        for stop in found {
            stops.entry(stop.core.delivery_id).or_default().push(stop);
        }
        let mut wanted: Vec<RecipientId> = rows.iter().filter_map(|r| r.recipient_id.map(RecipientId)).collect();
        wanted.sort();
        wanted.dedup();
        let cards = recipients::cards(read, &wanted).await?;
        Ok(Self { rows, stops, cards, key: read.key().await? })
    }

    pub(super) fn card(&self, row: &DeliveryRow) -> Option<&RecipientCard> {
        row.recipient_id.and_then(|r| self.cards.get(&RecipientId(r)))
    }

    /// What opens what a delivery and its stops say; nothing once the household's key is erased.
    pub(super) fn key(&self, row: &DeliveryRow) -> Option<&Key> {
        match row.recipient_id {
            Some(_) => self.card(row).map(|card| &card.key),
            None => Some(&self.key),
        }
    }

    /// Whether the household is erased: it is still pointed at, and there is no record of it.
    pub(super) fn is_erased(&self, row: &DeliveryRow) -> bool {
        row.recipient_id.is_some() && self.card(row).is_none()
    }

    pub(super) fn stops(&self, row: &DeliveryRow) -> &[StopRow] {
        self.stops.get(&row.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is written about a delivery.
    pub(super) fn words(&self, read: &Read, row: &DeliveryRow) -> Result<DeliveryWords, StoreError> {
        match self.key(row) {
            Some(key) => sealed::open_words(key, read.organisation(), row.id, row.sealed.as_deref()),
            None => Ok(DeliveryWords::default()),
        }
    }

    pub(super) fn summary(&self, read: &Read, row: &DeliveryRow) -> Result<DeliverySummary, StoreError> {
        let stops = self.stops(row);
        let facts = stops.iter().map(|stop| stop.core.facts()).collect::<Result<Vec<_>, _>>()?;
        let at = facts.iter().rposition(|s| s.kind == StopKind::Dropoff);
        let goal = at.and_then(|at| facts.get(at)).or(facts.last());
        let (card, key) = (self.card(row), self.key(row));
        let shown = at.and_then(|at| stops.get(at)).or(stops.last());
        let secrets = shown.map(|stop| stop.secrets(read, key)).transpose()?.unwrap_or_default();
        let address = secrets.place().or(card.map(|c| &c.address)).cloned();
        let words = self.words(read, row)?;
        Ok(DeliverySummary {
            id: DeliveryId(row.id),
            external_ref: row.external_ref.clone(),
            status: delivery_status(&facts),
            recipient: card.map(|c| RecipientRef { id: c.id, display_name: c.display_name.clone() }),
            recipient_erased: self.is_erased(row),
            address: place_of(&address.unwrap_or_default()),
            window: goal.map_or_else(|| window(None, 0), |s| s.window),
            round_id: goal.and_then(|s| s.round),
            assignee_id: goal.and_then(|s| s.assignee),
            packages: row.packages.0.clone(),
            weight_g: grams(row.weight_g),
            comments: words.comments,
            tags: words.tags,
        })
    }
}

impl StopRow {
    /// What the stop says of itself.
    pub(super) fn secrets(&self, read: &Read, key: Option<&Key>) -> Result<StopSecrets, StoreError> {
        match key {
            Some(key) => sealed::open_stop(key, read.organisation(), self.core.id, self.sealed.as_deref()),
            None => Ok(StopSecrets::default()),
        }
    }
}

/// Which deliveries a list holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those whose windows touch this local day (DL-6).
    pub day: Option<NaiveDate>,
    pub recipient: Option<RecipientId>,
    pub status: Option<DeliveryStatus>,
}

/// The organisation's deliveries, oldest first.
///
/// # Errors
/// The database's own.
pub async fn list_deliveries(
    read: &Read,
    filter: &Filter,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<DeliverySummary>, StoreError> {
    let wanted = usize::from(limit) + 1;
    let batch = if filter.status.is_some() { BATCH } else { limit + 1 };
    let (mut after, mut found) = (after, Vec::new());
    loop {
        let rows = fetch_all!(
            read,
            DeliveryRow,
            select!(
                "WHERE d.organisation_id = $1 AND d.id > $2 AND ($3 IS NULL OR d.recipient_id = $3) \
                 AND ($4 IS NULL OR EXISTS (SELECT 1 FROM stops s WHERE s.organisation_id = d.organisation_id \
                 AND s.delivery_id = d.id AND s.first_day <= $4 AND s.last_day >= $4)) ORDER BY d.id LIMIT $5"
            ),
            read.organisation().0,
            after.unwrap_or_default(),
            filter.recipient.map(|r| r.0),
            filter.day,
            i64::from(batch)
        )?;
        let last = rows.len() < usize::from(batch);
        after = rows.last().map(|r| r.id);
        let parts = Parts::read(read, rows).await?;
        for row in &parts.rows {
            let summary = parts.summary(read, row)?;
            if filter.status.is_none_or(|s| s == summary.status) {
                found.push(summary);
            }
        }
        if last || found.len() >= wanted {
            return crate::page(found, limit, |d| d.id.0, Ok);
        }
    }
}
