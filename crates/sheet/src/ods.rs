//! ODS, read from its `content.xml`.
//!
//! Rows and cells may be declared "repeated a million times"; only what a person sees is kept, so that a small file
//! stays small in memory.

use crate::{
    cell::Cell,
    file_problem::FileProblem,
    limits::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_LINES},
    workbook::{Builder, Format, Workbook},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// Reads every table of an `OpenDocument` spreadsheet.
pub(crate) fn read(content: &str) -> Result<Workbook, FileProblem> {
    let mut builder = Builder::default();
    let mut xml = Reader::from_str(content);
    loop {
        match xml.read_event().map_err(|_| FileProblem::Unreadable)? {
            Event::Start(e) if e.name().as_ref() == "table:table" => {
                let name = attribute(&e, "table:name");
                table(&mut xml, &mut builder)?;
                builder.sheet(name);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let sheets = builder.finish()?;
    Ok(Workbook { format: Format::Ods, encoding: None, encoding_doubt: None, delimiter: None, sheets })
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.try_get_attribute(name).ok()??;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn repeated(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|n| n.parse().ok()).unwrap_or(1)
}

fn table(xml: &mut Reader<&[u8]>, builder: &mut Builder) -> Result<(), FileProblem> {
    let mut number: u32 = 1;
    loop {
        match xml.read_event().map_err(|_| FileProblem::Unreadable)? {
            Event::Start(e) if e.name().as_ref() == "table:table-row" => {
                let times = repeated(&e, "table:number-rows-repeated");
                let cells = row(xml)?;
                if cells.iter().any(|c| !c.is_blank()) {
                    if usize::try_from(times).unwrap_or(usize::MAX) > MAX_LINES {
                        return Err(FileProblem::TooManyRows);
                    }
                    for copy in 0..times {
                        builder.line(number.saturating_add(copy), cells.clone())?;
                    }
                }
                number = number.saturating_add(times);
            }
            Event::Empty(e) if e.name().as_ref() == "table:table-row" => {
                number = number.saturating_add(repeated(&e, "table:number-rows-repeated"));
            }
            Event::End(e) if e.name().as_ref() == "table:table" => return Ok(()),
            Event::Eof => return Err(FileProblem::Unreadable),
            _ => {}
        }
    }
}

fn is_cell(name: &str) -> bool {
    name == "table:table-cell" || name == "table:covered-table-cell"
}

fn row(xml: &mut Reader<&[u8]>) -> Result<Vec<Cell>, FileProblem> {
    let mut cells = Vec::new();
    let mut at: usize = 0;
    loop {
        match xml.read_event().map_err(|_| FileProblem::Unreadable)? {
            Event::Start(e) if is_cell(e.name().as_ref()) => {
                let shown = shown_text(xml)?;
                place(&mut cells, &mut at, &e, shown)?;
            }
            Event::Empty(e) if is_cell(e.name().as_ref()) => place(&mut cells, &mut at, &e, String::new())?,
            Event::End(e) if e.name().as_ref() == "table:table-row" => return Ok(cells),
            Event::Eof => return Err(FileProblem::Unreadable),
            _ => {}
        }
    }
}

/// Puts a cell, or its copies, at its column. Empty cells only move the column.
fn place(cells: &mut Vec<Cell>, at: &mut usize, e: &BytesStart<'_>, shown: String) -> Result<(), FileProblem> {
    let times = usize::try_from(repeated(e, "table:number-columns-repeated")).unwrap_or(usize::MAX);
    let cell = typed(e, shown);
    if cell.is_blank() {
        *at = at.saturating_add(times);
        return Ok(());
    }
    let end = at.saturating_add(times);
    if end > MAX_COLUMNS {
        return Err(FileProblem::TooManyColumns);
    }
    cells.resize(*at, Cell::default());
    cells.resize(end, cell);
    *at = end;
    Ok(())
}

fn typed(e: &BytesStart<'_>, shown: String) -> Cell {
    if attribute(e, "calcext:value-type").is_some_and(|t| t == "error") {
        return Cell::formula_error(shown);
    }
    let value = match attribute(e, "office:value-type").as_deref() {
        Some("float" | "currency" | "percentage") => {
            attribute(e, "office:value").and_then(|v| v.parse::<f64>().ok()).map(|value| number(value, &shown))
        }
        Some("date") => attribute(e, "office:date-value").and_then(|v| iso_date(&v)).map(Cell::dated),
        Some("time") => attribute(e, "office:time-value").and_then(|v| iso_time(&v)).map(Cell::timed),
        Some("boolean") => attribute(e, "office:boolean-value").map(|v| Cell::bool(v == "true")),
        Some("string") => attribute(e, "office:string-value").map(|v| Cell::from_file(&v)),
        _ => None,
    };
    value.unwrap_or_else(|| Cell::from_file(&shown))
}

/// A number; its leading zeros, when it is shown with some.
fn number(value: f64, shown: &str) -> Cell {
    let is_figures = shown.starts_with('0') && shown.bytes().all(|b| b.is_ascii_digit());
    let cell = Cell::number(value);
    let is_same = is_figures && shown.trim_start_matches('0') == cell.text;
    if is_same { Cell::shown_number(value, shown.to_owned()) } else { cell }
}

/// The text a cell shows: its paragraphs, one a line, without the remarks pinned to it.
fn shown_text(xml: &mut Reader<&[u8]>) -> Result<String, FileProblem> {
    let mut text = String::new();
    let (mut paragraphs, mut remark) = (0, 0_u32);
    loop {
        match xml.read_event().map_err(|_| FileProblem::Unreadable)? {
            Event::Start(e) if e.name().as_ref() == "office:annotation" => remark += 1,
            Event::End(e) if e.name().as_ref() == "office:annotation" => remark = remark.saturating_sub(1),
            Event::End(e) if is_cell(e.name().as_ref()) => return Ok(text),
            Event::Eof => return Err(FileProblem::Unreadable),
            _ if remark > 0 => {}
            Event::Start(e) if e.name().as_ref() == "text:p" => {
                paragraphs += 1;
                if paragraphs > 1 {
                    append(&mut text, "\n");
                }
            }
            Event::Start(e) | Event::Empty(e) => match e.name().as_ref() {
                "text:s" => {
                    let blanks = usize::try_from(repeated(&e, "text:c")).unwrap_or(usize::MAX);
                    append(&mut text, &" ".repeat(blanks.min(MAX_CELL_BYTES)));
                }
                "text:tab" => append(&mut text, "\t"),
                "text:line-break" => append(&mut text, "\n"),
                _ => {}
            },
            Event::Text(t) => append(&mut text, &t.xml10_content()),
            Event::CData(t) => append(&mut text, &t.xml10_content()),
            Event::GeneralRef(r) => append(&mut text, entity(&r)?.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }
}

/// Adds to a cell's text until it is too long: what comes after that changes nothing, and could be without end.
fn append(text: &mut String, more: &str) {
    if text.len() <= MAX_CELL_BYTES {
        text.push_str(more);
    }
}

fn entity(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, FileProblem> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return if c == '\0' { Err(FileProblem::Nul) } else { Ok(c) };
    }
    match reference.xml10_content().as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(FileProblem::Unreadable),
    }
}

/// Reads `2026-11-26` or `2026-11-26T09:05:00`.
pub(crate) fn iso_date(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let time = time.trim_end_matches('Z');
    let time =
        NaiveTime::parse_from_str(time, "%H:%M:%S%.f").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M")).ok()?;
    Some(date.and_time(time))
}

/// Reads a time of day written as a duration, `PT09H05M00S`.
pub(crate) fn iso_time(text: &str) -> Option<NaiveTime> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M').unwrap_or(("0", rest));
    let seconds = rest.strip_suffix('S').map_or("0", |s| s.split(['.', ',']).next().unwrap_or("0"));
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, seconds.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> Result<Workbook, FileProblem> {
        read(&format!(
            "<office:document-content><table:table table:name=\"Foyers\">{rows}</table:table></office:document-content>"
        ))
    }

    #[test]
    fn repeated_blanks_count_without_costing() {
        let found = sheet(
            "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"string\"><text:p>a<text:s text:c=\"4000000000\"/>b &amp; c</text:p><text:p>d</text:p></table:table-cell></table:table-row>",
        )
        .unwrap();
        let line = &found.sheets[0].lines[0];
        assert_eq!((line.number, line.cells.len()), (1_000_001, 3));
        assert_eq!(line.cells[2].fault, Some(crate::cell::CellFault::TooLong));
        assert!(line.cells[2].text.len() < 5000);
    }

    #[test]
    fn a_cell_of_blanks_without_end_stays_short() {
        let blanks = "<text:s text:c=\"4096\"/>".repeat(10_000);
        let cell = format!("<table:table-cell><text:p>a{blanks}<![CDATA[b]]>&amp;</text:p></table:table-cell>");
        let mut xml = Reader::from_str(&cell);
        assert!(matches!(xml.read_event(), Ok(Event::Start(_))));
        let text = shown_text(&mut xml).unwrap();
        assert!(text.len() <= 2 * MAX_CELL_BYTES, "{} bytes of a cell are kept", text.len());
    }

    #[test]
    fn a_filled_row_repeated_beyond_the_limit_is_refused() {
        let row = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"string\"><text:p>a</text:p></table:table-cell></table:table-row>";
        assert_eq!(sheet(row), Err(FileProblem::TooManyRows));
    }

    #[test]
    fn a_file_cut_short_ends() {
        assert_eq!(
            read("<office:document-content><table:table table:name=\"a\"><table:table-row>"),
            Err(FileProblem::Unreadable)
        );
        assert_eq!(read("<office:document-content><table:table table:name=\"a\">"), Err(FileProblem::Unreadable));
    }

    #[test]
    fn typed_cells_become_the_text_a_person_means() {
        let cell = |attributes: &str| {
            let row = format!(
                "<table:table-row><table:table-cell {attributes}><text:p>shown</text:p></table:table-cell></table:table-row>"
            );
            sheet(&row).unwrap().sheets[0].lines[0].cells[0].text.clone()
        };
        assert_eq!(cell("office:value-type=\"float\" office:value=\"612345678\""), "612345678");
        assert_eq!(cell("office:value-type=\"date\" office:date-value=\"2026-11-26T09:05:00\""), "2026-11-26 09:05");
        assert_eq!(cell("office:value-type=\"date\" office:date-value=\"1899-12-30T09:05:00\""), "09:05");
        assert_eq!(cell("office:value-type=\"time\" office:time-value=\"PT14H30M00S\""), "14:30");
        assert_eq!(cell("office:value-type=\"string\""), "shown");
    }

    #[test]
    fn remarks_pinned_to_a_cell_are_no_text() {
        let row = "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>secret</text:p></office:annotation><text:p>vu</text:p></table:table-cell></table:table-row>";
        assert_eq!(sheet(row).unwrap().sheets[0].lines[0].cells[0].text, "vu");
    }
}
