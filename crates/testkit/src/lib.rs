//! What the suites share: a real server on a real database, a clock moved by hand, mails that can be read.
//!
//! `CABAS_TEST_POSTGRES`, a superuser's URL, puts the whole suite on PostgreSQL; without it, on SQLite. Each test has
//! a database of its own and shares nothing. Every answer is held against the API's document on its way: a status that is
//! not announced, or a body of another shape, fails the test that provoked it. So does a line of the log about people.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    reason = "a test kit fails loudly"
)]

mod clock;
mod contract;
mod database;
pub mod log;
mod mailbox;
mod people;
mod schema;
mod server;
mod watch;

pub use clock::TestClock;
pub use mailbox::Letter;
pub use people::{Member, Organisation};
/// Raw HTTP, for what no client would send.
pub use reqwest;
pub use server::TestApp;
