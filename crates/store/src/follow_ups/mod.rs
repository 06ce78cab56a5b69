//! What a dispatcher must look at until it is ticked.

mod read;
pub(crate) mod row;
mod sealed;
mod write;

pub use read::{Filter, count_open, follow_up, list_follow_ups};
pub use write::{FollowUpRecord, NewFollowUp};
