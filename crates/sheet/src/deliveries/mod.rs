//! The deliveries sheet: one row is one pickup and one drop-off (imports reference §4).

mod fields;
mod row;

pub(crate) use fields::DeliveryField;
pub use row::{DeliveryRow, DeliveryStop};

use crate::{Context, FileProblem, Options, Reading, Workbook, engine};

/// Reads a workbook as deliveries.
///
/// # Errors
/// [`FileProblem`] when no sheet has both a column of pickup addresses and one of drop-off addresses.
pub fn read(workbook: &Workbook, ctx: &Context<'_>, options: &Options) -> Result<Reading<DeliveryRow>, FileProblem> {
    engine::read::<row::Deliveries>(workbook, ctx, options)
}

/// The names of the fields.
pub fn fields() -> &'static [&'static str] {
    <DeliveryField as crate::field::Field>::NAMES
}
