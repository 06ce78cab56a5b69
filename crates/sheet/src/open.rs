//! What a file is, from its content alone.

use crate::{
    archive, delimited, delimiter,
    encoding::{self, Encoding},
    file_problem::FileProblem,
    limits::MAX_BYTES,
    ods,
    workbook::{Format, Workbook},
    xlsx,
};

/// Opens a file: CSV, TSV, XLSX or ODS, whatever its name says.
///
/// # Errors
/// [`FileProblem`] when nothing of it can be read.
pub fn open(bytes: &[u8]) -> Result<Workbook, FileProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooBig);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileProblem::Empty);
    }
    if bytes.starts_with(b"PK") {
        return match archive::inspect(bytes)? {
            archive::Kind::Xlsx => xlsx::read(bytes),
            archive::Kind::Ods { content } => ods::read(&content),
        };
    }
    if let Some(problem) = foreign(bytes) {
        return Err(problem);
    }
    text(bytes)
}

/// Opens cells pasted from a spreadsheet: tab separated, or whatever the vote says when there is no tab.
///
/// # Errors
/// [`FileProblem`] when there is nothing to read or a limit is passed.
pub fn from_paste(pasted: &str) -> Result<Workbook, FileProblem> {
    if pasted.len() > MAX_BYTES {
        return Err(FileProblem::TooBig);
    }
    if pasted.contains('\0') {
        return Err(FileProblem::Nul);
    }
    cut(pasted, Format::Paste, Encoding::Utf8, None)
}

fn text(bytes: &[u8]) -> Result<Workbook, FileProblem> {
    let decoded = encoding::decode(bytes)?;
    let start = decoded.text.trim_start();
    if start.starts_with('<') && !start.starts_with("<<") {
        return Err(FileProblem::NotASheet { what: "html" });
    }
    cut(&decoded.text, Format::Csv, decoded.encoding, decoded.doubt)
}

fn cut(
    text: &str,
    format: Format,
    encoding: Encoding,
    encoding_doubt: Option<&'static str>,
) -> Result<Workbook, FileProblem> {
    if text.chars().all(|c| c.is_whitespace() || ";,|\"".contains(c)) {
        return Err(FileProblem::Empty);
    }
    let (delimiter, body, first_line) = match delimiter::declared(text) {
        Some((declared, rest)) => (Some(declared), rest, 2),
        None => (delimiter::vote(text), text, 1),
    };
    let sheets = delimited::sheet(body, delimiter, first_line)?;
    Ok(Workbook { format, encoding: Some(encoding), encoding_doubt, delimiter, sheets })
}

/// Other kinds of files that people send by mistake, known by their first bytes.
fn foreign(bytes: &[u8]) -> Option<FileProblem> {
    const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    const KINDS: [(&[u8], &str); 12] = [
        (b"%PDF", "pdf"),
        (b"\x89PNG", "image"),
        (b"\xFF\xD8\xFF", "image"),
        (b"GIF8", "image"),
        (b"II*\0", "image"),
        (b"MM\0*", "image"),
        (b"RIFF", "image"),
        (b"{\\rtf", "word"),
        (b"\x1F\x8B", "archive"),
        (b"7z\xBC\xAF", "archive"),
        (b"Rar!", "archive"),
        (b"SQLite format 3", "database"),
    ];
    if bytes.starts_with(COMPOUND) {
        // An encrypted OOXML workbook is a compound file that names its one stream in UTF-16.
        let mark: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
        let encrypted = bytes.windows(mark.len()).any(|w| w == mark.as_slice());
        return Some(if encrypted { FileProblem::PasswordProtected } else { FileProblem::OldExcel });
    }
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, what)| FileProblem::NotASheet { what })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Delimiter;
    use proptest::prelude::*;

    #[test]
    fn the_content_decides_never_the_name() {
        for (bytes, code) in [
            (&b""[..], "file_empty"),
            (b" \r\n\t ", "file_empty"),
            (b"\xEF\xBB\xBF\r\n", "file_empty"),
            (b";;;\n;;\n", "file_empty"),
            (b"%PDF-1.7\n", "file_not_a_sheet"),
            (b"\x89PNG\r\n\x1a\n\0\0", "file_not_a_sheet"),
            (b"<html><body><table><tr><td>Nom</td></tr></table>", "file_not_a_sheet"),
            (b"\xEF\xBB\xBF<?xml version=\"1.0\"?><Workbook/>", "file_not_a_sheet"),
            (b"PK\x03\x04nonsense", "file_unreadable"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "file_old_excel"),
            (b"nom;adresse\nA\0;b", "file_nul"),
        ] {
            assert_eq!(open(bytes).unwrap_err().code(), code, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn an_encrypted_workbook_says_so() {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0];
        bytes.extend("EncryptedPackage".bytes().flat_map(|b| [b, 0]));
        assert_eq!(open(&bytes), Err(FileProblem::PasswordProtected));
    }

    #[test]
    fn a_file_over_twenty_mebibytes_is_not_looked_at() {
        assert_eq!(open(&vec![b'a'; MAX_BYTES + 1]), Err(FileProblem::TooBig));
    }

    #[test]
    fn limits_are_said_by_name() {
        let rows = "a;b\n".repeat(crate::limits::MAX_LINES + 1);
        assert_eq!(open(rows.as_bytes()), Err(FileProblem::TooManyRows));
        let columns = "a;".repeat(65) + "a\n";
        assert_eq!(open(columns.as_bytes()), Err(FileProblem::TooManyColumns));
        let trailing = format!("a;b{}\n", ";".repeat(100));
        assert!(open(trailing.as_bytes()).is_ok(), "empty cells at the end of a line are no columns");
    }

    #[test]
    fn a_paste_goes_the_same_way() {
        let pasted = from_paste("Nom\tAdresse\nDiallo\t\"3 rue Basse\nBât. B\"\n").unwrap();
        assert_eq!((pasted.format, pasted.delimiter), (Format::Paste, Some(Delimiter::Tab)));
        assert_eq!(pasted.sheets[0].lines[1].cells[1].text, "3 rue Basse\nBât. B");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = open(&bytes);
        }
    }
}
