//! A round from deliveries.

use super::{
    RoundChange,
    group::{enter, is_plannable, is_touched, loading_first},
};
use crate::deliveries::StopFacts;
use cabas_kernel::{
    id::{DeliveryId, RecipientId, RoundId, StopId},
    words::deliveries::StopStatus,
};
use chrono::NaiveDate;
use chrono_tz::Tz;

refusals! {
    /// Why no round is made.
    pub enum CreateError {
        /// A stop is in another round: it is taken from there by a deliberate act only.
        StopElsewhere(StopId) = "stop_elsewhere",
        Started(StopId) = "stop_already_started",
        OtherDay(StopId) = "other_day",
        /// A draft has no usable address yet; a cancelled stop must be restored first.
        Transition(StopId) = "transition_refused",
        /// The household comes to the depot: nothing is carried to it.
        SelfPickup(StopId) = "self_pickup",
    }
}

/// Makes a draft round of whole deliveries. `stops` are all stops of the chosen deliveries, delivery by delivery
/// in the asked order; depot pickups come first in the round.
///
/// An empty list makes an empty round, to be filled on the board. A cancelled stop stays
/// behind; a delivery that is cancelled as a whole is refused. `collecting` are the households that come to the depot.
pub fn decide_create(
    round: RoundId,
    date: NaiveDate,
    stops: &[StopFacts],
    collecting: &[RecipientId],
    zone: Tz,
) -> Result<RoundChange, CreateError> {
    let alive = |d: DeliveryId| stops.iter().any(|s| s.delivery == d && s.status != StopStatus::Cancelled);
    let entering: Vec<StopFacts> =
        stops.iter().filter(|s| s.status != StopStatus::Cancelled || !alive(s.delivery)).copied().collect();
    for stop in &entering {
        may_enter(stop, date, collecting, zone)?;
        if stop.round.is_some() {
            return Err(CreateError::StopElsewhere(stop.id));
        }
    }
    let order = loading_first(&entering);
    let steps = entering.iter().map(|s| enter(s, round, None)).collect();
    Ok(RoundChange { added: order.clone(), order, steps, ..RoundChange::default() })
}

/// The rules every stop meets that enters a round.
pub(super) fn may_enter(
    stop: &StopFacts,
    date: NaiveDate,
    collecting: &[RecipientId],
    zone: Tz,
) -> Result<(), CreateError> {
    if is_touched(stop) {
        Err(CreateError::Started(stop.id))
    } else if stop.status == StopStatus::Cancelled || !is_plannable(stop) {
        Err(CreateError::Transition(stop.id))
    } else if !stop.window.touches(date, zone) {
        Err(CreateError::OtherDay(stop.id))
    } else if stop.recipient.is_some_and(|r| collecting.contains(&r)) {
        Err(CreateError::SelfPickup(stop.id))
    } else {
        Ok(())
    }
}
