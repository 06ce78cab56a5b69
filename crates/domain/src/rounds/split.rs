//! One round becomes two.

use super::{
    RoundFacts,
    group::{deliveries, find, is_touched, leave},
};
use crate::deliveries::{Step, StopFacts};
use cabas_kernel::{
    id::{DeliveryId, RoundId, StopId},
    words::deliveries::StopKind,
};

refusals! {
    /// Why a round stays one.
    pub enum SplitError {
        RoundClosed = "round_closed",
        /// The first stop of the new round is not in this one.
        Unknown = "fields_invalid",
        /// One of the two would have no stop.
        Empty = "round_empty",
        /// A stop that would move is on its way or over.
        Started(StopId) = "stop_already_started",
    }
}

/// The two lists, both in the old order (DL-12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub kept: Vec<StopId>,
    pub moved: Vec<StopId>,
    /// The moved stops: nobody's, in the new round.
    pub steps: Vec<Step>,
}

/// Cuts a round before `first`. Deliveries move whole (DL-11): each goes where its first drop-off goes, so the
/// depot pickups that open a round follow their households.
///
/// The new round is a draft without a person: whoever is to carry it is chosen, then told.
pub fn decide_split(
    round: &RoundFacts,
    stops: &[StopFacts],
    order: &[StopId],
    first: StopId,
    new: RoundId,
) -> Result<Split, SplitError> {
    if round.is_closed() {
        return Err(SplitError::RoundClosed);
    }
    let listed: Vec<&StopFacts> = order.iter().filter_map(|id| find(stops, *id)).collect();
    let cut = listed.iter().position(|s| s.id == first).ok_or(SplitError::Unknown)?;
    let goes = |d: DeliveryId| {
        let of = |s: &&StopFacts| s.delivery == d;
        let dropoff = listed.iter().position(|s| of(s) && s.kind == StopKind::Dropoff);
        dropoff.or_else(|| listed.iter().position(of)).is_some_and(|at| at >= cut)
    };
    let going: Vec<DeliveryId> = deliveries(listed.iter().copied()).into_iter().filter(|d| goes(*d)).collect();
    let (moved, kept): (Vec<&StopFacts>, Vec<&StopFacts>) =
        listed.iter().copied().partition(|s| going.contains(&s.delivery));
    if moved.is_empty() || kept.is_empty() {
        return Err(SplitError::Empty);
    }
    if let Some(stop) = moved.iter().find(|s| is_touched(s)) {
        return Err(SplitError::Started(stop.id));
    }
    Ok(Split {
        kept: kept.iter().map(|s| s.id).collect(),
        moved: moved.iter().map(|s| s.id).collect(),
        steps: moved.iter().map(|s| leave(s).in_round(Some(new))).collect(),
    })
}
