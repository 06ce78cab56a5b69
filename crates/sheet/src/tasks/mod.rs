//! The tasks sheet: one row is one stop (imports reference §3).

mod fields;
mod row;

pub(crate) use fields::TaskField;
pub use row::{Assignment, TaskRow};
pub(crate) use row::{metadata, packages, split};

use crate::{Context, FileProblem, Options, Reading, Workbook, engine};

/// Reads a workbook as single stops.
///
/// # Errors
/// [`FileProblem`] when no sheet has a column of addresses or coordinates, or one has two of them.
pub fn read(workbook: &Workbook, ctx: &Context<'_>, options: &Options) -> Result<Reading<TaskRow>, FileProblem> {
    engine::read::<row::Tasks>(workbook, ctx, options)
}

/// The names of the fields.
pub fn fields() -> &'static [&'static str] {
    <TaskField as crate::field::Field>::NAMES
}
