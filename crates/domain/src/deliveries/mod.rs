//! Deliveries: one state machine, on the stop (§3 of the deliveries reference). A delivery's status is computed
//! from its stops, so that the two never disagree.
//!
//! Every function takes the **whole delivery**, all of its stops in order. `start`, `complete`, `fail` and
//! `reopen` act on one of them; the other actions act on all of them (DL-11).

mod assign;
mod cancel;
mod change;
mod complete;
mod create;
pub mod declared_time;
mod facts;
mod order;
mod publish;
mod reopen;
mod reschedule;
mod start;
mod status;
#[cfg(test)]
mod table;
mod window;

pub use assign::{
    AssignError, Candidate, Meeting, UnassignError, day_to_carry, decide_assign, decide_unassign, take_back,
};
pub use cancel::{CancelError, RestoreError, decide_cancel, decide_restore};
pub use change::{Change, Conflict, Decision, Step};
pub use complete::{CloseError, Completion, Failure, decide_complete, decide_fail};
pub use create::{Editable, ShapeError, check_shape, editable, initial_status};
pub use declared_time::{DeclaredTime, declared};
pub use facts::{Hold, StopActor, StopFacts};
pub use order::{default_order, sort_by_default};
pub use publish::{PublishError, decide_publish};
pub use reopen::{ReopenError, decide_reopen};
pub use reschedule::{CopiedStop, RescheduleError, decide_reschedule};
pub use start::{StartError, decide_start};
pub use status::delivery_status;
pub use window::{follow_window, move_window};

#[cfg(test)]
pub(crate) const CODES: &[&[&str]] = &[
    AssignError::CODES,
    UnassignError::CODES,
    CancelError::CODES,
    RestoreError::CODES,
    CloseError::CODES,
    ShapeError::CODES,
    PublishError::CODES,
    ReopenError::CODES,
    RescheduleError::CODES,
    StartError::CODES,
];
