//! How an action says no.

/// Declares the refusals of one action: an error enum whose variants carry the API's code.
///
/// `Display` is the code too, because texts that people read live in the message catalogues.
macro_rules! refusals {
    ($($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident $(($payload:ty))? = $code:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum $name { $($(#[$vmeta])* #[error($code)] $variant $(($payload))?),+ }

        impl $name {
            /// Every code this action can answer with.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The code of the API's catalogue.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code),+ }
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::{accounts, budget, deliveries, imports, recipients, recurrence, rounds};

    /// Domain may not depend on the crate that holds the catalogue, so the test reads its text.
    #[test]
    fn every_refusal_has_a_code_of_the_catalogue() {
        let catalogue =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../model/src/problem.rs")).unwrap();
        let all = [
            accounts::CODES,
            deliveries::CODES,
            imports::CODES,
            recipients::CODES,
            recurrence::CODES,
            rounds::CODES,
            &[budget::BudgetError::CODES],
        ];
        for code in all.into_iter().flatten().copied().flatten() {
            assert!(catalogue.contains(&format!("\"{code}\"")), "{code} is not in the catalogue");
        }
    }
}
