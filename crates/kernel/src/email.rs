//! E-mail addresses.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An e-mail address, trimmed and lower-cased, so that one person has one spelling.
///
/// The rule is the one that keeps typing errors out without refusing real addresses: one `@`, a non-empty
/// local part of at most 64 bytes, a domain with a dot and only letters, digits, `-` and `.`; 254 bytes in all
/// (RFC 5321 §4.5.3.1). What is truly an address is proven by the mail that is sent to it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "spec", derive(utoipa::ToSchema), schema(value_type = String, example = "samir@exemple.fr"))]
pub struct Email(String);

/// The text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("email_invalid")]
pub struct EmailError;

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// [`EmailError`] when the text breaks the rule above.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@').ok_or(EmailError)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let label_ok = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if local_ok && domain_ok && text.len() <= 254 { Ok(Self(text)) } else { Err(EmailError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;
    fn try_from(s: String) -> Result<Self, EmailError> {
        Self::parse(&s)
    }
}
impl From<Email> for String {
    fn from(e: Email) -> Self {
        e.0
    }
}
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
/// An address names a person: it stays out of logs.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        assert_eq!(Email::parse(" Samir@Exemple.FR ").map(String::from), Ok("samir@exemple.fr".into()));
    }

    #[test]
    fn typing_errors_are_refused() {
        for bad in [
            "",
            "samir",
            "@exemple.fr",
            "samir@",
            "samir@exemple",
            "a b@exemple.fr",
            "a@b@c.fr",
            "a@-b.fr",
            "a@b..fr",
            ".a@b.fr",
            "a@b.fr, c@d.fr",
            "a\n@b.fr",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?} passed");
        }
    }
}
