//! The house every slice lives in.

mod cx;
mod etag;
mod failure;
mod gate;
mod guard;
mod page;
mod reply;

pub use cx::{Cx, Who};
pub(crate) use failure::refusals;
pub use failure::{Failure, Refused};
pub(crate) use gate::gate;
pub use gate::{Access, Gate, Pii};
pub use guard::finish;
pub use page::Cursor;
pub use reply::{Accepted, Created, Done, Versioned};

/// The outcome of a handler.
pub type Outcome<T> = Result<T, Failure>;
