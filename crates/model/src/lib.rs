//! Wire types: what the API says and hears, shared by the server, the SPA, the command line and the tests.
//!
//! Requests are named after what they ask (`CreateRound`, `PatchRecipient`), answers `*Summary` or `*Details`.
//! Requests refuse unknown fields; [`accept`] reads and validates one the same way on both sides of the wire.

#[macro_use]
mod wire;

pub mod accept;
pub mod address;
pub mod api_clients;
pub mod audit;
pub mod closures;
pub mod days;
pub mod deliveries;
pub mod events;
pub mod follow_ups;
pub mod health;
pub mod imports;
pub mod invitations;
pub mod me;
pub mod members;
pub mod occurrences;
pub mod organisations;
pub mod page;
pub mod patch;
pub mod plans;
pub mod problem;
pub mod recipients;
pub mod recurrences;
pub mod rounds;
pub mod rules;
pub mod sessions;

pub use accept::{accept, accept_from, accept_value, checked};
pub use page::{Page, PageQuery};
pub use patch::Patch;
pub use problem::{Code, FieldError, Problem};
