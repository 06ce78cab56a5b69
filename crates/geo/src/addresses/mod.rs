//! Addresses: from what people write to a place, and back.
//!
//! | File | What |
//! |---|---|
//! | `gather`, `areas`, `ban` | towns, streets and houses of an extract, of the French address file |
//! | `draft`, `write`, `index` | them; the file, written and open |
//! | `ask`, `words`, `slips` | what somebody wrote, taken apart; short forms; slips of the pen |
//! | `find`, `house`, `reverse` | the streets that fit best; the door on them; the address of a place |

mod areas;
mod ask;
mod ban;
mod corpus;
mod draft;
mod find;
mod gather;
mod house;
mod index;
mod reverse;
mod slips;
mod words;
mod write;

pub use ban::{BanError, BanProblem, BanRead, import_ban};
pub use corpus::{WRITINGS, Writing, Written};
pub use find::{Answer, Doubt, Found, Level};
pub use index::Index;
pub use write::{Gathered, import_addresses};

#[cfg(test)]
mod tests;
