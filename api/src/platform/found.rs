//! Passwords found in leaks, which are tried before any other (AU-2). The list is Django's, less its garbled lines,
//! under the licence beside it.

use cabas_domain::accounts::is_common_password;
use cabas_kernel::fold;
use std::{collections::HashSet, sync::LazyLock};

/// As they are asked for: folded, without blanks.
static FOUND: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let bare = |line: &str| -> String { fold(line).split_whitespace().collect() };
    include_str!("found/passwords.txt").lines().map(bare).filter(|found| !found.is_empty()).collect()
});

/// Says whether a password is one of the first that somebody would try; `own` are the person's own words.
pub(crate) fn is_common(password: &str, own: &[&str]) -> bool {
    is_common_password(password, own, |text| FOUND.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_found_passwords_are_known_and_a_phrase_is_none_of_them() {
        assert!(FOUND.len() >= 10_000, "AU-2");
        for password in ["Sunflower 2026", "butterfly-butterfly", "1qaz2wsx3edc4rfv"] {
            assert!(is_common(password, &[]), "{password}");
        }
        for password in ["quatre paniers devant la porte", "sunflower butterfly lantern"] {
            assert!(!is_common(password, &[]), "{password}");
        }
    }
}
