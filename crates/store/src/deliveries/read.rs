//! Deliveries, as dispatchers read them.

use super::{facts::window, sealed};
use crate::{
    Read, StoreError,
    recipients::{self, RecipientCard},
};
use cabas_domain::deliveries::{StopFacts, delivery_status};
use cabas_kernel::{
    Grams, Ts,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    words::deliveries::{DeliveryStatus, StopKind},
};
use cabas_model::{
    Page,
    address::Address,
    deliveries::{DeliveryDetails, DeliverySummary, PackageLine, Place, RecipientRef, StopDetails, StopEvent},
};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: Uuid,
    external_ref: Option<String>,
    recipient_id: Option<Uuid>,
    source: String,
    packages: Json<Vec<PackageLine>>,
    weight_g: Option<i32>,
    tags: Json<Vec<String>>,
    sealed: Option<Vec<u8>>,
    rescheduled_from: Option<Uuid>,
    rescheduled_to: Option<Uuid>,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

#[derive(sqlx::FromRow)]
struct StopRow {
    id: Uuid,
    delivery_id: Uuid,
    recipient_id: Option<Uuid>,
    depot_id: Option<Uuid>,
    kind: String,
    status: String,
    ordinal: i16,
    window_start: Option<i64>,
    window_end: i64,
    promised_start: Option<i64>,
    promised_end: Option<i64>,
    round_id: Option<Uuid>,
    position: i16,
    assignee_id: Option<Uuid>,
    started_at: Option<i64>,
    closed_at: Option<i64>,
    reported_at: Option<i64>,
    failure_reason: Option<String>,
    needs_follow_up: bool,
    sealed: Option<Vec<u8>>,
}

impl StopRow {
    fn facts(&self) -> Result<StopFacts, StoreError> {
        let unknown = |_| StoreError::Settings("unknown word in a stop".into());
        Ok(StopFacts {
            id: StopId(self.id),
            delivery: DeliveryId(self.delivery_id),
            kind: self.kind.parse().map_err(unknown)?,
            status: self.status.parse().map_err(unknown)?,
            recipient: self.recipient_id.map(RecipientId),
            at_depot: self.depot_id.is_some(),
            window: window(self.window_start, self.window_end),
            round: self.round_id.map(RoundId),
            assignee: self.assignee_id.map(MembershipId),
            previous: None,
            closed_at: self.closed_at.map(Ts::from_micros),
            closed_by: None,
            failure_reason: None,
            rescheduled: false,
        })
    }
}

/// How a list shows a household's place.
pub fn place_of(address: &Address) -> Place {
    Place {
        street: address.street.clone(),
        postal_code: address.postal_code.clone(),
        city: address.city.clone(),
        lat: address.lat,
        lon: address.lon,
    }
}

struct Parts {
    rows: Vec<DeliveryRow>,
    stops: HashMap<Uuid, Vec<StopRow>>,
    cards: HashMap<RecipientId, RecipientCard>,
}

impl Parts {
    fn summary(&self, row: &DeliveryRow) -> Result<DeliverySummary, StoreError> {
        let stops = self.stops.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let facts = stops.iter().map(StopRow::facts).collect::<Result<Vec<_>, _>>()?;
        let goal = facts.iter().rev().find(|s| s.kind == StopKind::Dropoff).or(facts.last());
        let card = row.recipient_id.and_then(|r| self.cards.get(&RecipientId(r)));
        let empty =
            Place { street: String::new(), postal_code: String::new(), city: String::new(), lat: None, lon: None };
        Ok(DeliverySummary {
            id: DeliveryId(row.id),
            external_ref: row.external_ref.clone(),
            status: delivery_status(&facts),
            recipient: card.map(|c| RecipientRef { id: c.id, display_name: c.display_name.clone() }),
            address: card.map_or(empty, |c| place_of(&c.address)),
            window: goal.map_or_else(|| window(None, 0), |s| s.window),
            round_id: goal.and_then(|s| s.round),
            assignee_id: goal.and_then(|s| s.assignee),
            packages: row.packages.0.clone(),
            weight_g: row.weight_g.and_then(|w| u32::try_from(w).ok()).map(Grams),
            comments: None,
            tags: row.tags.0.clone(),
        })
    }
}

/// The deliveries of a day (those whose windows touch it), or of a household, or all; by id.
///
/// # Errors
/// The database's own.
pub async fn list_deliveries(
    read: &Read,
    day: Option<NaiveDate>,
    recipient: Option<RecipientId>,
    status: Option<DeliveryStatus>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<DeliverySummary>, StoreError> {
    let rows = fetch_all!(
        read,
        DeliveryRow,
        "SELECT d.id, d.external_ref, d.recipient_id, d.source, d.packages, d.weight_g, d.tags, d.sealed, d.rescheduled_from, \
                d.rescheduled_to, d.version, d.created_at, d.updated_at \
         FROM deliveries d WHERE d.organisation_id = $1 AND ($2 IS NULL OR d.id > $2) AND ($3 IS NULL OR d.recipient_id = $3) \
           AND ($4 IS NULL OR EXISTS (SELECT 1 FROM stops s WHERE s.organisation_id = d.organisation_id AND s.delivery_id = d.id \
                AND s.first_day <= $4 AND s.last_day >= $4)) ORDER BY d.id LIMIT $5",
        read.organisation().0,
        after,
        recipient.map(|r| r.0),
        day,
        i64::from(limit) + 1
    )?;
    let parts = parts(read, rows).await?;
    let mut items = Vec::with_capacity(parts.rows.len());
    for row in &parts.rows {
        items.push(parts.summary(row)?);
    }
    let more = items.len() > usize::from(limit);
    items.truncate(usize::from(limit));
    let next_cursor = if more { items.last().map(|d| d.id.to_string()) } else { None };
    items.retain(|d| status.is_none_or(|s| s == d.status));
    Ok(Page { items, next_cursor })
}

async fn parts(read: &Read, rows: Vec<DeliveryRow>) -> Result<Parts, StoreError> {
    let mut found = fetch_some!(
        read,
        StopRow,
        "SELECT s.id, s.delivery_id, s.recipient_id, s.depot_id, s.kind, s.status, s.ordinal, s.window_start, s.window_end, \
         s.promised_start, s.promised_end, s.round_id, s.position, s.assignee_id, s.started_at, s.closed_at, s.reported_at, \
         s.failure_reason, s.needs_follow_up, s.sealed FROM stops s WHERE s.organisation_id = $2 AND s.delivery_id",
        rows.iter().map(|r| r.id),
        read.organisation().0
    )?;
    found.sort_by_key(|s| s.ordinal);
    let mut stops: HashMap<Uuid, Vec<StopRow>> = HashMap::new();
    for stop in found {
        stops.entry(stop.delivery_id).or_default().push(stop);
    }
    let mut wanted: Vec<RecipientId> = rows.iter().filter_map(|r| r.recipient_id.map(RecipientId)).collect();
    wanted.sort();
    wanted.dedup();
    let cards = recipients::cards(read, &wanted).await?;
    Ok(Parts { rows, stops, cards })
}

/// One delivery with its stops and their history, and its version.
///
/// # Errors
/// The database's own.
pub async fn delivery(read: &Read, id: DeliveryId) -> Result<Option<(DeliveryDetails, i64)>, StoreError> {
    let organisation = read.organisation();
    let found = fetch_optional!(
        read,
        DeliveryRow,
        "SELECT id, external_ref, recipient_id, source, packages, weight_g, tags, sealed, rescheduled_from, rescheduled_to, version, \
                created_at, updated_at FROM deliveries WHERE organisation_id = $1 AND id = $2",
        organisation.0,
        id.0
    )?;
    let Some(row) = found else { return Ok(None) };
    let parts = parts(read, vec![row]).await?;
    let Some(row) = parts.rows.first() else { return Ok(None) };
    let summary = parts.summary(row)?;
    let key = match row.recipient_id {
        Some(recipient) => recipients::recipient_key(read, RecipientId(recipient)).await?,
        None => None,
    };
    let comments = match &key {
        Some(key) => sealed::open_comments(key, organisation, row.id, row.sealed.as_deref())?,
        None => None,
    };
    let here =
        row.recipient_id.and_then(|r| parts.cards.get(&RecipientId(r))).map(|c| c.address.clone()).unwrap_or_default();
    let mut stops = Vec::new();
    for stop in parts.stops.get(&row.id).map(Vec::as_slice).unwrap_or_default() {
        let secrets = match &key {
            Some(key) => sealed::open_stop(key, organisation, stop.id, stop.sealed.as_deref())?,
            None => sealed::StopSecrets::default(),
        };
        let facts = stop.facts()?;
        stops.push(StopDetails {
            id: facts.id,
            kind: facts.kind,
            status: facts.status,
            window: facts.window,
            promised: stop.promised_end.map(|end| window(stop.promised_start, end)),
            address: secrets.address.unwrap_or_else(|| here.clone()),
            position: u16::try_from(stop.position).unwrap_or_default(),
            started_at: stop.started_at.map(Ts::from_micros),
            closed_at: stop.closed_at.map(Ts::from_micros),
            reported_at: stop.reported_at.map(Ts::from_micros),
            received_by: secrets.received_by,
            outcome_note: secrets.note,
            failure_reason: stop.failure_reason.as_deref().and_then(|r| r.parse().ok()),
            needs_follow_up: stop.needs_follow_up,
            history: history(read, stop.id).await?,
        });
    }
    Ok(Some((
        DeliveryDetails {
            id: summary.id,
            external_ref: summary.external_ref,
            status: summary.status,
            source: row.source.parse().map_err(|_| StoreError::Settings("unknown source".into()))?,
            recipient: summary.recipient,
            address: summary.address,
            window: summary.window,
            round_id: summary.round_id,
            assignee_id: summary.assignee_id,
            packages: summary.packages,
            weight_g: summary.weight_g,
            comments,
            tags: summary.tags,
            stops,
            rescheduled_from: row.rescheduled_from.map(DeliveryId),
            rescheduled_to: row.rescheduled_to.map(DeliveryId),
            created_at: Ts::from_micros(row.created_at),
            updated_at: Ts::from_micros(row.updated_at),
        },
        row.version,
    )))
}

#[derive(sqlx::FromRow)]
struct EventRow {
    kind: String,
    created_at: i64,
    reported_at: Option<i64>,
    display_name: Option<String>,
    from_status: Option<String>,
    to_status: String,
}

async fn history(read: &Read, stop: Uuid) -> Result<Vec<StopEvent>, StoreError> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT e.kind, e.created_at, e.reported_at, p.display_name, e.from_status, e.to_status FROM stop_events e \
         LEFT JOIN memberships m ON m.id = e.actor_id LEFT JOIN people p ON p.id = m.person_id \
         WHERE e.organisation_id = $1 AND e.stop_id = $2 ORDER BY e.id",
        read.organisation().0,
        stop
    )?;
    rows.into_iter()
        .map(|r| {
            Ok(StopEvent {
                kind: r.kind,
                at: Ts::from_micros(r.created_at),
                reported_at: r.reported_at.map(Ts::from_micros),
                by: r.display_name,
                note: None,
                from: r.from_status.and_then(|s| s.parse().ok()),
                to: r.to_status.parse().map_err(|_| StoreError::Settings("unknown status".into()))?,
            })
        })
        .collect()
}
