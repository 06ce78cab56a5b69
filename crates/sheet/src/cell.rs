//! One cell: its text, and what the format said about it.

use crate::{clean, guard::unguard, limits::MAX_CELL_BYTES, number};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

/// What a typed cell of XLSX or ODS held, beside its text; or that somebody wrote the text by hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Typed {
    Date(NaiveDate),
    DateTime(NaiveDateTime),
    Time(NaiveTime),
    Number(f64),
    Bool(bool),
    Text,
}

/// Why a cell cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellFault {
    /// Bytes that are not text: replaced by `U+FFFD`.
    Encoding,
    /// A spreadsheet's error value.
    Formula,
    /// More than [`MAX_CELL_BYTES`].
    TooLong,
}

/// One cell. Dates read as `2026-11-26`, `2026-11-26 09:05` or `09:05`; numbers without exponent.
#[derive(Clone, PartialEq, Default)]
pub struct Cell {
    pub text: String,
    pub typed: Option<Typed>,
    pub fault: Option<CellFault>,
}

/// What stands in a cell is personal data: it stays out of logs.
impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cell({} bytes)", self.text.len())
    }
}

/// The error values of spreadsheets, in the languages they speak.
const ERRORS: [&str; 16] = [
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!",
    "#WERT!", "#BEZUG!", "#VALORE!", "#NV", "Err:502",
];

impl Cell {
    /// A cell of text as it stands in a file: our guard and Excel's `="…"` are taken off.
    pub(crate) fn from_file(raw: &str) -> Self {
        let text = match raw.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"')) {
            Some(inner) if !inner.contains('"') => inner,
            _ => unguard(as_text(raw)),
        };
        let repaired = clean::decoded_twice(text);
        let text = repaired.as_deref().unwrap_or(text);
        // One text may stand in many cells: of what is too long, no more is kept than shows that it is.
        let text = text.get(..text.floor_char_boundary(MAX_CELL_BYTES + 4)).unwrap_or(text);
        if text.contains('\0') {
            // XLSX can spell a NUL out; no database takes one.
            return Self { text: text.replace('\0', "\u{FFFD}"), typed: None, fault: Some(CellFault::Encoding) };
        }
        Self { text: text.to_owned(), typed: None, fault: fault_of(text) }
    }

    /// A cell as somebody corrected it: no spreadsheet made anything of it.
    pub(crate) fn by_hand(text: &str) -> Self {
        Self { typed: Some(Typed::Text), ..Self::from_file(text) }
    }

    pub(crate) fn number(value: f64) -> Self {
        Self { text: number::plain(value), typed: Some(Typed::Number(value)), fault: None }
    }

    pub(crate) fn bool(value: bool) -> Self {
        Self { text: value.to_string(), typed: Some(Typed::Bool(value)), fault: None }
    }

    pub(crate) fn formula_error(shown: String) -> Self {
        Self { text: shown, typed: None, fault: Some(CellFault::Formula) }
    }

    /// A dated cell. Midnight means the day alone; the day 1899-12-30 means the time alone (reference §1).
    pub(crate) fn dated(at: NaiveDateTime) -> Self {
        if NaiveDate::from_ymd_opt(1899, 12, 30) == Some(at.date()) {
            return Self::timed(at.time());
        }
        if !(1900..=2200).contains(&at.year()) {
            // What no typed date may say (reference §1), a dated cell may not either.
            return Self::from_file(&at.to_string());
        }
        if at.time() == NaiveTime::MIN {
            return Self { text: at.format("%Y-%m-%d").to_string(), typed: Some(Typed::Date(at.date())), fault: None };
        }
        Self { text: at.format("%Y-%m-%d %H:%M").to_string(), typed: Some(Typed::DateTime(at)), fault: None }
    }

    pub(crate) fn timed(at: NaiveTime) -> Self {
        Self { text: at.format("%H:%M").to_string(), typed: Some(Typed::Time(at)), fault: None }
    }

    /// A number whose leading zeros are only shown.
    pub(crate) fn shown_number(value: f64, shown: String) -> Self {
        Self { text: shown, typed: Some(Typed::Number(value)), fault: None }
    }

    /// Says whether it tells nothing: blank, or one of the marks that people put into an empty cell.
    pub(crate) fn is_void(&self) -> bool {
        const MARKS: [&str; 9] = ["-", "--", "---", "–", "—", "/", "//", "...", "…"];
        self.is_blank() || (self.text.len() <= 8 && MARKS.contains(&self.text.trim()))
    }

    /// Says whether a person would see nothing in it.
    pub fn is_blank(&self) -> bool {
        // Most cells start with a letter or a figure.
        !self.text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && self.text.trim().is_empty()
    }
}

/// Takes off the apostrophe that keeps figures as text (`'0452`), as some spreadsheets write it into the file.
fn as_text(raw: &str) -> &str {
    let is_number = |rest: &&str| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.bytes().all(|b| b.is_ascii_digit() || b" .-/".contains(&b))
    };
    raw.strip_prefix('\'').filter(is_number).unwrap_or(raw)
}

fn fault_of(text: &str) -> Option<CellFault> {
    if text.len() > MAX_CELL_BYTES {
        return Some(CellFault::TooLong);
    }
    // Pure ASCII, the usual case, can hold neither the replacement character nor a C1 control.
    if !text.is_ascii() && text.contains(|c: char| c == '\u{FFFD}' || ('\u{80}'..='\u{9F}').contains(&c)) {
        return Some(CellFault::Encoding);
    }
    let is_error = text.starts_with(['#', 'E']) && ERRORS.contains(&text.trim_end());
    is_error.then_some(CellFault::Formula)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excels_way_of_keeping_zeros_is_taken_off() {
        assert_eq!(Cell::from_file("=\"0612345678\"").text, "0612345678");
        assert_eq!(Cell::from_file("'+33612345678").text, "+33612345678");
        assert_eq!(Cell::from_file("=A1&\"x\"").text, "=A1&\"x\"");
    }

    #[test]
    fn an_apostrophe_that_keeps_figures_as_text_is_taken_off() {
        assert_eq!(Cell::from_file("'0452").text, "0452");
        assert_eq!(Cell::from_file("'06 39 98 00 01").text, "06 39 98 00 01");
        for kept in ["'t Hart", "'68 rue", "'"] {
            assert_eq!(Cell::from_file(kept).text, kept);
        }
    }

    #[test]
    fn a_lone_dash_tells_nothing() {
        for mark in ["-", " — ", "/", "…", ""] {
            assert!(Cell::from_file(mark).is_void(), "{mark:?}");
        }
        for said in ["-1", "A/", "0", "n"] {
            assert!(!Cell::from_file(said).is_void(), "{said:?}");
        }
    }

    #[test]
    fn a_cell_beyond_the_limit_is_known_as_such_and_kept_short() {
        let cell = Cell::from_file(&"é".repeat(1_000_000));
        assert_eq!(cell.fault, Some(CellFault::TooLong));
        assert!(cell.text.len() <= MAX_CELL_BYTES + 4);
        assert_eq!(Cell::from_file(&"e".repeat(MAX_CELL_BYTES)).fault, None);
        assert_eq!(Cell::from_file(&"e".repeat(MAX_CELL_BYTES + 1)).fault, Some(CellFault::TooLong));
    }

    #[test]
    fn a_broken_formula_is_never_a_name() {
        assert_eq!(Cell::from_file("#N/A").fault, Some(CellFault::Formula));
        assert_eq!(Cell::from_file("#12").fault, None);
    }

    #[test]
    fn the_first_day_of_spreadsheets_means_a_time_alone() {
        let day = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
        assert_eq!(Cell::dated(day.and_hms_opt(9, 5, 0).unwrap()).text, "09:05");
    }

    #[test]
    fn a_dated_cell_of_another_age_is_no_date() {
        for year in [9999, 262_142, 1800] {
            let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            assert_eq!(Cell::dated(day.and_time(NaiveTime::MIN)).typed, None, "{year}");
        }
    }
}
