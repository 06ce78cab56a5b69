//! Deliveries made by hand: which households, and when.

mod choose;
mod hours;
mod labels;
mod once;
mod pages;

pub(crate) use choose::{Choose, Slots};
pub(crate) use hours::Hours;
pub(crate) use labels::slugs;
pub(crate) use once::Once;
pub(crate) use pages::receiving;
