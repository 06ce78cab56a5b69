//! What spreadsheets make of a short text that looks to them like a date or like a number.

use cabas_kernel::fold;

/// Months as spreadsheets shorten them, in six languages.
const MONTHS: &[&str] = &[
    "janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec", "jan", "feb", "mar",
    "apr", "may", "jun", "jul", "aug", "sep", "mrz", "okt", "dez", "gen", "mag", "giu", "lug", "ago", "set", "ott",
    "dic", "ene", "abr", "mrt", "mei",
];

/// Says whether a text is what is left of another: `3-5` shown as `03-mai`, `12E4` as `1,20E+05`.
pub(crate) fn is_converted(text: &str) -> bool {
    is_power(text) || is_short_date(text)
}

/// A number in powers of ten: `6,4E+08`.
pub(crate) fn is_power(text: &str) -> bool {
    let Some((number, power)) = text.trim().split_once("E+") else { return false };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let mut parts = number.splitn(2, ['.', ',']);
    digits(power)
        && parts.next().is_some_and(|whole| whole.len() == 1 && digits(whole))
        && parts.next().is_none_or(digits)
}

/// A day or a year beside a month's short name: `03-mai`, `Mar-05`, `3. Mai`.
fn is_short_date(text: &str) -> bool {
    let parts = text.split_once('-').or_else(|| text.split_once(". "));
    let Some((a, b)) = parts else { return false };
    let (first, second) = (fold(a), fold(b));
    let is_number = |s: &str| matches!(s.len(), 1 | 2 | 4) && s.bytes().all(|b| b.is_ascii_digit());
    // Spreadsheets write no month in capitals: `MAR-12` is somebody's own reference.
    let is_month = |s: &str, written: &str| MONTHS.contains(&s) && written.chars().any(char::is_lowercase);
    (is_number(&first) && is_month(&second, b)) || (is_month(&first, a) && is_number(&second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_made_of_a_text_is_known() {
        for text in ["1,20E+05", "1.23E+11", "6E+08", "03-mai", "01-févr", "Mar-05", "03. Mai", "août-2026"] {
            assert!(is_converted(text), "{text}");
        }
        for text in
            ["12E4", "A1E+2", "12E+05", "3-5", "2e ét.", "B-12", "mai", "12-mairie", "MAR-12", "DEC-2024", "E+", "1E+"]
        {
            assert!(!is_converted(text), "{text}");
        }
    }
}
