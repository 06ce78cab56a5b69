//! One spelling for finding: what is typed in haste meets what is written with care.

/// Folds a text: lower case, Latin letters without their accents, single blanks for all that is no letter or figure.
///
/// The server compares with the whole of Unicode (`cabas_kernel::fold`); its tables weigh more than a page of the
/// interface, so the search box of a page knows the letters of European languages and leaves the others as they are.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let letters = match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
            'ç' | 'ć' | 'č' => "c",
            'ď' | 'đ' => "d",
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
            'ğ' => "g",
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
            'ł' => "l",
            'ñ' | 'ń' | 'ň' => "n",
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
            'ř' => "r",
            'ś' | 'š' | 'ş' | 'ș' => "s",
            'ť' | 'ţ' | 'ț' => "t",
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            // Accents written apart from their letter.
            '\u{300}'..='\u{36f}' => "",
            letter if letter.is_alphanumeric() => {
                out.push(letter);
                continue;
            }
            _ if out.is_empty() || out.ends_with(' ') => "",
            _ => " ",
        };
        out.push_str(letters);
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn accents_capitals_and_marks_do_not_count() {
        assert_eq!(plain("  Résidence  L’Œillet, bât. C "), "residence l oeillet bat c");
        assert_eq!(plain("12 bis, rue de l'Abreuvoir"), "12 bis rue de l abreuvoir");
        assert_eq!(plain("e\u{301}cole"), "ecole");
        assert_eq!(plain("Łódź, Şükrü, Straße"), "lodz sukru strasse");
        assert_eq!(plain("улица Ленина"), "улица ленина");
        assert_eq!(plain(" . "), "");
    }
}
