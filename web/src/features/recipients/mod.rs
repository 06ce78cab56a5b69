//! Households: the list, one record and what is done with it, the form, two records made one.

mod answers;
mod apart;
mod around;
mod compare;
mod door;
mod draft;
mod erase;
mod fields;
mod form;
mod held;
mod list;
mod listing;
mod parcel;
mod readers;
mod rebase;
mod record;
mod rows;
mod standing;
mod twins;
pub(super) mod words;

pub use compare::CompareRecipients;
pub use form::{EditRecipient, NewRecipient};
pub use list::Recipients;
pub use record::Recipient;
