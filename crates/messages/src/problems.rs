//! The closed list of codes that the API and the imports answer with, and what each says to people.
//!
//! Codes travel, sentences do not (ux WR5): a code is looked up here when it is shown. A sentence says what
//! happened, what was kept and what to do (ux WR4).

use crate::{
    Lang,
    generated::{PROBLEMS, TITLES},
};

/// What a code says in one language.
pub(crate) struct Words {
    pub(crate) one: &'static str,
    pub(crate) other: &'static str,
}

/// Every code, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PROBLEMS.iter().map(|(code, _)| *code)
}

/// The sentence shown for a code, with its parameters in place; `None` for a code we do not know.
///
/// A parameter named `n` chooses between singular and plural. A parameter that was not sent leaves « … ».
pub fn sentence(lang: Lang, code: &str, params: &[(&str, &str)]) -> Option<String> {
    let words = find(lang, code)?;
    let n = value(params, "n").and_then(|n| n.parse().ok());
    let template = if n.is_none_or(|n| lang.is_one(n)) { words.one } else { words.other };
    let mut sentence = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        sentence.push_str(before);
        sentence.push_str(value(params, name).unwrap_or("\u{2026}"));
        rest = tail;
    }
    sentence.push_str(rest);
    Some(sentence)
}

/// The short title of a code (RFC 9457 `title`): only codes that stand for a whole answer have one.
pub fn title(lang: Lang, code: &str) -> Option<&'static str> {
    row(TITLES, code).map(|[fr, en]| *lang.of(fr, en))
}

fn find(lang: Lang, code: &str) -> Option<&'static Words> {
    row(PROBLEMS, code).map(|[fr, en]| lang.of(fr, en))
}

/// The row of a code in a sorted table.
fn row<T>(table: &'static [(&str, T)], code: &str) -> Option<&'static T> {
    let at = table.binary_search_by(|(known, _)| (*known).cmp(code)).ok()?;
    table.get(at).map(|(_, row)| row)
}

impl Lang {
    /// What stands in this language.
    const fn of<T>(self, fr: &'static T, en: &'static T) -> &'static T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }
}

fn value<'a>(params: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    params.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_finds_its_sentence_and_title() {
        assert_eq!(title(Lang::En, "not_found"), Some("Not found"));
        assert!(sentence(Lang::Fr, "not_found", &[]).is_some_and(|text| text.ends_with('.')));
        assert_eq!(sentence(Lang::Fr, "no_such_code", &[]), None);
    }

    #[test]
    fn parameters_take_their_place() {
        let text = sentence(Lang::Fr, "text_too_long", &[("max", "120")]).unwrap_or_default();
        assert!(text.contains("120"), "{text}");
    }

    #[test]
    fn a_parameter_that_was_not_sent_leaves_an_ellipsis() {
        let text = sentence(Lang::En, "text_too_long", &[]).unwrap_or_default();
        assert!(text.contains('…') && !text.contains('{'), "{text}");
    }

    #[test]
    fn codes_are_sorted_so_that_they_are_found() {
        assert!(codes().zip(codes().skip(1)).all(|(a, b)| a < b));
        assert!(codes().all(|code| sentence(Lang::Fr, code, &[]).is_some()));
    }

    #[test]
    fn import_codes_are_all_there() {
        let import = "header_missing header_conflict encoding_invalid required address_not_found address_approximate \
            latlong_invalid phone_invalid date_invalid date_two_digit_year date_in_past time_invalid timeslot_invalid \
            timeslot_and_window window_order weight_invalid number_invalid type_unknown package_unknown \
            package_quantity assign_syntax person_unknown metadata_syntax ref_duplicate_file row_repeated ref_exists ref_unknown \
            stop_already_started text_too_long probable_duplicate";
        for code in import.split_whitespace() {
            assert!(find(Lang::Fr, code).is_some(), "{code}");
        }
    }
}
