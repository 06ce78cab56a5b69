//! Plans, as those who plan see them.

use super::write::PlanRecord;
use crate::{Read, StoreError};
use cabas_kernel::{Ts, id::PlanId};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use sqlx::types::JsonValue;
use uuid::Uuid;

row! {
    pub(super) struct PlanRow {
        pub(super) id: Uuid,
        pub(super) day: NaiveDate,
        pub(super) state: String,
        pub(super) ask: JsonValue,
        pub(super) proposal: Option<JsonValue>,
        pub(super) basis: Option<JsonValue>,
        pub(super) before: Option<JsonValue>,
        pub(super) progress: i16,
        pub(super) version: i64,
        pub(super) created_at: i64,
    }
}

impl PlanRow {
    pub(super) fn record(self) -> Result<PlanRecord, StoreError> {
        Ok(PlanRecord {
            id: PlanId(self.id),
            day: self.day,
            state: self.state.parse().map_err(unreadable)?,
            ask: serde_json::from_value(self.ask).map_err(unreadable)?,
            proposed: kept(self.proposal)?,
            basis: kept(self.basis)?.unwrap_or_default(),
            before: kept(self.before)?.unwrap_or_default(),
            progress: u8::try_from(self.progress).unwrap_or(0),
            version: self.version,
            created_at: Ts::from_micros(self.created_at),
        })
    }
}

fn kept<T: DeserializeOwned>(value: Option<JsonValue>) -> Result<Option<T>, StoreError> {
    value.map(serde_json::from_value).transpose().map_err(unreadable)
}

fn unreadable<E>(_: E) -> StoreError {
    StoreError::Settings("a plan that cannot be read".into())
}

/// One plan of the organisation.
///
/// # Errors
/// The database's own.
pub async fn find_plan(read: &Read, id: PlanId) -> Result<Option<PlanRecord>, StoreError> {
    let row = fetch_optional!(
        read,
        PlanRow,
        "SELECT id, day, state, ask, proposal, basis, before, progress, version, created_at FROM plans \
         WHERE organisation_id = $1 AND id = $2",
        read.organisation().0,
        id.0
    )?;
    row.map(PlanRow::record).transpose()
}
