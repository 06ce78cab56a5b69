//! Once more, another day: the old outcome stays, a new delivery is made (DL-20).

use super::{StopActor, StopFacts, move_window};
use cabas_kernel::{
    Window,
    id::StopId,
    time::local_day,
    words::deliveries::{StopKind, StopStatus},
};
use chrono_tz::Tz;

/// One stop of the new delivery: `ready`, nobody's, carrying all of the stop it is copied from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopiedStop {
    pub from: StopId,
    pub kind: StopKind,
    pub window: Window,
}

refusals! {
    /// Why no new delivery is made.
    pub enum RescheduleError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        /// Neither failed nor cancelled.
        Transition = "transition_refused",
        /// Once per stop.
        AlreadyRescheduled = "already_rescheduled",
        /// Paused, stopped or deceased on the new day (DL-15).
        RecipientInactive = "recipient_inactive",
    }
}

/// Makes a new delivery of what failed or was cancelled. The old stops keep their status; the caller links both
/// ways and writes `rescheduled` in the history of each stop named by `from`.
///
/// Drop-offs get the new window. Pickups come along, moved by as many local days as the first drop-off, and never
/// begin after it (DL-2). `may_receive` is [`crate::recipients::may_receive`] on the new day.
pub fn decide_reschedule(
    delivery: &[StopFacts],
    actor: StopActor,
    window: Window,
    may_receive: bool,
    zone: Tz,
) -> Result<Vec<CopiedStop>, RescheduleError> {
    if !actor.sees() || delivery.is_empty() {
        return Err(RescheduleError::NotFound);
    }
    if !actor.is_dispatcher() {
        return Err(RescheduleError::Forbidden);
    }
    let over = |s: &&StopFacts| matches!(s.status, StopStatus::Failed | StopStatus::Cancelled);
    let again: Vec<&StopFacts> = delivery.iter().filter(over).filter(|s| !s.rescheduled).collect();
    if again.is_empty() {
        let done = delivery.iter().any(|s| s.rescheduled);
        return Err(if done { RescheduleError::AlreadyRescheduled } else { RescheduleError::Transition });
    }
    if !may_receive {
        return Err(RescheduleError::RecipientInactive);
    }
    let Some(first) = again.iter().find(|s| s.kind == StopKind::Dropoff) else {
        return Ok(again.into_iter().map(|s| CopiedStop { from: s.id, kind: s.kind, window }).collect());
    };
    let days = local_day(window.end, zone) - local_day(first.window.end, zone);
    let copies = delivery.iter().filter_map(|s| match s.kind {
        StopKind::Pickup => {
            let moved = move_window(&s.window, days.num_days(), zone);
            let fits = moved.earliest() <= window.earliest();
            let window = if fits { moved } else { Window { start: None, end: window.earliest() } };
            Some(CopiedStop { from: s.id, kind: s.kind, window })
        }
        StopKind::Dropoff => {
            again.iter().any(|a| a.id == s.id).then_some(CopiedStop { from: s.id, kind: s.kind, window })
        }
    });
    Ok(copies.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::fixtures::{ZONE, delivery, id, on, with};

    fn failed() -> Vec<StopFacts> {
        let mut stops = delivery(1, 1);
        stops[0] = with(stops[0], StopStatus::Loaded);
        stops[1] = with(stops[1], StopStatus::Failed);
        stops
    }

    fn again(stops: &[StopFacts], from: (u32, u32), to: (u32, u32)) -> Result<Vec<CopiedStop>, RescheduleError> {
        let window = Window { start: Some(on(from.0, from.1, 0)), end: on(to.0, to.1, 0) };
        decide_reschedule(stops, StopActor::Dispatcher, window, true, ZONE)
    }

    #[test]
    fn the_pickup_comes_along_by_as_many_days() {
        let copies = again(&failed(), (27, 10), (27, 12)).unwrap();
        assert_eq!(copies[0].window, Window { start: Some(on(27, 8, 0)), end: on(27, 10, 0) });
        assert_eq!(copies[1].window, Window { start: Some(on(27, 10, 0)), end: on(27, 12, 0) });
    }

    #[test]
    fn the_pickup_never_begins_after_the_drop_off() {
        let copies = again(&failed(), (27, 6), (27, 7)).unwrap();
        assert_eq!(copies[0].window, Window { start: None, end: on(27, 6, 0) });
    }

    #[test]
    fn once_per_stop() {
        let mut stops = failed();
        stops[1].rescheduled = true;
        assert_eq!(again(&stops, (27, 10), (27, 12)), Err(RescheduleError::AlreadyRescheduled));
    }

    #[test]
    fn what_went_well_is_not_brought_again() {
        let mut stops = failed();
        stops.push(StopFacts { previous: Some(id(2)), id: id(3), ..with(stops[1], StopStatus::Delivered) });
        let copied: Vec<StopId> = again(&stops, (27, 10), (27, 12)).unwrap().iter().map(|c| c.from).collect();
        assert_eq!(copied, [id(1), id(2)]);
    }

    #[test]
    fn nobody_plans_for_a_household_that_is_away() {
        let window = Window { start: None, end: on(27, 10, 0) };
        let away = decide_reschedule(&failed(), StopActor::Dispatcher, window, false, ZONE);
        assert_eq!(away, Err(RescheduleError::RecipientInactive));
    }
}
