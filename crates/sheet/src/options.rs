//! What the caller knows and chooses.

use cabas_kernel::Phone;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// What the file does not say: where and when it is read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The organisation's zone: dates and times of the file are wall time there.
    pub zone: Tz,
    /// The organisation's country (ISO 3166-1 alpha-2, upper case): the shape of its postcodes.
    pub country: &'a str,
    /// Today, in that zone.
    pub today: NaiveDate,
    /// The day chosen for the import: it stands where a cell gives a time alone.
    pub day: Option<NaiveDate>,
    /// Reads a telephone number as it is written in that country.
    pub phone: &'a dyn Fn(&str) -> Option<Phone>,
}

impl Context<'_> {
    /// The day that stands for a missing date.
    pub(crate) fn default_day(&self) -> NaiveDate {
        self.day.unwrap_or(self.today)
    }
}

/// What a person settled in the wizard. The default settles nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Columns named by hand. Several columns may go to one field: their texts are joined in the file's order.
    pub mapping: Vec<Mapping>,
    /// Values for fields whose cell is empty or whose column is missing.
    pub defaults: Vec<DefaultValue>,
    /// Cells corrected in the preview, put in place before anything is typed.
    pub corrections: Vec<Correction>,
    /// Header rows chosen by hand, where the search would find another.
    pub headers: Vec<HeaderAt>,
    /// Deliveries only: a row without pickup is collected at the organisation's depot.
    pub pickup_from_depot: bool,
    /// Fields that nobody keeps: their columns are named, their cells are not read, so that nothing in them refuses a
    /// row. None of them may be one that a kind needs.
    pub left_aside: Vec<String>,
}

/// One column named by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The header as the file writes it.
    pub header: String,
    pub to: MapTo,
}

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapTo {
    /// It is this field.
    Field(String),
    /// It is left out.
    Ignore,
    /// It is kept in the row's metadata under its own name (tasks).
    Metadata,
}

/// A value for a field that the file leaves empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultValue {
    pub field: String,
    pub value: String,
}

/// One cell corrected by hand.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The worksheet; may be left out when only one has rows.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The line a person sees.
    pub line: u32,
    /// The header as the file writes it, or the name of a field that the file has no column for.
    pub column: String,
    pub value: String,
}

/// The value of a cell stays out of logs.
impl std::fmt::Debug for Correction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Correction(line {}, {})", self.line, self.column)
    }
}

/// The line of a sheet's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderAt {
    #[serde(default)]
    pub sheet: Option<String>,
    pub line: u32,
}

impl Options {
    pub(crate) fn header_line(&self, sheet: Option<&str>) -> Option<u32> {
        self.headers.iter().find(|h| h.sheet.is_none() || h.sheet.as_deref() == sheet).map(|h| h.line)
    }
}
