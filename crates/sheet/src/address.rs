//! Addresses written as one text.
//!
//! Only what is certain is told apart: a postcode of a known shape where a postcode stands. Anything else keeps its
//! whole text, which the geocoder reads better than a wrong cut.

use crate::country;
use cabas_kernel::fold;

/// The parts of an address text that could be told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitAddress {
    /// The whole, on one line.
    pub text: String,
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2, when the text says it.
    pub country: Option<String>,
    /// The postcode as written, when it was padded with the zero that a spreadsheet dropped.
    pub padded_from: Option<String>,
}

/// Words that follow a house number, not a postcode.
const STREET_WORDS: &[&str] = &[
    "rue",
    "r",
    "avenue",
    "av",
    "boulevard",
    "bd",
    "bld",
    "place",
    "pl",
    "chemin",
    "impasse",
    "allee",
    "allees",
    "route",
    "quai",
    "cours",
    "square",
    "passage",
    "residence",
    "cite",
    "street",
    "road",
    "lane",
    "drive",
    "north",
    "south",
    "east",
    "west",
    "via",
    "viale",
    "piazza",
    "corso",
    "vicolo",
    "calle",
    "avenida",
    "plaza",
    "paseo",
    "weg",
    "laan",
    "straat",
];
const MONTHS: &[&str] = &[
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// Splits an address text as well as it allows: street, postcode, city.
///
/// `country` is the organisation's (ISO code); it decides what a bare number of four digits means.
#[must_use]
pub fn split_address(text: &str, country: &str) -> SplitAddress {
    let pieces = pieces(text);
    let mut split = SplitAddress { text: pieces.join(", "), ..SplitAddress::default() };
    let mut parts: Vec<&str> = pieces.iter().map(String::as_str).collect();
    let mut here = country;
    if parts.len() > 1
        && let Some(code) = parts.last().and_then(|last| country::code_of_name(last))
    {
        parts.pop();
        split.country = Some(code.to_owned());
        here = code;
    }
    for (at, part) in parts.iter().enumerate().rev() {
        let words: Vec<&str> = part.split_whitespace().collect();
        let before_part = parts.get(..at).unwrap_or_default();
        let after_part = parts.get(at + 1..).unwrap_or_default();
        if let Some(found) = continental(&words, after_part, here).or_else(|| british(&words, before_part)) {
            found.fill(&mut split, before_part, after_part, here);
            return split;
        }
    }
    split
}

/// The text cut at commas, semicolons, line breaks and dashes between blanks.
fn pieces(text: &str) -> Vec<String> {
    text.split([',', ';', '\n', '\r'])
        .flat_map(|p| p.split(" - "))
        .flat_map(|p| p.split(" – "))
        .map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|p| !p.is_empty())
        .collect()
}

/// A postcode found inside one part.
struct Found<'a> {
    /// The street's words of the same part.
    before: Vec<&'a str>,
    code: String,
    city: Vec<&'a str>,
    /// How many of the parts before belong to the city (1 when the city stands before its postcode).
    city_parts_before: usize,
    /// How many of the parts after are the city ("33000, Bordeaux").
    city_parts_after: usize,
    region: Option<&'a str>,
    country: Option<&'static str>,
}

/// `33000 Bordeaux`, `D-10115 Berlin`, `1012 AB Amsterdam`, `Springfield, IL 62704`.
fn continental<'a>(words: &[&'a str], after: &[&'a str], here: &str) -> Option<Found<'a>> {
    for at in (0..words.len()).rev() {
        let word = words.get(at)?;
        let before = words.get(..at)?;
        let mut rest = words.get(at + 1..)?;
        let Some((mut code, stated)) = code_of(word) else { continue };
        let nation = stated.unwrap_or(here);
        let opens = before.is_empty() || stated.is_some();
        match code.len() {
            5 => {}
            4 => {
                if let [letters, tail @ ..] = rest
                    && letters.len() == 2
                    && letters.bytes().all(|b| b.is_ascii_uppercase())
                    && (nation == "NL" || !tail.is_empty())
                {
                    code = format!("{code} {letters}");
                    rest = tail;
                } else if !(opens || (country::has_four_digits(here) && after_house_number(before))) {
                    continue;
                }
            }
            _ if code.contains(' ') => {}
            _ => continue,
        }
        let before = before.to_vec();
        if rest.is_empty() {
            if let ([street @ .., state], "US") = (before.as_slice(), here)
                && is_state(state)
            {
                let parts = usize::from(street.is_empty());
                return Some(Found {
                    before: vec![],
                    code,
                    city: street.to_vec(),
                    city_parts_before: parts,
                    city_parts_after: 0,
                    region: Some(state),
                    country: None,
                });
            }
            // "33000, Bordeaux": the city is the next part, if it can be one.
            let next = after.first().filter(|n| opens && is_city(n))?;
            let city = next.split_whitespace().collect();
            return Some(Found {
                before,
                code,
                city,
                city_parts_before: 0,
                city_parts_after: 1,
                region: None,
                country: stated,
            });
        }
        if !rest.first().is_some_and(|w| is_city(w)) {
            continue;
        }
        let (city, region) = province(rest, nation);
        return Some(Found { before, code, city, city_parts_before: 0, city_parts_after: 0, region, country: stated });
    }
    None
}

/// The Italian province after a city: `Roma RM`, `Roma (RM)`.
fn province<'a>(city: &[&'a str], nation: &str) -> (Vec<&'a str>, Option<&'a str>) {
    if let ("IT", [name @ .., last]) = (nation, city)
        && !name.is_empty()
    {
        let bare = last.trim_matches(['(', ')']);
        if is_state(bare) {
            return (name.to_vec(), Some(bare));
        }
    }
    (city.to_vec(), None)
}

/// `London SW1A 2AA`: the postcode ends the part, the city stands before it.
fn british<'a>(words: &[&'a str], before_part: &[&'a str]) -> Option<Found<'a>> {
    let [rest @ .., outward, inward] = words else { return None };
    if !(is_outward(outward) && is_inward(inward)) {
        return None;
    }
    let parts = usize::from(rest.is_empty() && before_part.len() > 1);
    Some(Found {
        before: vec![],
        code: format!("{outward} {inward}"),
        city: rest.to_vec(),
        city_parts_before: parts,
        city_parts_after: 0,
        region: None,
        country: Some("GB"),
    })
}

fn is_outward(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = word.as_bytes().get(letters..).unwrap_or_default();
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.first().is_some_and(u8::is_ascii_digit)
        && rest.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

fn is_inward(word: &str) -> bool {
    matches!(word.as_bytes(), [d, a, b] if d.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

fn is_state(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_city(text: &str) -> bool {
    let first = fold(text);
    let first = first.split(' ').next().unwrap_or_default();
    first.chars().next().is_some_and(char::is_alphabetic)
        && !text.chars().any(|c| c.is_ascii_digit())
        && !STREET_WORDS.contains(&first)
}

/// A word that has the shape of a postcode, and the country its letters say.
fn code_of(word: &str) -> Option<(String, Option<&'static str>)> {
    let (digits, stated) = match word.split_once('-') {
        Some((prefix, digits)) => (digits, Some(country::code_of_prefix(prefix)?)),
        None => (word, None),
    };
    // `1012AB`.
    if let Some((number, letters)) = digits.split_at_checked(4)
        && letters.len() == 2
        && number.bytes().all(|b| b.is_ascii_digit())
        && letters.bytes().all(|b| b.is_ascii_uppercase())
    {
        return Some((format!("{number} {letters}"), stated.or(Some("NL"))));
    }
    let ok = (4..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    ok.then(|| (digits.to_owned(), stated))
}

/// `Rue Neuve 12 1000 Bruxelles`: a house number stands before, and it is no date ("8 mai 1945").
fn after_house_number(before: &[&str]) -> bool {
    before.len() > 1
        && before.last().is_some_and(|w| w.bytes().next().is_some_and(|b| b.is_ascii_digit()))
        && !before.iter().any(|w| MONTHS.contains(&fold(w).as_str()))
}

impl Found<'_> {
    fn fill(self, split: &mut SplitAddress, before: &[&str], after: &[&str], here: &str) {
        let street_parts = before.len().saturating_sub(self.city_parts_before);
        let city_before = before.get(street_parts..).unwrap_or_default();
        let own = self.before.join(" ");
        let street: Vec<&str> = before
            .get(..street_parts)
            .unwrap_or_default()
            .iter()
            .copied()
            .chain(std::iter::once(own.as_str()))
            .chain(after.get(self.city_parts_after..).unwrap_or_default().iter().copied())
            .filter(|p| !p.is_empty())
            .collect();
        let city = city_before.iter().copied().chain(self.city.iter().copied()).collect::<Vec<_>>().join(" ");
        let some = |s: String| (!s.is_empty()).then_some(s);
        split.street = some(street.join(", "));
        split.city = some(city);
        split.region = self.region.map(str::to_owned);
        if split.country.is_none() {
            split.country = self.country.map(str::to_owned);
        }
        let nation = self.country.unwrap_or(here);
        let padded = padded(&self.code, nation);
        if let Some(padded) = padded {
            split.text = split.text.replacen(&self.code, &padded, 1);
            split.padded_from = Some(self.code);
            split.postal_code = Some(padded);
        } else {
            split.postal_code = Some(self.code);
        }
    }
}

/// The postcode with the zero that a spreadsheet dropped: `1000` is `01000` where postcodes have five digits.
pub(crate) fn padded(code: &str, country: &str) -> Option<String> {
    let short = code.len() == 4 || (code.len() == 3 && country == "IT");
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    (short && digits && country::has_five_digits(country)).then(|| format!("{code:0>5}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str, country: &str) -> [String; 3] {
        let s = split_address(text, country);
        [s.street, s.postal_code, s.city].map(Option::unwrap_or_default)
    }

    #[test]
    fn usual_forms_of_six_countries_are_split() {
        for (text, country, wanted) in [
            ("12 rue des Lilas, 33000 Bordeaux", "FR", ["12 rue des Lilas", "33000", "Bordeaux"]),
            ("12 rue des Lilas 33000 Bordeaux", "FR", ["12 rue des Lilas", "33000", "Bordeaux"]),
            ("12 rue des Lilas - 33000 Bordeaux - France", "FR", ["12 rue des Lilas", "33000", "Bordeaux"]),
            ("12 rue des Lilas\n33000 Bordeaux", "FR", ["12 rue des Lilas", "33000", "Bordeaux"]),
            ("Bât. B, 12 rue des Lilas, 33000, Bordeaux", "FR", ["Bât. B, 12 rue des Lilas", "33000", "Bordeaux"]),
            ("12 rue des Lilas, 33130 Bègles, appt 4", "FR", ["12 rue des Lilas, appt 4", "33130", "Bègles"]),
            ("12 cours de l'Yser, F-33800 Bordeaux", "FR", ["12 cours de l'Yser", "33800", "Bordeaux"]),
            ("3 place du 8 mai 1945, 69003 Lyon 3e", "FR", ["3 place du 8 mai 1945", "69003", "Lyon 3e"]),
            ("Hauptstraße 5, 10115 Berlin", "DE", ["Hauptstraße 5", "10115", "Berlin"]),
            ("Hauptstr. 5, D-10115 Berlin", "FR", ["Hauptstr. 5", "10115", "Berlin"]),
            ("Via Roma 1, 00184 Roma RM", "IT", ["Via Roma 1", "00184", "Roma"]),
            ("Calle Mayor 1, 28013 Madrid", "ES", ["Calle Mayor 1", "28013", "Madrid"]),
            ("Damstraat 5, 1012 AB Amsterdam", "NL", ["Damstraat 5", "1012 AB", "Amsterdam"]),
            ("Damstraat 5, 1012AB Amsterdam", "NL", ["Damstraat 5", "1012 AB", "Amsterdam"]),
            ("Rue Neuve 12, 1000 Bruxelles", "BE", ["Rue Neuve 12", "1000", "Bruxelles"]),
            ("Rue Neuve 12 1000 Bruxelles", "BE", ["Rue Neuve 12", "1000", "Bruxelles"]),
            ("Rue du Rhône 1, CH-1204 Genève", "FR", ["Rue du Rhône 1", "1204", "Genève"]),
            ("10 Downing Street, London SW1A 2AA", "GB", ["10 Downing Street", "SW1A 2AA", "London"]),
            ("10 Downing Street, London, SW1A 2AA", "GB", ["10 Downing Street", "SW1A 2AA", "London"]),
            ("742 Evergreen Terrace, Springfield, IL 62704", "US", ["742 Evergreen Terrace", "62704", "Springfield"]),
            ("33000 Bordeaux", "FR", ["", "33000", "Bordeaux"]),
        ] {
            assert_eq!(parts(text, country), wanted.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_stays_whole() {
        for text in [
            "12 rue des Lilas, Bordeaux",
            "place du 8 mai 1945 Lyon",
            "10000 rue Haute",
            "derrière l'église",
            "rue du 11 novembre 1918, Lyon",
            "1200 chemin des Vignes",
            "12345 avenue Longue, Lyon",
        ] {
            let split = split_address(text, "FR");
            assert_eq!((split.postal_code, split.text.as_str()), (None, text), "{text}");
        }
    }

    #[test]
    fn a_shortened_french_postcode_is_padded_and_said() {
        let split = split_address("3 rue Haute, 1000 Bourg-en-Bresse", "FR");
        assert_eq!((split.postal_code.as_deref(), split.padded_from.as_deref()), (Some("01000"), Some("1000")));
        assert_eq!(split.text, "3 rue Haute, 01000 Bourg-en-Bresse");
        assert_eq!(split_address("Rue Neuve 1, 1000 Bruxelles", "BE").padded_from, None);
        assert_eq!(split_address("Rue Neuve 1, 1000 Bruxelles, Belgique", "FR").padded_from, None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall_over(text in "[0-9A-Z a-zé,\\-\n]{0,40}") {
            let split = split_address(&text, "FR");
            prop_assert!(split.text.len() <= text.len() * 2 + 1);
        }
    }
}
