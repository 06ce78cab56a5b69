//! The answers of the form: one signal for each, read as the request and written from a record.

use super::rows::Rows;
use crate::{
    features::deliveries::slugs,
    ui::{position, position_text},
};
use cabas_model::{
    address::{Address, PhoneEntry},
    recipients::{Contact, CreateRecipient, DefaultPackage, DietBasis, DietBasisKind, RecipientDetails, Referrer},
};
use leptos::prelude::*;
use serde_json::{Value, json};
use std::fmt::Display;

type Text = RwSignal<String>;

/// All of them. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Answers {
    pub(super) name: Text,
    pub(super) size: Text,
    pub(super) birth_year: Text,
    pub(super) code: Text,
    pub(super) language: Text,
    pub(super) status: Text,
    pub(super) door: Door,
    /// Number, and whose it is.
    pub(super) phones: Rows<2>,
    pub(super) no_sms: RwSignal<bool>,
    pub(super) no_contact: RwSignal<bool>,
    pub(super) parcel: Parcel,
    pub(super) delivery_note: Text,
    pub(super) internal_note: Text,
    /// Name, telephone, e-mail address.
    pub(super) referrer: [Text; 3],
    /// Name, tie, telephone, remark.
    pub(super) contacts: Rows<4>,
    pub(super) tags: Text,
}

/// The address and how one gets in.
#[derive(Clone, Copy)]
pub(super) struct Door {
    pub(super) street: Text,
    pub(super) postal_code: Text,
    pub(super) city: Text,
    pub(super) place: Text,
    pub(super) entrance: Text,
    pub(super) floor: Text,
    pub(super) apartment: Text,
    pub(super) code: Text,
    pub(super) ask_for: Text,
    pub(super) access: Text,
    pub(super) position: Text,
    /// What the form does not ask: country, organisation.
    rest: StoredValue<Address>,
}

/// What is brought, and how.
#[derive(Clone, Copy)]
pub(super) struct Parcel {
    pub(super) kind: Text,
    pub(super) quantity: Text,
    pub(super) rhythm: Text,
    pub(super) volunteer: Text,
    pub(super) diet: RwSignal<Vec<String>>,
    pub(super) avoid: RwSignal<Vec<String>>,
    /// The household's word for both: one box.
    pub(super) basis: RwSignal<Vec<String>>,
    /// As it was given before.
    given: StoredValue<Option<DietBasis>>,
    pub(super) self_pickup: RwSignal<bool>,
    pub(super) special: RwSignal<bool>,
}

fn blank() -> Text {
    RwSignal::new(String::new())
}

/// What is written, without blanks around it; `null` for nothing.
fn some(text: Text) -> Value {
    let text = text.get().trim().to_owned();
    if text.is_empty() { Value::Null } else { text.into() }
}

/// A number that cannot be read is out of every range: its rule says so in its own words.
fn number(text: Text) -> Value {
    text.get().trim().parse::<u16>().unwrap_or_default().into()
}

fn shown(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn all_shown(values: &[impl Display]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

impl Answers {
    pub(super) fn new() -> Self {
        let answers = Self {
            name: blank(),
            size: blank(),
            birth_year: blank(),
            code: blank(),
            language: blank(),
            status: blank(),
            door: Door::new(),
            phones: Rows::new(),
            no_sms: RwSignal::new(false),
            no_contact: RwSignal::new(false),
            parcel: Parcel::new(),
            delivery_note: blank(),
            internal_note: blank(),
            referrer: [blank(), blank(), blank()],
            contacts: Rows::new(),
            tags: blank(),
        };
        let new = CreateRecipient { household_size: 1, may_contact: true, ..CreateRecipient::default() };
        answers.fill(&new);
        answers
    }

    /// Puts a record in the fields.
    pub(super) fn fill(self, form: &CreateRecipient) {
        self.name.set(form.display_name.clone());
        self.size.set(form.household_size.to_string());
        self.birth_year.set(shown(form.birth_year));
        self.code.set(form.external_ref.clone().unwrap_or_default());
        self.language.set(form.language.clone().unwrap_or_default());
        self.status.set(form.status.to_string());
        self.door.fill(&form.address);
        let phone = |one: &PhoneEntry| [one.e164.clone(), one.note.clone().unwrap_or_default()];
        self.phones.fill(form.phones.iter().map(phone).collect());
        self.no_sms.set(form.no_sms);
        self.no_contact.set(!form.may_contact);
        self.parcel.fill(form);
        self.delivery_note.set(form.delivery_note.clone().unwrap_or_default());
        self.internal_note.set(form.internal_note.clone().unwrap_or_default());
        let [name, phone, email] = self.referrer;
        let of_referrer =
            |part: fn(&Referrer) -> Option<String>| form.referrer.as_ref().and_then(part).unwrap_or_default();
        name.set(of_referrer(|one| Some(one.name.clone())));
        phone.set(of_referrer(|one| one.phone.clone()));
        email.set(of_referrer(|one| one.email.clone()));
        let contact = |one: &Contact| {
            [one.name.clone(), one.relation.clone(), one.phone.clone(), one.remark.clone().unwrap_or_default()]
        };
        self.contacts.fill(form.contacts.iter().map(contact).collect());
        self.tags.set(form.tags.join(", "));
    }

    /// The request as it is written, followed: every field of it, `null` for those left empty.
    pub(super) fn values(self) -> Value {
        let phones = self.phones.written().into_iter().map(|[e164, note]| json!({ "e164": e164, "note": maybe(note) }));
        let contacts = self.contacts.written().into_iter().map(|[name, relation, phone, remark]| {
            json!({ "name": name, "relation": relation, "phone": phone, "remark": maybe(remark) })
        });
        let [name, phone, email] = self.referrer;
        let is_referred = self.referrer.iter().any(|text| !text.get().trim().is_empty());
        let referrer = if is_referred {
            json!({ "name": name.get().trim(), "phone": some(phone), "email": some(email) })
        } else {
            Value::Null
        };
        let birth_year = if some(self.birth_year).is_null() { Value::Null } else { number(self.birth_year) };
        let mut values = json!({
            "display_name": self.name.get().trim(),
            "household_size": self.size.get().trim().parse::<u8>().unwrap_or_default(),
            "birth_year": birth_year,
            "external_ref": some(self.code),
            "language": some(self.language),
            "status": self.status.get(),
            "address": self.door.values(),
            "phones": phones.collect::<Vec<_>>(),
            "no_sms": self.no_sms.get(),
            "may_contact": !self.no_contact.get(),
            "delivery_note": some(self.delivery_note),
            "internal_note": some(self.internal_note),
            "referrer": referrer,
            "contacts": contacts.collect::<Vec<_>>(),
            "tags": slugs(&self.tags.get()),
        });
        if let Some(values) = values.as_object_mut() {
            values.extend(self.parcel.values());
        }
        values
    }

    /// Rows left empty go.
    pub(super) fn close_up(self) {
        self.phones.close_up();
        self.contacts.close_up();
    }
}

impl Door {
    fn new() -> Self {
        Self {
            street: blank(),
            postal_code: blank(),
            city: blank(),
            place: blank(),
            entrance: blank(),
            floor: blank(),
            apartment: blank(),
            code: blank(),
            ask_for: blank(),
            access: blank(),
            position: blank(),
            rest: StoredValue::new(Address::default()),
        }
    }

    fn fill(self, address: &Address) {
        self.rest.set_value(address.clone());
        self.street.set(address.street.clone());
        self.postal_code.set(address.postal_code.clone());
        self.city.set(address.city.clone());
        self.position.set(position_text(address.lat, address.lon));
        let optional = [
            (self.place, &address.name),
            (self.entrance, &address.entrance),
            (self.floor, &address.floor),
            (self.apartment, &address.apartment),
            (self.code, &address.door_code),
            (self.ask_for, &address.contact_name),
            (self.access, &address.access_note),
        ];
        for (field, text) in optional {
            field.set(text.clone().unwrap_or_default());
        }
    }

    fn values(self) -> Value {
        let rest = self.rest.get_value();
        let (lat, lon) = position(&self.position.get());
        json!({
            "street": self.street.get().trim(),
            "postal_code": self.postal_code.get().trim(),
            "city": self.city.get().trim(),
            "country": rest.country,
            "name": some(self.place),
            "company": rest.company,
            "contact_name": some(self.ask_for),
            "entrance": some(self.entrance),
            "floor": some(self.floor),
            "apartment": some(self.apartment),
            "door_code": some(self.code),
            "access_note": some(self.access),
            "lat": lat,
            "lon": lon,
            "geo_state": rest.geo_state,
        })
    }
}

impl Parcel {
    fn new() -> Self {
        Self {
            kind: blank(),
            quantity: RwSignal::new("1".to_owned()),
            rhythm: blank(),
            volunteer: blank(),
            diet: RwSignal::new(Vec::new()),
            avoid: RwSignal::new(Vec::new()),
            basis: RwSignal::new(Vec::new()),
            given: StoredValue::new(None),
            self_pickup: RwSignal::new(false),
            special: RwSignal::new(false),
        }
    }

    fn fill(self, form: &CreateRecipient) {
        let parcel = form.default_package.as_ref();
        self.kind.set(parcel.map(|one: &DefaultPackage| one.slug.clone()).unwrap_or_default());
        self.quantity.set(parcel.map_or(1, |one| one.quantity).to_string());
        self.rhythm.set(form.delivery_type.to_string());
        self.volunteer.set(shown(form.usual_volunteer_id));
        self.diet.set(all_shown(&form.diet));
        self.avoid.set(all_shown(&form.avoid));
        self.basis.set(form.diet_basis.iter().map(|_| AGREED.to_owned()).collect());
        self.given.set_value(form.diet_basis.clone());
        self.self_pickup.set(form.self_pickup);
        self.special.set(form.special_handling);
    }

    /// Something is asked of what is packed.
    pub(super) fn asks(self) -> bool {
        !(self.diet.with(Vec::is_empty) && self.avoid.with(Vec::is_empty))
    }

    /// The household's word, with its day when it was given before.
    fn word(self) -> Value {
        if !self.asks() || self.basis.with(Vec::is_empty) {
            return Value::Null;
        }
        let given = self.given.get_value().unwrap_or(DietBasis { kind: DietBasisKind::Consent, on: None });
        match given.on {
            Some(on) => json!({ "kind": given.kind.as_str(), "on": on.to_string() }),
            None => json!({ "kind": given.kind.as_str() }),
        }
    }

    fn values(self) -> serde_json::Map<String, Value> {
        let parcel = match some(self.kind) {
            Value::Null => Value::Null,
            kind => json!({ "slug": kind, "quantity": number(self.quantity) }),
        };
        let values = [
            ("default_package", parcel),
            ("delivery_type", self.rhythm.get().into()),
            ("usual_volunteer_id", some(self.volunteer)),
            ("diet", self.diet.get().into()),
            ("avoid", self.avoid.get().into()),
            ("diet_basis", self.word()),
            ("self_pickup", self.self_pickup.get().into()),
            ("special_handling", self.special.get().into()),
        ];
        values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The one box of the household's word.
pub(super) const AGREED: &str = "agreed";

fn maybe(text: String) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

/// The part of a record that its form asks.
pub(super) fn form_of(record: &RecipientDetails) -> CreateRecipient {
    CreateRecipient {
        external_ref: record.external_ref.clone(),
        display_name: record.display_name.clone(),
        household_size: record.household_size,
        birth_year: record.birth_year,
        address: record.address.clone(),
        phones: record.phones.clone(),
        language: record.language.clone(),
        no_sms: record.no_sms,
        self_pickup: record.self_pickup,
        special_handling: record.special_handling,
        internal_note: record.internal_note.clone(),
        delivery_note: record.delivery_note.clone(),
        referrer: record.referrer.clone(),
        contacts: record.contacts.clone(),
        diet: record.diet.clone(),
        avoid: record.avoid.clone(),
        diet_basis: record.diet_basis.clone(),
        tags: record.tags.clone(),
        default_package: record.default_package.clone(),
        usual_volunteer_id: record.usual_volunteer_id,
        delivery_type: record.delivery_type,
        status: record.status,
        may_contact: record.may_contact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_kept_once_and_short() {
        assert_eq!(slugs("Centre ville, mardi,, Mardi , Été"), ["centre-ville", "mardi", "ete"]);
        assert!(slugs(" , ").is_empty());
    }

    #[test]
    fn a_record_put_in_the_form_comes_out_the_same() {
        Owner::new().with(|| {
            let form = json!({
                "display_name": "Famille Traoré", "household_size": 4, "birth_year": 1958,
                "address": { "street": "27 avenue Jean-Jaurès", "city": "Valmère", "lat": 48.5, "lon": 2.5, "geo_state": "located" },
                "phones": [{ "e164": "+33600000240" }, { "e164": "+33600000241", "note": "fille aînée" }],
                "referrer": { "name": "Service social" }, "tags": ["mardi"], "avoid": ["peanuts"],
                "default_package": { "slug": "panier", "quantity": 3 }, "status": "pending", "may_contact": false,
            });
            let form: CreateRecipient = cabas_model::accept_value(form).unwrap();
            let answers = Answers::new();
            answers.fill(&form);
            let values = untrack(|| answers.values());
            assert!(cabas_model::accept_value::<CreateRecipient>(values).unwrap() == form);
        });
    }

    #[test]
    fn a_number_that_cannot_be_read_breaks_its_own_rule() {
        Owner::new().with(|| {
            let answers = Answers::new();
            answers.name.set("Famille Traoré".to_owned());
            answers.door.street.set("27 avenue Jean-Jaurès".to_owned());
            answers.size.set("quatre".to_owned());
            answers.birth_year.set("58?".to_owned());
            answers.door.position.set("au bout du chemin".to_owned());
            let errors = cabas_model::accept_value::<CreateRecipient>(untrack(|| answers.values())).unwrap_err();
            let codes: Vec<&str> = errors.iter().map(|error| error.code.as_str()).collect();
            assert_eq!(codes, ["latlong_invalid", "birth_year_invalid", "household_size_invalid"]);
        });
    }
}
