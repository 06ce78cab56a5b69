//! From bytes to text (reference §1, decision 36).

use crate::file_problem::FileProblem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::Serialize;
use std::borrow::Cow;

/// How the bytes of a text file were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Excel for the old Macintosh.
    #[serde(rename = "macintosh")]
    Macintosh,
}

/// A decoded text. Bytes that are no text became `U+FFFD`: the cells that hold one are refused later, one by one.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: Encoding,
    /// See [`crate::Workbook::encoding_doubt`].
    pub(crate) doubt: Option<&'static str>,
}

/// Decodes UTF-8 (with or without mark), UTF-16 with its mark, the Macintosh's own letters where they alone make words,
/// and Windows-1252 for all else.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, FileProblem> {
    let decoded = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Decoded { text: String::from_utf8_lossy(rest), encoding: Encoding::Utf8, doubt: None }
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        let (text, _) = UTF_16LE.decode_without_bom_handling(rest);
        Decoded { text, encoding: Encoding::Utf16Le, doubt: None }
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        let (text, _) = UTF_16BE.decode_without_bom_handling(rest);
        Decoded { text, encoding: Encoding::Utf16Be, doubt: None }
    } else {
        without_mark(bytes)
    };
    if decoded.text.contains('\0') { Err(FileProblem::Nul) } else { Ok(decoded) }
}

fn without_mark(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: Encoding::Utf8, doubt: None };
    }
    // Accented letters that are well-formed UTF-8 hardly ever occur by chance in Windows-1252. One for four bad
    // bytes is enough: the text is UTF-8 with a few damaged cells, which will be named, not a file to re-read.
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good * 4 >= bad {
        return Decoded { text: String::from_utf8_lossy(bytes), encoding: Encoding::Utf8, doubt: None };
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let (mac, _) = MACINTOSH.decode_without_bom_handling(bytes);
    if letters(&mac) > letters(&text) {
        return Decoded { text: mac, encoding: Encoding::Macintosh, doubt: None };
    }
    let doubt = doubt(bytes, &text);
    Decoded { text, encoding: Encoding::Windows1252, doubt }
}

/// How many accented letters of our six languages stand in words where they can: a small one beside a letter, a capital
/// at the start or among capitals; and how many signs that people write, whose bytes are letters to the other encoding.
fn letters(text: &str) -> usize {
    const SMALL: &str = "àáâäãçéèêëíìîïñóòôöõúùûüœß";
    const SIGNS: &str = "‘’“”–—…€";
    let mut before = ' ';
    let mut found = 0;
    for c in text.chars() {
        let is_small = !c.is_ascii() && SMALL.contains(c) && before.is_alphabetic();
        let is_capital = !c.is_ascii()
            && (before.is_uppercase() || !before.is_alphanumeric())
            && c.to_lowercase().any(|small| small != c && SMALL.contains(small));
        found += usize::from(is_small || is_capital || SIGNS.contains(c));
        before = c;
    }
    found
}

/// Another encoding that the letters suggest, when it would give another text.
fn doubt(bytes: &[u8], read: &str) -> Option<&'static str> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let (other, broken) = guess.decode_without_bom_handling(bytes);
    (!broken && other != read).then_some(guess.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_excel_is_windows_1252() {
        let decoded = decode(b"Pr\xE9nom;T\xE9l\xE9phone\nZo\xEB;06").unwrap();
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("Prénom;Téléphone\nZoë;06", Encoding::Windows1252));
        assert_eq!(decoded.doubt, None);
    }

    #[test]
    fn an_old_macintosh_is_known_by_its_letters() {
        let decoded = decode(b"Pr\x8Enom;T\x8El\x8Ephone\rZo\x91;06").unwrap();
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("Prénom;Téléphone\rZoë;06", Encoding::Macintosh));
        let apostrophe = decode(b"St Mary\x92s Road \x96 R\xE9sidence de l\x92Orme").unwrap();
        assert_eq!(apostrophe.text, "St Mary’s Road – Résidence de l’Orme");
        assert_eq!(decode(b"Chemin d\xD5en haut").unwrap().text, "Chemin d’en haut");
        assert_eq!(decode(b"R\xC9F;\xC9tage\n\xC9lo\xEFse;3\xE8").unwrap().encoding, Encoding::Windows1252);
    }

    #[test]
    fn utf_8_with_a_few_bad_bytes_stays_utf_8() {
        let decoded = decode(b"Pr\xC3\xA9nom;Ville\nZo\xEB;B\xC3\xA8gles").unwrap();
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("Prénom;Ville\nZo\u{FFFD};Bègles", Encoding::Utf8));
    }

    #[test]
    fn marks_are_believed_and_taken_off() {
        assert_eq!(decode(b"\xEF\xBB\xBFnom").unwrap().text, "nom");
        assert_eq!(decode(b"\xFF\xFEn\0\xE9\0").unwrap().text, "né");
        assert_eq!(decode(b"\xFE\xFF\0n\0\xE9").unwrap().text, "né");
    }

    #[test]
    fn utf_16_without_its_mark_is_refused_for_its_nuls() {
        assert_eq!(decode(b"n\0o\0m\0").unwrap_err(), FileProblem::Nul);
    }

    #[test]
    fn a_polish_file_is_read_but_said_to_be_doubtful() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(
            "imię;nazwisko;miasto\nŁukasz;Wiśniewski;Łódź\nGrażyna;Świątek;Częstochowa\nŻaneta;Dąbrowska;Gdańsk",
        );
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.doubt), (Encoding::Windows1252, Some("windows-1250")));
    }
}
