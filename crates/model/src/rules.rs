//! Field rules, as functions for `validator`: each says a code, whose sentence stands in the catalogues.
//!
//! No `email`, `url` or `regex` rule of validator here: they would add 225 KB to the SPA.

use cabas_kernel::{Email, Phone, near::is_near};
use chrono::NaiveDate;
use std::borrow::Cow;
use validator::ValidationError;

fn refuse(code: &'static str) -> ValidationError {
    ValidationError::new(code)
}

fn too_long(max: usize) -> ValidationError {
    let mut e = refuse("text_too_long");
    e.add_param(Cow::Borrowed("max"), &max);
    e
}

fn printable(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn text(s: &str, max: usize, required: bool) -> Result<(), ValidationError> {
    let s = s.trim();
    if required && s.is_empty() {
        return Err(refuse("required"));
    }
    if !printable(s) {
        return Err(refuse("text_control_character"));
    }
    if s.chars().count() > max { Err(too_long(max)) } else { Ok(()) }
}

macro_rules! text_rules {
    ($($(#[$doc:meta])* $name:ident: $max:literal, $required:literal;)+) => {$(
        $(#[$doc])*
        /// # Errors
        /// `required`, `text_too_long` or `text_control_character`.
        pub fn $name(s: &str) -> Result<(), ValidationError> { text(s, $max, $required) }
    )+};
}

text_rules! {
    /// A line that may be empty, up to 120 characters.
    line: 120, false;
    /// A street with its number, or any longer line of an address.
    street: 200, true;
    /// A short code: postcode, door code, reference; up to 64 characters.
    short: 64, false;
    /// The same, required.
    short_required: 64, true;
    /// A note of at most 280 characters (security PR-1).
    note: 280, false;
    /// A reason that must be given, up to 280 characters.
    reason: 280, true;
    /// A comment on a delivery, up to 500 characters.
    comment: 500, false;
}

/// A name that must be given, up to 120 characters, on one line: it stands in the subjects of mails and in lists.
///
/// # Errors
/// `required`, `text_too_long` or `text_control_character`.
pub fn name(s: &str) -> Result<(), ValidationError> {
    text(s, 120, true)?;
    if s.trim().contains(char::is_control) { Err(refuse("text_control_character")) } else { Ok(()) }
}

/// # Errors
/// `required` or `email_invalid`.
pub fn email(s: &str) -> Result<(), ValidationError> {
    if s.trim().is_empty() {
        return Err(refuse("required"));
    }
    Email::parse(s).map(|_| ()).map_err(|_| refuse("email_invalid"))
}

/// # Errors
/// `phone_invalid`: the form is E.164 once read on the server; national forms are accepted there, so only an
/// obviously wrong text is refused here.
pub fn phone(s: &str) -> Result<(), ValidationError> {
    let digits = s.chars().filter(char::is_ascii_digit).count();
    let shape = s.chars().all(|c| c.is_ascii_digit() || " +.-/()\u{a0}\u{202f}".contains(c));
    if Phone::e164(s).is_ok() || (shape && (6..=15).contains(&digits)) { Ok(()) } else { Err(refuse("phone_invalid")) }
}

/// A password set at acceptance or reset: 15 characters or more, at most 256 bytes (security AU-2, decisions 22).
///
/// # Errors
/// `password_too_short` or `text_too_long`.
pub fn password(s: &str) -> Result<(), ValidationError> {
    if s.chars().count() < 15 {
        let mut e = refuse("password_too_short");
        e.add_param(Cow::Borrowed("min"), &15);
        return Err(e);
    }
    if s.len() > 256 { Err(too_long(256)) } else { Ok(()) }
}

/// # Errors
/// `required` when a list that must hold something is empty.
pub fn not_empty<T>(list: &[T]) -> Result<(), ValidationError> {
    if list.is_empty() { Err(refuse("required")) } else { Ok(()) }
}

/// At most 500 ids in one request.
///
/// # Errors
/// `list_too_long`.
pub fn some_ids<T>(list: &[T]) -> Result<(), ValidationError> {
    not_empty(list)?;
    if list.len() > 500 { Err(refuse("list_too_long")) } else { Ok(()) }
}

/// A slug: lower-case letters, digits and dashes, 1 to 40 characters.
///
/// # Errors
/// `slug_invalid`.
pub fn slug(s: &str) -> Result<(), ValidationError> {
    let ok =
        (1..=40).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if ok { Ok(()) } else { Err(refuse("slug_invalid")) }
}

/// A time by the wall, `HH:MM`.
///
/// # Errors
/// `time_invalid`.
pub fn wall_time(s: &str) -> Result<(), ValidationError> {
    let read =
        |text: &str| text.parse::<u8>().ok().filter(|_| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()));
    let parts = s.split_once(':').and_then(|(hours, minutes)| read(hours).zip(read(minutes)));
    if parts.is_some_and(|(hours, minutes)| hours < 24 && minutes < 60) { Ok(()) } else { Err(refuse("time_invalid")) }
}

/// Some days of years that somebody may live in, at most 400.
///
/// # Errors
/// `list_too_long`, `date_invalid`.
pub fn some_days(days: &[NaiveDate]) -> Result<(), ValidationError> {
    not_empty(days)?;
    if days.len() > 400 {
        return Err(refuse("list_too_long"));
    }
    if days.iter().all(|day| is_near(*day)) { Ok(()) } else { Err(refuse("date_invalid")) }
}

/// # Errors
/// `slug_invalid` on the first that is none, `list_too_long` above twenty.
pub fn slugs(list: &[String]) -> Result<(), ValidationError> {
    if list.len() > 20 {
        return Err(refuse("list_too_long"));
    }
    list.iter().try_for_each(|s| slug(s))
}

/// # Errors
/// `language_invalid` unless it looks like a BCP 47 tag (`fr`, `pt-BR`).
pub fn language(s: &str) -> Result<(), ValidationError> {
    let ok = s.len() <= 35
        && s.split('-').all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && s.split('-').next().is_some_and(|p| p.len() >= 2 && p.bytes().all(|b| b.is_ascii_alphabetic()));
    if ok { Ok(()) } else { Err(refuse("language_invalid")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_stands_on_one_line() {
        assert!(name(" Awa N'Diaye ").is_ok());
        for split in ["Awa\nBcc: x", "Awa\r\nX", "Awa\tDiop", "Awa\u{7}Diop"] {
            assert_eq!(name(split).unwrap_err().code, "text_control_character", "{split:?}");
        }
        assert!(note("Deux\nlignes").is_ok());
    }
}
