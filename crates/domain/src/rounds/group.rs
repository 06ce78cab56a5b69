//! Stops seen as whole deliveries.

use crate::deliveries::{Step, StopFacts};
use cabas_kernel::{
    id::{DeliveryId, MembershipId, RoundId, StopId},
    words::deliveries::{StopKind, StopStatus},
};

pub(super) fn find(stops: &[StopFacts], id: StopId) -> Option<&StopFacts> {
    stops.iter().find(|s| s.id == id)
}

/// The deliveries of a list of stops, each once, in the order in which they first appear.
pub(super) fn deliveries<'a>(stops: impl IntoIterator<Item = &'a StopFacts>) -> Vec<DeliveryId> {
    let mut seen = Vec::new();
    for stop in stops {
        if !seen.contains(&stop.delivery) {
            seen.push(stop.delivery);
        }
    }
    seen
}

/// A stop that work has touched: it stays where it is.
pub(super) fn is_touched(stop: &StopFacts) -> bool {
    stop.status == StopStatus::Out || stop.status.is_closed()
}

/// A stop that a round may take in: planned, not on its way, not over.
pub(super) fn is_plannable(stop: &StopFacts) -> bool {
    matches!(stop.status, StopStatus::Ready | StopStatus::Assigned)
}

/// Puts a stop in a round: it goes to the round's person, or leaves its own (DL-11).
pub(super) fn enter(stop: &StopFacts, round: RoundId, person: Option<MembershipId>) -> Step {
    let step = match person {
        Some(p) => Step::assigned(stop, p),
        None if stop.assignee.is_some() => Step::released(stop),
        None => Step::kept(stop),
    };
    step.in_round(Some(round))
}

/// Takes a stop out of its round, and from its person.
pub(super) fn leave(stop: &StopFacts) -> Step {
    let step =
        if stop.status == StopStatus::Assigned { Step::released(stop) } else { Step::kept(stop).with_assignee(None) };
    step.in_round(None)
}

/// The depot pickups first, then the others delivery by delivery: load, then go.
pub(super) fn loading_first(stops: &[StopFacts]) -> Vec<StopId> {
    let loads = |s: &&StopFacts| s.kind == StopKind::Pickup && s.at_depot;
    let first = stops.iter().filter(loads).map(|s| s.id);
    let then = deliveries(stops)
        .into_iter()
        .flat_map(|d| stops.iter().filter(move |s| s.delivery == d))
        .filter(|s| !loads(s))
        .map(|s| s.id);
    first.chain(then).collect()
}

/// The order of a round after a delivery entered it at its end: goods to bring are loaded first, as everywhere in a
/// round; a pickup that brings nothing to anybody is a visit like another. `delivery` is all of it.
pub fn at_end(order: &[StopId], delivery: &[StopFacts], entering: &[StopId]) -> Vec<StopId> {
    let brings = delivery.iter().any(|s| s.kind == StopKind::Dropoff);
    let enters = |s: &&StopFacts| entering.contains(&s.id) && !order.contains(&s.id);
    let (loading, visits): (Vec<&StopFacts>, Vec<&StopFacts>) =
        delivery.iter().filter(enters).partition(|s| brings && s.kind == StopKind::Pickup && s.at_depot);
    let ids = |stops: Vec<&StopFacts>| stops.into_iter().map(|s| s.id).collect::<Vec<_>>();
    [ids(loading), order.to_vec(), ids(visits)].concat()
}
