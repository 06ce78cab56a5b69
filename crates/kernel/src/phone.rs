//! Telephone numbers.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A telephone number in E.164 form: `+`, then 7 to 15 digits, the first not 0.
///
/// National forms ("06 12 34 56 78") are read on the server, which knows the numbering plans.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "spec", derive(utoipa::ToSchema), schema(value_type = String, example = "+33612345678"))]
pub struct Phone(String);

/// The text is not an E.164 number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("phone_invalid")]
pub struct PhoneError;

impl Phone {
    /// Reads an E.164 number.
    ///
    /// # Errors
    /// [`PhoneError`] when the text is anything else.
    pub fn e164(text: &str) -> Result<Self, PhoneError> {
        let digits = text.strip_prefix('+').ok_or(PhoneError)?;
        let ok =
            (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        if ok { Ok(Self(text.to_owned())) } else { Err(PhoneError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;
    fn try_from(s: String) -> Result<Self, PhoneError> {
        Self::e164(&s)
    }
}
impl From<Phone> for String {
    fn from(p: Phone) -> Self {
        p.0
    }
}
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_passes() {
        assert!(Phone::e164("+33612345678").is_ok());
        for bad in ["0612345678", "+0612345678", "+33 6 12", "+336", "+3361234567890123", "+33a12345678", ""] {
            assert!(Phone::e164(bad).is_err(), "{bad:?} passed");
        }
    }
}
