//! Households, as dispatchers read them.

use super::{
    RecipientCard, RecipientRecord, keys,
    listed::{Listed, Rank, open_listed},
    sealed::{ListedRow, RecipientRow},
};
use crate::{Read, StoreError};
use cabas_domain::recipients::probable_duplicates;
use cabas_kernel::{Phone, fold, id::RecipientId, words::recipients::RecipientStatus};
use cabas_model::{
    Page,
    recipients::{ProbableDuplicate, RecipientDetails, RecipientSummary},
};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows opened at once when a list is filtered by what is sealed.
const BATCH: u16 = 500;
/// Records compared for duplicates, at most: a shelter's telephone may be everybody's.
const LIKENESSES: i64 = 50;

/// Households with their wrapped keys, as a list needs them or whole.
macro_rules! select {
    (listed $($rest:literal),+) => { select!("", $($rest),+) };
    (whole $($rest:literal),+) => {
        select!(", r.usual_volunteer_id, r.merged_into, r.version, r.created_at, r.updated_at", $($rest),+)
    };
    ($more:literal, $($rest:literal),+) => {
        concat!(
            "SELECT r.id, r.external_ref, r.sealed, k.wrapped_key, r.household_size, r.status, r.last_status, r.last_day",
            $more,
            " FROM recipients r \
             JOIN recipient_keys k ON k.recipient_id = r.id AND k.organisation_id = r.organisation_id ",
            $($rest),+
        )
    };
}

async fn open(read: &Read, rows: Vec<RecipientRow>) -> Result<Vec<RecipientRecord>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (organisation, above) = (read.organisation(), read.key().await?);
    rows.into_iter().map(|r| r.open(organisation, &above)).collect()
}

/// Some households of the organisation, in no order. Whoever is not of it is left out.
///
/// # Errors
/// The database's own.
pub async fn recipients(read: &Read, ids: &[RecipientId]) -> Result<Vec<RecipientRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = fetch_some!(
        read,
        RecipientRow,
        select!(whole "WHERE r.organisation_id = $2 AND r.id"),
        ids.iter().map(|id| id.0),
        read.organisation().0
    )?;
    open(read, rows).await
}

/// The same, as other slices need them.
///
/// # Errors
/// The database's own.
pub async fn cards(read: &Read, ids: &[RecipientId]) -> Result<HashMap<RecipientId, RecipientCard>, StoreError> {
    Ok(recipients(read, ids).await?.into_iter().map(|r| (r.id, r.into())).collect())
}

/// Which households a list holds. Records joined to another one are in none.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Words of a name, or a part of a street.
    pub text: Option<String>,
    /// As it is today.
    pub status: Option<RecipientStatus>,
    /// Only those that wait to be put on the map.
    pub to_place: bool,
    /// Only those that may receive on this day.
    pub receives_on: Option<NaiveDate>,
    /// The organisation's local day.
    pub today: NaiveDate,
}

impl Filter {
    /// The statuses in the table that can be the one asked for: a calendar pauses some that are active, and ends
    /// the pause of others.
    const fn stored(&self) -> (Option<&'static str>, &'static str) {
        match self.status {
            None => (None, ""),
            Some(RecipientStatus::Active | RecipientStatus::Paused) => {
                (Some(RecipientStatus::Active.as_str()), RecipientStatus::Paused.as_str())
            }
            Some(status) => (Some(status.as_str()), status.as_str()),
        }
    }

    /// Whether something is asked that the table alone cannot answer.
    const fn opens(&self) -> bool {
        self.text.is_some() || self.status.is_some() || self.receives_on.is_some()
    }

    fn keeps(&self, household: &Listed, folded: Option<&str>) -> bool {
        self.status.is_none_or(|s| household.status_on(self.today) == s)
            && self.receives_on.is_none_or(|day| household.receives_on(day))
            && folded.is_none_or(|text| household.says(text))
    }
}

/// Rows of a list by id, still closed: those that the table alone cannot leave out.
async fn rows_listed(
    read: &Read,
    filter: &Filter,
    after: Option<Uuid>,
    most: u16,
) -> Result<Vec<ListedRow>, StoreError> {
    let (status, other_status) = filter.stored();
    // The keys are told where to begin, too: PostgreSQL walks both in one order, and would begin at the first key.
    fetch_all!(
        read,
        ListedRow,
        select!(
            listed "WHERE r.organisation_id = $1 AND r.merged_into IS NULL AND r.id > $2 AND k.recipient_id > $2 \
             AND ($3 IS NULL OR r.status = $3 OR r.status = $4) \
             AND (NOT $5 OR r.geo_state IN ('to_confirm', 'not_found')) ORDER BY r.id LIMIT $6"
        ),
        read.organisation().0,
        after.unwrap_or_default(),
        status,
        other_status,
        filter.to_place,
        i64::from(most)
    )
}

/// A page of households by id. What is asked about sealed fields is compared in memory, within the organisation.
///
/// # Errors
/// The database's own.
pub async fn list_recipients(
    read: &Read,
    filter: &Filter,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<RecipientSummary>, StoreError> {
    let folded = filter.text.as_deref().map(fold);
    let (wanted, batch) = (usize::from(limit) + 1, if filter.opens() { BATCH } else { limit + 1 });
    let (mut after, mut found) = (after, Vec::new());
    loop {
        let rows = rows_listed(read, filter, after, batch).await?;
        let last = rows.len() < usize::from(batch);
        after = rows.last().map(|r| r.id);
        found.extend(open_listed(read, rows).await?.into_iter().filter(|r| filter.keeps(r, folded.as_deref())));
        if last || found.len() >= wanted {
            break;
        }
    }
    crate::page(found, limit, |r| r.id.0, |r| Ok(r.summary(filter.today)))
}

/// A page of households in the order of their names. Names are sealed: every household of the organisation is opened for
/// each page, two thousandths of a second for a thousand of them, and only those of the page are kept.
///
/// # Errors
/// The database's own.
pub async fn list_by_name(
    read: &Read,
    filter: &Filter,
    after: Option<&Rank>,
    limit: u16,
) -> Result<Page<RecipientSummary>, StoreError> {
    let folded = filter.text.as_deref().map(fold);
    let (mut opened, mut found) = (None, Vec::new());
    loop {
        let rows = rows_listed(read, filter, opened, BATCH).await?;
        let last = rows.len() < usize::from(BATCH);
        opened = rows.last().map(|r| r.id);
        let kept = open_listed(read, rows).await?.into_iter().filter(|r| filter.keeps(r, folded.as_deref()));
        found.extend(kept.map(|r| (r.rank(), r)).filter(|(rank, _)| after.is_none_or(|after| rank > after)));
        found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        found.truncate(usize::from(limit) + 1);
        if last {
            break;
        }
    }
    crate::page(found, limit, |(rank, _)| rank.clone(), |(_, r)| Ok(r.summary(filter.today)))
}

/// The households of a telephone number, by its keyed hash.
///
/// # Errors
/// The database's own.
pub async fn with_phone(read: &Read, filter: &Filter, phone: &Phone) -> Result<Vec<RecipientSummary>, StoreError> {
    let rows = fetch_all!(
        read,
        ListedRow,
        select!(
            listed "JOIN recipient_lookups l ON l.organisation_id = r.organisation_id AND l.recipient_id = r.id \
             WHERE r.organisation_id = $1 AND l.kind = $2 AND l.hash = $3 AND r.merged_into IS NULL \
             AND (NOT $4 OR r.geo_state IN ('to_confirm', 'not_found')) ORDER BY r.id LIMIT 100"
        ),
        read.organisation().0,
        keys::PHONE,
        keys::phone_hash(&read.key().await?, phone),
        filter.to_place
    )?;
    let found = open_listed(read, rows).await?.into_iter().filter(|r| filter.keeps(r, None));
    Ok(found.map(|r| r.summary(filter.today)).collect())
}

/// One household whole, with those it may be a duplicate of; and its version.
///
/// # Errors
/// The database's own.
pub async fn details(
    read: &Read,
    id: RecipientId,
    today: NaiveDate,
) -> Result<Option<(RecipientDetails, i64)>, StoreError> {
    let Some(record) = recipients(read, &[id]).await?.pop() else { return Ok(None) };
    let version = record.version;
    let alike = likenesses(read, &record).await?;
    Ok(Some((RecipientDetails { probable_duplicates: alike, ..record.details(today) }, version)))
}

async fn likenesses(read: &Read, record: &RecipientRecord) -> Result<Vec<ProbableDuplicate>, StoreError> {
    let ids: Vec<(Uuid,)> = fetch_all!(
        read,
        (Uuid,),
        "SELECT DISTINCT o.recipient_id FROM recipient_lookups m JOIN recipient_lookups o \
         ON o.organisation_id = m.organisation_id AND o.kind = m.kind AND o.hash = m.hash \
         AND o.recipient_id <> m.recipient_id \
         WHERE m.organisation_id = $1 AND m.recipient_id = $2 AND NOT EXISTS (SELECT 1 FROM distinct_pairs d \
         WHERE d.organisation_id = m.organisation_id \
         AND ((d.low_id = m.recipient_id AND d.high_id = o.recipient_id) \
         OR (d.low_id = o.recipient_id AND d.high_id = m.recipient_id))) LIMIT $3",
        read.organisation().0,
        record.id.0,
        LIKENESSES
    )?;
    let ids: Vec<RecipientId> = ids.into_iter().map(|(id,)| RecipientId(id)).collect();
    let others = recipients(read, &ids).await?;
    let keys: Vec<_> = others.iter().map(|r| (r.id, r.household.duplicate_keys())).collect();
    let alike = probable_duplicates(&record.household.duplicate_keys(), keys.iter().map(|(id, k)| (*id, k)));
    let names: HashMap<RecipientId, &str> = others.iter().map(|r| (r.id, r.household.display_name.as_str())).collect();
    Ok(alike
        .into_iter()
        .map(|(id, because)| ProbableDuplicate {
            id,
            display_name: names.get(&id).map(|n| (*n).to_owned()).unwrap_or_default(),
            because,
        })
        .collect())
}
