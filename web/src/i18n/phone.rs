//! Telephone numbers as people say them.

/// A French number as it is dictated, two figures at a time; any other as it is kept.
pub fn phone(e164: &str) -> String {
    let Some(national) = e164.strip_prefix("+33").filter(|rest| rest.len() == 9) else { return e164.to_owned() };
    let mut words = String::from("0");
    for (place, figure) in national.chars().enumerate() {
        if place % 2 == 1 {
            words.push('\u{a0}');
        }
        words.push(figure);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn french_numbers_are_written_as_they_are_dictated() {
        assert_eq!(phone("+33600000240"), "06\u{a0}00\u{a0}00\u{a0}02\u{a0}40");
        assert_eq!(phone("+3226500000"), "+3226500000");
    }
}
