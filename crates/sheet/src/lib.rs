//! Spreadsheets in and out: sniffing, mapping, typed rows, problems with physical line numbers.
//!
//! Everything here is a pure function of bytes and a [`Context`]: no file, no clock, no network. The way through:
//!
//! 1. [`open`] (or [`from_paste`]) turns bytes into a [`Workbook`] of text cells, whatever the format;
//! 2. [`recipients::read`], [`tasks::read`] or [`deliveries::read`] find the header, name the columns and type the
//!    rows: a row is either a value or a list of problems, never a guess;
//! 3. [`rejected_csv`] gives the bad rows back in the words they came in.
//!
//! The rules are those of the imports reference, §1–§7, and of decision 36 where the two meet.

mod address;
mod archive;
mod cell;
mod clean;
mod converted;
mod country;
mod date;
mod delimited;
mod delimiter;
mod diet;
mod encoding;
mod engine;
mod field;
mod file_problem;
mod guard;
mod header;
mod language;
mod limits;
mod number;
mod ods;
mod open;
mod options;
mod parts;
mod phones;
mod position;
mod problem;
mod reading;
mod rejected;
mod timeslot;
mod titles;
mod view;
mod window;
mod words;
mod workbook;
mod xlsx;

pub mod deliveries;
pub mod examples;
pub mod recipients;
pub mod tasks;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod typed_formats;
#[cfg(test)]
mod wizard;

pub use address::{SplitAddress, split_address};
pub use cabas_kernel::words::{deliveries::StopKind, imports::Severity, recipients::RecipientStatus};
pub use cell::{Cell, CellFault, Typed};
pub use encoding::Encoding;
pub use field::FieldSet;
pub use file_problem::FileProblem;
pub use guard::{guard, unguard};
pub use header::{HeaderCandidate, header_candidates};
pub use limits::{MAX_BYTES, MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROWS};
pub use open::{from_paste, open};
pub use options::{Context, Correction, DefaultValue, HeaderAt, MapTo, Mapping, Options};
pub use parts::{Address, PackageCount, Position};
pub use problem::{Param, Problem, ProblemCode};
pub use reading::{Column, IgnoredColumn, IgnoredLine, IgnoredSheet, Reading, Row, SheetReading};
pub use rejected::{RejectedLine, errors, rejected_csv};
pub use workbook::{Delimiter, Format, Line, Sheet, Workbook};

/// The names of the fields of a kind of sheet.
pub fn fields(kind: cabas_kernel::words::imports::ImportKind) -> &'static [&'static str] {
    use cabas_kernel::words::imports::ImportKind;
    match kind {
        ImportKind::Recipients => recipients::fields(),
        ImportKind::Deliveries => deliveries::fields(),
        ImportKind::Tasks => tasks::fields(),
    }
}
