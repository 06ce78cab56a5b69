//! Stops by themselves, one line each, as scripts and lists ask for them.

use super::read::{DeliveryRow, Parts, StopRow, place_of, select};
use crate::{Read, StoreError};
use cabas_kernel::{
    id::{MembershipId, RoundId},
    words::deliveries::{StopKind, StopStatus},
};
use cabas_model::{
    Page,
    address::Address,
    deliveries::{RecipientRef, StopSummary},
};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// Which stops a list holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct StopFilter {
    /// Those whose windows touch this local day (DL-6).
    pub day: Option<NaiveDate>,
    pub round: Option<RoundId>,
    pub assignee: Option<MembershipId>,
    pub kind: Option<StopKind>,
    pub status: Option<StopStatus>,
}

/// The organisation's stops, oldest first.
///
/// # Errors
/// The database's own.
pub async fn list_stops(
    read: &Read,
    filter: &StopFilter,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<StopSummary>, StoreError> {
    let found = fetch_all!(
        read,
        (Uuid, Uuid),
        "SELECT s.id, s.delivery_id FROM stops s WHERE s.organisation_id = $1 AND s.id > $2 \
         AND ($3 IS NULL OR (s.first_day <= $3 AND s.last_day >= $3)) AND ($4 IS NULL OR s.round_id = $4) \
         AND ($5 IS NULL OR s.assignee_id = $5) AND ($6 IS NULL OR s.kind = $6) \
         AND ($7 IS NULL OR s.status = $7) ORDER BY s.id LIMIT $8",
        read.organisation().0,
        after.unwrap_or_default(),
        filter.day,
        filter.round.map(|r| r.0),
        filter.assignee.map(|m| m.0),
        filter.kind.map(StopKind::as_str),
        filter.status.map(StopStatus::as_str),
        i64::from(limit) + 1
    )?;
    let mut deliveries: Vec<Uuid> = found.iter().map(|(_, delivery)| *delivery).collect();
    deliveries.sort_unstable();
    deliveries.dedup();
    let rows = fetch_some!(
        read,
        DeliveryRow,
        select!("WHERE d.organisation_id = $2 AND d.id"),
        deliveries.iter().copied(),
        read.organisation().0
    )?;
    let parts = Parts::read(read, rows).await?;
    let depots = depots(read, &parts).await?;
    let mut stops: HashMap<Uuid, StopSummary> = HashMap::new();
    for row in &parts.rows {
        for stop in parts.stops(row) {
            stops.insert(stop.core.id, summary(read, &parts, row, stop, &depots)?);
        }
    }
    let items: Vec<StopSummary> = found.into_iter().filter_map(|(id, _)| stops.remove(&id)).collect();
    crate::page(items, limit, |stop| stop.id.0, Ok)
}

async fn depots(read: &Read, parts: &Parts) -> Result<HashMap<Uuid, Address>, StoreError> {
    let mut ids: Vec<Uuid> = parts.stops.values().flatten().filter_map(|stop| stop.core.depot_id).collect();
    ids.sort_unstable();
    ids.dedup();
    super::details::depots(read, ids.into_iter()).await
}

fn summary(
    read: &Read,
    parts: &Parts,
    delivery: &DeliveryRow,
    stop: &StopRow,
    depots: &HashMap<Uuid, Address>,
) -> Result<StopSummary, StoreError> {
    let facts = stop.core.facts()?;
    let card = parts.card(delivery);
    let secrets = stop.secrets(read, parts.key(delivery))?;
    let depot = stop.core.depot_id.and_then(|id| depots.get(&id));
    let address = depot.or(secrets.place()).or(card.map(|card| &card.address)).cloned().unwrap_or_default();
    Ok(StopSummary {
        id: facts.id,
        delivery_id: facts.delivery,
        kind: facts.kind,
        status: facts.status,
        window: facts.window,
        recipient: card.map(|card| RecipientRef { id: card.id, display_name: card.display_name.clone() }),
        recipient_erased: parts.is_erased(delivery),
        address: place_of(&address),
        round_id: facts.round,
        position: u16::try_from(stop.position).unwrap_or_default(),
        assignee_id: facts.assignee,
        needs_follow_up: stop.needs_follow_up,
    })
}
