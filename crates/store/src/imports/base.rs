//! What an organisation has already, as far as a sheet speaks of it: everything is loaded once, by keys, never row by
//! row.

use super::seals::Seals;
use crate::{
    Read, StoreError,
    recipients::{Finder, RecipientRecord, RecipientRow},
    vault::Key,
};
use cabas_domain::imports::HouseholdKeys;
use cabas_kernel::{
    Permission, Phone, Roles, fold,
    id::{DepotId, MembershipId, OrganisationId, RecipientId},
};
use cabas_model::address::Address;
use chrono_tz::Tz;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What rows are read by.
#[derive(Clone)]
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
    kinds: HashMap<String, usize>,
    emails: HashMap<String, usize>,
    /// Places among the members; none for a name that several have.
    names: HashMap<String, Option<usize>>,
}

/// It holds names, so it prints none.
impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Facts({} members)", self.members.len())
    }
}

impl Facts {
    /// A member by e-mail, or by a name that only one of them has (decisions 16).
    pub fn member(&self, text: &str) -> Option<&MemberName> {
        let by_email = self.emails.get(&text.trim().to_lowercase()).copied();
        self.members.get(by_email.or_else(|| self.names.get(&fold(text)).copied().flatten())?)
    }

    /// The slug of a kind of parcel, by its slug or its name.
    pub fn package_kind(&self, text: &str) -> Option<&str> {
        self.package_kinds.get(*self.kinds.get(&fold(text))?).map(|(slug, _)| slug.as_str())
    }

    /// Folds once what rows call people and parcels by; of two that answer to one word, the first does.
    fn index(mut self) -> Self {
        for (at, (slug, name)) in self.package_kinds.iter().enumerate() {
            for word in [slug, name] {
                self.kinds.entry(fold(word)).or_insert(at);
            }
        }
        for (at, member) in self.members.iter().enumerate() {
            self.emails.entry(member.email.clone()).or_insert(at);
            self.names.entry(fold(&member.display_name)).and_modify(|known| *known = None).or_insert(Some(at));
        }
        self
    }
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
    /// Whether their role carries rounds.
    pub carries: bool,
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
        (Uuid, String, String, i16),
        "SELECT m.id, p.email, p.display_name, m.roles FROM memberships m JOIN people p ON p.id = m.person_id \
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
            .map(|(id, email, display_name, roles)| {
                let carries = Roles::from_bits(roles).may(Permission::CarryRounds);
                MemberName { id: MembershipId(id), email, display_name, carries }
            })
            .collect(),
        households: households.and_then(|(n,)| u32::try_from(n).ok()).unwrap_or(0),
        kinds: HashMap::new(),
        emails: HashMap::new(),
        names: HashMap::new(),
    }
    .index())
}

/// What the households of a file may be found by: references, and keyed hashes of what makes them alike.
pub struct Wanted {
    finder: Finder,
    refs: HashSet<String>,
    hashes: HashSet<[u8; 32]>,
    ids: HashSet<RecipientId>,
    served: bool,
}

impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wanted({})", self.hashes.len())
    }
}

impl Wanted {
    pub fn new(seals: &Seals) -> Self {
        let finder = Finder::new(&seals.key);
        Self { finder, refs: HashSet::new(), hashes: HashSet::new(), ids: HashSet::new(), served: false }
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

    /// Looks for every household that a list of all of them would hold.
    pub fn add_served(&mut self) {
        self.served = true;
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
    if wanted.served {
        ids.extend(served(read).await?);
    }
    if !wanted.hashes.is_empty() {
        ids.extend(by_hash(read, wanted.hashes).await?);
    }
    let rows = fetch_some!(
        read,
        RecipientRow,
        "SELECT r.id, r.external_ref, r.sealed, k.wrapped_key, r.household_size, r.status, r.last_status, r.last_day, \
         r.usual_volunteer_id, r.merged_into, r.version, r.created_at, r.updated_at FROM recipients r \
         JOIN recipient_keys k ON k.recipient_id = r.id AND k.organisation_id = r.organisation_id \
         WHERE r.organisation_id = $2 AND r.merged_into IS NULL AND r.id",
        ids.into_iter(),
        organisation.0
    )?;
    Ok(Closed { organisation, key: read.key().await?, rows, joined })
}

async fn served(read: &Read) -> Result<impl Iterator<Item = Uuid>, StoreError> {
    let found: Vec<(Uuid,)> = fetch_all!(
        read,
        (Uuid,),
        "SELECT id FROM recipients WHERE organisation_id = $1 AND merged_into IS NULL \
         AND status NOT IN ('stopped', 'deceased')",
        read.organisation().0
    )?;
    Ok(found.into_iter().map(|(id,)| id))
}

async fn by_hash(read: &Read, hashes: HashSet<[u8; 32]>) -> Result<impl Iterator<Item = Uuid>, StoreError> {
    let organisation = read.organisation().0;
    let found: Vec<(Uuid,)> = match &read.conn {
        crate::read::ReadConn::Sqlite(readers) => {
            let hashes: Vec<String> = hashes.iter().map(|h| hex(h)).collect();
            readers.fetch_all(
                "SELECT DISTINCT recipient_id FROM recipient_lookups WHERE organisation_id = $2 \
                 AND kind IN ('phone', 'name', 'address') AND hash IN (SELECT unhex(value) FROM json_each($1))",
                rusqlite::params![Value::from(hashes).to_string(), organisation],
            )?
        }
        crate::read::ReadConn::Postgres(reading) => {
            let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
            fetch_any!(
                reading,
                (Uuid,),
                "SELECT DISTINCT recipient_id FROM recipient_lookups WHERE organisation_id = $2 \
                 AND kind IN ('phone', 'name', 'address') AND hash",
                hashes,
                organisation
            )?
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
