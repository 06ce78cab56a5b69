//! Rules, as dispatchers read them, and all that tells what becomes of their dates.

use super::{
    RecurrenceParts, RecurrenceRecord,
    closures::closures_from,
    record::{Made, earliest, exception},
    row,
};
use crate::{
    Read, StoreError,
    deliveries::{Core, core_columns},
    recipients,
    vault::Key,
};
use cabas_domain::{deliveries::StopFacts, recurrence};
use cabas_kernel::{
    id::{DeliveryId, OrganisationId, RecipientId, RecurrenceId},
    words::recurrences::RecurrenceState,
};
use cabas_model::{
    Page,
    deliveries::RecipientRef,
    recurrences::{OccurrenceFields, RecurrenceSummary},
};
use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

row! {
    struct RecurrenceRow {
        id: Uuid,
        recipient_id: Uuid,
        predecessor_id: Option<Uuid>,
        rule: String,
        starts_on: NaiveDate,
        horizon_days: i16,
        paused: bool,
        cancelled_at: Option<i64>,
        template: Value,
        depot_id: Option<Uuid>,
        assignee_id: Option<Uuid>,
        sealed: Option<Vec<u8>>,
        drought: Option<String>,
        version: i64,
        created_at: i64,
        updated_at: i64,
    }
}

row! {
    struct ListedRow {
        recurrence: RecurrenceRow,
        next_day: Option<NaiveDate>,
    }
}

row! {
    struct ExceptionRow {
        id: Uuid,
        occurrence_date: NaiveDate,
        kind: String,
        moved_to: Option<NaiveDate>,
        hours: Option<Value>,
        sealed: Option<Vec<u8>>,
    }
}

macro_rules! columns {
    () => {
        "r.id, r.recipient_id, r.predecessor_id, r.rule, r.starts_on, r.horizon_days, r.paused, r.cancelled_at, \
         r.template, r.depot_id, r.assignee_id, r.sealed, r.drought, r.version, r.created_at, r.updated_at"
    };
}

impl RecurrenceRow {
    fn open(self, organisation: OrganisationId, key: Option<&Key>) -> Result<RecurrenceRecord, StoreError> {
        let row = row::recurrence::Model {
            id: self.id,
            organisation_id: organisation.0,
            recipient_id: self.recipient_id,
            predecessor_id: self.predecessor_id,
            rule: self.rule,
            starts_on: self.starts_on,
            horizon_days: self.horizon_days,
            paused: self.paused,
            cancelled_at: self.cancelled_at,
            template: self.template,
            depot_id: self.depot_id,
            assignee_id: self.assignee_id,
            sealed: self.sealed,
            drought: self.drought,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        };
        RecurrenceRecord::open(row, organisation, key)
    }
}

/// Which rules a list holds.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// All that are not over without.
    pub state: Option<RecurrenceState>,
    pub recipient: Option<RecipientId>,
    /// What is made from this day on tells when the next one is.
    pub today: NaiveDate,
}

/// The organisation's rules, oldest first, each with its version.
///
/// # Errors
/// The database's own.
pub async fn list_recurrences(
    read: &Read,
    filter: &Filter,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Page<(RecurrenceSummary, i64)>, StoreError> {
    let nobody = Uuid::nil();
    let states = filter.state.map_or([RecurrenceState::Active, RecurrenceState::Paused], |state| [state, state]);
    let rows = fetch_all!(
        read,
        ListedRow,
        concat!(
            "SELECT ",
            columns!(),
            ", (SELECT MIN(s.first_day) FROM deliveries d \
             JOIN stops s ON s.organisation_id = d.organisation_id AND s.delivery_id = d.id \
             WHERE d.organisation_id = r.organisation_id AND d.recurrence_id = r.id AND s.kind = 'dropoff' \
             AND s.last_day >= $2 AND s.status IN ('draft', 'ready', 'assigned', 'out')) AS next_day \
             FROM recurrences r WHERE r.organisation_id = $1 AND r.id > $3 \
             AND (r.recipient_id = $4 OR $4 = $5) \
             AND CASE WHEN r.cancelled_at IS NOT NULL THEN 'cancelled' WHEN r.paused THEN 'paused' ELSE 'active' END \
             IN ($6, $7) ORDER BY r.id LIMIT $8"
        ),
        read.organisation().0,
        filter.today,
        after.unwrap_or_default(),
        filter.recipient.map_or(nobody, |r| r.0),
        nobody,
        states[0].as_str(),
        states[1].as_str(),
        i64::from(limit) + 1
    )?;
    let mut wanted: Vec<RecipientId> = rows.iter().map(|r| RecipientId(r.recurrence.recipient_id)).collect();
    wanted.sort();
    wanted.dedup();
    let cards = recipients::cards(read, &wanted).await?;
    let shown = |row: ListedRow| {
        let card = cards.get(&RecipientId(row.recurrence.recipient_id));
        let record = row.recurrence.open(read.organisation(), card.map(|c| &c.key))?;
        let recipient = card.map(|c| RecipientRef { id: c.id, display_name: c.display_name.clone() });
        Ok((summary(&record, recipient, row.next_day), record.version))
    };
    crate::page(rows, limit, |r| r.recurrence.id, shown)
}

fn summary(
    record: &RecurrenceRecord,
    recipient: Option<RecipientRef>,
    next_day: Option<NaiveDate>,
) -> RecurrenceSummary {
    RecurrenceSummary {
        id: record.id,
        name: record.words.name.clone(),
        recipient,
        rule: record.rule.clone(),
        starts_on: record.starts_on,
        state: record.told_state(),
        window: record.template.window.clone(),
        horizon_days: record.horizon_days,
        next_day,
        drought: record.drought,
        assignee_id: record.assignee,
        etag: String::new(),
    }
}

impl RecurrenceRecord {
    /// Its state, as it is told.
    pub const fn told_state(&self) -> RecurrenceState {
        match self.state() {
            recurrence::RecurrenceState::Active => RecurrenceState::Active,
            recurrence::RecurrenceState::Paused => RecurrenceState::Paused,
            recurrence::RecurrenceState::Cancelled => RecurrenceState::Cancelled,
        }
    }
}

/// A rule with all that tells what becomes of its dates from a day on.
///
/// # Errors
/// The database's own.
pub async fn parts(read: &Read, id: RecurrenceId, from: NaiveDate) -> Result<Option<RecurrenceParts>, StoreError> {
    let found = fetch_optional!(
        read,
        RecurrenceRow,
        concat!("SELECT ", columns!(), " FROM recurrences r WHERE r.organisation_id = $1 AND r.id = $2"),
        read.organisation().0,
        id.0
    )?;
    let Some(row) = found else { return Ok(None) };
    let household = recipients::recipients(read, &[RecipientId(row.recipient_id)]).await?.pop();
    let key = household.as_ref().map(|h| &h.key);
    let exceptions = exceptions(read, id, key).await?;
    let made = made(read, id, earliest(&exceptions, from)).await?;
    let record = row.open(read.organisation(), key)?;
    let closures = closures_from(read, from).await?;
    Ok(Some(RecurrenceParts { record, exceptions, closures, household, made }))
}

async fn exceptions(
    read: &Read,
    id: RecurrenceId,
    key: Option<&Key>,
) -> Result<Vec<recurrence::Exception<OccurrenceFields>>, StoreError> {
    let organisation = read.organisation();
    let rows = fetch_all!(
        read,
        ExceptionRow,
        "SELECT id, occurrence_date, kind, moved_to, hours, sealed FROM recurrence_exceptions \
         WHERE organisation_id = $1 AND recurrence_id = $2 ORDER BY occurrence_date, kind",
        organisation.0,
        id.0
    )?;
    let open = |row: ExceptionRow| {
        let model = row::exception::Model {
            id: row.id,
            organisation_id: organisation.0,
            recurrence_id: id.0,
            occurrence_date: row.occurrence_date,
            kind: row.kind,
            moved_to: row.moved_to,
            hours: row.hours,
            sealed: row.sealed,
            created_at: 0,
        };
        exception(model, organisation, key)
    };
    rows.into_iter().map(open).collect()
}

async fn made(read: &Read, id: RecurrenceId, from: NaiveDate) -> Result<Vec<Made>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid, NaiveDate),
        "SELECT id, occurrence_date FROM deliveries \
         WHERE organisation_id = $1 AND recurrence_id = $2 AND occurrence_date >= $3 ORDER BY occurrence_date",
        read.organisation().0,
        id.0,
        from
    )?;
    let stops = fetch_some!(
        read,
        Core,
        concat!("SELECT ", core_columns!(), " FROM stops s WHERE s.organisation_id = $2 AND s.delivery_id"),
        rows.iter().map(|(id, _)| *id),
        read.organisation().0
    )?;
    let stops: Vec<StopFacts> = stops.iter().map(Core::facts).collect::<Result<_, _>>()?;
    let dates: Vec<(DeliveryId, NaiveDate)> = rows.into_iter().map(|(id, date)| (DeliveryId(id), date)).collect();
    Ok(Made::of(&dates, &stops))
}

/// The rules that may have something to make, with their organisations. For the workers.
///
/// # Errors
/// The database's own.
pub async fn active_recurrences(read: &Read) -> Result<Vec<(OrganisationId, RecurrenceId)>, StoreError> {
    let rows = fetch_all!(
        read,
        (Uuid, Uuid),
        "SELECT organisation_id, id FROM recurrences WHERE cancelled_at IS NULL AND NOT paused ORDER BY id"
    )?;
    Ok(rows.into_iter().map(|(organisation, id)| (OrganisationId(organisation), RecurrenceId(id))).collect())
}
