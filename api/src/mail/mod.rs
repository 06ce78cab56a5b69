//! Mails: what they say, and how they leave.

mod changes;
mod dates;
mod letter;
mod page;
mod post;
#[cfg(test)]
mod tests;
mod written;

pub use changes::ChangedRound;
pub use letter::{Letter, Mail};
pub(crate) use page::register as register_demo_page;
pub use post::{Post, PostError};
