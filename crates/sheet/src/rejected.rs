//! The rows that were kept out, given back in the words they came in (imports reference §7.5).

use crate::{
    guard::guard,
    workbook::{Delimiter, Sheet, Workbook},
};
use std::collections::BTreeMap;

/// A rejected line and what is wrong with it.
#[derive(Debug, Clone)]
pub struct RejectedLine<'a> {
    /// The worksheet, when the file has several.
    pub sheet: Option<&'a str>,
    pub line: u32,
    /// Its header's line, as [`crate::SheetReading::header_line`] says.
    pub header_line: u32,
    /// What stands under `_errors`: see [`errors`].
    pub errors: String,
}

/// Writes the rejected lines as CSV: the original header and texts, then `_line` and `_errors`.
///
/// UTF-8 with its mark, the source's delimiter (`;` for XLSX and ODS), guarded cells (EX-4). Corrected and sent
/// again, the file reads as it is: both columns are known and ignored. Lines of several worksheets share one table:
/// the columns of later headers join those of the first by their names.
#[must_use]
pub fn rejected_csv(workbook: &Workbook, rejected: &[RejectedLine<'_>]) -> Vec<u8> {
    let mut table = Table::default();
    let rows: Vec<Vec<String>> = rejected.iter().filter_map(|line| table.row(workbook, line)).collect();
    let width = table.header.len();
    let header = table.header.into_iter().chain(["_line".to_owned(), "_errors".to_owned()]);
    let mut out = b"\xEF\xBB\xBF".to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(workbook.delimiter.unwrap_or(Delimiter::Semicolon).byte())
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut out);
    write(&mut writer, header);
    for (mut row, line) in rows.into_iter().zip(rejected) {
        row.resize(width, String::new());
        write(&mut writer, row.into_iter().chain([line.line.to_string(), line.errors.clone()]));
    }
    drop(writer);
    out
}

fn write(writer: &mut csv::Writer<&mut Vec<u8>>, cells: impl Iterator<Item = String>) {
    let record: Vec<String> = cells.map(|c| guard(&c).into_owned()).collect();
    // Records of one width written to memory cannot fail.
    drop(writer.write_record(&record));
}

/// The one table of all rejected lines.
#[derive(Default)]
struct Table<'a> {
    header: Vec<String>,
    /// Where the columns of each header went.
    places: BTreeMap<(Option<&'a str>, u32, usize), Vec<usize>>,
}

impl<'a> Table<'a> {
    /// The texts of a line, each under its column. A line that is not in the file gives an empty row.
    fn row(&mut self, workbook: &Workbook, line: &RejectedLine<'a>) -> Option<Vec<String>> {
        let sheet = sheet_of(workbook, line.sheet)?;
        let (mut header, texts) = (texts(sheet, line.header_line), texts(sheet, line.line));
        // Cells under no title come back too.
        header.resize(header.len().max(texts.len()), String::new());
        let key = (line.sheet, line.header_line, header.len());
        if !self.places.contains_key(&key) {
            let places = self.place(&header);
            self.places.insert(key, places);
        }
        let places = self.places.get(&key)?;
        let mut row = vec![String::new(); self.header.len()];
        for (text, &place) in texts.into_iter().zip(places) {
            if let Some(cell) = row.get_mut(place) {
                *cell = text;
            }
        }
        Some(row)
    }

    /// Gives each column of a header its place: that of the same name, or a new one.
    fn place(&mut self, header: &[String]) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::new();
        for name in header {
            let same = self.header.iter().enumerate().position(|(i, h)| h == name && !places.contains(&i));
            places.push(same.unwrap_or_else(|| {
                self.header.push(name.clone());
                self.header.len() - 1
            }));
        }
        places
    }
}

fn sheet_of<'a>(workbook: &'a Workbook, name: Option<&str>) -> Option<&'a Sheet> {
    match name {
        Some(name) => workbook.sheets.iter().find(|s| s.name.as_deref() == Some(name)),
        None => workbook.sheets.iter().find(|s| !s.lines.is_empty()),
    }
}

/// The texts of a line.
fn texts(sheet: &Sheet, number: u32) -> Vec<String> {
    // Lines come in order, save in a workbook that was not written by a spreadsheet.
    let ordered = sheet.lines.binary_search_by_key(&number, |l| l.number).ok().and_then(|i| sheet.lines.get(i));
    let line = ordered.or_else(|| sheet.lines.iter().find(|l| l.number == number));
    line.map(|l| l.cells.iter().map(|c| c.text.clone()).collect()).unwrap_or_default()
}

/// `column: code, column: code`, of columns and codes; an empty column stands for the whole row.
#[must_use]
pub fn errors<'a>(problems: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let told = problems
        .into_iter()
        .map(|(column, code)| if column.is_empty() { code.to_owned() } else { format!("{column}: {code}") });
    told.collect::<Vec<_>>().join(", ")
}
