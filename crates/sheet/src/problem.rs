//! What is wrong with one cell or one row.

pub(crate) use cabas_kernel::words::imports::Severity;
use serde::Serialize;
use std::collections::BTreeMap;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)?) => {
        /// The closed list of problem codes (imports reference §7); each is a message key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $code)] $variant),*
        }

        impl ProblemCode {
            /// Every code, for the catalogues of messages.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as it is sent and stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

codes! {
    /// The file names no known columns.
    HeaderMissing = "header_missing",
    /// Two columns for one field.
    HeaderConflict = "header_conflict",
    /// The cell holds bytes that are not text in the file's encoding.
    EncodingInvalid = "encoding_invalid",
    /// A value that must be there is not.
    Required = "required",
    /// No geocoder places the address (found by the server, not here).
    AddressNotFound = "address_not_found",
    /// The address is placed roughly (found by the server, not here).
    AddressApproximate = "address_approximate",
    /// Not `latitude,longitude` in degrees.
    LatlongInvalid = "latlong_invalid",
    /// Not a telephone number.
    PhoneInvalid = "phone_invalid",
    /// Not a date in an accepted form.
    DateInvalid = "date_invalid",
    /// The year has two digits: never guessed.
    DateTwoDigitYear = "date_two_digit_year",
    /// The year was missing, and the day is past in the current one.
    DateInPast = "date_in_past",
    /// Not a time in an accepted form.
    TimeInvalid = "time_invalid",
    /// Not `<date> <time> - <date> <time>`.
    TimeslotInvalid = "timeslot_invalid",
    /// Both a time slot and `after` or `before`.
    TimeslotAndWindow = "timeslot_and_window",
    /// The window does not start before it ends.
    WindowOrder = "window_order",
    /// Not a weight in kilograms.
    WeightInvalid = "weight_invalid",
    /// Not a whole number in its range.
    NumberInvalid = "number_invalid",
    /// Neither pickup nor dropoff; read as dropoff.
    TypeUnknown = "type_unknown",
    /// No such package in the organisation (found by the server, not here).
    PackageUnknown = "package_unknown",
    /// Not `slug=quantity`, or not a quantity of at least one.
    PackageQuantity = "package_quantity",
    /// Not `person:date`.
    AssignSyntax = "assign_syntax",
    /// No such member (found by the server, not here).
    PersonUnknown = "person_unknown",
    /// Not `key=value key=value`.
    MetadataSyntax = "metadata_syntax",
    /// The same reference twice in the file; `first_line` names the first row.
    RefDuplicateFile = "ref_duplicate_file",
    /// Added: without a reference, the same as an earlier row; `first_line` names it.
    RowRepeated = "row_repeated",
    /// The reference exists already (found by the server, not here).
    RefExists = "ref_exists",
    /// The reference does not exist (found by the server, not here).
    RefUnknown = "ref_unknown",
    /// The stop is under way or closed (found by the server, not here).
    StopAlreadyStarted = "stop_already_started",
    /// Longer than the field, or than 4 KiB; `max` says how much.
    TextTooLong = "text_too_long",
    /// Added to the reference: a number is missing and `assumed` stands for it when the row is created.
    NumberMissing = "number_missing",
    /// Added: a postcode that a spreadsheet shortened was padded; `read_as` says to what.
    PostalCodePadded = "postal_code_padded",
    /// Added: more telephone numbers than a person has places for; the rest is kept as text.
    PhoneExtra = "phone_extra",
    /// Added: not an e-mail address.
    EmailInvalid = "email_invalid",
    /// Added: not one of the statuses.
    StatusUnknown = "status_unknown",
    /// Added: neither yes nor no.
    BooleanInvalid = "boolean_invalid",
    /// Added: a word that is neither a diet nor an allergen; it is left out, the lists being closed.
    DietUnknown = "diet_unknown",
    /// Added: not a language we know.
    LanguageUnknown = "language_unknown",
    /// Added: the cell holds a spreadsheet's error (`#N/A`, `#REF!`…), not a value.
    FormulaError = "formula_error",
    /// Added: the spreadsheet changed what was typed into a date or a power of ten (`03-mai`, `1,20E+05`).
    ValueConverted = "value_converted",
    /// Added: the row has more cells than the header, or a postcode stands where the town should: nobody knows which
    /// cell is which.
    CellsShifted = "cells_shifted",
    /// Added: a weight on a pickup is left out; weights belong to drop-offs.
    WeightIgnored = "weight_ignored",
}

/// A value inside the sentence of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Param {
    Number(u64),
    Text(String),
}

impl From<u32> for Param {
    fn from(n: u32) -> Self {
        Self::Number(u64::from(n))
    }
}
impl From<&str> for Param {
    fn from(s: &str) -> Self {
        Self::Text(s.to_owned())
    }
}
impl From<String> for Param {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}

/// One thing that is wrong, and where (decision 37).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The worksheet, when the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line a person sees, the first being 1.
    pub line: u32,
    /// The column as the file names it; the field's own name when the file has no such column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    pub code: ProblemCode,
    pub severity: Severity,
    /// The start of what stood in the cell: personal data, like the file itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<&'static str, Param>,
}

/// The value and what the sentence quotes of it stay out of logs.
impl std::fmt::Debug for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Problem(line {}: {})", self.line, self.code.as_str())
    }
}

impl Problem {
    /// Says whether the row is kept out because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
