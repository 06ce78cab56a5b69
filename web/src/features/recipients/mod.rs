//! Households: the list, one record and what is done with it, the form, two records made one.

mod apart;
mod around;
mod door;
mod held;
mod list;
mod listing;
mod parcel;
mod readers;
mod record;
mod standing;
mod twins;
mod words;

pub use list::Recipients;
pub use record::Recipient;
