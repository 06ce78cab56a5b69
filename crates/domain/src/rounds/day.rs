//! Another date for a round, or no round at all.

use super::{
    RoundFacts,
    group::{is_touched, leave},
};
use crate::deliveries::{Step, StopFacts, move_window};
use cabas_kernel::{Window, id::StopId};
use chrono::NaiveDate;
use chrono_tz::Tz;

refusals! {
    /// Why a round keeps its date.
    pub enum MoveDayError {
        RoundClosed = "round_closed",
        /// A stop is on its way or over.
        Started(StopId) = "stop_already_started",
    }

    /// Why a round stays.
    pub enum DeleteError {
        RoundClosed = "round_closed",
        Started(StopId) = "stop_already_started",
    }
}

/// A stop's window on the new day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedStop {
    pub stop: StopId,
    pub window: Window,
}

/// Moves a round to another date: each window by whole days at the same local time (DL-13), `promised` untouched
/// (DL-8). Asking for the date it has moves nothing.
pub fn decide_move_day(
    round: &RoundFacts,
    stops: &[StopFacts],
    to: NaiveDate,
    zone: Tz,
) -> Result<Vec<MovedStop>, MoveDayError> {
    if round.is_closed() {
        return Err(MoveDayError::RoundClosed);
    }
    if let Some(stop) = stops.iter().find(|s| is_touched(s)) {
        return Err(MoveDayError::Started(stop.id));
    }
    let days = (to - round.date).num_days();
    if days == 0 {
        return Ok(Vec::new());
    }
    Ok(stops.iter().map(|s| MovedStop { stop: s.id, window: move_window(&s.window, days, zone) }).collect())
}

/// Removes a round and keeps its stops (DL-13): ready again, nobody's.
pub fn decide_delete(round: &RoundFacts, stops: &[StopFacts]) -> Result<Vec<Step>, DeleteError> {
    if round.is_closed() {
        return Err(DeleteError::RoundClosed);
    }
    if let Some(stop) = stops.iter().find(|s| is_touched(s)) {
        return Err(DeleteError::Started(stop.id));
    }
    Ok(stops.iter().map(leave).collect())
}
