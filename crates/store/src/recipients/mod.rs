//! Households: one sealed row each, under a key of its own, found again by keyed hashes.

mod card;
mod distinct;
mod erase;
mod keys;
mod listed;
mod merge;
mod pairs;
mod read;
mod readers;
pub(crate) mod row;
mod sealed;
mod write;

pub use card::RecipientCard;
pub use erase::{Belongings, Erased};
pub(crate) use keys::{Finder, generate as generate_key};
pub use keys::{recipient_key, spot};
pub use listed::Rank;
pub use pairs::{NewBlockedPair, blocked_for, blocked_pair, list_blocked_pairs};
pub use read::{Filter, cards, details, list_by_name, list_recipients, recipients, with_phone};
pub use readers::{looks_at, readers};
pub(crate) use sealed::RecipientRow;
pub use sealed::{Household, RecipientRecord};
pub use write::area;
pub(crate) use write::{closed, lookup_rows};
