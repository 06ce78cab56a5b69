//! Telephone numbers as they stand in sheets: turned into numbers, doubled in one cell, with a name beside them.

use cabas_kernel::Phone;

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
    // A spreadsheet that took the number for one has eaten what led it: `612345678` was `0612345678`,
    // `33612345678` was `+33612345678`.
    let bare = text.strip_suffix(".0").unwrap_or(text);
    let is_number = bare.len() >= 6 && bare.bytes().all(|b| b.is_ascii_digit()) && !bare.starts_with('0');
    if is_number { parse(&format!("0{bare}")).or_else(|| parse(&format!("+{bare}"))) } else { None }
}

/// Reads every number of a cell.
pub(crate) fn all(text: &str, parse: &dyn Fn(&str) -> Option<Phone>) -> Found {
    if let Some(phone) = one(text, parse) {
        return Found { phones: vec![(phone, None)], unread: Vec::new() };
    }
    let mut found = Found::default();
    let spaced = text.replace(" ou ", "\n").replace(" or ", "\n").replace(" et ", "\n").replace(" oder ", "\n");
    for piece in spaced.split(['/', ';', ',', '|', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
        match with_remark(piece, parse) {
            Some(phone) => found.phones.push(phone),
            None => found.unread.push(piece.to_owned()),
        }
    }
    found
}

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
    let remark = around.trim_matches(|c: char| c.is_whitespace() || "()[]:-.–".contains(c));
    // Figures beside the number would be a second number in pieces.
    if remark.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    Some((phone, (!remark.is_empty()).then(|| remark.to_owned())))
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
            "+33 6 12 34 56 78",
        ] {
            assert_eq!(read(text).0, plain(&["+33612345678"]), "{text}");
        }
    }

    #[test]
    fn several_numbers_of_one_cell_are_all_kept() {
        assert_eq!(read("06 12 34 56 78 / 07 11 22 33 44").0, plain(&["+33612345678", "+33711223344"]));
        assert_eq!(read("0612345678 ou néant"), (plain(&["+33612345678"]), vec!["néant".into()]));
    }

    #[test]
    fn a_remark_beside_a_number_is_its_note() {
        let fille = vec![("+33612345678".to_owned(), Some("fille".to_owned()))];
        assert_eq!(read("06 12 34 56 78 (fille)").0, fille);
        assert_eq!(read("fille : 06 12 34 56 78").0, fille);
    }

    #[test]
    fn what_is_no_number_is_kept_as_it_was() {
        assert_eq!(read("6,12E+08"), (vec![], vec!["6".into(), "12E+08".into()]));
    }
}
