//! A day as a plan has to know it: what is to be brought where, in which rounds it is, who carries, who has been where.

use super::crew::crew;
use crate::{
    Read, StoreError,
    deliveries::{Core, core_columns, grams, open_stop},
    recipients::{self, RecipientCard},
};
use cabas_domain::deliveries::StopFacts;
use cabas_kernel::{
    Grams, Permission, Roles,
    id::{DepotId, MembershipId, RecipientId, RoundId},
    words::{
        deliveries::StopStatus,
        members::MemberState,
        rounds::{RoundState, TravelMode},
    },
};
use cabas_model::{address::Address, deliveries::PackageLine, plans::CrewPerson};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How far back visits count for the same face.
const REMEMBERED: TimeDelta = TimeDelta::days(180);

/// Everything a plan of a day follows from.
pub struct DayFacts {
    pub date: NaiveDate,
    pub zone: Tz,
    pub rounds: Vec<RoundHead>,
    /// Every stop that the day's board shows, in the order of the rounds.
    pub stops: Vec<PlannedStop>,
    pub depots: Vec<DepotFacts>,
    pub default_depot: Option<DepotId>,
    pub crew: Vec<CrewPerson>,
    /// Who may carry a round.
    pub people: HashSet<MembershipId>,
    pub blocked: HashSet<(MembershipId, RecipientId)>,
    /// How often a person brought something to a household in the last months.
    pub visits: HashMap<(MembershipId, RecipientId), u32>,
}

/// A round of the day, without its stops.
#[derive(Clone, Debug)]
pub struct RoundHead {
    pub id: RoundId,
    pub state: RoundState,
    pub mode: TravelMode,
    pub assignee: Option<MembershipId>,
    pub depot: Option<DepotId>,
    pub max_load: Option<Grams>,
    pub version: i64,
}

/// Where rounds load, and where that is: degrees, WGS 84.
#[derive(Clone, Copy, Debug)]
pub struct DepotFacts {
    pub id: DepotId,
    pub place: Option<(f64, f64)>,
}

/// A stop with what planning it takes. It holds a position, and is never shown.
#[derive(Clone)]
pub struct PlannedStop {
    pub facts: StopFacts,
    pub depot: Option<DepotId>,
    /// Degrees, WGS 84.
    pub place: Option<(f64, f64)>,
    pub service_minutes: u16,
    /// Of the delivery: on a pickup as on a drop-off.
    pub load: Grams,
    pub packages: u32,
    /// Whom the delivery is for; nobody when it is a pickup that stands alone.
    pub household: Option<RecipientId>,
    pub usual: Option<MembershipId>,
    /// The household comes to the depot.
    pub self_pickup: bool,
    pub version: i64,
}

row! {
    struct RoundRow {
        id: Uuid,
        state: String,
        mode: String,
        assignee_id: Option<Uuid>,
        depot_id: Option<Uuid>,
        max_load_g: Option<i32>,
        version: i64,
    }
}

row! {
    struct StopRow {
        core: Core,
        service_minutes: i16,
        version: i64,
        sealed: Option<Vec<u8>>,
        packages: Json<Vec<PackageLine>>,
        weight_g: Option<i32>,
        household: Option<Uuid>,
    }
}

fn unknown<E>(_: E) -> StoreError {
    StoreError::Settings("unknown word in a plan's day".into())
}

/// What a plan of a local day follows from.
///
/// # Errors
/// The database's own.
pub async fn day_facts(read: &Read, date: NaiveDate) -> Result<DayFacts, StoreError> {
    let organisation = read.organisation().0;
    let home = fetch_optional!(
        read,
        (String, Option<Uuid>),
        "SELECT zone, default_depot_id FROM organisations WHERE id = $1",
        organisation
    )?;
    let (zone, default_depot) = home.ok_or_else(|| StoreError::Settings("the organisation is gone".into()))?;
    let crew = crew(read, date).await?.people;
    let rounds = rounds(read, date).await?;
    let (depots, kinds) = (depots(read).await?, package_weights(read).await?);
    let stops = stops(read, date, &depots, &kinds).await?;
    let blocked = fetch_all!(
        read,
        (Uuid, Uuid),
        "SELECT volunteer_id, recipient_id FROM blocked_pairs WHERE organisation_id = $1",
        organisation
    )?;
    let visits = fetch_all!(
        read,
        (Uuid, Uuid, i64),
        "SELECT assignee_id, recipient_id, COUNT(*) FROM stops WHERE organisation_id = $1 AND kind = 'dropoff' \
         AND status IN ('delivered', 'left_at_door', 'handed_to_third_party') AND assignee_id IS NOT NULL \
         AND recipient_id IS NOT NULL AND first_day >= $2 AND first_day < $3 GROUP BY assignee_id, recipient_id",
        organisation,
        date - REMEMBERED,
        date
    )?;
    let pair = |volunteer, household| (MembershipId(volunteer), RecipientId(household));
    Ok(DayFacts {
        date,
        zone: zone.parse().unwrap_or(Tz::UTC),
        rounds,
        stops,
        depots,
        default_depot: default_depot.map(DepotId),
        crew,
        people: people(read).await?,
        blocked: blocked.into_iter().map(|(v, r)| pair(v, r)).collect(),
        visits: visits.into_iter().map(|(v, r, n)| (pair(v, r), u32::try_from(n).unwrap_or(u32::MAX))).collect(),
    })
}

async fn rounds(read: &Read, date: NaiveDate) -> Result<Vec<RoundHead>, StoreError> {
    let rows = fetch_all!(
        read,
        RoundRow,
        "SELECT id, state, mode, assignee_id, depot_id, max_load_g, version FROM rounds \
         WHERE organisation_id = $1 AND day = $2 ORDER BY id",
        read.organisation().0,
        date
    )?;
    let head = |r: RoundRow| {
        Ok(RoundHead {
            id: RoundId(r.id),
            state: r.state.parse().map_err(unknown)?,
            mode: r.mode.parse().map_err(unknown)?,
            assignee: r.assignee_id.map(MembershipId),
            depot: r.depot_id.map(DepotId),
            max_load: grams(r.max_load_g),
            version: r.version,
        })
    };
    rows.into_iter().map(head).collect()
}

async fn depots(read: &Read) -> Result<Vec<DepotFacts>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid, Json<Address>),
        "SELECT id, address FROM depots WHERE organisation_id = $1",
        read.organisation().0
    )?;
    Ok(rows.into_iter().map(|(id, address)| DepotFacts { id: DepotId(id), place: place(&address.0) }).collect())
}

/// What a parcel of each kind weighs, where that is known.
async fn package_weights(read: &Read) -> Result<HashMap<String, u32>, StoreError> {
    let rows = fetch_all!(
        read,
        (String, Option<i32>),
        "SELECT slug, weight_g FROM package_kinds WHERE organisation_id = $1",
        read.organisation().0
    )?;
    Ok(rows.into_iter().filter_map(|(slug, weight)| Some((slug, grams(weight)?.0))).collect())
}

async fn people(read: &Read) -> Result<HashSet<MembershipId>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid, i16),
        "SELECT id, roles FROM memberships WHERE organisation_id = $1 AND state = $2",
        read.organisation().0,
        MemberState::Active.as_str()
    )?;
    let carries = |roles: i16| Roles::from_bits(roles).may(Permission::CarryRounds);
    Ok(rows.into_iter().filter(|(_, roles)| carries(*roles)).map(|(id, _)| MembershipId(id)).collect())
}

/// The stops of a day's board but for what was cancelled.
async fn stops(
    read: &Read,
    date: NaiveDate,
    depots: &[DepotFacts],
    kinds: &HashMap<String, u32>,
) -> Result<Vec<PlannedStop>, StoreError> {
    let rows = fetch_all!(
        read,
        StopRow,
        concat!(
            "SELECT ",
            core_columns!(),
            ", s.service_minutes, s.version, s.sealed, d.packages, d.weight_g, d.recipient_id AS household FROM stops s \
             JOIN deliveries d ON d.organisation_id = s.organisation_id AND d.id = s.delivery_id \
             LEFT JOIN rounds r ON r.organisation_id = s.organisation_id AND r.id = s.round_id \
             WHERE s.organisation_id = $1 AND s.first_day <= $2 AND s.last_day >= $2 \
             AND (r.day = $2 OR s.round_id IS NULL) AND s.status <> $3 \
             ORDER BY s.position, s.window_end, s.kind DESC, s.id"
        ),
        read.organisation().0,
        date,
        StopStatus::Cancelled.as_str()
    )?;
    let wanted: HashSet<RecipientId> =
        rows.iter().flat_map(|r| [r.core.recipient_id, r.household]).flatten().map(RecipientId).collect();
    let wanted: Vec<RecipientId> = wanted.into_iter().collect();
    let cards = recipients::cards(read, &wanted).await?;
    let key = read.key().await?;
    let depot = |id: Uuid| depots.iter().find(|depot| depot.id.0 == id).and_then(|depot| depot.place);
    let mut stops = Vec::with_capacity(rows.len());
    for row in rows {
        let facts = row.core.facts()?;
        let card = facts.recipient.and_then(|r| cards.get(&r));
        let sealed_with = if facts.recipient.is_some() { card.map(|c| &c.key) } else { Some(&key) };
        let place = match (row.core.depot_id, sealed_with) {
            (Some(id), _) => depot(id),
            (None, Some(key)) => {
                let secrets = open_stop(key, read.organisation(), row.core.id, row.sealed.as_deref())?;
                secrets.place().or(card.map(|card| &card.address)).and_then(place)
            }
            (None, None) => None,
        };
        let household = row.household.map(RecipientId);
        let receives: Option<&RecipientCard> = household.and_then(|r| cards.get(&r));
        let counted = row.packages.0.iter().map(|line| u32::from(line.quantity)).sum();
        let weighed = |line: &PackageLine| kinds.get(&line.slug).copied().unwrap_or(0) * u32::from(line.quantity);
        stops.push(PlannedStop {
            facts,
            depot: row.core.depot_id.map(DepotId),
            place,
            service_minutes: u16::try_from(row.service_minutes).unwrap_or(0),
            load: grams(row.weight_g).unwrap_or_else(|| Grams(row.packages.0.iter().map(weighed).sum())),
            packages: counted,
            household,
            usual: receives.and_then(|card| card.usual_volunteer),
            self_pickup: card.is_some_and(|card| card.self_pickup),
            version: row.version,
        });
    }
    Ok(stops)
}

fn place(address: &Address) -> Option<(f64, f64)> {
    address.lat.zip(address.lon)
}
