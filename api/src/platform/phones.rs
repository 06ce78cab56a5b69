//! Telephone numbers as people write them, read by the numbering plan of a country.

use cabas_kernel::Phone;
use phonenumber::{Mode, country};

/// Reads a national or international form; none when no such number can exist.
pub fn read(text: &str, country: &str) -> Option<Phone> {
    let text = text.trim();
    if let Some(mobile) = plain_mobile(text, country) {
        return Some(mobile);
    }
    by_plan(text, country)
}

fn by_plan(text: &str, country: &str) -> Option<Phone> {
    let country: Option<country::Id> = country.parse().ok();
    let number = phonenumber::parse(country, text).ok()?;
    let written = number.format().mode(Mode::E164).to_string();
    if !is_french_mobile(&written) && !number.is_valid() {
        return None;
    }
    Phone::e164(&written).ok()
}

/// Mobile ranges are opened faster than any copy of the plan follows, and 06 39 98 is set aside for examples: ten
/// digits that begin like a mobile's are taken as one.
fn is_french_mobile(e164: &str) -> bool {
    e164.len() == 12 && (e164.starts_with("+336") || e164.starts_with("+337"))
}

/// A French mobile with blanks or dots between its digits, as nearly every number of a sheet is written: the plan,
/// which is slow to ask, would say the same.
fn plain_mobile(text: &str, country: &str) -> Option<Phone> {
    // The plan does not read dots after a country's number.
    let (tail, dots) = match text.strip_prefix("+33") {
        Some(tail) => (tail, false),
        None => (text.strip_prefix('0').filter(|_| country == "FR")?, true),
    };
    let tail = tail.strip_prefix(' ').unwrap_or(tail);
    let mut written = String::with_capacity(12);
    written.push_str("+33");
    let mut after_digit = false;
    for c in tail.chars() {
        match c {
            '0'..='9' => written.push(c),
            ' ' if after_digit => {}
            '.' if after_digit && dots => {}
            _ => return None,
        }
        after_digit = c.is_ascii_digit();
    }
    is_french_mobile(&written).then(|| Phone::e164(&written).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plain_mobile_is_read_as_its_plan_reads_it(
            lead in prop::sample::select(vec!["0", "+33", "+33 ", "33", "0033"]), first in "[1-9]", rest in "[0-9]{6,9}",
            between in prop::sample::select(vec!["", " ", ".", "-", "  "]), country in prop::sample::select(vec!["FR", "BE"]),
        ) {
            let digits: Vec<String> = format!("{first}{rest}").chars().map(String::from).collect();
            let pairs: Vec<String> = digits.rchunks(2).rev().map(<[String]>::concat).collect();
            let text = format!("{lead}{}", pairs.join(between));
            prop_assert_eq!(read(&text, country), by_plan(&text, country), "{}", text);
        }
    }

    #[test]
    fn a_number_is_read_by_the_plan_of_its_country() {
        let read = |text, country| read(text, country).map(|p| p.to_string());
        assert_eq!(read("06 12 34 56 78", "FR").as_deref(), Some("+33612345678"));
        assert_eq!(read("+33 (0)6.12.34.56.78", "BE").as_deref(), Some("+33612345678"));
        assert_eq!(read("0470 12 34 56", "BE").as_deref(), Some("+32470123456"));
        assert_eq!(read("06 39 98 12 34", "FR").as_deref(), Some("+33639981234"), "set aside for examples");
        assert_eq!(read("06 12 34", "FR"), None);
        assert_eq!(read("le voisin", "FR"), None);
    }
}
