//! « J'y vais »: assigned → out.

use super::{Change, Decision, Step, StopActor, StopFacts, facts::find};
use cabas_kernel::{
    id::StopId,
    words::deliveries::{StopEventKind, StopStatus},
};

refusals! {
    /// Why a stop does not start.
    pub enum StartError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        Transition = "transition_refused",
    }
}

/// Starts a stop. Started twice is one event (DL-17).
pub fn decide_start(delivery: &[StopFacts], stop: StopId, actor: StopActor) -> Result<Decision, StartError> {
    let stop = find(delivery, stop).filter(|_| actor.sees()).ok_or(StartError::NotFound)?;
    match (actor, stop.status) {
        (StopActor::Program, _) => Err(StartError::Forbidden),
        (_, StopStatus::Out) => Ok(Decision::ALREADY),
        (_, StopStatus::Assigned) | (StopActor::Dispatcher, StopStatus::Ready) => {
            Ok(Decision::Change(Change::of(vec![Step::to(stop, StopStatus::Out, StopEventKind::Started)])))
        }
        _ => Err(StartError::Transition),
    }
}
