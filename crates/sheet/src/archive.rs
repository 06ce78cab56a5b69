//! Workbooks are zip archives: what is inside, and how much it inflates to, before anything reads it.

use crate::{
    file_problem::FileProblem,
    limits::{MAX_INFLATED, MAX_PARTS},
};
use std::io::{Cursor, Read};
use zip::{ZipArchive, result::ZipError};

/// What an archive proved to be.
#[derive(Debug)]
pub(crate) enum Kind {
    Xlsx,
    /// With its `content.xml`.
    Ods {
        content: String,
    },
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "signs found on the way, each of its own")]
struct Found {
    workbook: bool,
    binary_workbook: bool,
    word: bool,
    sheet_type: bool,
    encrypted: bool,
    content: Option<Vec<u8>>,
}

/// Inflates every part once, under one limit for all, and says which kind of workbook it is.
///
/// Sizes are counted while inflating: those that an archive declares may lie.
pub(crate) fn inspect(bytes: &[u8]) -> Result<Kind, FileProblem> {
    within(bytes, MAX_INFLATED)
}

fn within(bytes: &[u8], mut left: u64) -> Result<Kind, FileProblem> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileProblem::Unreadable)?;
    if zip.len() > MAX_PARTS {
        return Err(FileProblem::TooBig);
    }
    let mut found = Found::default();
    for index in 0..zip.len() {
        let part = match zip.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(_)) => return Err(FileProblem::PasswordProtected),
            Err(_) => return Err(FileProblem::Unreadable),
        };
        let name = part.name().map_err(|_| FileProblem::Unreadable)?.to_lowercase();
        found.note(&name);
        let mut part = part.take(left + 1);
        let mut content = Vec::new();
        // A workbook may call any part a worksheet, whatever its name: all of them count.
        let size = if has_ending(&name, "xml") || name == "mimetype" {
            part.read_to_end(&mut content).map(|read| u64::try_from(read).unwrap_or(u64::MAX))
        } else {
            std::io::copy(&mut part, &mut std::io::sink())
        };
        left = left.checked_sub(size.map_err(|_| FileProblem::Unreadable)?).ok_or(FileProblem::TooBig)?;
        found.read(&name, content)?;
    }
    found.verdict()
}

fn has_ending(name: &str, ending: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|e| e == ending)
}

impl Found {
    fn note(&mut self, name: &str) {
        self.workbook |= name.ends_with("workbook.xml");
        self.binary_workbook |= name.ends_with("workbook.bin");
        self.word |= name.starts_with("word/");
        self.encrypted |= name == "encrypted-package";
    }

    fn read(&mut self, name: &str, content: Vec<u8>) -> Result<(), FileProblem> {
        if name == "mimetype" {
            self.sheet_type = content.starts_with(b"application/vnd.oasis.opendocument.spreadsheet");
        } else if name == "meta-inf/manifest.xml" {
            self.encrypted |= holds(&content, b"encryption-data");
        } else if name == "content.xml" {
            self.content = Some(content);
        } else if name.ends_with("sharedstrings.xml") {
            return check_declared_count(&content);
        }
        Ok(())
    }

    fn verdict(self) -> Result<Kind, FileProblem> {
        if self.encrypted {
            return Err(FileProblem::PasswordProtected);
        }
        if self.sheet_type {
            let content = self.content.ok_or(FileProblem::Unreadable)?;
            let content = String::from_utf8(content).map_err(|_| FileProblem::Unreadable)?;
            return Ok(Kind::Ods { content });
        }
        if self.workbook {
            return Ok(Kind::Xlsx);
        }
        let what = match (self.binary_workbook, self.word || self.content.is_some()) {
            (true, _) => "xlsb",
            (_, true) => "word",
            _ => "archive",
        };
        Err(FileProblem::NotASheet { what })
    }
}

fn holds(content: &[u8], word: &[u8]) -> bool {
    content.windows(word.len()).any(|w| w == word)
}

/// Refuses a table of texts that declares more entries than its bytes can hold.
///
/// The reader reserves memory for the declared number before reading: a few bytes could ask for terabytes.
fn check_declared_count(content: &[u8]) -> Result<(), FileProblem> {
    const NAME: &[u8] = b"uniqueCount";
    // The shortest entry is `<si/>`.
    let possible = u64::try_from(content.len() / 5).unwrap_or(u64::MAX);
    for (at, _) in content.windows(NAME.len()).enumerate().filter(|(_, w)| *w == NAME) {
        let after = content.get(at + NAME.len()..).unwrap_or_default();
        let value = after.iter().skip_while(|b| b" \t\r\n=\"'+".contains(b)).take_while(|b| b.is_ascii_digit());
        let declared = value.fold(0_u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')));
        if declared > possible {
            return Err(FileProblem::Unreadable);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let blanks = vec![b' '; 600_000];
        let bytes = archive(&[("xl/workbook.xml", &blanks), ("xl/styles.xml", &blanks)]);
        assert!(bytes.len() < 10_000);
        assert_eq!(within(&bytes, 1_000_000).unwrap_err(), FileProblem::TooBig);
        assert!(within(&bytes, 1_200_000).is_ok(), "the limit is for all parts together");
    }

    #[test]
    fn a_part_counts_whatever_its_name() {
        let blanks = vec![b' '; 1_100_000];
        let bytes = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.bin", &blanks)]);
        assert_eq!(within(&bytes, 1_000_000).unwrap_err(), FileProblem::TooBig);
    }

    #[test]
    fn a_declared_count_beyond_the_bytes_is_refused() {
        let sst = br#"<sst uniqueCount="9999999999999"><si><t>a</t></si></sst>"#;
        let bytes = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", sst)]);
        assert_eq!(inspect(&bytes).unwrap_err(), FileProblem::Unreadable);
    }

    #[test]
    fn other_archives_are_named() {
        let word = archive(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
        assert_eq!(inspect(&word).unwrap_err(), FileProblem::NotASheet { what: "word" });
        let photos = archive(&[("a.jpg", b"x")]);
        assert_eq!(inspect(&photos).unwrap_err(), FileProblem::NotASheet { what: "archive" });
    }

    #[test]
    fn an_encrypted_ods_says_so() {
        let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
        let bytes = archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", b"\x8F\x01 not xml"),
            ("META-INF/manifest.xml", manifest),
        ]);
        assert_eq!(inspect(&bytes).unwrap_err(), FileProblem::PasswordProtected);
    }
}
