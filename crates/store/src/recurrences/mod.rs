//! What comes round: rules, what is different on single dates, days on which all is closed.

mod closures;
mod read;
mod record;
pub(crate) mod row;
mod sealed;
mod write;

pub use closures::{closures_from, list_closures};
pub use read::{Filter, active_recurrences, list_recurrences, parts};
pub use record::{Made, RecurrenceParts, RecurrenceRecord, Template, wall};
pub use sealed::RecurrenceWords;
