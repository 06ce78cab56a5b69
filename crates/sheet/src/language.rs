//! Languages people speak, by code or by name.

use cabas_kernel::fold;

/// ISO 639-1, in order.
#[rustfmt::skip]
const CODES: &[&str] = &[
    "aa", "ab", "af", "ak", "am", "ar", "as", "ay", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "ce",
    "co", "cs", "cy", "da", "de", "dv", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "ff", "fi", "fr", "fy",
    "ga", "gd", "gl", "gn", "gu", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "ig", "is", "it", "ja", "jv",
    "ka", "kg", "ki", "kk", "km", "kn", "ko", "ku", "ky", "la", "lb", "lg", "ln", "lo", "lt", "lv", "mg", "mi",
    "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nn", "no", "ny", "oc", "om", "or", "os", "pa",
    "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa", "sc", "sd", "sg", "si", "sk", "sl", "sm", "sn",
    "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "to", "tr",
    "ts", "tt", "tw", "ug", "uk", "ur", "uz", "ve", "vi", "wo", "xh", "yi", "yo", "za", "zh", "zu",
];

/// Names as they fold, in the six languages of our sheets, for the languages of the households we know of.
const NAMES: &[(&str, &[&str])] = &[
    ("am", &["amharique", "amharic", "amharisch", "amarico"]),
    ("ar", &["arabe", "arabic", "arabisch", "arabo"]),
    ("bg", &["bulgare", "bulgarian", "bulgarisch", "bulgaro", "bulgaars"]),
    ("bm", &["bambara"]),
    ("bn", &["bengali"]),
    ("ce", &["tchetchene", "chechen"]),
    ("de", &["allemand", "german", "deutsch", "tedesco", "duits", "aleman"]),
    ("en", &["anglais", "english", "englisch", "inglese", "engels", "ingles"]),
    ("es", &["espagnol", "spanish", "spanisch", "spagnolo", "spaans", "espanol", "castellano"]),
    ("fa", &["persan", "farsi", "dari", "persian", "persisch", "persiano", "perzisch"]),
    ("ff", &["peul", "pulaar", "fula"]),
    ("fr", &["francais", "french", "franzosisch", "francese", "frans", "frances"]),
    ("hy", &["armenien", "armenian", "armenisch", "armeno", "armenio"]),
    ("it", &["italien", "italian", "italienisch", "italiano", "italiaans"]),
    ("ka", &["georgien", "georgian", "georgisch", "georgiano"]),
    ("ku", &["kurde", "kurdish", "kurdisch", "curdo", "koerdisch"]),
    ("ln", &["lingala"]),
    ("nl", &["neerlandais", "dutch", "niederlandisch", "olandese", "nederlands", "neerlandes"]),
    ("pl", &["polonais", "polish", "polnisch", "polacco", "pools", "polaco"]),
    ("ps", &["pachto", "pashto", "paschtu"]),
    ("pt", &["portugais", "portuguese", "portugiesisch", "portoghese", "portugees", "portugues"]),
    ("ro", &["roumain", "romanian", "rumanisch", "rumeno", "roemeens", "rumano"]),
    ("ru", &["russe", "russian", "russisch", "russo", "ruso"]),
    ("so", &["somali", "somalien"]),
    ("sq", &["albanais", "albanian", "albanisch", "albanese", "albanees", "albanes"]),
    ("sr", &["serbe", "serbian", "serbisch", "serbo", "servisch", "serbio"]),
    ("ta", &["tamoul", "tamil"]),
    ("ti", &["tigrinya", "tigrigna"]),
    ("tr", &["turc", "turkish", "turkisch", "turco", "turks"]),
    ("uk", &["ukrainien", "ukrainian", "ukrainisch", "ucraino", "oekraiens", "ucraniano"]),
    ("ur", &["ourdou", "urdu"]),
    ("vi", &["vietnamien", "vietnamese", "vietnamita"]),
    ("wo", &["wolof"]),
    ("zh", &["chinois", "chinese", "chinesisch", "cinese", "chinees", "chino", "mandarin"]),
];

/// The code of a language (BCP 47) given by code or by name; region and script are kept.
pub(crate) fn code(text: &str) -> Option<String> {
    let text = text.trim();
    let primary = text.split(['-', '_']).next().unwrap_or_default();
    if primary.len() == 2 && CODES.binary_search(&primary.to_ascii_lowercase().as_str()).is_ok() {
        let rest = text.get(2..)?.replace('_', "-");
        let is_tag =
            rest.split('-').skip(1).all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()));
        return is_tag.then(|| primary.to_lowercase() + &rest);
    }
    let name = fold(text);
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|&(code, _)| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_in_order() {
        assert!(CODES.is_sorted());
    }

    #[test]
    fn a_language_is_known_by_code_or_by_name() {
        for (text, wanted) in
            [("fr", "fr"), ("AR", "ar"), ("pt-BR", "pt-BR"), ("Français", "fr"), ("Türkisch", "tr"), ("español", "es")]
        {
            assert_eq!(code(text).as_deref(), Some(wanted), "{text}");
        }
        for unknown in ["", "oui", "klingon", "fr ou ar", "xx"] {
            assert_eq!(code(unknown), None, "{unknown}");
        }
    }
}
