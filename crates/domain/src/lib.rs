//! Decisions: what may happen, and what follows from it.
//!
//! Everything here is a pure function over plain structs ("facts"): the caller loads the facts inside its
//! transaction, asks, saves what the answer says, and commits. Nothing reads a clock, a database or the network;
//! the current instant is a parameter.
//!
//! A refusal is an enum per action whose variants read as the list of what can go wrong. `code()` gives the code
//! of the API's closed catalogue under which it is told. Within one action the first refusals are always those
//! that hide (`not_found`), then those that forbid, then those about state (AZ-6): an answer never tells the
//! state of something to somebody who may not see it.

#![expect(clippy::similar_names, reason = "a step is what becomes of a stop: both are the field's own words")]

#[macro_use]
mod refusal;

pub mod accounts;
pub mod budget;
pub mod deliveries;
pub mod disclosure;
pub mod imports;
pub mod recipients;
pub mod recurrence;
pub mod rounds;

#[cfg(test)]
mod fixtures;
