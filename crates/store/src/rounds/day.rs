//! The board of a day in one answer (decisions 10): its rounds, every stop its windows touch, and who can carry.

use crate::{
    Read, StoreError,
    deliveries::{StopSecrets, open_comments, open_stop, window},
    events,
    recipients::{self, RecipientCard},
    vault::Key,
};
use cabas_kernel::{
    Grams, Permission, Roles, Ts,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId, StopId},
    words::members::MemberState,
};
use cabas_model::{
    address::Address,
    days::{BoardPerson, BoardRound, BoardStop, DayBoard},
    deliveries::{PackageLine, StopKind, StopStatus},
};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A board, with the version of each of its rounds, in their order.
pub struct Board {
    pub day: DayBoard,
    pub versions: Vec<i64>,
}

row! {
    struct RoundRow {
        id: Uuid,
        name: String,
        state: String,
        mode: String,
        assignee_id: Option<Uuid>,
        depot_id: Option<Uuid>,
        max_load_g: Option<i32>,
        self_assign: bool,
        version: i64,
    }
}

row! {
    struct StopRow {
        id: Uuid,
        delivery_id: Uuid,
        recipient_id: Option<Uuid>,
        depot_id: Option<Uuid>,
        kind: String,
        status: String,
        geo_state: String,
        window_start: Option<i64>,
        window_end: i64,
        round_id: Option<Uuid>,
        assignee_id: Option<Uuid>,
        closed_at: Option<i64>,
        failure_reason: Option<String>,
        needs_follow_up: bool,
        sealed: Option<Vec<u8>>,
        packages: Json<Vec<PackageLine>>,
        weight_g: Option<i32>,
        comments: Option<Vec<u8>>,
        /// Whom the delivery is for; nobody when it is a pickup that stands alone.
        household: Option<Uuid>,
    }
}

fn unknown<E>(_: E) -> StoreError {
    StoreError::Settings("unknown word on a board".into())
}

/// The board of a local day, what was cancelled included: it can be restored or brought another day. The number of the last event is read first: what happens meanwhile is told again, and
/// bears being heard twice (decisions 25).
///
/// # Errors
/// The database's own.
pub async fn day_board(read: &Read, date: NaiveDate) -> Result<Board, StoreError> {
    let last_event = events::newest(read).await?;
    let rounds = fetch_all!(
        read,
        RoundRow,
        "SELECT id, name, state, mode, assignee_id, depot_id, max_load_g, self_assign, version FROM rounds \
         WHERE organisation_id = $1 AND day = $2 ORDER BY id",
        read.organisation().0,
        date
    )?;
    let rows = fetch_all!(
        read,
        StopRow,
        "SELECT s.id, s.delivery_id, s.recipient_id, s.depot_id, s.kind, s.status, s.geo_state, s.window_start, \
         s.window_end, s.round_id, s.assignee_id, s.closed_at, s.failure_reason, s.needs_follow_up, s.sealed, \
         d.packages, d.weight_g, d.sealed AS comments, d.recipient_id AS household FROM stops s \
         JOIN deliveries d ON d.organisation_id = s.organisation_id AND d.id = s.delivery_id \
         LEFT JOIN rounds r ON r.organisation_id = s.organisation_id AND r.id = s.round_id \
         WHERE s.organisation_id = $1 AND s.first_day <= $2 AND s.last_day >= $2 \
         AND (r.day = $2 OR s.round_id IS NULL) \
         ORDER BY s.position, s.window_end, s.kind DESC, s.id",
        read.organisation().0,
        date
    )?;
    let mut places = Places::read(read, &rows).await?;
    let versions = rounds.iter().map(|r| r.version).collect();
    let mut order: HashMap<Uuid, Vec<StopId>> = HashMap::new();
    let mut stops = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(round) = row.round_id {
            order.entry(round).or_default().push(StopId(row.id));
        }
        stops.push(places.stop(read, row)?);
    }
    let rounds = rounds.into_iter().map(|r| r.shown(&mut order)).collect::<Result<_, _>>()?;
    let people = people(read).await?;
    Ok(Board { day: DayBoard { date, last_event, as_of: read.now(), rounds, stops, people }, versions })
}

impl RoundRow {
    fn shown(self, order: &mut HashMap<Uuid, Vec<StopId>>) -> Result<BoardRound, StoreError> {
        Ok(BoardRound {
            id: RoundId(self.id),
            name: self.name,
            etag: String::new(),
            state: self.state.parse().map_err(unknown)?,
            mode: self.mode.parse().map_err(unknown)?,
            assignee_id: self.assignee_id.map(MembershipId),
            depot_id: self.depot_id.map(DepotId),
            max_load_g: grams(self.max_load_g),
            self_assign: self.self_assign,
            stop_ids: order.remove(&self.id).unwrap_or_default(),
        })
    }
}

fn grams(g: Option<i32>) -> Option<Grams> {
    g.and_then(|g| u32::try_from(g).ok()).map(Grams)
}

/// Who and what stands behind the stops: each household is opened once, however many stops it has.
struct Places {
    cards: HashMap<RecipientId, RecipientCard>,
    depots: HashMap<Uuid, (String, Address)>,
    /// The organisation's, for stops that have no household.
    key: Key,
}

impl Places {
    async fn read(read: &Read, rows: &[StopRow]) -> Result<Self, StoreError> {
        let wanted: HashSet<RecipientId> = rows.iter().filter_map(|r| r.recipient_id.map(RecipientId)).collect();
        let wanted: Vec<RecipientId> = wanted.into_iter().collect();
        let depots = fetch_all!(
            read,
            (Uuid, String, Json<Address>),
            "SELECT id, name, address FROM depots WHERE organisation_id = $1",
            read.organisation().0
        )?;
        Ok(Self {
            cards: recipients::cards(read, &wanted).await?,
            depots: depots.into_iter().map(|(id, name, address)| (id, (name, address.0))).collect(),
            key: read.key().await?,
        })
    }

    fn stop(&mut self, read: &Read, row: StopRow) -> Result<BoardStop, StoreError> {
        let card = row.recipient_id.and_then(|r| self.cards.get(&RecipientId(r)));
        let status: StopStatus = row.status.parse().map_err(unknown)?;
        let key = if row.recipient_id.is_some() { card.map(|c| &c.key) } else { Some(&self.key) };
        let (secrets, comments) = match key {
            Some(key) => (
                open_stop(key, read.organisation(), row.id, row.sealed.as_deref())?,
                open_comments(key, read.organisation(), row.delivery_id, row.comments.as_deref())?,
            ),
            None => (StopSecrets::default(), None),
        };
        let depot = row.depot_id.and_then(|d| self.depots.get(&d));
        let (name, address) = match (depot, card) {
            (Some((name, address)), _) => (name.as_str(), Some(address)),
            (None, Some(card)) => (card.display_name.as_str(), secrets.place().or(Some(&card.address))),
            (None, None) => ("", None),
        };
        let part = |of: fn(&Address) -> &String| address.map(of).cloned().unwrap_or_default();
        let kind: StopKind = row.kind.parse().map_err(unknown)?;
        Ok(BoardStop {
            id: StopId(row.id),
            delivery_id: DeliveryId(row.delivery_id),
            kind,
            alone: kind == StopKind::Pickup && row.household.is_none(),
            status,
            recipient_id: row.recipient_id.map(RecipientId),
            self_pickup: card.is_some_and(|card| card.self_pickup),
            name: name.to_owned(),
            street: part(|a| &a.street),
            postal_code: part(|a| &a.postal_code),
            city: part(|a| &a.city),
            geo_state: row.geo_state.parse().map_err(unknown)?,
            window: window(row.window_start, row.window_end),
            round_id: row.round_id.map(RoundId),
            assignee_id: row.assignee_id.map(MembershipId),
            packages: row.packages.0,
            weight_g: grams(row.weight_g),
            comments,
            outcome_note: secrets.note,
            failure_reason: row.failure_reason.map(|r| r.parse().map_err(unknown)).transpose()?,
            closed_at: row.closed_at.map(Ts::from_micros),
            needs_follow_up: row.needs_follow_up,
        })
    }
}

/// Those who can carry a round, by name.
async fn people(read: &Read) -> Result<Vec<BoardPerson>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid, String, i16),
        "SELECT m.id, p.display_name, m.roles FROM memberships m JOIN people p ON p.id = m.person_id \
         WHERE m.organisation_id = $1 AND m.state = $2 ORDER BY p.display_name, m.id",
        read.organisation().0,
        MemberState::Active.as_str()
    )?;
    let carries = |roles: i16| Roles::from_bits(roles).may(Permission::CarryRounds);
    Ok(rows
        .into_iter()
        .filter(|(_, _, roles)| carries(*roles))
        .map(|(id, display_name, _)| BoardPerson { member_id: MembershipId(id), display_name })
        .collect())
}
