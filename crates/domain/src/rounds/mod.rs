//! Rounds made by hand: named, dated, ordered sets of stops.
//!
//! A stop is in one round at most (DL-10), deliveries move whole (DL-11), and whoever holds a round holds its
//! stops. Every change is told as [`crate::deliveries::Step`]s: the rows of the stops afterwards.

mod assign;
mod close;
mod create;
mod day;
mod facts;
mod group;
mod merge;
mod publish;
mod put_stops;
mod release;
mod split;
mod start;
mod take;
#[cfg(test)]
mod tests;

pub use assign::{AssignError, Assignment, decide_assign, take_back};
pub use close::{CloseError, decide_close, next_state};
pub use create::{CreateError, decide_create};
pub use day::{DeleteError, MoveDayError, MovedStop, decide_delete, decide_move_day};
pub use facts::{KeptOut, RoundChange, RoundFacts};
pub use group::at_end;
pub use merge::{MergeError, decide_merge};
pub use publish::{PublishError, decide_publish};
pub use put_stops::{PutStopsError, decide_put_stops};
pub use release::{Release, ReleaseError, decide_release};
pub use split::{Split, SplitError, decide_split};
pub use start::{StartError, decide_start};
pub use take::{TakeError, Taker, decide_take};

#[cfg(test)]
pub(crate) const CODES: &[&[&str]] = &[
    AssignError::CODES,
    CloseError::CODES,
    CreateError::CODES,
    DeleteError::CODES,
    MoveDayError::CODES,
    MergeError::CODES,
    PublishError::CODES,
    PutStopsError::CODES,
    ReleaseError::CODES,
    SplitError::CODES,
    StartError::CODES,
    TakeError::CODES,
];
