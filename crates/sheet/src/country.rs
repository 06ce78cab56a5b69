//! Countries, by code or by name, and the shape of their postcodes.

use cabas_kernel::fold;

/// Names as they fold, in the six languages of our sheets.
const NAMES: &[(&str, &[&str])] = &[
    ("AT", &["autriche", "austria", "osterreich", "oostenrijk"]),
    ("BE", &["belgique", "belgium", "belgien", "belgio", "belgie", "belgica"]),
    ("CH", &["suisse", "switzerland", "schweiz", "svizzera", "zwitserland", "suiza"]),
    ("DE", &["allemagne", "germany", "deutschland", "germania", "duitsland", "alemania"]),
    ("DK", &["danemark", "denmark", "danmark"]),
    ("ES", &["espagne", "spain", "spanien", "spagna", "spanje", "espana"]),
    ("FR", &["france", "frankreich", "francia", "frankrijk"]),
    (
        "GB",
        &["royaume uni", "united kingdom", "uk", "england", "scotland", "wales", "great britain", "grossbritannien"],
    ),
    ("IE", &["irlande", "ireland", "irland", "irlanda", "ierland"]),
    ("IT", &["italie", "italy", "italien", "italia"]),
    ("LU", &["luxembourg", "luxemburg", "lussemburgo", "luxemburgo"]),
    ("MC", &["monaco"]),
    ("NL", &["pays bas", "netherlands", "niederlande", "paesi bassi", "nederland", "paises bajos"]),
    ("PT", &["portugal", "portogallo"]),
    ("US", &["etats unis", "united states", "usa", "vereinigte staaten", "stati uniti", "estados unidos"]),
];

/// The ISO code of a country's name or code.
pub(crate) fn code(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    NAMES
        .iter()
        .find(|(code, names)| folded.eq_ignore_ascii_case(code) || names.contains(&folded.as_str()))
        .map(|&(code, _)| code)
}

/// The code of a country's name, codes not included: "DE" at the end of an address may be anything.
pub(crate) fn code_of_name(text: &str) -> Option<&'static str> {
    if text.trim().len() <= 2 { None } else { code(text) }
}

/// Letters that stand before a postcode: `D-10115`, `CH-1203`.
pub(crate) fn code_of_prefix(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "F" | "FR" => "FR",
        "D" | "DE" => "DE",
        "A" | "AT" => "AT",
        "B" | "BE" => "BE",
        "L" | "LU" => "LU",
        "I" | "IT" => "IT",
        "E" | "ES" => "ES",
        "CH" => "CH",
        "NL" => "NL",
        _ => return None,
    })
}

/// Says whether the country's postcodes have five digits, the first of which may be a zero.
pub(crate) fn has_five_digits(country: &str) -> bool {
    matches!(country, "FR" | "DE" | "IT" | "ES" | "MC")
}

/// Says whether the country's postcodes have four digits.
pub(crate) fn has_four_digits(country: &str) -> bool {
    matches!(country, "BE" | "CH" | "AT" | "LU" | "DK")
}

/// Says whether a text is a whole postcode and nothing else, of a country whose postcodes are digits.
pub(crate) fn is_postcode(text: &str, country: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    digits && (text.len() == 5 && has_five_digits(country) || text.len() == 4 && has_four_digits(country))
}
