//! The deliveries and rounds there are on the days of a sheet, and those its references name.

use super::seals::Seals;
use crate::{
    Read, StoreError,
    deliveries::{DeliveryWords, grams, open_stop, open_words, window},
    vault::Key,
};
use cabas_kernel::{
    Grams, Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId, StopId},
    words::{
        deliveries::{StopKind, StopStatus},
        rounds::RoundState,
    },
};
use cabas_model::{address::Address, deliveries::PackageLine};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A delivery that exists, with its stops in order.
#[derive(Clone)]
pub struct ExistingDelivery {
    pub id: DeliveryId,
    pub external_ref: Option<String>,
    pub recipient: Option<RecipientId>,
    pub packages: Vec<PackageLine>,
    pub weight: Option<Grams>,
    sealed: Option<Vec<u8>>,
    /// Versions of the delivery and of its stops, added up.
    pub version: i64,
    pub stops: Vec<ExistingStop>,
}

impl std::fmt::Debug for ExistingDelivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ExistingDelivery({})", self.id)
    }
}

impl ExistingDelivery {
    /// What is written about it, opened with its household's key; with the organisation's when it has none.
    ///
    /// # Errors
    /// [`StoreError::Sealed`].
    pub fn words(&self, household: Option<&Key>, seals: &Seals) -> Result<DeliveryWords, StoreError> {
        let key = household.unwrap_or(&seals.key);
        open_words(key, seals.organisation, self.id.0, self.sealed.as_deref())
    }
}

#[derive(Clone)]
pub struct ExistingStop {
    pub id: StopId,
    pub kind: StopKind,
    pub status: StopStatus,
    pub window: Window,
    pub first_day: NaiveDate,
    pub depot: Option<DepotId>,
    pub external_ref: Option<String>,
    pub service_minutes: u16,
    pub round: Option<RoundId>,
    /// The local day of its round.
    pub round_day: Option<NaiveDate>,
    pub assignee: Option<MembershipId>,
    sealed: Option<Vec<u8>>,
}

impl std::fmt::Debug for ExistingStop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ExistingStop({})", self.id)
    }
}

impl ExistingStop {
    /// Where it is, when that is neither a depot nor the household's door; opened as [`ExistingDelivery::words`].
    ///
    /// # Errors
    /// [`StoreError::Sealed`].
    pub fn elsewhere(&self, household: Option<&Key>, seals: &Seals) -> Result<Option<Address>, StoreError> {
        let key = household.unwrap_or(&seals.key);
        Ok(open_stop(key, seals.organisation, self.id.0, self.sealed.as_deref())?.elsewhere)
    }
}

row! {
    struct DeliveryRow {
        id: Uuid,
        external_ref: Option<String>,
        recipient_id: Option<Uuid>,
        packages: Json<Vec<PackageLine>>,
        weight_g: Option<i32>,
        sealed: Option<Vec<u8>>,
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
        first_day: NaiveDate,
        depot_id: Option<Uuid>,
        external_ref: Option<String>,
        service_minutes: i16,
        round_id: Option<Uuid>,
        round_day: Option<NaiveDate>,
        assignee_id: Option<Uuid>,
        sealed: Option<Vec<u8>>,
        ordinal: i16,
        version: i64,
    }
}

impl StopRow {
    fn open(self) -> Result<ExistingStop, StoreError> {
        let unknown = |_| StoreError::Settings("unknown word in a stop".into());
        Ok(ExistingStop {
            id: StopId(self.id),
            kind: self.kind.parse().map_err(unknown)?,
            status: self.status.parse().map_err(unknown)?,
            window: window(self.window_start, self.window_end),
            first_day: self.first_day,
            depot: self.depot_id.map(DepotId),
            external_ref: self.external_ref,
            service_minutes: u16::try_from(self.service_minutes).unwrap_or(0),
            round: self.round_id.map(RoundId),
            round_day: self.round_day,
            assignee: self.assignee_id.map(MembershipId),
            sealed: self.sealed,
        })
    }
}

/// The deliveries that begin on some local days, and those of some references, wherever they are.
///
/// # Errors
/// The database's own.
pub async fn deliveries_of_days(
    read: &Read,
    days: &[NaiveDate],
    refs: &[String],
    stop_refs: &[String],
) -> Result<Vec<ExistingDelivery>, StoreError> {
    let organisation = read.organisation().0;
    let mut ids: BTreeSet<Uuid> = BTreeSet::new();
    if !days.is_empty() {
        let found: Vec<(Uuid,)> = fetch_texts!(
            read,
            (Uuid,),
            "SELECT DISTINCT delivery_id FROM stops WHERE organisation_id = $2 AND first_day",
            days,
            organisation
        )?;
        ids.extend(found.into_iter().map(|(id,)| id));
    }
    if !refs.is_empty() {
        let found: Vec<(Uuid,)> = fetch_texts!(
            read,
            (Uuid,),
            "SELECT id FROM deliveries WHERE organisation_id = $2 AND external_ref",
            refs,
            organisation
        )?;
        ids.extend(found.into_iter().map(|(id,)| id));
    }
    if !stop_refs.is_empty() {
        let found: Vec<(Uuid,)> = fetch_texts!(
            read,
            (Uuid,),
            "SELECT delivery_id FROM stops WHERE organisation_id = $2 AND external_ref",
            stop_refs,
            organisation
        )?;
        ids.extend(found.into_iter().map(|(id,)| id));
    }
    if ids.is_empty() { Ok(Vec::new()) } else { deliveries(read, ids).await }
}

async fn deliveries(read: &Read, ids: BTreeSet<Uuid>) -> Result<Vec<ExistingDelivery>, StoreError> {
    let organisation = read.organisation().0;
    let rows = fetch_some!(
        read,
        DeliveryRow,
        "SELECT id, external_ref, recipient_id, packages, weight_g, sealed, version FROM deliveries \
         WHERE organisation_id = $2 AND id",
        ids.iter().copied(),
        organisation
    )?;
    let mut stops = fetch_some!(
        read,
        StopRow,
        "SELECT s.id, s.delivery_id, s.kind, s.status, s.window_start, s.window_end, s.first_day, s.depot_id, \
         s.external_ref, s.service_minutes, s.round_id, r.day AS round_day, s.assignee_id, s.sealed, s.ordinal, \
         s.version FROM stops s LEFT JOIN rounds r ON r.organisation_id = s.organisation_id AND r.id = s.round_id \
         WHERE s.organisation_id = $2 AND s.delivery_id",
        ids.into_iter(),
        organisation
    )?;
    stops.sort_by_key(|s| (s.delivery_id, s.ordinal));
    let mut of: HashMap<Uuid, (i64, Vec<ExistingStop>)> = HashMap::with_capacity(rows.len());
    for stop in stops {
        let (version, list) = of.entry(stop.delivery_id).or_default();
        *version += stop.version;
        list.push(stop.open()?);
    }
    let mut found: Vec<ExistingDelivery> = rows
        .into_iter()
        .map(|r| {
            let (versions, stops) = of.remove(&r.id).unwrap_or_default();
            ExistingDelivery {
                id: DeliveryId(r.id),
                external_ref: r.external_ref,
                recipient: r.recipient_id.map(RecipientId),
                packages: r.packages.0,
                weight: grams(r.weight_g),
                sealed: r.sealed,
                version: r.version + versions,
                stops,
            }
        })
        .collect();
    found.sort_by_key(|d| d.id);
    Ok(found)
}

/// A round that rows may be put into.
#[derive(Clone, Debug)]
pub struct OpenRound {
    pub id: RoundId,
    pub name: String,
    pub day: NaiveDate,
    pub state: RoundState,
    pub assignee: Option<MembershipId>,
    /// How many places are taken.
    pub places: i16,
    pub version: i64,
}

/// The rounds of some local days, oldest first, and the households that the people of those must not meet.
///
/// # Errors
/// The database's own.
pub async fn rounds_of_days(
    read: &Read,
    days: &[NaiveDate],
) -> Result<(Vec<OpenRound>, HashSet<(MembershipId, RecipientId)>), StoreError> {
    let organisation = read.organisation().0;
    let pairs: Vec<(Uuid, Uuid)> = fetch_all!(
        read,
        (Uuid, Uuid),
        "SELECT volunteer_id, recipient_id FROM blocked_pairs WHERE organisation_id = $1",
        organisation
    )?;
    let pairs = pairs.into_iter().map(|(v, r)| (MembershipId(v), RecipientId(r))).collect();
    let rows: Vec<(Uuid, String, NaiveDate, String, Option<Uuid>, i64)> = fetch_texts!(
        read,
        (Uuid, String, NaiveDate, String, Option<Uuid>, i64),
        "SELECT id, name, day, state, assignee_id, version FROM rounds WHERE organisation_id = $2 AND day",
        days,
        organisation
    )?;
    let places: Vec<(Uuid, i16)> = fetch_some!(
        read,
        (Uuid, i16),
        "SELECT round_id, position FROM stops WHERE organisation_id = $2 AND round_id",
        rows.iter().map(|r| r.0),
        organisation
    )?;
    let mut taken: HashMap<Uuid, i16> = HashMap::new();
    for (round, position) in places {
        let next = taken.entry(round).or_default();
        *next = (*next).max(position.saturating_add(1));
    }
    let unknown = |_| StoreError::Settings("unknown state of a round".into());
    let mut rounds = rows
        .into_iter()
        .map(|(id, name, day, state, assignee, version)| {
            Ok(OpenRound {
                id: RoundId(id),
                name,
                day,
                state: state.parse().map_err(unknown)?,
                assignee: assignee.map(MembershipId),
                places: taken.get(&id).copied().unwrap_or(0),
                version,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    rounds.sort_by_key(|r| r.id);
    Ok((rounds, pairs))
}
