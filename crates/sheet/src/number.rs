//! Numbers and yes/no as people write them.

use cabas_kernel::{Grams, fold};

/// Writes a number without exponent and, when it is whole, without decimals: a telephone stays a telephone.
pub(crate) fn plain(value: f64) -> String {
    // A stored 2.3 may come back as 2.3000000000000003: nine decimals are more than any sheet means.
    let rounded = (value * 1e9).round() / 1e9;
    let kept = if rounded.is_finite() { rounded } else { value };
    if kept == 0.0 { "0".to_owned() } else { kept.to_string() }
}

/// Reads a whole number, with or without `,0` and a trailing unit: `4`, `4.0`, `4 personnes`, `5 min`.
pub(crate) fn count(text: &str) -> Option<u32> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(decimals) if decimals.starts_with('0') => decimals.trim_start_matches('0'),
        _ => rest,
    };
    // What follows is a unit or nothing; another figure would make the number doubtful.
    let unit = rest.trim();
    let is_unit = unit.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "().".contains(c));
    if is_unit && !(unit.starts_with('.') || unit.starts_with('(')) { digits.parse().ok() } else { None }
}

/// Reads a weight: kilograms (`2,5 kg`, `2.5`), or grams when the unit says so (`500 g`).
pub(crate) fn weight(text: &str) -> Option<Grams> {
    let text = text.trim();
    let bare = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.').trim_end();
    let unit = text.strip_prefix(bare).unwrap_or_default().trim().trim_end_matches('.').to_lowercase();
    match unit.as_str() {
        "" | "kg" | "kgs" | "kilo" | "kilos" | "kilogrammes" | "kilograms" => Grams::from_kilograms(bare).ok(),
        "g" | "gr" | "grammes" | "grams" | "gramm" => {
            let grams: u32 = bare.parse().ok()?;
            (grams <= 1_000_000).then_some(Grams(grams))
        }
        _ => None,
    }
}

/// Reads yes or no; `x` and a tick mean yes.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    // The usual words first, and the marks that folding would lose.
    match text.trim() {
        "oui" | "x" | "1" | "✓" | "✔" | "☑" => return Some(true),
        "non" | "0" | "☐" => return Some(false),
        _ => {}
    }
    match fold(text).as_str() {
        "oui" | "o" | "x" | "xx" | "1" | "true" | "vrai" | "yes" | "y" | "ja" | "j" | "si" | "wahr" | "vero"
        | "waar" | "verdadero" => Some(true),
        "non" | "n" | "0" | "false" | "faux" | "no" | "nein" | "nee" | "falsch" | "falso" | "onwaar" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_becomes_text_without_exponent_or_decimals() {
        for (value, text) in [
            (612_345_678.0, "612345678"),
            (33_612_345_678.0, "33612345678"),
            (2.5, "2.5"),
            (75_011.0, "75011"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
        ] {
            assert_eq!(plain(value), text);
        }
    }

    #[test]
    fn a_count_may_carry_its_unit() {
        for (text, n) in [("4", 4), ("4.0", 4), ("4,00", 4), (" 4 personnes", 4), ("4 pers.", 4), ("5min", 5)] {
            assert_eq!(count(text), Some(n), "{text}");
        }
        for bad in ["", "quatre", "2,5", "2-3", "4 (dont 2)", "-1", "1e3", "4."] {
            assert_eq!(count(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_weight_is_in_kilograms_unless_it_says_grams() {
        for (text, grams) in [("2,5 kg", 2500), ("2.5", 2500), ("500 g", 500), ("1 kilo", 1000), ("50.0", 50_000)] {
            assert_eq!(weight(text), Some(Grams(grams)), "{text}");
        }
        for bad in ["", "5 lb", "lourd", "1,5 g", "-1"] {
            assert_eq!(weight(bad), None, "{bad}");
        }
    }

    #[test]
    fn yes_and_no_in_six_languages() {
        for yes in ["Oui", "x", "X", "1", "TRUE", "ja", "Sì", "sí", "✓"] {
            assert_eq!(yes_no(yes), Some(true), "{yes}");
        }
        for no in ["non", "0", "false", "Nein", "nee"] {
            assert_eq!(yes_no(no), Some(false), "{no}");
        }
        assert_eq!(yes_no("peut-être"), None);
    }
}
