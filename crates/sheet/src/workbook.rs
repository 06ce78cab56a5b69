//! A file once opened: sheets of lines of text cells, whatever the format was.

use crate::{
    cell::Cell,
    encoding::Encoding,
    file_problem::FileProblem,
    limits::{MAX_COLUMNS, MAX_LINES, MAX_TEXT},
};
use serde::Serialize;

/// What the content proved to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with delimiters, whichever they are.
    Csv,
    Xlsx,
    Ods,
    /// Cells pasted from the clipboard.
    Paste,
}

/// What stands between the cells of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    Semicolon,
    Comma,
    Tab,
    Pipe,
}

impl Delimiter {
    /// In the order that settles a draw.
    pub(crate) const ALL: [Self; 4] = [Self::Semicolon, Self::Tab, Self::Comma, Self::Pipe];

    /// The byte itself.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// An opened file.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    pub format: Format,
    /// How the bytes became text; `None` for XLSX and ODS, which say it themselves.
    pub encoding: Option<Encoding>,
    /// Another encoding that the bytes resemble more than the Windows-1252 they were read in: the preview asks.
    pub encoding_doubt: Option<&'static str>,
    /// `None` for XLSX and ODS, and for a text file of one column.
    pub delimiter: Option<Delimiter>,
    /// In the file's order, empty ones included; a text file is one sheet without a name.
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    /// Says whether problems need to name the sheet: more than one sheet has any text.
    pub fn has_several_sheets(&self) -> bool {
        self.sheets.iter().filter(|s| !s.lines.is_empty()).count() > 1
    }
}

/// One worksheet. Blank lines are left out, but the others keep their number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    pub name: Option<String>,
    pub lines: Vec<Line>,
}

/// One line that has any text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// As a person sees it, the first being 1. A line with breaks inside quotes has the number of its first.
    pub number: u32,
    /// Without the empty cells at the end.
    pub cells: Vec<Cell>,
    /// Into how many cells the text was cut, those at the end included; `None` where each cell has a place of its own.
    pub cut: Option<usize>,
}

/// Gathers the lines of a workbook, sheet by sheet, within the limits of the whole.
#[derive(Default)]
pub(crate) struct Builder {
    sheets: Vec<Sheet>,
    current: Vec<Line>,
    lines: usize,
    text: usize,
}

impl Builder {
    /// Adds a line to the current sheet; a blank one is dropped.
    pub(crate) fn line(&mut self, number: u32, cells: Vec<Cell>) -> Result<(), FileProblem> {
        self.add(number, cells, None)
    }

    /// The same of a line of text that was cut into cells.
    pub(crate) fn cut(&mut self, number: u32, cells: Vec<Cell>) -> Result<(), FileProblem> {
        let width = cells.len();
        self.add(number, cells, Some(width))
    }

    fn add(&mut self, number: u32, mut cells: Vec<Cell>, cut: Option<usize>) -> Result<(), FileProblem> {
        let used = cells.iter().rposition(|c| !c.is_blank()).map_or(0, |last| last + 1);
        if used == 0 {
            return Ok(());
        }
        if used > MAX_COLUMNS {
            return Err(FileProblem::TooManyColumns);
        }
        cells.truncate(used);
        self.lines += 1;
        self.text += cells.iter().map(|c| c.text.len()).sum::<usize>();
        if self.lines > MAX_LINES {
            return Err(FileProblem::TooManyRows);
        }
        if self.text > MAX_TEXT {
            return Err(FileProblem::TooBig);
        }
        self.current.push(Line { number, cells, cut });
        Ok(())
    }

    /// Closes the current sheet.
    pub(crate) fn sheet(&mut self, name: Option<String>) {
        self.sheets.push(Sheet { name, lines: std::mem::take(&mut self.current) });
    }

    /// The sheets, if any of them has text.
    pub(crate) fn finish(self) -> Result<Vec<Sheet>, FileProblem> {
        if self.sheets.iter().all(|s| s.lines.is_empty()) { Err(FileProblem::Empty) } else { Ok(self.sheets) }
    }
}
