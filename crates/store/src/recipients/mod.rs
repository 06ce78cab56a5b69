//! Households: one sealed row each, under a key of its own, found again by keyed hashes.

mod card;
mod keys;
mod read;
pub(crate) mod row;
mod sealed;
mod write;

pub use card::RecipientCard;
pub use keys::{recipient_key, spot};
pub use read::{Filter, cards, details, list_recipients, recipients, with_phone};
pub use sealed::{Household, RecipientRecord};
