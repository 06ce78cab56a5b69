//! What a household's row keeps, sealed and in clear.

use super::{keys, row::recipient};
use crate::{StoreError, vault::Key};
use cabas_domain::recipients::{DuplicateKeys, Pause as Absence, ReceiveError, ReceiveFacts, may_receive, status_on};
use cabas_kernel::{
    Phone, Ts,
    id::{MembershipId, OrganisationId, RecipientId},
};
use cabas_model::{
    address::{Address, PhoneEntry},
    recipients::{
        Allergen, Contact, CreateRecipient, DefaultPackage, DeliveryType, Diet, DietBasis, LastDelivery, Pause,
        RecipientDetails, RecipientStatus, Referrer,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What only the household's own key opens. A field that an older row lacks has its most careful value.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the record")]
pub struct Household {
    pub display_name: String,
    #[serde(skip_serializing_if = "is_default")]
    pub birth_year: Option<i16>,
    pub address: Address,
    #[serde(skip_serializing_if = "is_default")]
    pub phones: Vec<PhoneEntry>,
    #[serde(skip_serializing_if = "is_default")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub no_sms: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub self_pickup: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub special_handling: bool,
    /// Never shown to a volunteer.
    #[serde(skip_serializing_if = "is_default")]
    pub internal_note: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub delivery_note: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub referrer: Option<Referrer>,
    #[serde(skip_serializing_if = "is_default")]
    pub contacts: Vec<Contact>,
    #[serde(skip_serializing_if = "is_default")]
    pub diet: Vec<Diet>,
    #[serde(skip_serializing_if = "is_default")]
    pub avoid: Vec<Allergen>,
    #[serde(skip_serializing_if = "is_default")]
    pub diet_basis: Option<DietBasis>,
    #[serde(skip_serializing_if = "is_default")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub default_package: Option<DefaultPackage>,
    #[serde(skip_serializing_if = "is_default")]
    pub delivery_type: DeliveryType,
    #[serde(skip_serializing_if = "is_default")]
    pub may_contact: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub pauses: Vec<Pause>,
}

pub(super) fn absences(pauses: &[Pause]) -> Vec<Absence> {
    pauses.iter().map(|p| Absence { from: p.from, until: p.until }).collect()
}

/// What goes without saying is not sealed either.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl std::fmt::Debug for Household {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Household(***)")
    }
}

impl Household {
    /// What duplicates are judged by.
    pub fn duplicate_keys(&self) -> DuplicateKeys {
        let (a, door) = (&self.address, self.door());
        DuplicateKeys::new(&self.display_name, &a.street, &a.postal_code, &door, &self.numbers(), self.birth_year)
    }

    /// The telephones, in E.164.
    pub fn numbers(&self) -> Vec<Phone> {
        self.phones.iter().filter_map(|p| Phone::e164(&p.e164).ok()).collect()
    }

    /// What tells two households of one building apart.
    pub fn door(&self) -> String {
        let a = &self.address;
        let parts = [&a.entrance, &a.floor, &a.apartment];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The absences, as the rules see them.
    pub fn absences(&self) -> Vec<Absence> {
        absences(&self.pauses)
    }

    /// Puts other absences in their place.
    pub fn set_absences(&mut self, absences: &[Absence]) {
        self.pauses = absences.iter().map(|p| Pause { from: p.from, until: p.until }).collect();
    }
}

/// A household, as rules see it.
#[derive(Clone, Debug)]
pub struct RecipientRecord {
    pub id: RecipientId,
    pub external_ref: Option<String>,
    pub household_size: u8,
    /// As it was set; what it is on a day, [`RecipientRecord::status_on`] says.
    pub status: RecipientStatus,
    pub usual_volunteer: Option<MembershipId>,
    pub last_delivery: Option<LastDelivery>,
    pub merged_into: Option<RecipientId>,
    pub version: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub household: Household,
    /// The household's own key.
    pub key: Key,
}

impl RecipientRecord {
    pub fn status_on(&self, day: NaiveDate) -> RecipientStatus {
        status_on(day, self.status, &self.household.absences())
    }

    /// Says whether it may receive on a local day (DL-15).
    ///
    /// # Errors
    /// Why not.
    pub fn may_receive(&self, day: NaiveDate) -> Result<(), ReceiveError> {
        let (pauses, merged) = (self.household.absences(), self.merged_into.is_some());
        may_receive(day, &ReceiveFacts { status: self.status, pauses: &pauses, merged })
    }

    /// Says whether its standing, which is what decides whether it receives, differs from another state of it.
    pub fn stands_otherwise(&self, other: &Self) -> bool {
        self.status != other.status || self.household.pauses != other.household.pauses
    }

    /// The record as the form that would make it.
    pub fn form(&self) -> CreateRecipient {
        let h = self.household.clone();
        CreateRecipient {
            external_ref: self.external_ref.clone(),
            display_name: h.display_name,
            household_size: self.household_size,
            birth_year: h.birth_year,
            address: h.address,
            phones: h.phones,
            language: h.language,
            no_sms: h.no_sms,
            self_pickup: h.self_pickup,
            special_handling: h.special_handling,
            internal_note: h.internal_note,
            delivery_note: h.delivery_note,
            referrer: h.referrer,
            contacts: h.contacts,
            diet: h.diet,
            avoid: h.avoid,
            diet_basis: h.diet_basis,
            tags: h.tags,
            default_package: h.default_package,
            usual_volunteer_id: self.usual_volunteer,
            delivery_type: h.delivery_type,
            status: self.status,
            may_contact: h.may_contact,
        }
    }

    /// Puts what a form says in the record; pauses, which no form holds, stay.
    pub fn fill(&mut self, form: CreateRecipient) {
        self.external_ref = form.external_ref;
        self.household_size = form.household_size;
        self.status = form.status;
        self.usual_volunteer = form.usual_volunteer_id;
        self.household = Household {
            display_name: form.display_name,
            birth_year: form.birth_year,
            address: form.address,
            phones: form.phones,
            language: form.language,
            no_sms: form.no_sms,
            self_pickup: form.self_pickup,
            special_handling: form.special_handling,
            internal_note: form.internal_note,
            delivery_note: form.delivery_note,
            referrer: form.referrer,
            contacts: form.contacts,
            diet: form.diet,
            avoid: form.avoid,
            diet_basis: form.diet_basis,
            tags: form.tags,
            default_package: form.default_package,
            delivery_type: form.delivery_type,
            may_contact: form.may_contact,
            pauses: std::mem::take(&mut self.household.pauses),
        };
    }

    pub(super) fn details(self, today: NaiveDate) -> RecipientDetails {
        let status = self.status_on(today);
        let h = self.household;
        RecipientDetails {
            id: self.id,
            external_ref: self.external_ref,
            display_name: h.display_name,
            household_size: self.household_size,
            birth_year: h.birth_year,
            address: h.address,
            phones: h.phones,
            language: h.language,
            no_sms: h.no_sms,
            self_pickup: h.self_pickup,
            special_handling: h.special_handling,
            internal_note: h.internal_note,
            delivery_note: h.delivery_note,
            referrer: h.referrer,
            contacts: h.contacts,
            diet: h.diet,
            avoid: h.avoid,
            diet_basis: h.diet_basis,
            tags: h.tags,
            default_package: h.default_package,
            usual_volunteer_id: self.usual_volunteer,
            delivery_type: h.delivery_type,
            status,
            may_contact: h.may_contact,
            pauses: h.pauses,
            last_delivery: self.last_delivery,
            merged_into: self.merged_into,
            probable_duplicates: Vec::new(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

row! {
    /// What a list needs of a row, with its household's wrapped key, still closed.
    pub(crate) struct ListedRow {
        pub(super) id: Uuid,
        pub(super) external_ref: Option<String>,
        pub(super) sealed: Vec<u8>,
        pub(super) wrapped_key: Vec<u8>,
        pub(super) household_size: i16,
        pub(super) status: String,
        last_status: Option<String>,
        last_day: Option<NaiveDate>,
    }
}

row! {
    /// A row whole, still closed.
    pub(crate) struct RecipientRow {
        listed: ListedRow,
        usual_volunteer_id: Option<Uuid>,
        merged_into: Option<Uuid>,
        version: i64,
        created_at: i64,
        updated_at: i64,
    }
}

impl ListedRow {
    /// How many live there.
    pub(super) fn size(&self) -> u8 {
        u8::try_from(self.household_size).unwrap_or(1)
    }

    /// Its status as it was set.
    pub(super) fn standing(&self) -> Result<RecipientStatus, StoreError> {
        self.status.parse().map_err(|_| StoreError::Settings("unknown recipient status".into()))
    }

    pub(super) fn last_delivery(&self) -> Option<LastDelivery> {
        let status = self.last_status.as_ref()?.parse().ok()?;
        Some(LastDelivery { status, date: self.last_day? })
    }
}

impl RecipientRow {
    pub(super) fn closed(m: recipient::Model, wrapped_key: Vec<u8>) -> Self {
        Self {
            listed: ListedRow {
                id: m.id,
                external_ref: m.external_ref,
                sealed: m.sealed,
                wrapped_key,
                household_size: m.household_size,
                status: m.status,
                last_status: m.last_status,
                last_day: m.last_day,
            },
            usual_volunteer_id: m.usual_volunteer_id,
            merged_into: m.merged_into,
            version: m.version,
            created_at: m.created_at,
            updated_at: m.updated_at,
        }
    }

    /// Opens the household's key with the organisation's, and the row with that key.
    pub(crate) fn open(self, organisation: OrganisationId, above: &Key) -> Result<RecipientRecord, StoreError> {
        let (key, household) = keys::open_row(&self.listed, organisation, above)?;
        Ok(RecipientRecord {
            id: RecipientId(self.listed.id),
            household_size: self.listed.size(),
            status: self.listed.standing()?,
            usual_volunteer: self.usual_volunteer_id.map(MembershipId),
            last_delivery: self.listed.last_delivery(),
            merged_into: self.merged_into.map(RecipientId),
            version: self.version,
            created_at: Ts::from_micros(self.created_at),
            updated_at: Ts::from_micros(self.updated_at),
            external_ref: self.listed.external_ref,
            household,
            key,
        })
    }
}
