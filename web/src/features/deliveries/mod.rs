//! Deliveries made by hand: which households, and when.

mod choose;
mod hours;
mod once;
mod pages;

pub(crate) use choose::Choose;
pub(crate) use hours::Hours;
pub(crate) use once::Once;
