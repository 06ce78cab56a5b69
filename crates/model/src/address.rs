//! Addresses and telephone numbers.

use crate::rules;
pub use cabas_kernel::words::address::{GeoState, PlaceDoubt, PlaceLevel};
use validator::Validate;

private! {
    /// A place, its access and its position. In requests, `geo_state` is set by the server.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct Address {
        /// House number and street: "12 bis rue des Lilas".
        #[validate(custom(function = "rules::street"))]
        pub street: String,
        #[serde(default)]
        #[validate(custom(function = "rules::short"))]
        pub postal_code: String,
        #[serde(default)]
        #[validate(custom(function = "rules::line"))]
        pub city: String,
        /// ISO 3166 code of the country; the organisation's when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::short"))]
        pub country: Option<String>,
        /// Name of the place: "Résidence du Parc".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub company: Option<String>,
        /// Whom to ask for, when it is not the household.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub contact_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub entrance: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub floor: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub apartment: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::short"))]
        pub door_code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub access_note: Option<String>,
        /// Degrees, WGS 84.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = -90.0, max = 90.0, code = "latlong_invalid"))]
        pub lat: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = -180.0, max = 180.0, code = "latlong_invalid"))]
        pub lon: Option<f64>,
        #[serde(default)]
        pub geo_state: GeoState,
    }

    /// A telephone number, and whose it is.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PhoneEntry {
        /// E.164 in answers; national forms are accepted in requests.
        #[validate(custom(function = "rules::phone"))]
        pub e164: String,
        /// Whose it is: "fille".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::line"))]
        pub note: Option<String>,
    }
}

private! {
    /// An address to look for on the map, as somebody wrote it.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct FindAddress {
        /// Street, town, postcode, in any order: "12 bis r. des Lilas, Bordeaux".
        #[validate(custom(function = "rules::street"))]
        pub text: String,
        /// Somebody is still writing: what begins so is offered.
        #[serde(default)]
        pub begins: bool,
    }

    /// What an address may be, the likeliest first.
    pub struct AddressAnswer {
        pub found: Vec<FoundAddress>,
        /// What matters at the door only, lower case: "bat c esc 2".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub complement: Option<String>,
        /// False where this server knows no addresses: nothing can be found then.
        pub known: bool,
    }

    pub struct FoundAddress {
        /// The number as the street has it, or as it was written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub number: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub street: Option<String>,
        pub postal_code: String,
        pub city: String,
        /// Degrees, WGS 84.
        pub lat: f64,
        pub lon: f64,
        pub level: PlaceLevel,
        /// From 0 to 100: how sure it is that this is what was meant. From 75 on nobody need look.
        pub sure: u8,
        pub doubts: Vec<PlaceDoubt>,
    }
}
