//! What Cabas is for, one module per feature: its pages, and nothing another feature needs.

pub mod board;
pub mod deliveries;
pub mod people;
