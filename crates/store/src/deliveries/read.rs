//! Deliveries, as dispatchers read them.

use super::{
    facts::window,
    sealed::{self, StopSecrets},
};
use crate::{
    Read, StoreError,
    recipients::{self, RecipientCard},
};
use cabas_domain::deliveries::{StopFacts, delivery_status};
use cabas_kernel::{
    Grams, Ts,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    words::deliveries::DeliveryStatus,
};
use cabas_model::{
    Page,
    address::Address,
    deliveries::{
        DeliveryDetails, DeliverySummary, PackageLine, Place, RecipientRef, StopDetails, StopEvent, StopKind,
    },
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
fn place_of(address: &Address) -> Place {
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

macro_rules! select {
    ($($rest:literal),+) => {
        concat!(
            "SELECT d.id, d.external_ref, d.recipient_id, d.source, d.packages, d.weight_g, d.tags, d.sealed, \
             d.rescheduled_from, d.rescheduled_to, d.version, d.created_at, d.updated_at FROM deliveries d ",
            $($rest),+
        )
    };
}

/// Deliveries with what stands behind them: each household is opened once, however many deliveries it has.
struct Parts {
    rows: Vec<DeliveryRow>,
    stops: HashMap<Uuid, Vec<StopRow>>,
    cards: HashMap<RecipientId, RecipientCard>,
}

impl Parts {
    async fn read(read: &Read, rows: Vec<DeliveryRow>) -> Result<Self, StoreError> {
        let mut found = fetch_some!(
            read,
            StopRow,
            "SELECT s.id, s.delivery_id, s.recipient_id, s.depot_id, s.kind, s.status, s.ordinal, s.window_start, \
             s.window_end, s.promised_start, s.promised_end, s.round_id, s.position, s.assignee_id, s.started_at, \
             s.closed_at, s.reported_at, s.failure_reason, s.needs_follow_up, s.sealed FROM stops s \
             WHERE s.organisation_id = $2 AND s.delivery_id",
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
        Ok(Self { rows, stops, cards })
    }

    fn card(&self, row: &DeliveryRow) -> Option<&RecipientCard> {
        row.recipient_id.and_then(|r| self.cards.get(&RecipientId(r)))
    }

    fn stops(&self, row: &DeliveryRow) -> &[StopRow] {
        self.stops.get(&row.id).map(Vec::as_slice).unwrap_or_default()
    }

    fn summary(&self, read: &Read, row: &DeliveryRow) -> Result<DeliverySummary, StoreError> {
        let stops = self.stops(row);
        let facts = stops.iter().map(StopRow::facts).collect::<Result<Vec<_>, _>>()?;
        let at = facts.iter().rposition(|s| s.kind == StopKind::Dropoff);
        let goal = at.and_then(|at| facts.get(at)).or(facts.last());
        let card = self.card(row);
        let address = match (card, at.and_then(|at| stops.get(at))) {
            (Some(card), Some(stop)) => stop.secrets(read, card)?.address.or_else(|| Some(card.address.clone())),
            (card, _) => card.map(|c| c.address.clone()),
        };
        let comments = match card {
            Some(card) => sealed::open_comments(&card.key, read.organisation(), row.id, row.sealed.as_deref())?,
            None => None,
        };
        Ok(DeliverySummary {
            id: DeliveryId(row.id),
            external_ref: row.external_ref.clone(),
            status: delivery_status(&facts),
            recipient: card.map(|c| RecipientRef { id: c.id, display_name: c.display_name.clone() }),
            address: place_of(&address.unwrap_or_default()),
            window: goal.map_or_else(|| window(None, 0), |s| s.window),
            round_id: goal.and_then(|s| s.round),
            assignee_id: goal.and_then(|s| s.assignee),
            packages: row.packages.0.clone(),
            weight_g: row.weight_g.and_then(|w| u32::try_from(w).ok()).map(Grams),
            comments,
            tags: row.tags.0.clone(),
        })
    }
}

impl StopRow {
    /// What the stop kept of its closing.
    fn secrets(&self, read: &Read, card: &RecipientCard) -> Result<StopSecrets, StoreError> {
        sealed::open_stop(&card.key, read.organisation(), self.id, self.sealed.as_deref())
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

/// One delivery with its stops and their history, and its version.
///
/// # Errors
/// The database's own.
pub async fn delivery(read: &Read, id: DeliveryId) -> Result<Option<(DeliveryDetails, i64)>, StoreError> {
    let found = fetch_optional!(
        read,
        DeliveryRow,
        select!("WHERE d.organisation_id = $1 AND d.id = $2"),
        read.organisation().0,
        id.0
    )?;
    let Some(row) = found else { return Ok(None) };
    let parts = Parts::read(read, vec![row]).await?;
    let Some(row) = parts.rows.first() else { return Ok(None) };
    let summary = parts.summary(read, row)?;
    let card = parts.card(row);
    let mut history = history(read, id, card).await?;
    let depots = depots(read, parts.stops(row)).await?;
    let mut stops = Vec::new();
    for stop in parts.stops(row) {
        let depot = stop.depot_id.and_then(|d| depots.get(&d)).cloned();
        stops.push(stop.details(read, card, depot, history.remove(&stop.id).unwrap_or_default())?);
    }
    let details = DeliveryDetails {
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
        comments: summary.comments,
        tags: summary.tags,
        stops,
        rescheduled_from: row.rescheduled_from.map(DeliveryId),
        rescheduled_to: row.rescheduled_to.map(DeliveryId),
        created_at: Ts::from_micros(row.created_at),
        updated_at: Ts::from_micros(row.updated_at),
    };
    Ok(Some((details, row.version)))
}

impl StopRow {
    fn details(
        &self,
        read: &Read,
        card: Option<&RecipientCard>,
        depot: Option<Address>,
        history: Vec<StopEvent>,
    ) -> Result<StopDetails, StoreError> {
        let facts = self.facts()?;
        let secrets = match card {
            Some(card) => self.secrets(read, card)?,
            None => StopSecrets::default(),
        };
        let household = || secrets.address.or_else(|| card.map(|c| c.address.clone())).unwrap_or_default();
        Ok(StopDetails {
            id: facts.id,
            kind: facts.kind,
            status: facts.status,
            window: facts.window,
            promised: self.promised_end.map(|end| window(self.promised_start, end)),
            address: depot.unwrap_or_else(household),
            position: u16::try_from(self.position).unwrap_or_default(),
            started_at: self.started_at.map(Ts::from_micros),
            closed_at: self.closed_at.map(Ts::from_micros),
            reported_at: self.reported_at.map(Ts::from_micros),
            received_by: secrets.received_by,
            outcome_note: secrets.note,
            failure_reason: self.failure_reason.as_deref().and_then(|r| r.parse().ok()),
            needs_follow_up: self.needs_follow_up,
            history,
        })
    }
}

/// Where the goods of some stops are loaded, depots that were taken off the list too.
async fn depots(read: &Read, stops: &[StopRow]) -> Result<HashMap<Uuid, Address>, StoreError> {
    let rows = fetch_some!(
        read,
        (Uuid, Json<Address>),
        "SELECT id, address FROM depots WHERE organisation_id = $2 AND id",
        stops.iter().filter_map(|s| s.depot_id),
        read.organisation().0
    )?;
    Ok(rows.into_iter().map(|(id, address)| (id, address.0)).collect())
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: Uuid,
    stop_id: Uuid,
    kind: String,
    created_at: i64,
    reported_at: Option<i64>,
    display_name: Option<String>,
    from_status: Option<String>,
    to_status: String,
    sealed_note: Option<Vec<u8>>,
}

/// What happened to the stops of a delivery, each stop's oldest first.
async fn history(
    read: &Read,
    id: DeliveryId,
    card: Option<&RecipientCard>,
) -> Result<HashMap<Uuid, Vec<StopEvent>>, StoreError> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT e.id, e.stop_id, e.kind, e.created_at, e.reported_at, p.display_name, e.from_status, e.to_status, \
         e.sealed_note FROM stop_events e \
         JOIN stops s ON s.organisation_id = e.organisation_id AND s.id = e.stop_id \
         LEFT JOIN memberships m ON m.organisation_id = e.organisation_id AND m.id = e.actor_id \
         LEFT JOIN people p ON p.id = m.person_id AND p.erased_at IS NULL \
         WHERE e.organisation_id = $1 AND s.delivery_id = $2 ORDER BY e.id",
        read.organisation().0,
        id.0
    )?;
    let mut of: HashMap<Uuid, Vec<StopEvent>> = HashMap::new();
    for row in rows {
        let note = match card {
            Some(card) => sealed::open_note(&card.key, read.organisation(), row.id, row.sealed_note.as_deref())?,
            None => None,
        };
        let line = StopEvent {
            kind: row.kind,
            at: Ts::from_micros(row.created_at),
            reported_at: row.reported_at.map(Ts::from_micros),
            by: row.display_name,
            note,
            from: row.from_status.and_then(|s| s.parse().ok()),
            to: row.to_status.parse().map_err(|_| StoreError::Settings("unknown status".into()))?,
        };
        of.entry(row.stop_id).or_default().push(line);
    }
    Ok(of)
}
