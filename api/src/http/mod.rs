//! The house every slice lives in.

pub(crate) mod body;
pub(crate) mod budget;
mod cx;
mod document;
mod enter;
mod etag;
mod failure;
mod gate;
mod guard;
mod page;
mod paths;
mod problems;
mod query;
mod reply;
mod sender;

pub use cx::Cx;
pub(crate) use document::complete;
pub use enter::Who;
pub(crate) use failure::refusals;
pub use failure::{Failure, Refused};
pub(crate) use gate::gate;
pub use gate::{Access, Gate, Pii, StepUp};
pub use guard::finish;
pub(crate) use guard::language;
pub use page::Cursor;
pub use paths::Paths;
pub(crate) use problems::{Absent, Checked, Closed, Edited, Inside, Over, Own, Seen, Sent, Stateful, TooOften};
pub use reply::{Accepted, Created, CreatedVersioned, Done, Versioned};
pub(crate) use sender::is_of_this_machine;

/// The outcome of a handler.
pub type Outcome<T> = Result<T, Failure>;
