//! One spelling for comparisons.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds a text for comparison: lower case, no accents, no punctuation, single blanks.
///
/// "Résidence  L'Œillet, bât. C" and "residence l oeillet bat C" fold to the same words. Two texts with equal
/// folds are "equal after normalisation" for imports, searches and duplicate checks.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut gap, mut rest) = (false, text);
    // An ASCII letter decomposes into itself and ends what stands before it: only the runs between need the tables.
    while let Some(first) = rest.chars().next() {
        if first.is_ascii() {
            if first.is_ascii_alphanumeric() {
                push(&mut out, &mut gap, first.to_ascii_lowercase());
            } else {
                gap = true;
            }
            rest = rest.get(1..).unwrap_or_default();
        } else {
            let (run, after) = rest.split_at(rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len()));
            fold_run(run, &mut out, &mut gap);
            rest = after;
        }
    }
    out
}

/// Spells each letter in one way (Unicode NFC) and changes nothing else: "é" is the same whether a keyboard sends one
/// character or a letter and its accent.
#[must_use]
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

fn fold_run(run: &str, out: &mut String, gap: &mut bool) {
    for c in run.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        let letters: &str = match c {
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'đ' => "d",
            c if c.is_alphanumeric() => {
                push(out, gap, c);
                continue;
            }
            _ => {
                *gap = true;
                continue;
            }
        };
        for l in letters.chars() {
            push(out, gap, l);
        }
    }
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

    #[test]
    fn a_letter_and_its_accent_are_one_letter_and_case_still_counts() {
        assert_eq!(composed("E\u{301}te\u{301}"), "Été");
        assert_ne!(composed("Été"), composed("été"));
    }

    proptest! {
        #[test]
        fn a_text_in_runs_folds_as_a_whole_one(s in "[a-zA-Zéèœ\u{301}\u{327}ﬁßÅ ,'0-9-]{0,24}|\\PC*") {
            let mut whole = String::new();
            fold_run(&s, &mut whole, &mut false);
            prop_assert_eq!(fold(&s), whole);
        }

        #[test]
        fn folding_twice_changes_nothing(s in "\\PC*") {
            let once = fold(&s);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
