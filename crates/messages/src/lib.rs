//! Every sentence people read, in every language, as typed functions.
//!
//! The catalogues are `messages/{fr,en}/<slice>.json` at the root of the repository; the build turns each slice into
//! a module and each key into a function, so that a missing key, language or parameter is a compile error:
//!
//! ```
//! use cabas_messages::{Lang, common};
//! assert_eq!(common::stops(Lang::Fr, 1), "1 arrêt");
//! assert_eq!(common::stops(Lang::En, 3), "3 stops");
//! ```
//!
//! A text without parameters is a `&'static str`, one with parameters a `String`. `{name}` takes a `&str`, `{n}` a
//! whole number that also chooses between the arms `one` and `other`, `{name:number}` any other whole number.
//! Parameters come in the order `n`, then by name. French typography (no-break spaces, apostrophes) is set by the
//! build: catalogues are written with a plain keyboard.

pub mod problems;

mod generated {
    #![allow(clippy::pedantic, clippy::all, reason = "written by the build from the catalogues")]
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

pub use generated::*;

/// A language people can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Fr,
    En,
}

impl Lang {
    /// Every language, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag of the `lang` attribute and of the choice a browser remembers.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The locale whose dates we write: both count weeks from Monday and hours to 24 (ux 11).
    pub const fn locale(self) -> &'static str {
        match self {
            Self::Fr => "fr-FR",
            Self::En => "en-GB",
        }
    }

    /// The language under its own name (ux 6).
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// The language a tag such as `en-US` belongs to.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }

    /// The first language of an `Accept-Language` header that we speak, by weight; French without one.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0, Self::Fr);
        for choice in header.split(',') {
            let (tag, quality) = choice.split_once(';').unwrap_or((choice, "q=1"));
            let weight = thousandths(quality);
            if let Some(lang) = Self::from_tag(tag)
                && weight > best.0
            {
                best = (weight, lang);
            }
        }
        best.1
    }

    /// CLDR's category `one`: 0 and 1 in French, 1 alone in English.
    pub const fn is_one(self, n: u64) -> bool {
        match self {
            Self::Fr => n < 2,
            Self::En => n == 1,
        }
    }

    /// A whole number with its digits grouped: « 12 400 », "12,400".
    pub fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let gap = match self {
            Self::Fr => '\u{a0}',
            Self::En => ',',
        };
        let mut grouped = String::with_capacity(digits.len().saturating_add(8));
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
                grouped.push(gap);
            }
            grouped.push(digit);
        }
        grouped
    }
}

/// `q=0.8` as 800. What is not a weight weighs nothing.
fn thousandths(quality: &str) -> u16 {
    let Some(value) = quality.trim().strip_prefix("q=") else { return 0 };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    let thousands = if whole.trim() == "1" { 1000 } else { 0 };
    padded.parse::<u16>().unwrap_or(0).saturating_add(thousands)
}

/// A whole number that a sentence counts with, whatever its type.
pub trait Count {
    fn count(self) -> u64;
}

macro_rules! counts {
    ($($kind:ty),+) => {$(
        impl Count for $kind {
            #[inline]
            fn count(self) -> u64 { u64::try_from(self).unwrap_or(0) }
        }
    )+};
}
counts!(u8, u16, u32, u64, usize, i32, i64);

/// Joins the pieces of a sentence.
fn join(pieces: &[&str]) -> String {
    pieces.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_counts_zero_and_one_as_singular() {
        assert_eq!(common::stops(Lang::Fr, 0), "0 arrêt");
        assert_eq!(common::stops(Lang::Fr, 1), "1 arrêt");
        assert_eq!(common::stops(Lang::Fr, 2), "2 arrêts");
    }

    #[test]
    fn english_counts_only_one_as_singular() {
        assert_eq!(common::stops(Lang::En, 0), "0 stops");
        assert_eq!(common::stops(Lang::En, 1), "1 stop");
        assert_eq!(common::stops(Lang::En, 2), "2 stops");
    }

    #[test]
    fn digits_are_grouped_as_the_language_does() {
        assert_eq!(Lang::Fr.number(999), "999");
        assert_eq!(Lang::Fr.number(12_400), "12\u{a0}400");
        assert_eq!(Lang::En.number(1_234_567), "1,234,567");
    }

    #[test]
    fn the_browser_s_wish_is_followed_by_weight() {
        assert_eq!(Lang::from_accept_language("de, en;q=0.7, fr;q=0.3"), Lang::En);
        assert_eq!(Lang::from_accept_language("en-US,en;q=0.9"), Lang::En);
        assert_eq!(Lang::from_accept_language("fr;q=1.0, en;q=0.999"), Lang::Fr);
        assert_eq!(Lang::from_accept_language("nl"), Lang::Fr);
        assert_eq!(Lang::from_accept_language(""), Lang::Fr);
        assert_eq!(Lang::from_accept_language("en;q=0"), Lang::Fr);
    }

    #[test]
    fn every_language_is_found_by_its_tag() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_tag(lang.locale()), Some(lang));
        }
        assert_eq!(Lang::from_tag("tlh"), None);
    }
}
