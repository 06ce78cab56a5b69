//! Values that must not be printed.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Personal data on its way through the server: it prints as `***`, so no span, log or error can carry it.
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    pub const fn new(value: T) -> Self {
        Self(value)
    }
    /// Looks at the value. The word is long on purpose: a reviewer should see every look.
    pub const fn expose(&self) -> &T {
        &self.0
    }
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sensitive_value_never_prints_itself() {
        assert_eq!(format!("{:?}", Sensitive::new("12 rue des Lilas")), "***");
    }
}
