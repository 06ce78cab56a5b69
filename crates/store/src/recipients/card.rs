//! A household, as much of it as other slices need.

use super::RecipientRecord;
use crate::vault::Key;
use cabas_domain::recipients::Pause;
use cabas_kernel::id::{MembershipId, RecipientId};
use cabas_model::{
    address::{Address, PhoneEntry},
    recipients::{Allergen, DefaultPackage, Diet, RecipientStatus},
};

/// What planning and carrying need of a household. What no volunteer may ever see (the internal note, the
/// referrer, the contacts) is not in it; how much of the rest a viewer sees, the disclosure rules say.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the record")]
pub struct RecipientCard {
    pub id: RecipientId,
    pub external_ref: Option<String>,
    pub display_name: String,
    pub household_size: u8,
    pub address: Address,
    pub phones: Vec<PhoneEntry>,
    pub language: Option<String>,
    pub no_sms: bool,
    pub may_contact: bool,
    pub self_pickup: bool,
    pub special_handling: bool,
    pub delivery_note: Option<String>,
    pub diet: Vec<Diet>,
    pub avoid: Vec<Allergen>,
    pub tags: Vec<String>,
    pub default_package: Option<DefaultPackage>,
    pub usual_volunteer: Option<MembershipId>,
    pub status: RecipientStatus,
    pub pauses: Vec<Pause>,
    pub merged_into: Option<RecipientId>,
    /// Seals and opens whatever else is kept about this household.
    pub key: Key,
}

impl std::fmt::Debug for RecipientCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecipientCard({})", self.id)
    }
}

impl From<RecipientRecord> for RecipientCard {
    fn from(record: RecipientRecord) -> Self {
        let pauses = record.household.absences();
        let h = record.household;
        Self {
            id: record.id,
            external_ref: record.external_ref,
            display_name: h.display_name,
            household_size: record.household_size,
            address: h.address,
            phones: h.phones,
            language: h.language,
            no_sms: h.no_sms,
            may_contact: h.may_contact,
            self_pickup: h.self_pickup,
            special_handling: h.special_handling,
            delivery_note: h.delivery_note,
            diet: h.diet,
            avoid: h.avoid,
            tags: h.tags,
            default_package: h.default_package,
            usual_volunteer: record.usual_volunteer,
            status: record.status,
            pauses,
            merged_into: record.merged_into,
            key: record.key,
        }
    }
}
