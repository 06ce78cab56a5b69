//! One spelling for comparisons.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds a text for comparison: lower case, no accents, no punctuation, single blanks.
///
/// "Résidence  L'Œillet, bât. C" and "residence l oeillet bat C" fold to the same words. Two texts with equal
/// folds are "equal after normalisation" for imports, searches and duplicate checks.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        let letters: &str = match c {
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'đ' => "d",
            c if c.is_alphanumeric() => {
                push(&mut out, &mut gap, c);
                continue;
            }
            _ => {
                gap = true;
                continue;
            }
        };
        for l in letters.chars() {
            push(&mut out, &mut gap, l);
        }
    }
    out
}

fn push(out: &mut String, gap: &mut bool, c: char) {
    if *gap && !out.is_empty() {
        out.push(' ');
    }
    *gap = false;
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_punctuation_do_not_count() {
        assert_eq!(fold("Résidence  L'Œillet, bât. C"), "residence l oeillet bat c");
        assert_eq!(fold("  N° de téléphone : "), "n de telephone");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(s in "\\PC*") {
            let once = fold(&s);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
