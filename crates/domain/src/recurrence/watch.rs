//! The horizon watch: generation that stopped is told before anybody misses a delivery (§6 of the deliveries
//! reference, §7 of the shifts reference).

use super::{
    expand::next_occurrences,
    generate::{Progress, RecurrenceFacts, RecurrenceState, ahead},
    off::calendar,
};
use cabas_kernel::Ts;
use chrono::NaiveDate;

/// Why an active rule has nothing beyond half of its horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drought {
    /// Generation fails: this date should be there and is not. The one cause that is a fault.
    NotGenerated(NaiveDate),
    /// Everything there is skipped, closed, paused, or was called off one by one.
    AllOff,
    /// The rule comes round less often: its next date beyond the half.
    Sparse(NaiveDate),
    /// The rule ends, or never gave anything: nothing will come beyond the half.
    Ending,
}

/// Looks beyond half of the horizon. None when an open or begun occurrence is there, and for a rule that is paused or
/// cancelled.
pub fn watch_horizon<O, P: PartialEq>(
    facts: &RecurrenceFacts<'_, O, P>,
    now: Ts,
    horizon_days: u16,
) -> Option<Drought> {
    if facts.state != RecurrenceState::Active {
        return None;
    }
    let horizon = facts.horizon(now, horizon_days);
    let beyond = ahead(*horizon.start(), u64::from(horizon_days / 2) + 1);
    let expected = calendar(&facts.recurrence, &facts.off, beyond..=*horizon.end());
    let alive = |date| matches!(facts.progress(date), Some(Progress::Open | Progress::Begun));
    if expected.iter().any(|o| alive(o.date)) {
        return None;
    }
    if let Some(missing) = expected.iter().find(|o| o.runs() && facts.progress(o.date).is_none()) {
        return Some(Drought::NotGenerated(missing.day));
    }
    if !expected.is_empty() {
        return Some(Drought::AllOff);
    }
    let recurrence = &facts.recurrence;
    let next = next_occurrences(recurrence.rule, recurrence.starts_on, beyond, 1).first().copied();
    Some(next.map_or(Drought::Ending, Drought::Sparse))
}
