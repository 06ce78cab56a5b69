//! What reading a workbook gives: columns named, rows typed, problems told.

use crate::{field::FieldSet, problem::Problem};
use serde::Serialize;

/// A workbook read as one kind of sheet.
#[derive(Debug)]
pub struct Reading<T> {
    /// The worksheets that were read.
    pub sheets: Vec<SheetReading>,
    /// The worksheets that hold something else.
    pub ignored_sheets: Vec<IgnoredSheet>,
    /// Every row that is not blank, in the file's order.
    pub rows: Vec<Row<T>>,
}

impl<T> Reading<T> {
    /// Every problem of every row.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.rows.iter().flat_map(|r| &r.problems)
    }

    /// The rows that were kept out.
    pub fn rejected(&self) -> impl Iterator<Item = &Row<T>> {
        self.rows.iter().filter(|r| r.value.is_none())
    }
}

/// How one worksheet was understood: what the preview shows above the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetReading {
    /// The worksheet's name; a text file has none.
    pub sheet: Option<String>,
    pub header_line: u32,
    pub columns: Vec<Column>,
    pub ignored_columns: Vec<IgnoredColumn>,
    /// Titles above the header, and headers that come again below.
    pub ignored_lines: Vec<IgnoredLine>,
    /// The lines at the top, and the header: what a person picks another header from.
    pub top_lines: Vec<IgnoredLine>,
    /// The header's shape: sheets of one shape can share a remembered mapping.
    pub shape: String,
}

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// As the file writes it.
    pub header: String,
    pub field: &'static str,
    /// Its place, the first being 0.
    pub index: usize,
}

/// A column that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IgnoredColumn {
    pub header: String,
    pub index: usize,
    /// The field it may have meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<&'static str>,
}

/// A line that is no row.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct IgnoredLine {
    pub line: u32,
    pub text: String,
}

/// A line taken for a title may be somebody's row: it stays out of logs.
impl std::fmt::Debug for IgnoredLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IgnoredLine({})", self.line)
    }
}

/// A worksheet without a header we know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IgnoredSheet {
    pub sheet: Option<String>,
    /// How many lines it has.
    pub lines: usize,
}

/// One row of the file.
#[derive(Debug)]
pub struct Row<T> {
    /// The worksheet, when the file has several.
    pub sheet: Option<String>,
    /// The line a person sees.
    pub line: u32,
    /// `None` when the row is rejected: one of its problems is an error.
    pub value: Option<T>,
    /// The fields for which the file, a correction or a default gave a text. A field that is not here was empty: an
    /// update leaves what is stored as it is.
    pub filled: FieldSet,
    pub problems: Vec<Problem>,
}
