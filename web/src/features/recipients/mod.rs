//! Households: the list, one record and what is done with it, the form, two records made one.

mod list;
mod listing;
mod words;

pub use list::Recipients;
