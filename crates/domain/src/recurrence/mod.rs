//! Recurrence: one engine for what comes round, deliveries and shifts (§6 of the deliveries reference, §7 and §8 of
//! the shifts reference).
//!
//! A [`Rule`] gives local dates; a date is the identity of its occurrence for good. Exceptions, closures and pauses
//! say what becomes of a date; times are put on it last, and turned into instants after that.

mod describe;
mod edit;
mod exceptions;
mod expand;
mod fault;
mod generate;
mod off;
mod parse;
mod preview;
mod rule;
mod split;
#[cfg(test)]
mod tests;
mod wall;
mod watch;

pub use describe::{Description, On, describe};
pub use edit::{Edit, EditError, Successor, preview};
pub use exceptions::{Exception, ExceptionKind, Move, Recurrence};
pub use expand::{gives, next_occurrences, occurrences};
pub use fault::{RuleError, RuleFault};
pub use generate::{Existing, Generation, Progress, RecurrenceFacts, RecurrenceState, plan_generation};
pub use off::{ClosedDays, Closure, Fate, Occurrence, Off, calendar};
pub use parse::{MAX_COUNT, MAX_INTERVAL, MAX_RULE_LENGTH};
pub use preview::{Cut, MovedDate, Preview, RemovedDate, TouchedDate};
pub use rule::{Frequency, NthWeekday, Rule, RuleEnd};
pub use split::{Split, ending_before, split};
pub use wall::{ClockChange, WallWindow, clock_change, minutes, span, wall_time};
pub use watch::{Drought, watch_horizon};

#[cfg(test)]
pub(crate) const CODES: &[&[&str]] = &[EditError::CODES];
