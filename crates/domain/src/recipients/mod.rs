//! Households: pauses, who may receive, probable duplicates, merges, erasures.

mod duplicates;
mod erase;
mod merge;
mod pauses;
mod receive;
#[cfg(test)]
mod tests;

pub use duplicates::{DuplicateKeys, because, probable_duplicates};
pub use erase::{EraseError, EraseFacts, decide_erase};
pub use merge::{MergeError, MergeFacts, Merged, decide_distinct, decide_merge, join_notes};
pub use pauses::{Pause, PauseError, WithdrawError, decide_pause, pause_on, resume, status_on, withdraw};
pub use receive::{ReceiveError, ReceiveFacts, may_receive};

#[cfg(test)]
pub(crate) const CODES: &[&[&str]] =
    &[EraseError::CODES, MergeError::CODES, PauseError::CODES, ReceiveError::CODES, WithdrawError::CODES];
