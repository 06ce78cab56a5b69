//! What an organisation has already, as far as a sheet speaks of it: everything is loaded once, by keys, never row by
//! row.

use super::seals::Seals;
use crate::{
    Read, StoreError,
    deliveries::open_comments,
    recipients::{Finder, RecipientRecord, RecipientRow},
    vault::Key,
};
use cabas_domain::imports::HouseholdKeys;
use cabas_kernel::{
    Grams, Phone, Ts, Window,
    id::{DeliveryId, DepotId, MembershipId, OrganisationId, RecipientId, RoundId, StopId},
    words::{
        deliveries::{StopKind, StopStatus},
        rounds::RoundState,
    },
};
use cabas_model::{address::Address, deliveries::PackageLine};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;
use sqlx::types::Json;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// All rows whose column, the last word of `$sql`, is one of some texts, bound as `$1`.
macro_rules! fetch_texts {
    ($read:expr, $row:ty, $sql:expr, $texts:expr $(, $arg:expr)* $(,)?) => {
        match &$read.conn {
            $crate::read::ReadConn::Sqlite(pool) => {
                sqlx::query_as::<sqlx::Sqlite, $row>(concat!($sql, " IN (SELECT value FROM json_each($1))"))
                    .bind(serde_json::json!($texts).to_string())$(.bind($arg))*.fetch_all(pool).await
            }
            $crate::read::ReadConn::Postgres(tx) => {
                sqlx::query_as::<sqlx::Postgres, $row>(concat!($sql, " = ANY($1)"))
                    .bind($texts)$(.bind($arg))*.fetch_all(&mut **tx.lock().await).await
            }
        }
        .map_err($crate::StoreError::from)
    };
}

/// What rows are read by.
#[derive(Clone, Debug)]
pub struct Facts {
    pub zone: Tz,
    pub country: String,
    pub default_depot: Option<DepotId>,
    pub depots: Vec<DepotPlace>,
    /// Slug and name of each kind of parcel that is in use.
    pub package_kinds: Vec<(String, String)>,
    pub members: Vec<MemberName>,
    /// Households that may receive: those a list of all of them leaves out are missing from it.
    pub households: u32,
}

#[derive(Clone, Debug)]
pub struct DepotPlace {
    pub id: DepotId,
    pub address: Address,
}

/// An active member, by what a column may call them.
#[derive(Clone)]
pub struct MemberName {
    pub id: MembershipId,
    pub email: String,
    pub display_name: String,
}

impl std::fmt::Debug for MemberName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemberName({})", self.id)
    }
}

/// Loads what does not depend on the file.
///
/// # Errors
/// The database's own; [`StoreError::Sealed`] without such an organisation.
pub async fn facts(read: &Read) -> Result<Facts, StoreError> {
    let id = read.organisation().0;
    let organisation = fetch_optional!(
        read,
        (String, String, Option<Uuid>),
        "SELECT zone, country, default_depot_id FROM organisations WHERE id = $1",
        id
    )?;
    let (zone, country, default_depot) = organisation.ok_or(StoreError::Sealed)?;
    let package_kinds = fetch_all!(
        read,
        (String, String),
        "SELECT slug, name FROM package_kinds WHERE organisation_id = $1 AND active ORDER BY id",
        id
    )?;
    let members = fetch_all!(
        read,
        (Uuid, String, String),
        "SELECT m.id, p.email, p.display_name FROM memberships m JOIN people p ON p.id = m.person_id \
         WHERE m.organisation_id = $1 AND m.state = 'active' ORDER BY m.id",
        id
    )?;
    let depots = fetch_all!(
        read,
        (Uuid, Value),
        "SELECT id, address FROM depots WHERE organisation_id = $1 AND removed_at IS NULL ORDER BY id",
        id
    )?;
    let households: Option<(i64,)> = fetch_optional!(
        read,
        (i64,),
        "SELECT COUNT(*) FROM recipients WHERE organisation_id = $1 AND merged_into IS NULL \
         AND status NOT IN ('stopped', 'deceased')",
        id
    )?;
    let depot = |(id, address)| {
        let address = serde_json::from_value(address);
        address.ok().map(|address| DepotPlace { id: DepotId(id), address })
    };
    Ok(Facts {
        zone: zone.parse().unwrap_or(Tz::UTC),
        country,
        default_depot: default_depot.map(DepotId),
        depots: depots.into_iter().filter_map(depot).collect(),
        package_kinds,
        members: members
            .into_iter()
            .map(|(id, email, display_name)| MemberName { id: MembershipId(id), email, display_name })
            .collect(),
        households: households.and_then(|(n,)| u32::try_from(n).ok()).unwrap_or(0),
    })
}

/// What the households of a file may be found by: references, and keyed hashes of what makes them alike.
pub struct Wanted {
    finder: Finder,
    refs: HashSet<String>,
    hashes: HashSet<[u8; 32]>,
    ids: HashSet<RecipientId>,
}

impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wanted({})", self.hashes.len())
    }
}

impl Wanted {
    pub fn new(seals: &Seals) -> Self {
        let finder = Finder::new(&seals.key);
        Self { finder, refs: HashSet::new(), hashes: HashSet::new(), ids: HashSet::new() }
    }

    /// Looks for a household that a row of a list may be.
    pub fn add(&mut self, keys: &HouseholdKeys, phones: &[Phone]) {
        self.refs.extend(keys.external_ref().map(str::to_owned));
        self.add_named(keys);
        if let Some([street, postal_code, door]) = keys.place() {
            self.hashes.insert(self.finder.place(street, postal_code, door));
        }
        for phone in phones {
            self.hashes.insert(self.finder.phone(phone));
        }
    }

    /// Looks for a household of that name only.
    pub fn add_named(&mut self, keys: &HouseholdKeys) {
        if !keys.name().is_empty() {
            self.hashes.insert(self.finder.name(keys.name()));
        }
    }

    /// Looks for a household that a person chose.
    pub fn add_chosen(&mut self, id: RecipientId) {
        self.ids.insert(id);
    }
}

/// Households found, still closed: opening them takes time, and belongs on a thread of its own.
pub struct Closed {
    organisation: OrganisationId,
    key: Key,
    rows: Vec<RecipientRow>,
    /// References of records that were joined to another one.
    joined: Vec<(String, RecipientId)>,
}

impl std::fmt::Debug for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Closed({})", self.rows.len())
    }
}

impl Closed {
    /// Opens them.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when one does not open.
    pub fn open(self) -> Result<Opened, StoreError> {
        let (organisation, key) = (self.organisation, self.key);
        let records = self.rows.into_iter().map(|r| r.open(organisation, &key)).collect::<Result<_, _>>()?;
        Ok(Opened { records, joined: self.joined })
    }
}

/// Households found.
#[derive(Debug, Default)]
pub struct Opened {
    pub records: Vec<RecipientRecord>,
    /// References that lead to another record, by a merge.
    pub joined: Vec<(String, RecipientId)>,
}

/// The households that a file may speak of. Records joined to another one stand for that one.
///
/// # Errors
/// The database's own.
pub async fn households(read: &Read, wanted: Wanted) -> Result<Closed, StoreError> {
    let organisation = read.organisation();
    let mut ids: BTreeSet<Uuid> = wanted.ids.into_iter().map(Into::into).collect();
    let mut joined = Vec::new();
    if !wanted.refs.is_empty() {
        let refs: Vec<String> = wanted.refs.into_iter().collect();
        let found: Vec<(Uuid, String, Option<Uuid>)> = fetch_texts!(
            read,
            (Uuid, String, Option<Uuid>),
            "SELECT id, external_ref, merged_into FROM recipients WHERE organisation_id = $2 AND external_ref",
            &refs,
            organisation.0
        )?;
        for (id, external_ref, merged_into) in found {
            ids.insert(merged_into.unwrap_or(id));
            joined.extend(merged_into.map(|kept| (external_ref, RecipientId(kept))));
        }
    }
    if !wanted.hashes.is_empty() {
        ids.extend(by_hash(read, wanted.hashes).await?);
    }
    let rows = fetch_some!(
        read,
        RecipientRow,
        "SELECT r.id, r.external_ref, r.sealed, r.household_size, r.status, r.usual_volunteer_id, r.last_status, \
         r.last_day, r.merged_into, r.version, r.created_at, r.updated_at, k.wrapped_key FROM recipients r \
         JOIN recipient_keys k ON k.recipient_id = r.id AND k.organisation_id = r.organisation_id \
         WHERE r.organisation_id = $2 AND r.merged_into IS NULL AND r.id",
        ids.into_iter(),
        organisation.0
    )?;
    Ok(Closed { organisation, key: read.key().await?, rows, joined })
}

async fn by_hash(read: &Read, hashes: HashSet<[u8; 32]>) -> Result<impl Iterator<Item = Uuid>, StoreError> {
    let organisation = read.organisation().0;
    let found: Vec<(Uuid,)> = match &read.conn {
        crate::read::ReadConn::Sqlite(pool) => {
            let hashes: Vec<String> = hashes.iter().map(|h| hex(h)).collect();
            sqlx::query_as::<sqlx::Sqlite, (Uuid,)>(
                "SELECT DISTINCT recipient_id FROM recipient_lookups WHERE organisation_id = $2 \
                 AND kind IN ('phone', 'name', 'address') AND hash IN (SELECT unhex(value) FROM json_each($1))",
            )
            .bind(Value::from(hashes).to_string())
            .bind(organisation)
            .fetch_all(pool)
            .await?
        }
        crate::read::ReadConn::Postgres(tx) => {
            let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
            sqlx::query_as::<sqlx::Postgres, (Uuid,)>(
                "SELECT DISTINCT recipient_id FROM recipient_lookups WHERE organisation_id = $2 \
                 AND kind IN ('phone', 'name', 'address') AND hash = ANY($1)",
            )
            .bind(hashes)
            .bind(organisation)
            .fetch_all(&mut **tx.lock().await)
            .await?
        }
    };
    Ok(found.into_iter().map(|(id,)| id))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A delivery that exists, with its stops in order.
#[derive(Clone)]
pub struct ExistingDelivery {
    pub id: DeliveryId,
    pub external_ref: Option<String>,
    pub recipient: Option<RecipientId>,
    pub packages: Vec<PackageLine>,
    pub weight: Option<Grams>,
    pub tags: Vec<String>,
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
    pub fn comments(&self, household: Option<&Key>, seals: &Seals) -> Result<Option<String>, StoreError> {
        let key = household.unwrap_or(&seals.key);
        open_comments(key, seals.organisation, self.id.0, self.sealed.as_deref())
    }
}

#[derive(Clone, Debug)]
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
    pub assignee: Option<MembershipId>,
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: Uuid,
    external_ref: Option<String>,
    recipient_id: Option<Uuid>,
    packages: Json<Vec<PackageLine>>,
    weight_g: Option<i32>,
    tags: Json<Vec<String>>,
    sealed: Option<Vec<u8>>,
    version: i64,
}

#[derive(sqlx::FromRow)]
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
    assignee_id: Option<Uuid>,
    ordinal: i16,
    version: i64,
}

impl StopRow {
    fn open(self) -> Result<ExistingStop, StoreError> {
        let unknown = |_| StoreError::Settings("unknown word in a stop".into());
        Ok(ExistingStop {
            id: StopId(self.id),
            kind: self.kind.parse().map_err(unknown)?,
            status: self.status.parse().map_err(unknown)?,
            window: Window { start: self.window_start.map(Ts::from_micros), end: Ts::from_micros(self.window_end) },
            first_day: self.first_day,
            depot: self.depot_id.map(DepotId),
            external_ref: self.external_ref,
            service_minutes: u16::try_from(self.service_minutes).unwrap_or(0),
            round: self.round_id.map(RoundId),
            assignee: self.assignee_id.map(MembershipId),
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
        "SELECT id, external_ref, recipient_id, packages, weight_g, tags, sealed, version FROM deliveries \
         WHERE organisation_id = $2 AND id",
        ids.iter().copied(),
        organisation
    )?;
    let mut stops = fetch_some!(
        read,
        StopRow,
        "SELECT id, delivery_id, kind, status, window_start, window_end, first_day, depot_id, external_ref, \
         service_minutes, round_id, assignee_id, ordinal, version FROM stops WHERE organisation_id = $2 AND delivery_id",
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
                weight: r.weight_g.and_then(|w| u32::try_from(w).ok()).map(Grams),
                tags: r.tags.0,
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
    let rows: Vec<(Uuid, String, NaiveDate, String, Option<Uuid>)> = fetch_texts!(
        read,
        (Uuid, String, NaiveDate, String, Option<Uuid>),
        "SELECT id, name, day, state, assignee_id FROM rounds WHERE organisation_id = $2 AND day",
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
        .map(|(id, name, day, state, assignee)| {
            Ok(OpenRound {
                id: RoundId(id),
                name,
                day,
                state: state.parse().map_err(unknown)?,
                assignee: assignee.map(MembershipId),
                places: taken.get(&id).copied().unwrap_or(0),
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    rounds.sort_by_key(|r| r.id);
    Ok((rounds, pairs))
}
