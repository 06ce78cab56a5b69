//! Cutting text into cells, keeping the line numbers that a person sees.
//!
//! Quoting is that of RFC 4180, with forgiveness: an opening quote that is never closed properly is an ordinary
//! character. Otherwise one stray `"` would swallow every row that follows, in silence.

use crate::{
    cell::Cell,
    file_problem::FileProblem,
    workbook::{Builder, Delimiter, Sheet},
};
use std::borrow::Cow;

/// Most bytes read again because a quote was not one; beyond, quotes are taken as characters at once.
const REREAD: usize = 32 * 1024 * 1024;

/// Walks over the records of a text.
pub(crate) struct Records<'a> {
    text: &'a str,
    delimiter: Option<u8>,
    at: usize,
    line: u32,
    reread: usize,
}

impl<'a> Records<'a> {
    pub(crate) fn new(text: &'a str, delimiter: Option<Delimiter>, first_line: u32) -> Self {
        Self { text, delimiter: delimiter.map(Delimiter::byte), at: 0, line: first_line, reread: 0 }
    }

    /// Reads the next record into `fields` and gives the number of its first line.
    pub(crate) fn next(&mut self, fields: &mut Vec<Cow<'a, str>>) -> Option<u32> {
        fields.clear();
        if self.at >= self.text.len() {
            return None;
        }
        let first = self.line;
        loop {
            let field = self.quoted().unwrap_or_else(|| self.bare());
            fields.push(field);
            match self.byte(self.at) {
                Some(b) if Some(b) == self.delimiter => self.at += 1,
                Some(_) => {
                    self.line_end();
                    return Some(first);
                }
                None => return Some(first),
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn ends_field(&self, at: usize) -> bool {
        self.byte(at).is_none_or(|b| b == b'\n' || b == b'\r' || Some(b) == self.delimiter)
    }

    /// Steps over CRLF, LF or CR.
    fn line_end(&mut self) {
        let crlf = self.byte(self.at) == Some(b'\r') && self.byte(self.at + 1) == Some(b'\n');
        self.at += if crlf { 2 } else { 1 };
        self.line += 1;
    }

    fn bare(&mut self) -> Cow<'a, str> {
        let from = self.at;
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        let delimiter = self.delimiter.unwrap_or(b'\n');
        let length = rest.iter().position(|&b| b == delimiter || b == b'\n' || b == b'\r').unwrap_or(rest.len());
        self.at = from + length;
        Cow::Borrowed(self.text.get(from..self.at).unwrap_or_default())
    }

    /// Reads a quoted field, or moves nothing when there is none here.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let mut at = self.at;
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        if self.byte(at) != Some(b'"') || self.reread > REREAD {
            return None;
        }
        let from = at + 1;
        let (mut lines, mut doubled) = (0_u32, false);
        at = from;
        let closed = loop {
            match self.byte(at) {
                None => break None,
                Some(b'"') if self.byte(at + 1) == Some(b'"') => {
                    doubled = true;
                    at += 2;
                }
                Some(b'"') => {
                    let mut after = at + 1;
                    while self.byte(after) == Some(b' ') {
                        after += 1;
                    }
                    break self.ends_field(after).then_some(after);
                }
                Some(b) => {
                    lines += u32::from(b == b'\n' || (b == b'\r' && self.byte(at + 1) != Some(b'\n')));
                    at += 1;
                }
            }
        };
        let Some(after) = closed else {
            self.reread += at - self.at;
            return None;
        };
        let inner = self.text.get(from..at).unwrap_or_default();
        self.at = after;
        self.line += lines;
        Some(if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) })
    }
}

/// Cuts a whole text into the lines of one sheet.
pub(crate) fn sheet(text: &str, delimiter: Option<Delimiter>, first_line: u32) -> Result<Vec<Sheet>, FileProblem> {
    let mut records = Records::new(text, delimiter, first_line);
    let mut fields = Vec::new();
    let mut builder = Builder::default();
    while let Some(number) = records.next(&mut fields) {
        if fields.iter().any(|f| !f.trim().is_empty()) {
            builder.cut(number, fields.iter().map(|f| Cell::from_file(f)).collect())?;
        }
    }
    builder.sheet(None);
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(u32, Vec<String>)> {
        let sheets = sheet(text, Some(Delimiter::Semicolon), 1).unwrap();
        sheets
            .into_iter()
            .flat_map(|s| s.lines)
            .map(|l| (l.number, l.cells.into_iter().map(|c| c.text).collect()))
            .collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn blank_lines_are_skipped_but_counted() {
        assert_eq!(read("a;b\n\n;;\r\n  \nc;d\n"), [row(1, &["a", "b"]), row(5, &["c", "d"])]);
    }

    #[test]
    fn a_line_with_breaks_in_quotes_has_the_number_of_its_first() {
        assert_eq!(read("a;\"x\r\ny\nz\"\nb;c"), [row(1, &["a", "x\r\ny\nz"]), row(4, &["b", "c"])]);
    }

    #[test]
    fn old_line_ends_count_as_lines() {
        assert_eq!(read("a\r\rb\rc"), [row(1, &["a"]), row(3, &["b"]), row(4, &["c"])]);
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        assert_eq!(
            read("\"Chez Paul;1\nb;2\nc;3"),
            [row(1, &["\"Chez Paul", "1"]), row(2, &["b", "2"]), row(3, &["c", "3"])]
        );
        assert_eq!(
            read("a;12 \"bis\" rue\nb;\"x\" y\n"),
            [row(1, &["a", "12 \"bis\" rue"]), row(2, &["b", "\"x\" y"])]
        );
    }

    #[test]
    fn doubled_quotes_are_one() {
        assert_eq!(read("\"dit \"\"Momo\"\"\"; \"b;c\" ;d"), [row(1, &["dit \"Momo\"", "b;c", "d"])]);
    }

    #[test]
    fn a_file_of_opening_quotes_is_read_in_reasonable_time() {
        let hostile = "\";".repeat(200_000);
        let mut records = Records::new(&hostile, Some(Delimiter::Comma), 1);
        let mut fields = Vec::new();
        assert_eq!(records.next(&mut fields), Some(1));
    }

    proptest! {
        #[test]
        fn any_text_is_cut_without_losing_a_line(text in "[a;\"\n\r ]{0,60}") {
            let mut records = Records::new(&text, Some(Delimiter::Semicolon), 1);
            let mut fields = Vec::new();
            let mut last = 0;
            while let Some(line) = records.next(&mut fields) {
                prop_assert!(line > last);
                last = line;
            }
            prop_assert_eq!(records.at, text.len());
        }
    }
}
