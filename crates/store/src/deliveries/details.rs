//! One delivery whole, as a dispatcher reads it: its stops, and all that happened to them.

use super::{
    facts::window,
    read::{DeliveryRow, Parts, StopRow, select},
    sealed,
};
use crate::{Read, StoreError, recipients::RecipientCard, vault::Key};
use cabas_kernel::{
    Ts,
    id::{DeliveryId, RecurrenceId},
};
use cabas_model::{
    address::Address,
    deliveries::{DeliveryDetails, StopDetails, StopEvent},
};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

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
    let (card, key) = (parts.card(row), parts.key(row));
    let mut history = history(read, id, key).await?;
    let depots = depots(read, parts.stops(row).iter().filter_map(|stop| stop.core.depot_id)).await?;
    let date = day(read, id).await?;
    let mut stops = Vec::new();
    for stop in parts.stops(row) {
        let depot = stop.core.depot_id.and_then(|d| depots.get(&d)).cloned();
        stops.push(stop.details(read, (card, key), depot, history.remove(&stop.core.id).unwrap_or_default())?);
    }
    let details = DeliveryDetails {
        id: summary.id,
        external_ref: summary.external_ref,
        status: summary.status,
        source: row.source.parse().map_err(|_| StoreError::Settings("unknown source".into()))?,
        date,
        recipient: summary.recipient,
        recipient_erased: summary.recipient_erased,
        address: summary.address,
        window: summary.window,
        round_id: summary.round_id,
        assignee_id: summary.assignee_id,
        packages: summary.packages,
        weight_g: summary.weight_g,
        comments: summary.comments,
        tags: summary.tags,
        metadata: parts.words(read, row)?.metadata,
        stops,
        rescheduled_from: row.rescheduled_from.map(DeliveryId),
        rescheduled_to: row.rescheduled_to.map(DeliveryId),
        recurrence_id: row.recurrence_id.map(RecurrenceId),
        occurrence_date: row.occurrence_date,
        created_at: Ts::from_micros(row.created_at),
        updated_at: Ts::from_micros(row.updated_at),
    };
    Ok(Some((details, row.version)))
}

impl StopRow {
    fn details(
        &self,
        read: &Read,
        (card, key): (Option<&RecipientCard>, Option<&Key>),
        depot: Option<Address>,
        history: Vec<StopEvent>,
    ) -> Result<StopDetails, StoreError> {
        let facts = self.core.facts()?;
        let secrets = self.secrets(read, key)?;
        let place = || secrets.place().or(card.map(|c| &c.address)).cloned().unwrap_or_default();
        Ok(StopDetails {
            id: facts.id,
            kind: facts.kind,
            status: facts.status,
            window: facts.window,
            promised: self.promised_end.map(|end| window(self.promised_start, end)),
            address: depot.unwrap_or_else(place),
            position: u16::try_from(self.position).unwrap_or_default(),
            started_at: self.started_at.map(Ts::from_micros),
            closed_at: facts.closed_at,
            reported_at: self.reported_at.map(Ts::from_micros),
            received_by: secrets.received_by,
            outcome_note: secrets.note,
            failure_reason: self.failure_reason.as_deref().and_then(|r| r.parse().ok()),
            needs_follow_up: self.needs_follow_up,
            history,
        })
    }
}

/// The day on whose board a delivery stands: where its last stop is.
async fn day(read: &Read, id: DeliveryId) -> Result<NaiveDate, StoreError> {
    let rows = fetch_all!(
        read,
        (Option<NaiveDate>, NaiveDate),
        "SELECT r.day, s.first_day FROM stops s \
         LEFT JOIN rounds r ON r.organisation_id = s.organisation_id AND r.id = s.round_id \
         WHERE s.organisation_id = $1 AND s.delivery_id = $2 ORDER BY s.ordinal DESC",
        read.organisation().0,
        id.0
    )?;
    let last = rows.into_iter().next().map(|(round, first)| round.unwrap_or(first));
    last.ok_or_else(|| StoreError::Settings("a delivery without a stop".into()))
}

/// Where goods are loaded, depots that were taken off the list too.
pub(super) async fn depots(read: &Read, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Address>, StoreError> {
    let rows = fetch_some!(
        read,
        (Uuid, Json<Address>),
        "SELECT id, address FROM depots WHERE organisation_id = $2 AND id",
        ids,
        read.organisation().0
    )?;
    Ok(rows.into_iter().map(|(id, address)| (id, address.0)).collect())
}

row! {
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
}

/// What happened to the stops of a delivery, each stop's oldest first.
async fn history(read: &Read, id: DeliveryId, key: Option<&Key>) -> Result<HashMap<Uuid, Vec<StopEvent>>, StoreError> {
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
        let note = match key {
            Some(key) => sealed::open_note(key, read.organisation(), row.id, row.sealed_note.as_deref())?,
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
