//! Rounds, as dispatchers read them.

use crate::{
    Read, StoreError,
    deliveries::{grams, window},
};
use cabas_kernel::{
    Ts,
    id::{DeliveryId, DepotId, MembershipId, OrganisationId, RoundId, StopId},
};
use cabas_model::{
    Page,
    rounds::{RoundDetails, RoundStop, RoundSummary},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

row! {
    struct SummaryRow {
        id: Uuid,
        name: String,
        day: NaiveDate,
        state: String,
        mode: String,
        assignee_id: Option<Uuid>,
        self_assign: bool,
        stop_count: i64,
    }
}

fn unknown<E>(_: E) -> StoreError {
    StoreError::Settings("unknown word in a round".into())
}

/// The organisation's rounds, of one day or of all, oldest first.
///
/// # Errors
/// The database's own.
pub async fn list_rounds(
    read: &Read,
    day: Option<NaiveDate>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<RoundSummary>, StoreError> {
    let rows = fetch_all!(
        read,
        SummaryRow,
        "SELECT r.id, r.name, r.day, r.state, r.mode, r.assignee_id, r.self_assign, \
         (SELECT COUNT(*) FROM stops s WHERE s.organisation_id = r.organisation_id AND s.round_id = r.id) AS stop_count \
         FROM rounds r WHERE r.organisation_id = $1 AND ($2 IS NULL OR r.day = $2) AND r.id > $3 \
         ORDER BY r.id LIMIT $4",
        read.organisation().0,
        day,
        after.unwrap_or_default(),
        i64::from(limit) + 1
    )?;
    crate::page(
        rows,
        limit,
        |r| r.id,
        |r| {
            Ok(RoundSummary {
                id: RoundId(r.id),
                name: r.name,
                date: r.day,
                state: r.state.parse().map_err(unknown)?,
                mode: r.mode.parse().map_err(unknown)?,
                assignee_id: r.assignee_id.map(MembershipId),
                self_assign: r.self_assign,
                stop_count: u16::try_from(r.stop_count).unwrap_or(u16::MAX),
            })
        },
    )
}

row! {
    struct DetailsRow {
        id: Uuid,
        name: String,
        day: NaiveDate,
        state: String,
        mode: String,
        depot_id: Option<Uuid>,
        max_load_g: Option<i32>,
        assignee_id: Option<Uuid>,
        self_assign: bool,
        started_at: Option<i64>,
        closed_at: Option<i64>,
        version: i64,
    }
}

row! {
    struct StopRow {
        id: Uuid,
        delivery_id: Uuid,
        kind: String,
        status: String,
        window_start: Option<i64>,
        window_end: i64,
    }
}

/// One round with its stops in order, and its version.
///
/// # Errors
/// The database's own.
pub async fn round(read: &Read, id: RoundId) -> Result<Option<(RoundDetails, i64)>, StoreError> {
    let row = fetch_optional!(
        read,
        DetailsRow,
        "SELECT id, name, day, state, mode, depot_id, max_load_g, assignee_id, self_assign, started_at, closed_at, version \
         FROM rounds WHERE organisation_id = $1 AND id = $2",
        read.organisation().0,
        id.0
    )?;
    let Some(row) = row else { return Ok(None) };
    let stops = fetch_all!(
        read,
        StopRow,
        "SELECT id, delivery_id, kind, status, window_start, window_end FROM stops \
         WHERE organisation_id = $1 AND round_id = $2 ORDER BY position, id",
        read.organisation().0,
        id.0
    )?;
    let stops = stops.into_iter().enumerate().map(|(position, s)| s.shown(position)).collect::<Result<_, _>>()?;
    let details = RoundDetails {
        id: RoundId(row.id),
        name: row.name,
        date: row.day,
        state: row.state.parse().map_err(unknown)?,
        mode: row.mode.parse().map_err(unknown)?,
        depot_id: row.depot_id.map(DepotId),
        max_load_g: grams(row.max_load_g),
        assignee_id: row.assignee_id.map(MembershipId),
        self_assign: row.self_assign,
        stops,
        started_at: row.started_at.map(Ts::from_micros),
        closed_at: row.closed_at.map(Ts::from_micros),
    };
    Ok(Some((details, row.version)))
}

impl StopRow {
    fn shown(self, position: usize) -> Result<RoundStop, StoreError> {
        Ok(RoundStop {
            id: StopId(self.id),
            delivery_id: DeliveryId(self.delivery_id),
            kind: self.kind.parse().map_err(unknown)?,
            position: u16::try_from(position).unwrap_or(u16::MAX),
            status: self.status.parse().map_err(unknown)?,
            window: window(self.window_start, self.window_end),
        })
    }
}

/// Says whether the round is one of the organisation's.
///
/// # Errors
/// The database's own.
pub async fn has_round(read: &Read, id: RoundId) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = fetch_optional!(
        read,
        (i64,),
        "SELECT version FROM rounds WHERE organisation_id = $1 AND id = $2",
        read.organisation().0,
        id.0
    )?;
    Ok(found.is_some())
}

/// Says whether the stop is one of the organisation's.
///
/// # Errors
/// The database's own.
pub async fn has_stop(read: &Read, id: StopId) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = fetch_optional!(
        read,
        (i64,),
        "SELECT version FROM stops WHERE organisation_id = $1 AND id = $2",
        read.organisation().0,
        id.0
    )?;
    Ok(found.is_some())
}

/// The rounds under way whose stops are all over, by organisation: they may be due to close. For the workers.
///
/// # Errors
/// The database's own.
pub async fn open_rounds(read: &Read) -> Result<BTreeMap<OrganisationId, Vec<RoundId>>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid, Uuid),
        "SELECT r.organisation_id, r.id FROM rounds r WHERE r.state IN ('published', 'running') \
         AND EXISTS (SELECT 1 FROM stops s WHERE s.organisation_id = r.organisation_id AND s.round_id = r.id \
                     AND s.closed_at IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM stops s WHERE s.organisation_id = r.organisation_id AND s.round_id = r.id \
                         AND s.status IN ('draft', 'ready', 'assigned', 'out')) ORDER BY r.id LIMIT 1000"
    )?;
    let mut open: BTreeMap<OrganisationId, Vec<RoundId>> = BTreeMap::new();
    for (organisation, round) in rows {
        open.entry(OrganisationId(organisation)).or_default().push(RoundId(round));
    }
    Ok(open)
}
