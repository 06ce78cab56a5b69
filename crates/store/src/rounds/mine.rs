//! Rounds, as whoever carries them sees them: what the disclosure rules open now, and nothing else (AZ-7).

use super::{
    goods::{Goods, stops_with_goods},
    names::Names,
};
use crate::{
    Read, StoreError,
    deliveries::{Core, StopSecrets, grams, open_comments, open_stop},
    organisations,
    recipients::{self, RecipientCard},
};
use cabas_domain::{
    deliveries::StopFacts,
    disclosure::{self, OrganisationHours, Sight, Span, Stage},
    rounds::RoundFacts,
};
use cabas_kernel::{
    Grams, Ts,
    id::{DepotId, MembershipId, RecipientId, RoundId, StopId},
    words::{
        deliveries::{StopKind, StopStatus},
        me::StopAct,
        rounds::RoundState,
    },
};
use cabas_model::{
    address::Address,
    me::{MyRound, MyStop, MyStopRecipient},
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A round as its volunteer sees it, and the households that it shows now: each look is noted.
pub struct Carried {
    pub round: MyRound,
    pub revealed: Vec<RecipientId>,
    /// A dispatcher gave it to them; they did not take it by themselves.
    pub given: bool,
}

/// The household that a stop shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub household: RecipientId,
    /// As [`Carried::given`].
    pub given: bool,
}

row! {
    struct RoundRow {
        id: Uuid,
        name: String,
        day: NaiveDate,
        state: String,
        mode: String,
        depot_id: Option<Uuid>,
        assignee_id: Option<Uuid>,
        self_assign: bool,
        taken: bool,
        released_by: Option<Uuid>,
        started_at: Option<i64>,
        closed_at: Option<i64>,
    }
}

row! {
    struct StopRow {
        core: Core,
        area: String,
        position: i16,
        failure_reason: Option<String>,
        sealed: Option<Vec<u8>>,
        goods: Goods,
    }
}

fn unknown<E>(_: E) -> StoreError {
    StoreError::Settings("unknown word in a round".into())
}

/// A member's rounds of one day, or without one those from `today` on and what is still open from before; and the
/// rounds that a dispatcher has opened to whoever takes them.
///
/// # Errors
/// The database's own.
pub async fn my_rounds(
    read: &Read,
    me: MembershipId,
    hours: &OrganisationHours,
    day: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<Vec<Carried>, StoreError> {
    let rows = fetch_all!(
        read,
        RoundRow,
        "SELECT id, name, day, state, mode, depot_id, assignee_id, self_assign, taken, released_by, started_at, closed_at \
         FROM rounds WHERE organisation_id = $1 AND state <> 'draft' \
         AND (($2 IS NOT NULL AND day = $2) OR ($2 IS NULL AND (day >= $3 OR (state <> 'closed' AND assignee_id = $4)))) \
         AND (assignee_id = $4 OR (assignee_id IS NULL AND self_assign AND state = 'published')) ORDER BY day, id",
        read.organisation().0,
        day,
        today,
        me.0
    )?;
    let apart = Apart::of(read, me).await?;
    let mut stops = stops_of(read, rows.iter().map(|r| r.id)).await?;
    let mut found = Vec::new();
    for row in rows {
        let mut list = stops.remove(&row.id).unwrap_or_default();
        let meets = apart.leave_out(&mut list);
        if row.assignee_id.is_none() && (meets || row.released_by == Some(me.0)) {
            continue;
        }
        found.push(carried(read, me, hours, row, list).await?);
    }
    Ok(found)
}

/// One stop of a member's own rounds as they see it now, and the household it shows.
///
/// # Errors
/// The database's own.
pub async fn my_stop(
    read: &Read,
    me: MembershipId,
    hours: &OrganisationHours,
    stop: StopId,
) -> Result<Option<(MyStop, Option<Shown>)>, StoreError> {
    let row = fetch_optional!(
        read,
        RoundRow,
        "SELECT r.id, r.name, r.day, r.state, r.mode, r.depot_id, r.assignee_id, r.self_assign, r.taken, r.released_by, \
         r.started_at, r.closed_at FROM rounds r \
         JOIN stops s ON s.organisation_id = r.organisation_id AND s.round_id = r.id \
         WHERE r.organisation_id = $1 AND s.id = $2 AND r.state <> 'draft' AND r.assignee_id = $3",
        read.organisation().0,
        stop.0,
        me.0
    )?;
    let Some(row) = row else { return Ok(None) };
    let mut list = stops_of(read, std::iter::once(row.id)).await?.remove(&row.id).unwrap_or_default();
    Apart::of(read, me).await?.leave_out(&mut list);
    let carried = carried(read, me, hours, row, list).await?;
    let found = carried.round.stops.into_iter().find(|s| s.id == stop);
    Ok(found.map(|s| {
        let shown = s.recipient.as_ref().map(|r| Shown { household: r.id, given: carried.given });
        (s, shown)
    }))
}

/// The households that a member must not meet (DL-14).
struct Apart(HashSet<Uuid>);

impl Apart {
    async fn of(read: &Read, me: MembershipId) -> Result<Self, StoreError> {
        Ok(Self(recipients::blocked_for(read, me).await?.into_iter().map(|r| r.0).collect()))
    }

    /// Leaves their deliveries out of a list, those of the past too; says whether there were any.
    fn leave_out(&self, list: &mut Vec<StopRow>) -> bool {
        let meets = |s: &&StopRow| s.core.recipient_id.is_some_and(|r| self.0.contains(&r));
        let apart: HashSet<Uuid> = list.iter().filter(meets).map(|s| s.core.delivery_id).collect();
        list.retain(|s| !apart.contains(&s.core.delivery_id));
        !apart.is_empty()
    }
}

async fn stops_of(read: &Read, rounds: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Vec<StopRow>>, StoreError> {
    let mut rows = fetch_some!(
        read,
        StopRow,
        stops_with_goods!(
            "s.area, s.position, s.failure_reason, s.sealed",
            "WHERE s.organisation_id = $2 AND s.round_id"
        ),
        rounds,
        read.organisation().0
    )?;
    rows.sort_by_key(|s| (s.position, s.core.id));
    let mut of: HashMap<Uuid, Vec<StopRow>> = HashMap::new();
    for row in rows {
        if let Some(round) = row.core.round_id {
            of.entry(round).or_default().push(row);
        }
    }
    Ok(of)
}

impl StopRow {
    /// A pickup that brings nothing to anybody is a visit, not a loading.
    fn is_alone(&self) -> bool {
        self.core.kind == StopKind::Pickup.as_str() && self.goods.household.is_none()
    }

    fn is_visit(&self) -> bool {
        self.core.depot_id.is_none() || self.is_alone()
    }
}

impl RoundRow {
    fn facts(&self, stops: &[StopFacts], zone: Tz) -> Result<RoundFacts, StoreError> {
        let live = stops.iter().filter(|s| s.status != StopStatus::Cancelled).map(|s| s.window);
        Ok(RoundFacts {
            id: RoundId(self.id),
            date: self.day,
            state: self.state.parse().map_err(unknown)?,
            assignee: self.assignee_id.map(MembershipId),
            self_assign: self.self_assign,
            started_at: self.started_at.map(Ts::from_micros),
            closed_at: self.closed_at.map(Ts::from_micros),
            span: Span::of(self.day, zone, live),
        })
    }
}

/// One round through the eyes of one member.
async fn carried(
    read: &Read,
    me: MembershipId,
    hours: &OrganisationHours,
    row: RoundRow,
    list: Vec<StopRow>,
) -> Result<Carried, StoreError> {
    let facts = list.iter().map(|stop| stop.core.facts()).collect::<Result<Vec<_>, _>>()?;
    let round = row.facts(&facts, hours.zone())?;
    let stage = disclosure::stage(&round, me, hours, read.now());
    let places = list.iter().filter(|s| s.is_alone()).filter_map(|s| s.core.depot_id);
    let names = Names::read(read, places).await?;
    let eyes = Eyes { me, round, hours: *hours, now: read.now(), stage, names };
    let shown: Vec<Sight> = facts.iter().map(|s| disclosure::sight(&eyes.round, s, me, hours, eyes.now)).collect();
    let wanted: BTreeSet<RecipientId> =
        facts.iter().zip(&shown).filter(|(_, sight)| sight.is_reveal()).filter_map(|(s, _)| s.recipient).collect();
    let revealed: Vec<RecipientId> = wanted.into_iter().collect();
    let cards = recipients::cards(read, &revealed).await?;
    let offered = stage == Some(Stage::Proposed);
    let given = !offered && !row.taken;
    // Without one of its own, a round loads where the organisation usually does.
    let depot =
        match row.depot_id.or_else(|| list.iter().filter(|s| !s.is_alone()).find_map(|s| s.core.depot_id)).map(DepotId)
        {
            Some(depot) => Some(depot),
            None => organisations::organisation(read).await?.and_then(|(o, _)| o.default_depot_id),
        };
    let depot = match depot {
        Some(depot) => organisations::depot(read, depot).await?.map(|(depot, _)| depot),
        None => None,
    };
    let load = load(&list);
    let areas: BTreeSet<String> =
        list.iter().filter(|s| s.is_visit() && !s.area.is_empty()).map(|s| s.area.clone()).collect();
    let mut stops = Vec::new();
    for ((stop, facts), sight) in list.iter().zip(&facts).zip(shown).filter(|(_, sight)| sight.shows_window()) {
        let card = facts.recipient.and_then(|r| cards.get(&r));
        stops.push(eyes.stop(read, stop, facts, sight, card, &list, stops.len())?);
    }
    let round = MyRound {
        id: eyes.round.id,
        organisation_id: read.organisation(),
        name: row.name,
        date: row.day,
        state: eyes.round.state,
        mode: row.mode.parse().map_err(unknown)?,
        offered,
        areas: areas.into_iter().collect(),
        // Loading at the depot is no visit.
        stop_count: u16::try_from(
            list.iter().filter(|s| s.core.status != StopStatus::Cancelled.as_str() && s.is_visit()).count(),
        )
        .unwrap_or(u16::MAX),
        weight_g: load,
        depot,
        window: eyes.round.span.filter(|_| !offered).map(|s| cabas_kernel::Window { start: Some(s.start), end: s.end }),
        opens_at: disclosure::opens_at(&eyes.round, hours).filter(|_| !offered),
        closes_at: disclosure::closes_at(&eyes.round).filter(|_| !offered),
        stops,
    };
    Ok(Carried { round, revealed, given })
}

/// What leaves the depot: each delivery of the round once, whatever was cancelled left out.
fn load(list: &[StopRow]) -> Grams {
    let mut seen = HashSet::new();
    let live =
        list.iter().filter(|s| s.core.status != StopStatus::Cancelled.as_str() && seen.insert(s.core.delivery_id));
    Grams(live.filter_map(|s| grams(s.goods.weight_g)).fold(0_u32, |sum, weight| sum.saturating_add(weight.0)))
}

/// Who looks at what, and when.
struct Eyes {
    me: MembershipId,
    round: RoundFacts,
    hours: OrganisationHours,
    now: Ts,
    stage: Option<Stage>,
    names: Names,
}

impl Eyes {
    #[expect(clippy::too_many_arguments, reason = "the parts of one stop, each from another table")]
    fn stop(
        &self,
        read: &Read,
        row: &StopRow,
        facts: &StopFacts,
        sight: Sight,
        card: Option<&RecipientCard>,
        list: &[StopRow],
        position: usize,
    ) -> Result<MyStop, StoreError> {
        let full = card.filter(|_| sight == Sight::Full);
        let key = if facts.recipient.is_some() { card.map(|c| &c.key) } else { Some(&self.names.key) };
        let secrets = match key.filter(|_| sight.is_reveal()) {
            Some(key) => open_stop(key, read.organisation(), row.core.id, row.sealed.as_deref())?,
            None => StopSecrets::default(),
        };
        let comments = match key.filter(|_| sight == Sight::Full) {
            Some(key) => open_comments(key, read.organisation(), row.core.delivery_id, row.goods.comments.as_deref())?,
            None => None,
        };
        // Goods are loaded at the round's depot, whose address is no secret: the round says it once.
        let place = secrets.place().or(card.map(|c| &c.address));
        let here = place.filter(|_| sight.is_reveal() && !facts.at_depot);
        let fetched = row.core.depot_id.filter(|_| row.is_alone()).and_then(|depot| self.names.places.get(&depot));
        Ok(MyStop {
            id: facts.id,
            delivery_id: facts.delivery,
            kind: facts.kind,
            position: u16::try_from(position).unwrap_or(u16::MAX),
            status: facts.status,
            window: facts.window,
            masked: sight.is_masked() && fetched.is_none(),
            area: Some(row.area.clone()).filter(|a| !a.is_empty()),
            address: fetched
                .cloned()
                .or_else(|| here.map(|a| if sight.is_street_only() { street_only(a) } else { a.clone() })),
            recipient: full.filter(|_| !facts.at_depot).map(recipient),
            packages: row.goods.packages.0.iter().map(|line| self.names.package(line)).collect(),
            weight_g: grams(row.goods.weight_g),
            comments,
            outcome_note: secrets.note.filter(|_| sight == Sight::Full),
            closed_at: facts.closed_at,
            failure_reason: row.failure_reason.as_deref().map(|r| r.parse().map_err(unknown)).transpose()?,
            can: self.acts(facts, list),
        })
    }

    /// The acts open now: reporting outlives reading (§5.2), correcting does not.
    fn acts(&self, stop: &StopFacts, list: &[StopRow]) -> Vec<StopAct> {
        let working = self.stage >= Some(Stage::OnDuty) && self.round.state != RoundState::Closed;
        let waits = list
            .iter()
            .take_while(|s| s.core.id != stop.id.0)
            .filter(|s| s.core.delivery_id == stop.delivery.0 && s.core.depot_id.is_none())
            .any(|s| s.core.status.parse().is_ok_and(StopStatus::is_open));
        match stop.status {
            StopStatus::Assigned if working && waits => vec![StopAct::Start],
            StopStatus::Assigned if working => vec![StopAct::Start, StopAct::Complete, StopAct::Fail],
            StopStatus::Out if working && !waits => vec![StopAct::Complete, StopAct::Fail],
            status if status.is_closed() => {
                let open = disclosure::may_correct(&self.round, stop, self.me, &self.hours, self.now);
                if open { vec![StopAct::Reopen] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }
}

fn recipient(card: &RecipientCard) -> MyStopRecipient {
    MyStopRecipient {
        id: card.id,
        display_name: card.display_name.clone(),
        household_size: card.household_size,
        phones: card.phones.clone(),
        delivery_note: card.delivery_note.clone(),
        language: card.language.clone(),
        no_sms: card.no_sms,
    }
}

/// The street and no more, until « Démarrer » (`late_reveal`).
fn street_only(address: &Address) -> Address {
    Address {
        street: address.street.clone(),
        postal_code: address.postal_code.clone(),
        city: address.city.clone(),
        country: address.country.clone(),
        ..Address::default()
    }
}
