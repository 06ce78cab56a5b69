//! Which of `;` tab `,` `|` separates the cells: a vote over the first rows, quotes respected.

use crate::{delimited::Records, header::known_anywhere, workbook::Delimiter};

/// How much of the file votes, in bytes and rows.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_ROWS: usize = 30;

/// Finds the delimiter; `None` when every row is one cell whichever is tried.
///
/// The delimiter that reveals most known column names wins; without a header that we know, one that cuts every row
/// into the same number of cells; at last the one that does so for most rows.
pub(crate) fn vote(text: &str) -> Option<Delimiter> {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or_default();
    let mut best = None;
    let mut best_score = (0, false, 0);
    for delimiter in Delimiter::ALL {
        let score = score(sample, delimiter);
        if score > best_score {
            (best, best_score) = (Some(delimiter), score);
        }
    }
    best
}

/// Known names of the best row (two at least), whether all rows are even, then how many are, and how wide.
fn score(sample: &str, delimiter: Delimiter) -> (usize, bool, usize) {
    let mut records = Records::new(sample, Some(delimiter), 1);
    let mut fields = Vec::new();
    let mut widths: Vec<(usize, usize)> = Vec::new();
    let (mut known, mut rows) = (0, 0);
    while rows < SAMPLE_ROWS && records.next(&mut fields).is_some() {
        if fields.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        rows += 1;
        known = known.max(fields.iter().filter(|f| known_anywhere(f)).count());
        match widths.iter_mut().find(|(width, _)| *width == fields.len()) {
            Some((_, n)) => *n += 1,
            None => widths.push((fields.len(), 1)),
        }
    }
    let cut = widths.iter().filter(|(width, _)| *width > 1);
    let weight = cut.map(|(width, n)| n * n * width).max().unwrap_or(0);
    (if known >= 2 && weight > 0 { known } else { 0 }, weight > 0 && widths.len() == 1, weight)
}

/// Reads Excel's own first line, `sep=;`, which names the delimiter and is no row.
pub(crate) fn declared(text: &str) -> Option<(Delimiter, &str)> {
    let end = text.find(['\n', '\r'])?;
    let (first, rest) = text.split_at_checked(end)?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))?;
    let first = first.trim_matches('"');
    let mark = first.strip_prefix("sep=").or_else(|| first.strip_prefix("SEP="))?;
    let delimiter = Delimiter::ALL.into_iter().find(|d| mark.as_bytes() == [d.byte()])?;
    Some((delimiter, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delimiter_wins_its_own_file() {
        for delimiter in Delimiter::ALL {
            let d = char::from(delimiter.byte());
            let text = format!("nom{d}adresse{d}ville\nDiallo{d}3 rue Basse{d}Bègles\n");
            assert_eq!(vote(&text), Some(delimiter));
        }
    }

    #[test]
    fn commas_inside_addresses_do_not_win() {
        let text = "nom;adresse\nDiallo;3 rue Basse, bât. B, 33130 Bègles\nRoux;5 rue Haute, esc. 2, 33130 Bègles\n";
        assert_eq!(vote(text), Some(Delimiter::Semicolon));
    }

    #[test]
    fn delimiters_inside_quotes_do_not_vote() {
        assert_eq!(vote("x,y\n\"a;b;c\",d\n\"e;f;g\",h\n"), Some(Delimiter::Comma));
    }

    #[test]
    fn one_column_is_reported_not_guessed() {
        assert_eq!(vote("nom\nDiallo\nRoux\n"), None);
    }

    #[test]
    fn excels_own_line_names_the_delimiter() {
        assert_eq!(declared("sep=|\r\na|b"), Some((Delimiter::Pipe, "a|b")));
        assert_eq!(declared("sep=x\na"), None);
    }
}
