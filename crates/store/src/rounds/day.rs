//! The board of a day in one answer (decisions 10): its rounds, every stop its windows touch, and who can carry.

use super::goods::{Goods, stops_with_goods};
use crate::{
    Read, StoreError,
    deliveries::{Core, StopSecrets, grams, open_comments, open_stop},
    events,
    recipients::{self, RecipientCard},
    vault::Key,
};
use cabas_kernel::{
    Permission, Roles,
    id::{DepotId, MembershipId, RecipientId, RoundId, StopId},
    words::members::MemberState,
};
use cabas_model::{
    address::Address,
    days::{BoardPerson, BoardRound, BoardStop, DayBoard},
    deliveries::StopKind,
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
        core: Core,
        geo_state: String,
        failure_reason: Option<String>,
        needs_follow_up: bool,
        sealed: Option<Vec<u8>>,
        goods: Goods,
    }
}

fn unknown<E>(_: E) -> StoreError {
    StoreError::Settings("unknown word on a board".into())
}

/// The board of a local day, what was cancelled included: it can be restored or brought another day. The time of the
/// last event is read first: what happens meanwhile is told again, and bears being heard twice (decisions 25).
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
        stops_with_goods!(
            "s.geo_state, s.failure_reason, s.needs_follow_up, s.sealed",
            "LEFT JOIN rounds r ON r.organisation_id = s.organisation_id AND r.id = s.round_id \
             WHERE s.organisation_id = $1 AND s.first_day <= $2 AND s.last_day >= $2 \
             AND (r.day = $2 OR s.round_id IS NULL) \
             ORDER BY s.position, s.window_end, s.kind DESC, s.id"
        ),
        read.organisation().0,
        date
    )?;
    let mut places = Places::read(read, &rows).await?;
    let versions = rounds.iter().map(|r| r.version).collect();
    let mut order: HashMap<Uuid, Vec<StopId>> = HashMap::new();
    let mut stops = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(round) = row.core.round_id {
            order.entry(round).or_default().push(StopId(row.core.id));
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

/// Who and what stands behind the stops: each household is opened once, however many stops it has.
struct Places {
    cards: HashMap<RecipientId, RecipientCard>,
    depots: HashMap<Uuid, (String, Address)>,
    /// The organisation's, for stops that have no household.
    key: Key,
}

impl Places {
    async fn read(read: &Read, rows: &[StopRow]) -> Result<Self, StoreError> {
        let wanted: HashSet<RecipientId> = rows.iter().filter_map(|r| r.core.recipient_id.map(RecipientId)).collect();
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
        let facts = row.core.facts()?;
        let card = facts.recipient.and_then(|r| self.cards.get(&r));
        let key = if facts.recipient.is_some() { card.map(|c| &c.key) } else { Some(&self.key) };
        let (secrets, comments) = match key {
            Some(key) => (
                open_stop(key, read.organisation(), row.core.id, row.sealed.as_deref())?,
                open_comments(key, read.organisation(), row.core.delivery_id, row.goods.comments.as_deref())?,
            ),
            None => (StopSecrets::default(), None),
        };
        let depot = row.core.depot_id.and_then(|d| self.depots.get(&d));
        let (name, address) = match (depot, card) {
            (Some((name, address)), _) => (name.as_str(), Some(address)),
            (None, Some(card)) => (card.display_name.as_str(), secrets.place().or(Some(&card.address))),
            (None, None) => ("", None),
        };
        let part = |of: fn(&Address) -> &String| address.map(of).cloned().unwrap_or_default();
        Ok(BoardStop {
            id: facts.id,
            delivery_id: facts.delivery,
            kind: facts.kind,
            alone: facts.kind == StopKind::Pickup && row.goods.household.is_none(),
            status: facts.status,
            recipient_id: facts.recipient,
            self_pickup: card.is_some_and(|card| card.self_pickup),
            name: name.to_owned(),
            street: part(|a| &a.street),
            postal_code: part(|a| &a.postal_code),
            city: part(|a| &a.city),
            geo_state: row.geo_state.parse().map_err(unknown)?,
            window: facts.window,
            round_id: facts.round,
            assignee_id: facts.assignee,
            packages: row.goods.packages.0,
            weight_g: grams(row.goods.weight_g),
            comments,
            outcome_note: secrets.note,
            failure_reason: row.failure_reason.map(|r| r.parse().map_err(unknown)).transpose()?,
            closed_at: facts.closed_at,
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
