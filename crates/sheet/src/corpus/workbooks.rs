//! The workbooks of the corpus are made from their parts, kept as text in `testdata/sheets/parts`: each is what its
//! parts make, byte for byte.

use super::measure::folder;
use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// The parts of a workbook: `==> path` starts one; its lines are joined, without the blanks that indent them.
fn parts(text: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("==> "), parts.last_mut()) {
            (Some(path), _) => parts.push((path.to_owned(), String::new())),
            (None, Some((_, content))) => content.push_str(line.trim_start()),
            (None, None) => assert!(line.starts_with('#'), "{line:?} belongs to no part"),
        }
    }
    parts
}

/// The parts that every XLSX has and that say where the others are.
fn plumbing(parts: &[(String, String)]) -> Vec<(String, String)> {
    const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut types, mut links) = (Vec::new(), Vec::new());
    for (number, (path, _)) in (1..).zip(parts) {
        let file = path.strip_prefix("xl/").unwrap();
        let (kind, ending) = match file {
            "workbook.xml" => ("", "sheet.main"),
            "styles.xml" => ("styles", "styles"),
            "sharedStrings.xml" => ("sharedStrings", "sharedStrings"),
            _ => ("worksheet", "worksheet"),
        };
        types.push(format!(r#"<Override PartName="/{path}" ContentType="{TYPE}.{ending}+xml"/>"#));
        if !kind.is_empty() {
            links.push(format!(r#"<Relationship Id="rId{number}" Type="{KIND}/{kind}" Target="{file}"/>"#));
        }
    }
    let (types, links) = (types.concat(), links.concat());
    let types = format!(
        r#"{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{types}</Types>"#
    );
    let root = format!(
        r#"{XML}{LINKS}<Relationship Id="rId1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), root),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("{XML}{LINKS}{links}</Relationships>")),
    ]
}

/// The workbook that parts make, always the same bytes.
fn made(name: &str) -> Vec<u8> {
    let parts = parts(&fs::read_to_string(folder().join("parts").join(format!("{name}.txt"))).unwrap());
    let around = if Path::new(name).extension().is_some_and(|e| e == "ods") {
        vec![("mimetype".to_owned(), "application/vnd.oasis.opendocument.spreadsheet".to_owned())]
    } else {
        plumbing(&parts)
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in around.iter().chain(&parts) {
        zip.start_file(path.as_str(), options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn names() -> Vec<String> {
    let files = fs::read_dir(folder().join("parts")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    files.map(|file| file.strip_suffix(".txt").unwrap().to_owned()).collect()
}

#[test]
fn every_workbook_is_what_its_parts_make() {
    for name in names() {
        assert!(
            fs::read(folder().join(&name)).is_ok_and(|kept| kept == made(&name)),
            "{name}: write it again, see below"
        );
    }
}

#[test]
#[ignore = "writes the workbooks: `cargo test -p cabas-sheet write_the_workbooks -- --ignored`"]
fn write_the_workbooks() {
    for name in names() {
        fs::write(folder().join(&name), made(&name)).unwrap();
    }
}
