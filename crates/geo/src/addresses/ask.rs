//! What somebody wrote as an address, taken apart: number, street, town, and what matters only at the door.

use super::words::{is_join, is_kind, words};

/// A house number: "12 bis" is 12 and `bis`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u32,
    /// Lower case; empty without one.
    pub(super) suffix: String,
}

/// An address taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ask {
    /// What is left for street and town, in its order.
    pub(super) words: Vec<String>,
    pub(super) number: Option<Number>,
    pub(super) postcode: Option<String>,
    /// Building, stairs, floor, door, as they were written.
    pub(super) complement: Option<String>,
    /// The words of the second street, where somebody wrote a corner.
    pub(super) corner: Option<Vec<String>>,
}

/// No address has as many words; what comes after them would only take time.
const MOST: usize = 24;

/// Words after which something at the door is named.
const DOORS: &[&str] = &[
    "apartment",
    "appart",
    "appartement",
    "appt",
    "apt",
    "apto",
    "bat",
    "batiment",
    "bldg",
    "bloc",
    "block",
    "bloque",
    "bt",
    "building",
    "chez",
    "code",
    "digicode",
    "entree",
    "escalera",
    "escalier",
    "esc",
    "etage",
    "flat",
    "floor",
    "hall",
    "immeuble",
    "imm",
    "int",
    "interno",
    "interphone",
    "lot",
    "piano",
    "piso",
    "porte",
    "pta",
    "puerta",
    "scala",
    "stiege",
    "top",
    "tour",
    "unit",
    "villa",
    "whg",
    "wohnung",
];

/// The same that may begin a street's name, too: they count as a door's only with a number or a letter after them.
const SUFFIXES: &[&str] = &["bis", "ter", "quater", "quinquies"];

/// What says that two streets meet.
const CORNERS: &[&str] =
    &["angle", "coin", "croisement", "intersection", "corner", "ecke", "esquina", "angolo", "hoek", "cantonada"];

impl Ask {
    /// Takes an address apart. Where a postcode was given apart, it is the one.
    pub(super) fn read(text: &str) -> Self {
        let mut complement = Vec::new();
        let mut left: Vec<String> = Vec::new();
        for part in parts(text) {
            let mut words = unglued(words(part));
            let taken = doors(&mut words);
            complement.extend(taken);
            left.extend(words);
        }
        let mut ask = Self::default();
        left.truncate(MOST);
        if let Some((first, second)) = corner(&left) {
            left = first;
            ask.corner = Some(second);
        }
        ask.postcode = postcode(&mut left);
        if let Some(second) = &mut ask.corner {
            ask.postcode = ask.postcode.take().or_else(|| postcode(second));
        } else {
            ask.number = number(&mut left, &mut complement);
        }
        ask.words = left;
        ask.complement = joined(&complement);
        ask
    }
}

/// Between commas, semicolons, ends of lines, brackets.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n', '\r', '(', ')', '|']).map(str::trim).filter(|part| !part.is_empty())
}

/// "12bis" is two words, "12b" too; "1er" and "2eme" are one.
fn unglued(words: Vec<String>) -> Vec<String> {
    let mut apart = Vec::with_capacity(words.len());
    for word in words {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at_checked(digits).unwrap_or((word.as_str(), ""));
        let glued = (1..=4).contains(&number.len())
            && (rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_alphabetic()) || SUFFIXES.contains(&rest))
            // "3e" and "3o" are ordinals.
            && !(number.len() < 3 && matches!(rest, "e" | "o"));
        if glued {
            apart.extend([number.to_owned(), rest.to_owned()]);
        } else {
            apart.push(word);
        }
    }
    apart
}

/// Takes out what is named after a door's word: "bat C", "esc 2", "3e etage", "apt 14".
fn doors(words: &mut Vec<String>) -> Vec<String> {
    let mut taken = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match door(words.get(at..).unwrap_or_default()) {
            Some((count, kept)) => {
                let said: Vec<String> = words.drain(at..(at + count).min(words.len())).collect();
                if kept {
                    taken.push(said.join(" "));
                }
            }
            None => at += 1,
        }
    }
    taken
}

/// How many of the first words are about a door, and whether a person there needs them: "Cedex 9" belongs to a postal
/// round, not to a place.
fn door(words: &[String]) -> Option<(usize, bool)> {
    let word = words.first()?.as_str();
    let next = words.get(1).map_or("", String::as_str);
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let floor = matches!(next, "etage" | "floor" | "stock" | "piso" | "piano" | "planta");
    match word {
        "cedex" => Some((if next.len() <= 2 && digits(next) { 2 } else { 1 }, false)),
        "rdc" | "etage" if !is_door_name(next) => Some((1, true)),
        "bp" | "cs" if digits(next) => Some((2, true)),
        _ if DOORS.contains(&word) && is_door_name(next) => Some((2, true)),
        _ if floor && word.starts_with(|first: char| first.is_ascii_digit()) => Some((2, true)),
        _ if is_ordinal(word) => Some((if is_door_name(next) { 2 } else { 1 }, true)),
        _ => None,
    }
}

/// As in Spain and Italy: "3º".
fn is_ordinal(word: &str) -> bool {
    word.strip_suffix('o').is_some_and(|number| number.len() <= 2 && is_number(number))
}

/// A number, a letter, or a number and a letter; never a word of a name.
fn is_door_name(word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let joins = matches!(word, "l" | "d" | "y" | "e");
    !joins && (word.len() == 1 || word.len() <= 4 && word.bytes().any(|byte| byte.is_ascii_digit()))
}

fn joined(taken: &[String]) -> Option<String> {
    (!taken.is_empty()).then(|| taken.join(" "))
}

/// Two streets that meet: "angle rue A et rue B", "rue A / rue B", "A & B".
fn corner(words: &[String]) -> Option<(Vec<String>, Vec<String>)> {
    let kinds: Vec<usize> =
        words.iter().enumerate().filter(|(_, word)| word.len() > 1 && is_kind(word)).map(|(at, _)| at).collect();
    let said = words.iter().any(|word| CORNERS.contains(&word.as_str()));
    let split = match (said, kinds.as_slice()) {
        (_, [_, second]) if said || joins_before(words, *second) => *second,
        (true, _) => {
            words
                .iter()
                .skip(1)
                .position(|word| matches!(word.as_str(), "et" | "and" | "y" | "i" | "e" | "und" | "en" | "mit"))?
                + 1
        }
        _ => return None,
    };
    let clean = |words: &[String]| -> Vec<String> {
        let said = |word: &&String| !CORNERS.contains(&word.as_str());
        words.iter().filter(said).cloned().collect()
    };
    let (first, second) = words.split_at_checked(split)?;
    let (mut first, second) = (clean(first), clean(second));
    while first.last().is_some_and(|word| is_join(word)) {
        first.pop();
    }
    let tells = |words: &[String]| words.iter().any(|word| !is_join(word) && !is_kind(word));
    (tells(&first) && tells(&second)).then_some((first, second))
}

/// Whether a second street begins after a word that joins two.
fn joins_before(words: &[String], at: usize) -> bool {
    at > 1
        && words.get(at - 1).is_some_and(|word| matches!(word.as_str(), "et" | "and" | "und" | "x"))
        && words.get(at - 2).is_some_and(|word| !is_join(word))
}

/// Takes out a postcode: five digits, "AD500", "1012 AB", the last one written.
fn postcode(words: &mut Vec<String>) -> Option<String> {
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let letters = words.get(at + 1).filter(|next| next.len() == 2 && next.bytes().all(|b| b.is_ascii_alphabetic()));
        if word.len() == 5 && digits(word) || is_andorran(word) {
            found = Some((at, 1, word.clone()));
        } else if word.len() == 4 && digits(word) && at > 0 && letters.is_some_and(|two| !is_join(two) && !is_kind(two))
        {
            found = Some((at, 2, [word.as_str(), " ", letters.map_or("", String::as_str)].concat()));
        }
    }
    let (at, count, postcode) = found?;
    // The country before it: "F-75011", "D 10115".
    let country = at > 0
        && words
            .get(at - 1)
            .is_some_and(|word| matches!(word.as_str(), "f" | "fr" | "d" | "de" | "i" | "it" | "es" | "mc"));
    let from = at
        - usize::from(
            country && words.get(at.wrapping_sub(1)).is_some_and(|word| word != "de" || at + 2 >= words.len()),
        );
    words.drain(from..at + count);
    Some(postcode)
}

fn is_andorran(word: &str) -> bool {
    word.strip_prefix("ad").is_some_and(|rest| rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Takes out the house number: before the street, else after it. Of "12-14" and "12-2" it is the first; what follows it
/// after the street is a door's.
fn number(words: &mut Vec<String>, doors: &mut Vec<String>) -> Option<Number> {
    while words.first().is_some_and(|word| matches!(word.as_str(), "no" | "n" | "num" | "numero" | "nr" | "au")) {
        words.remove(0);
    }
    let at = if words.first().is_some_and(|word| is_number(word)) { 0 } else { number_behind(words)? };
    let value = words.remove(at).parse().ok()?;
    let mut suffix = String::new();
    if let Some(next) = words.get(at).filter(|next| is_suffix(next, words.get(at + 1))) {
        suffix.clone_from(next);
        words.remove(at);
    }
    while words.get(at).is_some_and(|next| is_number(next))
        && (at > 0 || words.get(1).is_some_and(|after| is_kind(after)))
    {
        let other = words.remove(at);
        if at > 0 {
            doors.push(other);
        }
    }
    Some(Number { value, suffix })
}

fn is_number(word: &str) -> bool {
    (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number after a name, the first of those that stand together; not the day of a date.
fn number_behind(words: &[String]) -> Option<usize> {
    let is = |at: usize| words.get(at).is_some_and(|word| is_number(word));
    let mut at = (1..words.len()).rev().find(|at| is(*at))?;
    while at > 1 && is(at - 1) {
        at -= 1;
    }
    let date = words.get(at + 1).is_some_and(|next| is_month(next));
    let named = words.get(at - 1).is_some_and(|before| !is_month(before) && !is_join(before));
    (named && !date).then_some(at)
}

fn is_suffix(word: &str, next: Option<&String>) -> bool {
    let letter = word.len() == 1 && matches!(word, "a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "t" | "q");
    // "12 d'Ostende" has lost its street, "12 a la gare" too.
    SUFFIXES.contains(&word) || letter && next.is_none_or(|next| is_kind(next) || next.len() > 3)
}

fn is_month(word: &str) -> bool {
    matches!(
        word,
        "janvier"
            | "fevrier"
            | "mars"
            | "avril"
            | "mai"
            | "juin"
            | "juillet"
            | "aout"
            | "septembre"
            | "octobre"
            | "novembre"
            | "decembre"
            | "juni"
            | "oktober"
            | "maggio"
            | "aprile"
            | "settembre"
            | "mayo"
            | "maig"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String, String, String) {
        let ask = Ask::read(text);
        let number = ask.number.map_or(String::new(), |number| format!("{}{}", number.value, number.suffix));
        (number, ask.words.join(" "), ask.postcode.unwrap_or_default(), ask.complement.unwrap_or_default())
    }

    macro_rules! reads {
        ($($name:ident: $text:literal => $number:literal, $words:literal, $postcode:literal, $complement:literal;)+) => {$(
            #[test]
            fn $name() {
                let wanted = [$number, $words, $postcode, $complement].map(str::to_owned);
                assert_eq!(<[String; 4]>::from(read($text)), wanted);
            }
        )+};
    }

    reads! {
        french: "12 bis, rue Grimaldi, 98000 Monaco" => "12bis", "rue grimaldi monaco", "98000", "";
        glued: "12bis r. Grimaldi 98000 MONACO" => "12bis", "r grimaldi monaco", "98000", "";
        a_letter: "4B avenue d'Ostende" => "4b", "avenue d ostende", "", "";
        a_building: "Bât. C esc 2, 5 rue de la Colle" => "5", "rue de la colle", "", "bat c esc 2";
        a_floor: "5 rue de la Colle, 3e étage, apt 14" => "5", "rue de la colle", "", "3e etage apt 14";
        stairs_with_a_name: "Escalier du Castelleretto" => "", "escalier du castelleretto", "", "";
        a_date: "8 rue du 8 mai 1945" => "8", "rue du 8 mai 1945", "", "";
        a_date_alone: "rue du 11 novembre 1918, 06320 Cap-d'Ail" => "", "rue du 11 novembre 1918 cap d ail", "06320", "";
        two_doors: "12-14 rue Grimaldi" => "12", "rue grimaldi", "", "";
        cedex: "3 place du Palais 98015 MONACO CEDEX 2" => "3", "place du palais monaco", "98015", "";
        german: "Hauptstraße 12a, 10115 Berlin" => "12a", "hauptstrasse berlin", "10115", "";
        german_country: "Gartenstr. 5, D-10115 Berlin" => "5", "gartenstr berlin", "10115", "";
        italian: "Via Roma 12/B, 18039 Ventimiglia" => "12b", "via roma ventimiglia", "18039", "";
        dutch: "Kerkstraat 12-2, 1017 GC Amsterdam" => "12", "kerkstraat amsterdam", "1017 gc", "2";
        spanish: "Calle Mayor, 12, 3º B, 28013 Madrid" => "12", "calle mayor madrid", "28013", "3o b";
        catalan: "Carrer Major 7, AD500 Andorra la Vella" => "7", "carrer major andorra la vella", "ad500", "";
        english: "Flat 4, 12 High Street, Oxford" => "12", "high street oxford", "", "flat 4";
        numbered: "n° 7 rue Caroline" => "7", "rue caroline", "", "";
        french_country: "7 rue Caroline F-98000 Monaco" => "7", "rue caroline monaco", "98000", "";
    }

    #[test]
    fn two_streets_make_a_corner() {
        for text in [
            "angle rue Grimaldi et rue Caroline",
            "Rue Grimaldi et rue Caroline",
            "à l'angle de la rue Grimaldi et de la rue Caroline, 98000 Monaco",
        ] {
            let ask = Ask::read(text);
            assert!(ask.words.contains(&"grimaldi".to_owned()), "{text}: {:?}", ask.words);
            let second = ask.corner.unwrap_or_default();
            assert!(
                second.contains(&"caroline".to_owned()) && !second.contains(&"grimaldi".to_owned()),
                "{text}: {second:?}"
            );
        }
        for text in ["rue de la Gare et du Port", "12 avenue Saint-Charles", "place de la mairie"] {
            assert_eq!(Ask::read(text).corner, None, "{text}");
        }
    }

    #[test]
    fn of_a_long_text_the_beginning_counts() {
        let long = "rue saint ".repeat(2_000);
        assert_eq!(Ask::read(&long).words.len(), MOST);
    }

    #[test]
    fn whatever_is_written_can_be_taken_apart() {
        for text in [
            "",
            "   ",
            "12",
            "98000",
            "bis",
            "rue",
            ", , ,",
            "angle",
            "angle et",
            "de de de",
            "\u{0}\u{1F}",
            "12 12 12 12",
        ] {
            let _ = Ask::read(text);
        }
    }
}
