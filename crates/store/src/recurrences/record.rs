//! A rule as decisions see it, and what they need besides.

use super::{
    row::{exception, recurrence},
    sealed::{self, RecurrenceWords},
};
use crate::{StoreError, recipients::RecipientRecord, vault::Key};
use cabas_domain::{
    deliveries::{StopFacts, delivery_status},
    recurrence::{Closure, Exception, ExceptionKind, Move, Progress, RecurrenceState, WallWindow, wall_time},
};
use cabas_kernel::{
    Grams, Ts,
    id::{DeliveryId, DepotId, MembershipId, OrganisationId, RecipientId, RecurrenceId},
    words::{
        deliveries::DeliveryStatus,
        recurrences::{DroughtCause, ExceptionKind as Kind},
    },
};
use cabas_model::{
    deliveries::PackageLine,
    recurrences::{OccurrenceFields, WallSpan},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What each delivery of a rule is made of, but for what is sealed and what points elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub window: WallSpan,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<WallSpan>,
    /// The pickup's own hours, where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup: Option<WallSpan>,
    /// The household's usual parcel without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<Vec<PackageLine>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Grams>,
    pub service_minutes: u16,
}

/// A rule that makes deliveries.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurrenceRecord {
    pub id: RecurrenceId,
    pub recipient: RecipientId,
    pub predecessor: Option<RecurrenceId>,
    pub rule: String,
    pub starts_on: NaiveDate,
    pub horizon_days: u16,
    pub paused: bool,
    pub cancelled_at: Option<Ts>,
    pub template: Template,
    /// Where a pickup is; none without one.
    pub depot: Option<DepotId>,
    pub assignee: Option<MembershipId>,
    pub words: RecurrenceWords,
    pub drought: Option<DroughtCause>,
    pub version: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

/// A delivery that is one of a rule's dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub date: NaiveDate,
    pub delivery: DeliveryId,
    pub status: DeliveryStatus,
}

/// A rule, with all that tells what becomes of its dates.
pub struct RecurrenceParts {
    pub record: RecurrenceRecord,
    pub exceptions: Vec<Exception<OccurrenceFields>>,
    pub closures: Vec<Closure<DepotId>>,
    /// None once it is erased.
    pub household: Option<RecipientRecord>,
    /// What was made of its dates, as far back as is asked.
    pub made: Vec<Made>,
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Settings(format!("{what} of a recurrence does not read"))
}

/// The hours of a template, which were read before they were kept.
///
/// # Errors
/// What is kept is no time.
pub fn wall(span: &WallSpan) -> Result<WallWindow, StoreError> {
    let time = |text: &str| wall_time(text).ok_or_else(|| unreadable("a time"));
    Ok(WallWindow { start: span.start.as_deref().map(time).transpose()?, end: time(&span.end)? })
}

impl RecurrenceRecord {
    pub const fn state(&self) -> RecurrenceState {
        match (self.cancelled_at, self.paused) {
            (Some(_), _) => RecurrenceState::Cancelled,
            (None, true) => RecurrenceState::Paused,
            (None, false) => RecurrenceState::Active,
        }
    }

    /// Opened with its household's key; without one, nothing of its words is left.
    pub(super) fn open(
        row: recurrence::Model,
        organisation: OrganisationId,
        key: Option<&Key>,
    ) -> Result<Self, StoreError> {
        let words = match key {
            Some(key) => RecurrenceWords::open(key, organisation, row.id, row.sealed.as_deref())?,
            None => RecurrenceWords::default(),
        };
        Ok(Self {
            id: RecurrenceId(row.id),
            recipient: RecipientId(row.recipient_id),
            predecessor: row.predecessor_id.map(RecurrenceId),
            rule: row.rule,
            starts_on: row.starts_on,
            horizon_days: u16::try_from(row.horizon_days).unwrap_or_default(),
            paused: row.paused,
            cancelled_at: row.cancelled_at.map(Ts::from_micros),
            template: serde_json::from_value(row.template).map_err(|_| unreadable("the template"))?,
            depot: row.depot_id.map(DepotId),
            assignee: row.assignee_id.map(MembershipId),
            words,
            drought: row.drought.map(|d| d.parse().map_err(|_| unreadable("the drought"))).transpose()?,
            version: row.version,
            created_at: Ts::from_micros(row.created_at),
            updated_at: Ts::from_micros(row.updated_at),
        })
    }
}

impl Made {
    /// What became of each date, from the stops of its delivery, which come together.
    pub(super) fn of(dates: &[(DeliveryId, NaiveDate)], stops: &[StopFacts]) -> Vec<Self> {
        let stops = |id: DeliveryId| stops.iter().filter(|s| s.delivery == id).copied().collect::<Vec<_>>();
        let made = |(delivery, date): &(DeliveryId, NaiveDate)| Self {
            date: *date,
            delivery: *delivery,
            status: delivery_status(&stops(*delivery)),
        };
        dates.iter().map(made).collect()
    }

    pub const fn progress(&self) -> Progress {
        match self.status {
            DeliveryStatus::Draft | DeliveryStatus::Ready | DeliveryStatus::Assigned => Progress::Open,
            DeliveryStatus::Out => Progress::Begun,
            _ => Progress::Closed,
        }
    }
}

/// An exception, opened with the household's key.
pub(super) fn exception(
    row: exception::Model,
    organisation: OrganisationId,
    key: Option<&Key>,
) -> Result<Exception<OccurrenceFields>, StoreError> {
    let hours: Option<WallSpan> =
        row.hours.map(|h| serde_json::from_value(h).map_err(|_| unreadable("an exception"))).transpose()?;
    let kind = match row.kind.parse().map_err(|_| unreadable("an exception"))? {
        Kind::Skip => ExceptionKind::Skip,
        Kind::Extra => ExceptionKind::Extra,
        Kind::Move => ExceptionKind::Move(Move {
            to: row.moved_to.unwrap_or(row.occurrence_date),
            window: hours.as_ref().map(wall).transpose()?,
        }),
        Kind::Override => ExceptionKind::Override(match key {
            Some(key) => sealed::open_fields(key, organisation, row.id, row.sealed.as_deref())?,
            None => OccurrenceFields::default(),
        }),
    };
    Ok(Exception { date: row.occurrence_date, kind })
}

/// The earliest date whose occurrence may happen from a day on: what was moved comes from elsewhere.
pub(super) fn earliest(exceptions: &[Exception<OccurrenceFields>], from: NaiveDate) -> NaiveDate {
    let moved_in = exceptions.iter().filter(|e| matches!(&e.kind, ExceptionKind::Move(to) if to.to >= from));
    moved_in.map(|e| e.date).fold(from, NaiveDate::min)
}
