//! The household list: one row is one recipient (imports reference §5).

mod fields;
mod row;

pub(crate) use fields::RecipientField;
pub use row::{RecipientRow, Referrer};

use crate::{Context, FileProblem, Options, Reading, Workbook, engine};

/// Reads a workbook as a list of households.
///
/// # Errors
/// [`FileProblem`] when no sheet has a name column and an address (or coordinates).
pub fn read(workbook: &Workbook, ctx: &Context<'_>, options: &Options) -> Result<Reading<RecipientRow>, FileProblem> {
    engine::read::<row::Recipients>(workbook, ctx, options)
}

/// The names of the fields, in the order of our own export.
pub fn fields() -> &'static [&'static str] {
    <RecipientField as crate::field::Field>::NAMES
}
