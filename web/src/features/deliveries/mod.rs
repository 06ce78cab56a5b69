//! Deliveries made by hand: which households, and when.

mod choose;
mod hours;
mod labels;
mod pages;

pub(crate) use choose::{Choose, Slots};
pub(crate) use hours::Hours;
pub(crate) use labels::slugs;
pub(crate) use pages::receiving;
