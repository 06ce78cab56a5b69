//! XLSX and ODS, made here cell by cell, must read as the same list does in CSV.

use crate::{
    FileProblem, Format, Options, Typed, open, recipients, tasks,
    testing::{context, told},
};
use cabas_kernel::time::wall;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn saved(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, first: u32, rows: &[&[&str]]) {
    for (r, row) in (first..).zip(rows) {
        for (c, text) in (0_u16..).zip(*row) {
            if !text.is_empty() {
                sheet.write_string(r, c, *text).unwrap();
            }
        }
    }
}

fn ods(content: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn numbers_in_text_columns_become_text() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, 0, &[&["réf", "nom", "adresse", "code postal", "ville", "téléphone", "personnes"]]);
    fill(sheet, 2, &[&["", "Abel", "1 rue X", "", "Bourg", "", ""]]);
    for (column, number) in [(0, 42.0), (3, 1000.0), (5, 639_980_051.0), (6, 3.0)] {
        sheet.write_number(2, column, number).unwrap();
    }
    let book = open(&saved(book)).unwrap();
    assert_eq!((book.format, book.encoding, book.delimiter), (Format::Xlsx, None, None));
    let reading = recipients::read(&book, &context(), &Options::default()).unwrap();
    let row = &reading.rows[0];
    assert_eq!((row.line, row.sheet.as_deref()), (3, None), "the row number of the sheet; one sheet needs no name");
    let value = row.value.as_ref().unwrap();
    assert_eq!(value.external_ref.as_deref(), Some("42"));
    assert_eq!(value.phones[0].0.as_str(), "+33639980051");
    assert_eq!((value.address.postal_code.as_deref(), value.household_size), (Some("01000"), Some(3)));
}

#[test]
fn typed_dates_keep_their_time_and_typed_times_their_day() {
    let mut book = Workbook::new();
    let moment = Look::new().set_num_format("dd/mm/yyyy hh:mm");
    let day = Look::new().set_num_format("dd/mm/yyyy");
    let hour = Look::new().set_num_format("hh:mm");
    let sheet = book.add_worksheet();
    fill(sheet, 0, &[&["adresse", "après", "avant"], &["1 rue X, 33000 Bordeaux"], &["2 rue X, 33000 Bordeaux"]]);
    let at = |d, h, m| ExcelDateTime::from_ymd(2026, 11, d).unwrap().and_hms(h, m, 0).unwrap();
    sheet.write_datetime_with_format(1, 1, at(26, 9, 5), &moment).unwrap();
    sheet.write_datetime_with_format(1, 2, at(26, 0, 0), &day).unwrap();
    sheet.write_datetime_with_format(2, 1, ExcelDateTime::from_hms(8, 0, 0).unwrap(), &hour).unwrap();
    sheet.write_datetime_with_format(2, 2, ExcelDateTime::from_hms(17, 35, 0).unwrap(), &hour).unwrap();
    let book = open(&saved(book)).unwrap();
    assert!(matches!(book.sheets[0].lines[2].cells[1].typed, Some(Typed::Time(_))));
    let reading = tasks::read(&book, &context(), &Options::default()).unwrap();
    let windows: Vec<_> = reading
        .rows
        .iter()
        .map(|r| {
            let window = r.value.as_ref().unwrap().window;
            let local = |t| wall(t, context().zone).format("%d %H:%M");
            format!("{} {}", local(window.start.unwrap()), local(window.end))
        })
        .collect();
    assert_eq!(windows, ["26 09:05 26 23:59", "24 08:00 24 17:35"]);
}

#[test]
fn every_worksheet_is_read_with_its_own_header() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Mode d'emploi").unwrap(), 0, &[&["Remplir la feuille suivante"]]);
    fill(
        book.add_worksheet().set_name("Nord").unwrap(),
        3,
        &[&["Nom", "Adresse"], &["Abel", "1 rue N, 33000 Bordeaux"]],
    );
    fill(
        book.add_worksheet().set_name("Sud").unwrap(),
        0,
        &[
            &["adresse", "ville", "nom complet", "réf"],
            &["2 rue S", "Bègles", "Bois", "A"],
            &["3 rue S", "Bègles", "", "A"],
        ],
    );
    book.add_worksheet().set_name("Vide").unwrap();
    let reading = recipients::read(&open(&saved(book)).unwrap(), &context(), &Options::default()).unwrap();
    let rows: Vec<_> = reading.rows.iter().map(|r| (r.sheet.as_deref().unwrap(), r.line, r.value.is_some())).collect();
    assert_eq!(rows, [("Nord", 5, true), ("Sud", 2, true), ("Sud", 3, false)]);
    assert_eq!(told(reading.problems()), ["3 nom complet required", "3 réf ref_duplicate_file"]);
    assert_eq!(reading.problems().next().unwrap().sheet.as_deref(), Some("Sud"));
    assert_eq!(reading.ignored_sheets[0].sheet.as_deref(), Some("Mode d'emploi"));
}

#[test]
fn a_header_merged_over_two_columns_leaves_the_second_named_as_ignored() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "Foyers de novembre", &Look::new()).unwrap();
    sheet.merge_range(1, 1, 1, 2, "Adresse", &Look::new()).unwrap();
    sheet.write_string(1, 0, "Nom").unwrap();
    fill(sheet, 2, &[&["Abel", "1 rue M, 33000 Bordeaux", "sonner"]]);
    let reading = recipients::read(&open(&saved(book)).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!(reading.rows[0].value.as_ref().unwrap().address.city.as_deref(), Some("Bordeaux"));
    let ignored: Vec<_> = reading.sheets[0].ignored_columns.iter().map(|c| (c.header.as_str(), c.index)).collect();
    assert_eq!(ignored, [("", 2)]);
}

#[test]
fn a_formula_that_failed_is_never_a_value() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, 0, &[&["nom", "adresse"], &["", "1 rue F, 33000 Bordeaux"]]);
    sheet.write_formula(1, 0, Formula::new("=VLOOKUP(1,A5:B9,2)").set_result("#N/A")).unwrap();
    let reading = recipients::read(&open(&saved(book)).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!(told(reading.problems()), ["2 nom formula_error"]);
}

/// A workbook with some words of its first sheet's XML changed.
fn edited(workbook: Vec<u8>, changes: &[(&str, &str)]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            for (old, new) in changes {
                assert!(text.contains(old), "{old} in {text}");
                text = text.replace(old, new);
            }
        }
        to.start_file(name, SimpleFileOptions::default()).unwrap();
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_formula_without_its_result_is_told_and_an_empty_result_is_empty() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        0,
        &[&["nom", "adresse", "étage"], &["", "1 rue F, 33000 Bordeaux"], &["Abel", "2 rue F, 33000 Bordeaux"]],
    );
    for (row, column, result) in [(1, 0, "11"), (1, 2, "22"), (2, 2, "33")] {
        sheet.write_formula(row, column, Formula::new("=D1&E1").set_result(result)).unwrap();
    }
    let changes = [
        ("<v>11</v>", "<v/>"),
        ("<v>22</v>", ""),
        ("><f>D1&amp;E1</f><v>33</v>", r#" t="str"><f>D1&amp;E1</f><v></v>"#),
    ];
    let reading =
        recipients::read(&open(&edited(saved(book), &changes)).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!(told(reading.problems()), ["2 nom formula_error", "2 étage formula_error"]);
    assert_eq!(reading.problems().next().unwrap().value.as_deref(), Some("=D1&E1"));
    assert!(reading.rows[1].value.as_ref().unwrap().address.floor.is_none());
}

#[test]
fn one_cell_in_the_last_row_of_a_sheet_costs_one_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, 0, &[&["nom", "adresse"]]);
    fill(sheet, 1_048_575, &[&["Abel", "1 rue L, 33000 Bordeaux"]]);
    let read = open(&saved(book)).unwrap();
    assert_eq!(read.sheets[0].lines.iter().map(|l| l.number).collect::<Vec<_>>(), [1, 1_048_576]);
    let mut wide = Workbook::new();
    wide.add_worksheet().write_string(0, 64, "x").unwrap();
    assert_eq!(open(&saved(wide)), Err(FileProblem::TooManyColumns));
    let mut empty = Workbook::new();
    empty.add_worksheet();
    assert_eq!(open(&saved(empty)), Err(FileProblem::Empty));
}

#[test]
fn open_document_reads_as_the_others_do() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |n: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"><text:p>06 39 98</text:p></table:table-cell>"
        )
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"Foyers\">{}{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(&[cell("Nom"), cell("Adresse"), cell("Téléphone")]),
        "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>",
        row(&[cell("Abel &amp; fils"), cell("1 rue O</text:p><text:p>33000 Bordeaux"), number("639980051")]),
    );
    let book = open(&ods(&content)).unwrap();
    assert_eq!(book.format, Format::Ods);
    let reading = recipients::read(&book, &context(), &Options::default()).unwrap();
    let value = reading.rows[0].value.as_ref().unwrap();
    assert_eq!((reading.rows[0].line, value.display_name.as_str()), (5, "Abel & fils"));
    assert_eq!(value.address.text, "1 rue O, 33000 Bordeaux");
    assert_eq!(value.phones[0].0.as_str(), "+33639980051");
}

fn small_book() -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), 0, &[&["nom", "adresse"], &["Abel", "1 rue N, 33000 Bordeaux"]]);
    saved(book)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_workbook_is_refused_or_read_but_never_falls_over(
        at in any::<prop::sample::Index>(), value in any::<u8>(), cut in any::<prop::sample::Index>()
    ) {
        let mut bytes = small_book();
        let place = at.index(bytes.len());
        bytes[place] = value;
        let _ = open(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = open(&bytes);
    }

    #[test]
    fn a_damaged_content_ends(cut in 0_usize..400) {
        let whole = "<office:document-content><table:table table:name=\"a\"><table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>b</text:p></office:annotation><text:p>a&amp;b<text:s text:c=\"3\"/></text:p></table:table-cell></table:table-row></table:table></office:document-content>";
        let part: String = whole.chars().take(cut).collect();
        let _ = open(&ods(&part));
    }
}
