//! XLSX, read cell by cell: a sheet with one cell in its last row must not cost a million rows of memory.

use crate::{
    cell::Cell,
    file_problem::FileProblem,
    limits::MAX_COLUMNS,
    workbook::{Builder, Format, Sheet, Workbook},
};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Style, Xlsx, XlsxCellReader, XlsxError};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::{
    collections::HashMap,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

type Bytes<'b> = Cursor<&'b [u8]>;
type Cells<'a, 'b> = XlsxCellReader<'a, Bytes<'b>>;

/// Reads every worksheet of a workbook that [`crate::archive::inspect`] let through.
pub(crate) fn read(bytes: &[u8]) -> Result<Workbook, FileProblem> {
    // The reader is third-party code fed with a stranger's file: should it stop short, the file is unreadable and
    // the server goes on.
    let sheets = catch_unwind(AssertUnwindSafe(|| sheets(bytes))).map_err(|_| FileProblem::Unreadable)??;
    Ok(Workbook { format: Format::Xlsx, encoding: None, encoding_doubt: None, delimiter: None, sheets })
}

fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| problem(&e))?;
    let names: Vec<String> =
        workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect();
    let mut builder = Builder::default();
    for name in names {
        sheet(&mut workbook, &name, &mut builder)?;
        builder.sheet(Some(name));
    }
    builder.finish()
}

/// The cells of a sheet; none of a sheet of charts.
fn cells<'a, 'b>(workbook: &'a mut Xlsx<Bytes<'b>>, name: &str) -> Result<Option<Cells<'a, 'b>>, FileProblem> {
    match workbook.worksheet_cells_reader(name) {
        Ok(reader) => Ok(Some(reader)),
        Err(XlsxError::NotAWorksheet(_)) => Ok(None),
        Err(e) => Err(problem(&e)),
    }
}

/// Where formulas stand whose results are not in the file, as programs write them that compute nothing. An empty text is a
/// result.
fn without_results(workbook: &mut Xlsx<Bytes<'_>>, name: &str) -> Result<HashMap<(u32, u32), String>, FileProblem> {
    let mut found = HashMap::new();
    let Some(mut reader) = cells(workbook, name)? else { return Ok(found) };
    while let Some(cell) = reader.next_cell_with_formula().map_err(|e| problem(&e))? {
        if let (DataRef::Empty, Some(formula)) = (cell.value, cell.formula) {
            found.insert(cell.pos, format!("={formula}"));
        }
    }
    Ok(found)
}

fn sheet(workbook: &mut Xlsx<Bytes<'_>>, name: &str, builder: &mut Builder) -> Result<(), FileProblem> {
    let mut lacking = without_results(workbook, name)?;
    let Some(mut reader) = cells(workbook, name)? else { return Ok(()) };
    let zeros: Vec<usize> = reader.styles().iter().map(shown_zeros).collect();
    let mut cells: Vec<Cell> = Vec::new();
    let mut current = 0;
    while let Some((found, style)) = reader.next_cell_with_style_id().map_err(|e| problem(&e))? {
        let (row, column) = found.get_position();
        let cell = match lacking.remove(&(row, column)) {
            Some(formula) => Cell::formula_error(formula),
            None => cell(found.get_value(), zeros.get(style).copied().unwrap_or(0)),
        };
        if cell.is_blank() {
            continue;
        }
        if row != current {
            builder.line(current.saturating_add(1), std::mem::take(&mut cells))?;
            current = row;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(FileProblem::TooManyColumns);
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::default());
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
    }
    builder.line(current.saturating_add(1), cells)
}

/// How many figures a number is shown with at least: `00000` is how postcodes keep their zero.
fn shown_zeros(style: &Style) -> usize {
    let code = style.number_format.as_ref().map_or("", |f| f.format_code.as_str());
    // The file says how many: more than any number has are a mistake, or an attack.
    if code.len() <= 20 && code.bytes().all(|b| b == b'0') { code.len() } else { 0 }
}

fn number(value: f64, zeros: usize) -> Cell {
    let cell = Cell::number(value);
    if cell.text.len() >= zeros || !cell.text.bytes().all(|b| b.is_ascii_digit()) {
        return cell;
    }
    Cell::shown_number(value, format!("{:0>zeros$}", cell.text))
}

/// A text without the codes that Excel writes for control characters: `_x000D_` is a carriage return.
fn text(written: &str) -> Cell {
    if !written.contains("_x00") {
        return Cell::from_file(written);
    }
    let mut text = written.replace("_x000D_\n", "\n");
    for (code, shown) in [("_x000D_", "\n"), ("_x000A_", "\n"), ("_x0009_", "\t"), ("_x005F_", "_")] {
        text = text.replace(code, shown);
    }
    Cell::from_file(&text)
}

fn cell(value: &DataRef<'_>, zeros: usize) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::Int(n) => Cell { text: n.to_string(), ..Cell::default() },
        DataRef::Float(n) => number(*n, zeros),
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Bool(b) => Cell::bool(*b),
        DataRef::DateTime(at) => dated(at),
        DataRef::DateTimeIso(s) => crate::ods::iso_date(s).map_or_else(|| Cell::from_file(s), Cell::dated),
        DataRef::DurationIso(s) => crate::ods::iso_time(s).map_or_else(|| Cell::from_file(s), Cell::timed),
        DataRef::Error(e) => Cell::formula_error(e.to_string()),
    }
}

/// A serial date: days since an epoch; less than one day is a time alone.
fn dated(at: &ExcelDateTime) -> Cell {
    let serial = at.as_f64();
    if (0.0..1.0).contains(&serial)
        && let Some(time) = time_of(serial)
    {
        return Cell::timed(time);
    }
    match at.as_datetime() {
        // Seconds come from rounding fractions of a day: people type minutes.
        Some(moment) if !at.is_duration() && (1.0..2_958_466.0).contains(&serial) => Cell::dated(to_minute(moment)),
        _ => Cell::number(serial),
    }
}

fn time_of(fraction: f64) -> Option<NaiveTime> {
    let start = NaiveDate::MIN.and_time(NaiveTime::MIN);
    // `0.375` days is nine o'clock.
    let seconds = std::time::Duration::try_from_secs_f64((fraction * 86_400.0).round()).ok()?;
    let moment = start.checked_add_signed(TimeDelta::from_std(seconds).ok()?)?;
    (moment.date() == start.date()).then(|| to_minute(moment).time())
}

fn to_minute(moment: NaiveDateTime) -> NaiveDateTime {
    use chrono::DurationRound;
    moment.duration_round(TimeDelta::minutes(1)).unwrap_or(moment)
}

fn problem(error: &XlsxError) -> FileProblem {
    match error {
        XlsxError::Password => FileProblem::PasswordProtected,
        _ => FileProblem::Unreadable,
    }
}
