//! Closed by mistake: back to out (DL-18).

use super::{
    Change, Step, StopActor, StopFacts,
    facts::{find, later_is_closed},
};
use cabas_kernel::{
    id::StopId,
    words::deliveries::{StopEventKind, StopStatus},
};

refusals! {
    /// Why a closed stop stays closed.
    pub enum ReopenError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        /// It is not closed, or a later stop of the delivery is.
        Transition = "transition_refused",
        AlreadyRescheduled = "already_rescheduled",
        /// A volunteer corrects inside the correction window; a dispatcher at any time.
        TooLate = "reopen_too_late",
    }
}

/// Reopens a stop. The earlier closing stays in history, with author, reason and time.
///
/// `in_time` is [`crate::disclosure::may_correct`]: a volunteer who could reopen later would see again what is
/// masked.
pub fn decide_reopen(
    delivery: &[StopFacts],
    stop: StopId,
    actor: StopActor,
    in_time: bool,
) -> Result<Change, ReopenError> {
    let stop = find(delivery, stop).filter(|_| actor.sees()).ok_or(ReopenError::NotFound)?;
    if actor == StopActor::Program {
        return Err(ReopenError::Forbidden);
    }
    if !stop.status.is_closed() {
        return Err(ReopenError::Transition);
    }
    if stop.rescheduled {
        return Err(ReopenError::AlreadyRescheduled);
    }
    if later_is_closed(delivery, stop.id) {
        return Err(ReopenError::Transition);
    }
    if !in_time && !actor.is_dispatcher() {
        return Err(ReopenError::TooLate);
    }
    Ok(Change::of(vec![Step::to(stop, StopStatus::Out, StopEventKind::Reopened)]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fixtures::{delivery, id, with};

    #[test]
    fn no_stop_reopens_while_a_later_one_is_closed() {
        let stops: Vec<StopFacts> = delivery(1, 1)
            .into_iter()
            .zip([StopStatus::Loaded, StopStatus::Delivered])
            .map(|(s, status)| with(s, status))
            .collect();
        let reopen = |n| decide_reopen(&stops, id(n), StopActor::Dispatcher, true);
        assert_eq!(reopen(1), Err(ReopenError::Transition));
        assert_eq!(reopen(2).unwrap().steps.first().unwrap().to, StopStatus::Out);
    }

    #[test]
    fn a_rescheduled_stop_stays_as_it_ended() {
        let stop = StopFacts { rescheduled: true, ..with(crate::fixtures::dropoff(1, 1), StopStatus::Failed) };
        assert_eq!(decide_reopen(&[stop], id(1), StopActor::Dispatcher, true), Err(ReopenError::AlreadyRescheduled));
    }
}
