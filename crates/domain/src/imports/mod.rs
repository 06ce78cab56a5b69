//! Sheets on their way in: whose household a row speaks of, what becomes of the row, what an undo may take back.

mod household;
mod row;
#[cfg(test)]
mod tests;
mod undo;

pub use household::{HouseholdKeys, HouseholdMatch, match_household};
pub use row::{Base, Fate, Tally, decide_row};
pub use undo::{EffectFacts, UNDO_HOURS, UndoError, UndoStep, decide_undo, undo_effect};

#[cfg(test)]
pub(crate) const CODES: &[&[&str]] = &[UndoError::CODES];
