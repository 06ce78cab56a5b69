//! Telephone numbers as they stand in sheets: turned into numbers, doubled in one cell, with a name beside them.

use crate::{converted::is_power, words::is_nothing};
use cabas_kernel::{Phone, fold};

/// What a cell held: the numbers, each with the remark beside it, and the pieces that are no number.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) phones: Vec<(Phone, Option<String>)>,
    pub(crate) unread: Vec<String>,
}

/// Reads one number.
pub(crate) fn one(text: &str, parse: &dyn Fn(&str) -> Option<Phone>) -> Option<Phone> {
    let text = text.trim();
    if let Some(phone) = parse(text) {
        return Some(phone);
    }
    let bare = bare(text)?;
    // A spreadsheet that took the number for one has eaten what led it: `612345678` was `0612345678`,
    // `33612345678` was `+33612345678`.
    let is_number = bare.len() >= 6 && bare.bytes().all(|b| b.is_ascii_digit()) && !bare.starts_with('0');
    let led = || if is_number { parse(&format!("0{bare}")).or_else(|| parse(&format!("+{bare}"))) } else { None };
    parse(&bare).or_else(led)
}

/// The figures alone, a `+` before them kept; `None` when anything else stands there than what people put between.
fn bare(text: &str) -> Option<String> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    // Slashes part two numbers, save between pairs of figures: `06/12/34/56/78`.
    let in_pairs = || text.split('/').all(|pair| pair.len() == 2);
    if text.contains('/') && !in_pairs() {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '+' | 'O' | 'o' if !bare.is_empty() => return None,
            // A letter typed for the zero.
            'O' | 'o' => bare.push('0'),
            '+' | '0'..='9' => bare.push(c),
            ' ' | '.' | '-' | '_' | '/' | '\u{2010}'..='\u{2015}' => {}
            _ => return None,
        }
    }
    Some(bare)
}

/// Reads every number of a cell.
pub(crate) fn all(text: &str, parse: &dyn Fn(&str) -> Option<Phone>) -> Found {
    if let Some(phone) = one(text, parse) {
        return Found { phones: vec![(phone, None)], unread: Vec::new() };
    }
    if is_nothing(text) {
        return Found::default();
    }
    if is_power(text) {
        return Found { phones: Vec::new(), unread: vec![text.to_owned()] };
    }
    let mut found = Found::default();
    let spaced = text.replace(" ou ", "\n").replace(" or ", "\n").replace(" et ", "\n").replace(" oder ", "\n");
    for piece in spaced.split(['/', ';', ',', '|', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
        if let Some(phone) = with_remark(piece, parse) {
            found.phones.push(phone);
        } else if let Some(several) = side_by_side(piece, parse) {
            found.phones.extend(several.into_iter().map(|phone| (phone, None)));
        } else {
            found.unread.push(piece.to_owned());
        }
    }
    found
}

/// Reads whole numbers with nothing but a blank between them.
fn side_by_side(piece: &str, parse: &dyn Fn(&str) -> Option<Phone>) -> Option<Vec<Phone>> {
    piece.split_whitespace().map(|word| one(word, parse)).collect()
}

/// Words that only say that it is a telephone.
const TELEPHONE: [&str; 6] = ["tel", "telephone", "phone", "telefon", "telefono", "telefoon"];

/// Reads `06 12 34 56 78 (fille)` or `Fille : 06 12 34 56 78`.
fn with_remark(piece: &str, parse: &dyn Fn(&str) -> Option<Phone>) -> Option<(Phone, Option<String>)> {
    if let Some(phone) = one(piece, parse) {
        return Some((phone, None));
    }
    let first = piece.find(|c: char| c.is_ascii_digit() || c == '+')?;
    let last = piece.rfind(|c: char| c.is_ascii_digit())?;
    let number = piece.get(first..=last)?;
    let phone = one(number, parse)?;
    let around = format!("{} {}", piece.get(..first)?, piece.get(last + 1..)?);
    let mut remark = around.trim_matches(|c: char| c.is_whitespace() || "()[]:-.–".contains(c)).to_owned();
    if remark.contains('(') && !remark.contains(')') {
        remark.push(')');
    }
    // Figures beside the number would be a second number in pieces.
    if remark.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let says = !remark.is_empty() && !TELEPHONE.contains(&fold(&remark).as_str());
    Some((phone, says.then_some(remark)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::french_phone;

    fn read(text: &str) -> (Vec<(String, Option<String>)>, Vec<String>) {
        let found = all(text, &french_phone);
        (found.phones.into_iter().map(|(p, n)| (p.as_str().to_owned(), n)).collect(), found.unread)
    }

    fn plain(numbers: &[&str]) -> Vec<(String, Option<String>)> {
        numbers.iter().map(|n| ((*n).to_owned(), None)).collect()
    }

    #[test]
    fn a_number_that_lost_its_zero_is_still_one() {
        for text in [
            "0612345678",
            "06 12 34 56 78",
            "06.12.34.56.78",
            "612345678",
            "612345678.0",
            "33612345678",
            "6 12 34 56 78",
            "33 6 12 34 56 78",
            "06/12/34/56/78",
            "06_12_34_56_78",
            "O612345678",
            "06\u{2011}12\u{2011}34\u{2011}56\u{2011}78",
            "+33 6 12 34 56 78",
        ] {
            assert_eq!(read(text).0, plain(&["+33612345678"]), "{text}");
        }
    }

    #[test]
    fn several_numbers_of_one_cell_are_all_kept() {
        assert_eq!(read("06 12 34 56 78 / 07 11 22 33 44").0, plain(&["+33612345678", "+33711223344"]));
        assert_eq!(read("0612345678 0711223344").0, plain(&["+33612345678", "+33711223344"]));
        assert_eq!(read("néant"), (vec![], vec![]));
        assert_eq!(read("26/11/2026"), (vec![], vec!["26".into(), "11".into(), "2026".into()]));
        assert_eq!(read("0612345678 ou néant"), (plain(&["+33612345678"]), vec!["néant".into()]));
    }

    #[test]
    fn a_remark_beside_a_number_is_its_note() {
        let fille = vec![("+33612345678".to_owned(), Some("fille".to_owned()))];
        assert_eq!(read("06 12 34 56 78 (fille)").0, fille);
        assert_eq!(read("fille : 06 12 34 56 78").0, fille);
        assert_eq!(read("tel:+33612345678").0, plain(&["+33612345678"]));
        assert_eq!(read("06 12 34 56 78 – Awa (fille)").0[0].1.as_deref(), Some("Awa (fille)"));
    }

    #[test]
    fn what_is_no_number_is_kept_as_it_was() {
        assert_eq!(read("6,12E+08"), (vec![], vec!["6,12E+08".into()]));
    }
}
