//! Mails: what they say, and how they leave.

mod letter;
mod post;

pub use letter::{Letter, Mail};
pub use post::{Post, PostError};
