//! What several slices' tests say alike.

use cabas_client::ClientError;
use cabas_model::{address::Address, address::PhoneEntry, recipients::CreateRecipient};

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ClientError>) -> String {
    result.expect_err("a refusal").code().to_owned()
}

/// One of many invented households of one street.
pub(crate) fn household_of(n: usize) -> CreateRecipient {
    CreateRecipient {
        display_name: format!("Foyer {n}"),
        household_size: 2,
        address: Address {
            street: format!("{} rue des Canaris", n + 1),
            postal_code: "75011".into(),
            city: "Paris".into(),
            ..Address::default()
        },
        phones: vec![PhoneEntry { e164: format!("+3361234{:04}", n % 10_000), note: None }],
        may_contact: true,
        ..CreateRecipient::default()
    }
}
