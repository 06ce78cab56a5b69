//! Follow-ups, as dispatchers read them.

use super::sealed::Words;
use crate::{
    Read, StoreError,
    recipients::{self, RecipientCard},
};
use cabas_kernel::{
    Ts,
    id::{DeliveryId, FollowUpId, MembershipId, RecipientId, RoundId, StopId},
};
use cabas_model::{
    Page,
    follow_ups::{FollowUpCause, FollowUpCount, FollowUpStatus, FollowUpSummary},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The one way to read follow-ups, with what narrows it down.
macro_rules! sql {
    ($narrowed:literal) => {
        concat!(
            "SELECT f.id, f.cause, f.status, f.stop_id, s.delivery_id, s.status AS stop_status, d.rescheduled_to, \
             f.round_id, r.name AS round_name, f.recipient_id, f.reason, f.sealed, \
             bp.display_name AS reported_by, f.owner_id, op.display_name AS owner_name, f.due_at, f.handled_at, \
             f.created_at, f.version FROM follow_ups f \
             LEFT JOIN stops s ON s.organisation_id = f.organisation_id AND s.id = f.stop_id \
             LEFT JOIN deliveries d ON d.organisation_id = s.organisation_id AND d.id = s.delivery_id \
             LEFT JOIN rounds r ON r.organisation_id = f.organisation_id AND r.id = f.round_id \
             LEFT JOIN memberships bm ON bm.organisation_id = f.organisation_id AND bm.id = f.reported_by \
             LEFT JOIN people bp ON bp.id = bm.person_id AND bp.erased_at IS NULL \
             LEFT JOIN memberships om ON om.organisation_id = f.organisation_id AND om.id = f.owner_id \
             LEFT JOIN people op ON op.id = om.person_id AND op.erased_at IS NULL \
             WHERE f.organisation_id = $1 ",
            $narrowed
        )
    };
}

row! {
    struct FollowUpRow {
        id: Uuid,
        cause: String,
        status: String,
        stop_id: Option<Uuid>,
        delivery_id: Option<Uuid>,
        stop_status: Option<String>,
        rescheduled_to: Option<Uuid>,
        round_id: Option<Uuid>,
        round_name: Option<String>,
        recipient_id: Option<Uuid>,
        reason: Option<String>,
        sealed: Option<Vec<u8>>,
        reported_by: Option<String>,
        owner_id: Option<Uuid>,
        owner_name: Option<String>,
        due_at: Option<i64>,
        handled_at: Option<i64>,
        created_at: i64,
        version: i64,
    }
}

/// Which follow-ups a list holds.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub status: FollowUpStatus,
    pub after: Option<Uuid>,
    pub limit: u16,
}

/// How many wait, and how many of them are urgent.
///
/// # Errors
/// The database's own.
pub async fn count_open(read: &Read) -> Result<FollowUpCount, StoreError> {
    let [failed, welfare, incident] = FollowUpCause::URGENT.map(FollowUpCause::as_str);
    let rows: Vec<(i64, i64)> = fetch_all!(
        read,
        (i64, i64),
        "SELECT COUNT(*), COUNT(CASE WHEN cause IN ($3, $4, $5) THEN 1 END) FROM follow_ups \
         WHERE organisation_id = $1 AND status = $2",
        read.organisation().0,
        FollowUpStatus::Open.as_str(),
        failed,
        welfare,
        incident
    )?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let (open, urgent) = rows.first().copied().unwrap_or_default();
    Ok(FollowUpCount { open: count(open), urgent: count(urgent) })
}

/// The organisation's follow-ups of one status. Those that wait, oldest first: what waits longest comes first,
/// whatever its age. Those that were looked at, newest first.
///
/// # Errors
/// The database's own.
pub async fn list_follow_ups(read: &Read, filter: &Filter) -> Result<Page<FollowUpSummary>, StoreError> {
    let rows = of_status(read, filter).await?;
    let cards = cards(read, &rows).await?;
    let mut items = Vec::with_capacity(rows.len());
    let page = crate::page(rows, filter.limit, |r| r.id, Ok)?;
    for row in page.items {
        items.push(row.shown(read, &cards).await?.0);
    }
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// One follow-up and its version.
///
/// # Errors
/// The database's own.
pub async fn follow_up(read: &Read, id: FollowUpId) -> Result<Option<(FollowUpSummary, i64)>, StoreError> {
    let rows = fetch_all!(read, FollowUpRow, sql!("AND f.id = $2"), read.organisation().0, id.0)?;
    let cards = cards(read, &rows).await?;
    match rows.into_iter().next() {
        Some(row) => row.shown(read, &cards).await.map(Some),
        None => Ok(None),
    }
}

async fn of_status(read: &Read, filter: &Filter) -> Result<Vec<FollowUpRow>, StoreError> {
    let (organisation, status) = (read.organisation().0, filter.status.as_str());
    let limit = i64::from(filter.limit) + 1;
    match filter.status {
        FollowUpStatus::Open => fetch_all!(
            read,
            FollowUpRow,
            sql!("AND f.status = $2 AND f.id > $3 ORDER BY f.id LIMIT $4"),
            organisation,
            status,
            filter.after.unwrap_or_default(),
            limit
        ),
        FollowUpStatus::Handled => fetch_all!(
            read,
            FollowUpRow,
            sql!("AND f.status = $2 AND f.id < $3 ORDER BY f.id DESC LIMIT $4"),
            organisation,
            status,
            filter.after.unwrap_or(Uuid::max()),
            limit
        ),
    }
}

async fn cards(read: &Read, rows: &[FollowUpRow]) -> Result<HashMap<RecipientId, RecipientCard>, StoreError> {
    let mut wanted: Vec<RecipientId> = rows.iter().filter_map(|r| r.recipient_id.map(RecipientId)).collect();
    wanted.sort();
    wanted.dedup();
    recipients::cards(read, &wanted).await
}

impl FollowUpRow {
    async fn shown(
        self,
        read: &Read,
        cards: &HashMap<RecipientId, RecipientCard>,
    ) -> Result<(FollowUpSummary, i64), StoreError> {
        let unknown = || StoreError::Settings("unknown word in a follow-up".into());
        let card = self.recipient_id.and_then(|r| cards.get(&RecipientId(r)));
        let words = match (self.recipient_id, card) {
            (Some(_), Some(card)) => Words::open(&card.key, read.organisation(), self.id, self.sealed.as_deref())?,
            // Erased: nothing opens it any more.
            (Some(_), None) => Words::default(),
            (None, _) => Words::open(&read.key().await?, read.organisation(), self.id, self.sealed.as_deref())?,
        };
        let summary = FollowUpSummary {
            id: FollowUpId(self.id),
            cause: self.cause.parse().map_err(|_| unknown())?,
            status: self.status.parse().map_err(|_| unknown())?,
            stop_id: self.stop_id.map(StopId),
            delivery_id: self.delivery_id.map(DeliveryId),
            stop_status: self.stop_status.map(|s| s.parse().map_err(|_| unknown())).transpose()?,
            rescheduled_to: self.rescheduled_to.map(DeliveryId),
            round_id: self.round_id.map(RoundId),
            round_name: self.round_name,
            recipient_id: self.recipient_id.map(RecipientId),
            recipient_name: card.map(|c| c.display_name.clone()),
            street: card.map(|c| c.address.street.clone()),
            reason: self.reason,
            comment: words.comment,
            reported_by: self.reported_by,
            owner_id: self.owner_id.map(MembershipId),
            owner_name: self.owner_name,
            due_at: self.due_at.map(Ts::from_micros),
            note: words.note,
            handled_at: self.handled_at.map(Ts::from_micros),
            created_at: Ts::from_micros(self.created_at),
        };
        Ok((summary, self.version))
    }
}
