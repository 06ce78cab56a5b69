//! Households.

use crate::{
    Patch,
    address::{Address, PhoneEntry},
    rules,
};
pub use cabas_kernel::words::recipients::{
    Allergen, DeliveryType, Diet, DietBasisKind, DuplicateReason, ErasureReason, RecipientSort, RecipientStatus,
};
use cabas_kernel::{
    Ts,
    id::{BlockedPairId, MembershipId, RecipientId},
};
use chrono::NaiveDate;
use validator::Validate;

private! {
    /// One line of the list of households.
    pub struct RecipientSummary {
        pub id: RecipientId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub external_ref: Option<String>,
        pub display_name: String,
        pub household_size: u8,
        pub street: String,
        pub postal_code: String,
        pub city: String,
        pub geo_state: crate::address::GeoState,
        pub status: RecipientStatus,
        /// When a running pause ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub paused_until: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_delivery: Option<LastDelivery>,
    }

    pub struct RecipientDetails {
        pub id: RecipientId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub external_ref: Option<String>,
        pub display_name: String,
        pub household_size: u8,
        /// Tells namesakes apart; never a full date of birth.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub birth_year: Option<i16>,
        pub address: Address,
        pub phones: Vec<PhoneEntry>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub language: Option<String>,
        pub no_sms: bool,
        pub self_pickup: bool,
        pub special_handling: bool,
        /// Never shown to a volunteer, never printed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub internal_note: Option<String>,
        /// Written for the volunteer at the door.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub referrer: Option<Referrer>,
        pub contacts: Vec<Contact>,
        pub diet: Vec<Diet>,
        pub avoid: Vec<Allergen>,
        /// By whose word the two lists before are kept; they are never kept without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub diet_basis: Option<DietBasis>,
        pub tags: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub default_package: Option<DefaultPackage>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub usual_volunteer_id: Option<MembershipId>,
        pub delivery_type: DeliveryType,
        pub status: RecipientStatus,
        pub may_contact: bool,
        pub pauses: Vec<Pause>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_delivery: Option<LastDelivery>,
        /// Set when this record was joined to another one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub merged_into: Option<RecipientId>,
        /// Households of the organisation with the same phone, address or name.
        pub probable_duplicates: Vec<ProbableDuplicate>,
        pub created_at: Ts,
        pub updated_at: Ts,
    }

    /// Who sent this household to us.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct Referrer {
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::phone"))]
        pub phone: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::email"))]
        pub email: Option<String>,
    }

    /// A relative or neighbour to call.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct Contact {
        #[validate(custom(function = "rules::name"))]
        pub name: String,
        #[serde(default)]
        #[validate(custom(function = "rules::line"))]
        pub relation: String,
        #[validate(custom(function = "rules::phone"))]
        pub phone: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub remark: Option<String>,
    }

    /// By whose word a diet is kept (security PR-1): what it serves for is one thing only, a parcel that suits.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct DietBasis {
        pub kind: DietBasisKind,
        /// Since when; today when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub on: Option<NaiveDate>,
    }

    /// The usual parcel.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct DefaultPackage {
        #[validate(custom(function = "rules::slug"))]
        pub slug: String,
        #[validate(range(min = 1, max = 999, code = "quantity_invalid"))]
        pub quantity: u16,
    }

    pub struct LastDelivery {
        pub status: crate::deliveries::DeliveryStatus,
        pub date: NaiveDate,
    }

    pub struct ProbableDuplicate {
        pub id: RecipientId,
        pub display_name: String,
        /// What is the same.
        pub because: Vec<DuplicateReason>,
    }

    /// An absence. Without `until` it lasts until someone ends it.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct Pause {
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub from: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub until: Option<NaiveDate>,
    }

    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateRecipient {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::short"))]
        pub external_ref: Option<String>,
        #[validate(custom(function = "rules::name"))]
        pub display_name: String,
        #[serde(default = "one")]
        #[validate(range(min = 1, max = 99, code = "household_size_invalid"))]
        pub household_size: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1900, max = 2100, code = "birth_year_invalid"))]
        pub birth_year: Option<i16>,
        #[validate(nested)]
        pub address: Address,
        #[serde(default)]
        #[validate(length(max = 4, code = "phones_too_many"), nested)]
        pub phones: Vec<PhoneEntry>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::language"))]
        pub language: Option<String>,
        #[serde(default)]
        pub no_sms: bool,
        #[serde(default)]
        pub self_pickup: bool,
        #[serde(default)]
        pub special_handling: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub internal_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::note"))]
        pub delivery_note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub referrer: Option<Referrer>,
        #[serde(default)]
        #[validate(length(max = 4, code = "list_too_long"), nested)]
        pub contacts: Vec<Contact>,
        #[serde(default)]
        pub diet: Vec<Diet>,
        #[serde(default)]
        pub avoid: Vec<Allergen>,
        /// Required with `diet` or `avoid`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub diet_basis: Option<DietBasis>,
        #[serde(default)]
        #[validate(custom(function = "rules::slugs"))]
        pub tags: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub default_package: Option<DefaultPackage>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub usual_volunteer_id: Option<MembershipId>,
        #[serde(default)]
        pub delivery_type: DeliveryType,
        #[serde(default)]
        pub status: RecipientStatus,
        #[serde(default = "yes")]
        pub may_contact: bool,
    }

    /// Changes some fields; the others stay. Lists are replaced whole.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchRecipient {
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub external_ref: Patch<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::name"))]
        pub display_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 99, code = "household_size_invalid"))]
        pub household_size: Option<u8>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<i16>))]
        pub birth_year: Patch<i16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(nested)]
        pub address: Option<Address>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(length(max = 4, code = "phones_too_many"), nested)]
        pub phones: Option<Vec<PhoneEntry>>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub language: Patch<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub no_sms: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub self_pickup: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub special_handling: Option<bool>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub internal_note: Patch<String>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<String>))]
        pub delivery_note: Patch<String>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<Referrer>))]
        pub referrer: Patch<Referrer>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(length(max = 4, code = "list_too_long"), nested)]
        pub contacts: Option<Vec<Contact>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub diet: Option<Vec<Diet>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub avoid: Option<Vec<Allergen>>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<DietBasis>))]
        pub diet_basis: Patch<DietBasis>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(custom(function = "rules::slugs"))]
        pub tags: Option<Vec<String>>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<DefaultPackage>))]
        pub default_package: Patch<DefaultPackage>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "spec", schema(value_type = Option<MembershipId>))]
        pub usual_volunteer_id: Patch<MembershipId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery_type: Option<DeliveryType>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<RecipientStatus>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub may_contact: Option<bool>,
    }

    /// Joins another record into this one: deliveries, pauses and pairs move here; the other is closed.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct MergeRecipient {
        pub other_id: RecipientId,
    }

    /// Says that another record, which looks like this one, is another household.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct DistinguishRecipient {
        pub other_id: RecipientId,
    }

    /// One look at a record.
    pub struct ReaderEntry {
        pub at: Ts,
        /// Who looked; their name now.
        pub display_name: String,
        /// What they opened: `recipient`, `day_board`, `round`, `export`…
        pub purpose: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub subject: Option<String>,
    }

    pub struct BlockedPair {
        pub id: BlockedPairId,
        pub volunteer_id: MembershipId,
        pub volunteer_name: String,
        pub recipient_id: RecipientId,
        pub recipient_name: String,
        pub reason: String,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateBlockedPair {
        pub volunteer_id: MembershipId,
        pub recipient_id: RecipientId,
        #[validate(custom(function = "rules::reason"))]
        pub reason: String,
    }
}

wire! {
    /// Erases a household for good.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct EraseRecipient {
        pub reason: ErasureReason,
    }
}

wire! {
    /// Filters of the list of households.
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct RecipientQuery {
        /// At least three characters of a name or street, or a telephone number (security EN-1).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub q: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<RecipientStatus>,
        /// Only those that wait to be put on the map.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub to_place: Option<bool>,
        /// Only those that may receive a delivery on this day, whatever they are today.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub receives_on: Option<NaiveDate>,
        /// Without it, in an order that stays the same and says nothing: the quickest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sort: Option<RecipientSort>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

wire! {
    /// Filters of the list of blocked pairs.
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct BlockedPairQuery {
        /// Only those of one household: the others are not looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_id: Option<RecipientId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

fn one() -> u8 {
    1
}
fn yes() -> bool {
    true
}
