//! The whole list of a round's stops, in order: what is absent leaves.

use super::{
    CreateError, KeptOut, RoundChange, RoundFacts,
    create::may_enter,
    group::{deliveries, enter, find, is_touched, leave},
};
use crate::deliveries::StopFacts;
use cabas_kernel::{
    id::{DeliveryId, RoundId, StopId},
    words::deliveries::{StopKind, StopStatus},
};
use chrono_tz::Tz;

refusals! {
    /// Why the list stays as it is; nothing of it is applied.
    pub enum PutStopsError {
        RoundClosed = "round_closed",
        /// No such stop in the organisation.
        Unknown(StopId) = "fields_invalid",
        /// One place in one round.
        Twice(StopId) = "fields_invalid",
        /// Found in a round that the request does not name: nobody's work is undone unseen.
        StopElsewhere(StopId) = "stop_elsewhere",
        /// On its way or over: it neither leaves a round nor enters one.
        Started(StopId) = "stop_already_started",
        OtherDay(StopId) = "other_day",
        /// A draft or cancelled stop.
        Transition(StopId) = "transition_refused",
        /// The round's person and this stop's household must not meet (DL-14).
        PairBlocked(StopId) = "pair_blocked",
        /// The household comes to the depot: nothing is carried to it.
        SelfPickup(StopId) = "self_pickup",
    }
}

impl From<CreateError> for PutStopsError {
    fn from(e: CreateError) -> Self {
        match e {
            CreateError::StopElsewhere(s) => Self::StopElsewhere(s),
            CreateError::Started(s) => Self::Started(s),
            CreateError::OtherDay(s) => Self::OtherDay(s),
            CreateError::Transition(s) => Self::Transition(s),
            CreateError::SelfPickup(s) => Self::SelfPickup(s),
        }
    }
}

/// Replaces a round's list.
///
/// `stops` are the facts of **all** stops of every delivery that `current` or `asked` mentions. Deliveries move
/// whole (DL-11): a delivery already here stays as long as one of its drop-offs is asked for; one from elsewhere
/// comes whole when any of its stops is asked for. Stops that come along unasked take the place a dispatcher
/// would give them: depot pickups first, other pickups before their drop-off, drop-offs after.
///
/// `moved_from` names the rounds that may lose stops.
pub fn decide_put_stops(
    round: &RoundFacts,
    current: &[StopId],
    asked: &[StopId],
    stops: &[StopFacts],
    moved_from: &[RoundId],
    kept_out: KeptOut<'_>,
    zone: Tz,
) -> Result<RoundChange, PutStopsError> {
    if round.is_closed() {
        return Err(PutStopsError::RoundClosed);
    }
    let wanted = read(asked, stops)?;
    let here: Vec<&StopFacts> = current.iter().filter_map(|id| find(stops, *id)).collect();
    let was_here = deliveries(here.iter().copied());
    let stays = |d: DeliveryId| {
        let fetches_only = here.iter().filter(|s| s.delivery == d).all(|s| s.kind == StopKind::Pickup);
        wanted.iter().any(|s| s.delivery == d && (fetches_only || s.kind == StopKind::Dropoff))
    };
    let members: Vec<DeliveryId> =
        deliveries(wanted.iter().copied()).into_iter().filter(|d| !was_here.contains(d) || stays(*d)).collect();

    let belongs = |s: &StopFacts| members.contains(&s.delivery);
    // What was cancelled outside the round does not come along by itself.
    let along = |s: &StopFacts| belongs(s) && (current.contains(&s.id) || s.status != StopStatus::Cancelled);
    let order = place(&wanted, stops, belongs, along);
    let mut change = RoundChange { order, ..RoundChange::default() };
    for stop in here.iter().filter(|s| !change.order.contains(&s.id)) {
        if is_touched(stop) {
            return Err(PutStopsError::Started(stop.id));
        }
        change.removed.push(stop.id);
        change.steps.push(leave(stop));
    }
    for stop in change.order.iter().filter(|id| !current.contains(id)).filter_map(|id| find(stops, *id)) {
        may_enter(stop, round.date, kept_out.collecting, zone)?;
        if let Some(other) = stop.round.filter(|r| *r != round.id) {
            if !moved_from.contains(&other) {
                return Err(PutStopsError::StopElsewhere(stop.id));
            }
            if !change.taken_from.contains(&other) {
                change.taken_from.push(other);
            }
        }
        if round.assignee.is_some() && stop.recipient.is_some_and(|r| kept_out.blocked.contains(&r)) {
            return Err(PutStopsError::PairBlocked(stop.id));
        }
        change.added.push(stop.id);
        change.steps.push(enter(stop, round.id, round.assignee));
    }
    Ok(change)
}

fn read<'a>(asked: &[StopId], stops: &'a [StopFacts]) -> Result<Vec<&'a StopFacts>, PutStopsError> {
    let mut wanted: Vec<&StopFacts> = Vec::with_capacity(asked.len());
    for id in asked {
        if wanted.iter().any(|s| s.id == *id) {
            return Err(PutStopsError::Twice(*id));
        }
        wanted.push(find(stops, *id).ok_or(PutStopsError::Unknown(*id))?);
    }
    Ok(wanted)
}

/// The asked order, with the stops that come along put in their place.
fn place(
    wanted: &[&StopFacts],
    stops: &[StopFacts],
    belongs: impl Fn(&StopFacts) -> bool,
    comes_along: impl Fn(&StopFacts) -> bool,
) -> Vec<StopId> {
    let asked = |s: &StopFacts| wanted.iter().any(|w| w.id == s.id);
    let along: Vec<&StopFacts> = stops.iter().filter(|s| comes_along(s) && !asked(s)).collect();
    let mut order: Vec<StopId> =
        along.iter().filter(|s| s.kind == StopKind::Pickup && s.at_depot).map(|s| s.id).collect();
    let kept: Vec<&&StopFacts> = wanted.iter().filter(|s| belongs(s)).collect();
    for (i, stop) in kept.iter().enumerate() {
        let mine = |s: &&&StopFacts| s.delivery == stop.delivery;
        let (before, after) = kept.split_at(i);
        if !before.iter().any(|s| s.delivery == stop.delivery) {
            let pickups = along.iter().filter(mine).filter(|s| s.kind == StopKind::Pickup && !s.at_depot);
            order.extend(pickups.map(|s| s.id));
        }
        order.push(stop.id);
        if !after.iter().skip(1).any(|s| s.delivery == stop.delivery) {
            order.extend(along.iter().filter(mine).filter(|s| s.kind == StopKind::Dropoff).map(|s| s.id));
        }
    }
    order
}
