//! A row of a household list laid over what we have: what it leaves, and what differs.

mod keep;
mod shown;

pub(super) use shown::{differences, field_of, fields};

use keep::keep;

use super::{place, row::Draft, row::Table};
use crate::geo::put_on_map;
use cabas_domain::recipients::{Pause, pause_on, status_on};
use cabas_geo::Region;
use cabas_kernel::{Phone, fold};
use cabas_model::{
    address::{Address, GeoState, PhoneEntry},
    imports::Severity,
    recipients::{CreateRecipient, DefaultPackage, DietBasis, DietBasisKind, Referrer},
};
use cabas_sheet::recipients::RecipientRow;
use cabas_store::{imports::Facts, recipients::RecipientRecord};
use chrono::NaiveDate;

/// Telephones of a household, characters of a note, at most.
const PHONES: usize = 4;
const NOTE: usize = 280;

/// What a row leaves of a record.
pub(super) struct Laid {
    pub(super) form: CreateRecipient,
    pub(super) absences: Vec<Pause>,
}

/// What a row is laid with.
pub(super) struct Hands<'a> {
    pub(super) facts: &'a Facts,
    pub(super) region: &'a Region,
    pub(super) today: NaiveDate,
    /// The households of the sheet agreed that their diet is kept.
    pub(super) diet_agreed: bool,
    /// Fields whose empty cells erase.
    pub(super) erased: &'a [String],
}

/// Says whether two texts are equal after normalisation; texts of signs alone are compared as they stand.
pub(super) fn same_text(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (folded_a, folded_b) = (fold(a), fold(b));
    if folded_a.is_empty() || folded_b.is_empty() { a.trim() == b.trim() } else { folded_a == folded_b }
}

/// Puts a text in its place, unless what stands there is the same after normalisation.
fn put(place: &mut Option<String>, new: Option<&String>) {
    let Some(new) = new.map(|t| t.trim()).filter(|t| !t.is_empty()) else { return };
    if !place.as_deref().is_some_and(|old| same_text(old, new)) {
        *place = Some(new.to_owned());
    }
}

fn put_text(place: &mut String, new: &str) {
    if !new.is_empty() && !same_text(place, new) {
        new.clone_into(place);
    }
}

/// Codes mean what they are, sign for sign.
fn put_code(place: &mut Option<String>, new: Option<&String>) {
    if let Some(new) = new.map(|t| t.trim()).filter(|t| !t.is_empty()) {
        *place = Some(new.to_owned());
    }
}

impl Hands<'_> {
    /// Lays a row over a record, or over nothing.
    pub(super) fn lay(
        &self,
        record: Option<&RecipientRecord>,
        row: &RecipientRow,
        table: &Table<'_>,
        draft: &mut Draft,
    ) -> Laid {
        let mut form = match record {
            Some(record) => record.form(),
            None => CreateRecipient { household_size: 1, may_contact: true, ..CreateRecipient::default() },
        };
        let mut absences = record.map(|r| r.household.absences()).unwrap_or_default();
        if form.external_ref.is_none() {
            form.external_ref.clone_from(&row.external_ref);
        }
        put_name(&mut form.display_name, &row.display_name);
        self.lay_address(&mut form.address, row, record.is_none());
        lay_phones(&mut form.phones, row);
        if let Some(size) = row.household_size {
            form.household_size = size;
        }
        if row.language.is_some() {
            form.language.clone_from(&row.language);
        }
        lay_list(&mut form.tags, &row.tags);
        self.lay_diet(&mut form, row, table, draft);
        self.lay_package(&mut form, row, table, draft);
        self.lay_volunteer(&mut form, row, table, draft);
        put(&mut form.delivery_note, row.delivery_note.as_ref());
        put(&mut form.internal_note, row.internal_note.as_ref());
        lay_unread(&mut form.internal_note, &row.unread_phones);
        lay_referrer(&mut form.referrer, row);
        self.lay_status(&mut form, record, row);
        self.lay_pause(&mut absences, row);
        form.no_sms = row.no_sms.unwrap_or(form.no_sms);
        form.self_pickup = row.self_pickup.unwrap_or(form.self_pickup);
        if record.is_some() {
            self.erase(&mut form, row, table, draft);
        }
        if let Some(record) = record {
            keep(&mut form, &mut absences, record, row, draft);
        }
        if form.diet.is_empty() && form.avoid.is_empty() {
            form.diet_basis = None;
        }
        Laid { form, absences }
    }

    /// Only the words that the row gives change; when they do, the pin waits to be set again.
    fn lay_address(&self, address: &mut Address, row: &RecipientRow, is_new: bool) {
        let given = place::address(&row.address, row.position, self.facts);
        if is_new {
            *address = given;
            if row.position.is_none() {
                put_on_map(self.region, address);
            }
            return;
        }
        let words = |a: &Address| (a.street.clone(), a.postal_code.clone(), a.city.clone());
        let before = words(address);
        // A point alone says where, not in which street.
        if !row.address.text.is_empty() {
            put_text(&mut address.street, &given.street);
            put_text(&mut address.postal_code, &given.postal_code);
            put_text(&mut address.city, &given.city);
            if row.address.country.is_some() {
                address.country = given.country;
            }
        }
        put(&mut address.entrance, given.entrance.as_ref());
        put(&mut address.floor, given.floor.as_ref());
        put(&mut address.apartment, given.apartment.as_ref());
        put_code(&mut address.door_code, given.door_code.as_ref());
        put(&mut address.access_note, given.access_note.as_ref());
        if let Some(point) = row.position {
            if !place::is_at(address, point) {
                (address.lat, address.lon, address.geo_state) = (given.lat, given.lon, GeoState::Located);
            }
        } else if words(address) != before {
            (address.lat, address.lon, address.geo_state) = (None, None, GeoState::ToConfirm);
            put_on_map(self.region, address);
        }
    }

    /// A diet is kept by the household's word, given before or for the whole sheet (security PR-1).
    fn lay_diet(&self, form: &mut CreateRecipient, row: &RecipientRow, table: &Table<'_>, draft: &mut Draft) {
        if row.diet.is_empty() && row.avoid.is_empty() {
            return;
        }
        if form.diet_basis.is_none() {
            if !self.diet_agreed {
                let field = if row.diet.is_empty() { "avoid" } else { "diet" };
                return table.note(draft, field, "diet_basis_missing", Severity::Warning);
            }
            form.diet_basis = Some(DietBasis { kind: DietBasisKind::Consent, on: Some(self.today) });
        }
        lay_list(&mut form.diet, &row.diet);
        lay_list(&mut form.avoid, &row.avoid);
    }

    fn lay_package(&self, form: &mut CreateRecipient, row: &RecipientRow, table: &Table<'_>, draft: &mut Draft) {
        let known = row.package.as_ref().map(|text| self.facts.package_kind(text));
        if known == Some(None) {
            table.note(draft, "package", "package_unknown", Severity::Warning);
        }
        let quantity = row.quantity.or(form.default_package.as_ref().map(|p| p.quantity)).unwrap_or(1);
        let slug = known.flatten().map(str::to_owned).or_else(|| Some(form.default_package.as_ref()?.slug.clone()));
        match slug {
            Some(slug) if row.package.is_some() || row.quantity.is_some() => {
                form.default_package = Some(DefaultPackage { slug, quantity });
            }
            None if row.quantity.is_some() && row.package.is_none() => {
                table.note(draft, "quantity", "package_unknown", Severity::Warning);
            }
            _ => {}
        }
    }

    fn lay_volunteer(&self, form: &mut CreateRecipient, row: &RecipientRow, table: &Table<'_>, draft: &mut Draft) {
        let Some(text) = &row.volunteer else { return };
        match self.facts.member(text) {
            Some(found) => form.usual_volunteer_id = Some(found.id),
            None => table.note(draft, "volunteer", "person_unknown", Severity::Warning),
        }
    }

    /// A status is set when it is neither the one that was set nor what the calendar makes of it today: a list that
    /// says "active" does not end a pause.
    fn lay_status(&self, form: &mut CreateRecipient, record: Option<&RecipientRecord>, row: &RecipientRow) {
        let Some(status) = row.status else { return };
        let today = record.map(|r| status_on(self.today, r.status, &r.household.absences()));
        if form.status != status && today != Some(status) {
            form.status = status;
        }
    }

    /// A day that is past pauses nobody.
    fn lay_pause(&self, absences: &mut Vec<Pause>, row: &RecipientRow) {
        let Some(until) = row.paused_until.filter(|day| *day >= self.today) else { return };
        match pause_on(self.today, absences) {
            Some(running) if running.until == Some(until) => {}
            Some(running) => {
                for pause in absences.iter_mut().filter(|p| **p == running) {
                    pause.until = Some(until);
                }
            }
            None => {
                absences.push(Pause { from: self.today, until: Some(until) });
                absences.sort();
            }
        }
    }

    /// Empties the fields whose cell is empty, of the columns that were ticked for it.
    fn erase(&self, form: &mut CreateRecipient, row: &RecipientRow, table: &Table<'_>, draft: &Draft) {
        for field in self.erased.iter().filter(|f| table.has_column(draft, f) && !draft.is_filled(f)) {
            match field.as_str() {
                "entrance" => form.address.entrance = None,
                "floor" => form.address.floor = None,
                "apartment" => form.address.apartment = None,
                "door_code" => form.address.door_code = None,
                "access_note" => form.address.access_note = None,
                "phone" if row.phones.is_empty() => form.phones.clear(),
                "language" => form.language = None,
                "tags" => form.tags.clear(),
                "diet" => form.diet.clear(),
                "avoid" => form.avoid.clear(),
                "package" => form.default_package = None,
                "volunteer" => form.usual_volunteer_id = None,
                "delivery_note" => form.delivery_note = None,
                "internal_note" => form.internal_note = None,
                "referrer" => form.referrer = None,
                _ => {}
            }
        }
    }
}

/// The order of the words of a name does not count.
fn put_name(place: &mut String, new: &str) {
    let words = |text: &str| {
        let folded = fold(text);
        let mut words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    if words(place) != words(new) {
        new.clone_into(place);
    }
}

fn lay_list<T: Clone + PartialEq + Ord>(place: &mut Vec<T>, new: &[T]) {
    let sorted = |list: &[T]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    if !new.is_empty() && sorted(place) != sorted(new) {
        *place = new.to_vec();
    }
}

/// A number we have keeps its place; another one takes the place of the number it stands beside in the list.
fn lay_phones(phones: &mut Vec<PhoneEntry>, row: &RecipientRow) {
    let in_row = |e164: &str| row.phones.iter().any(|(p, _)| p.as_str() == e164);
    for (at, (phone, note)) in row.phones.iter().enumerate() {
        if let Some(known) = phones.iter_mut().find(|p| p.e164 == phone.as_str()) {
            put(&mut known.note, note.as_ref());
            continue;
        }
        let entry = PhoneEntry { e164: phone.to_string(), note: note.clone() };
        let taken = phones.len();
        match phones.get_mut(at) {
            Some(old) if !in_row(&old.e164) => *old = entry,
            _ if taken < PHONES => phones.push(entry),
            _ => {}
        }
    }
}

/// What was no number stays readable, once.
fn lay_unread(note: &mut Option<String>, unread: &[String]) {
    for text in unread {
        let old = note.clone().unwrap_or_default();
        if fold(&old).contains(&fold(text)) && !fold(text).is_empty() {
            continue;
        }
        let joined = if old.is_empty() { text.clone() } else { format!("{old}\n{text}") };
        if joined.chars().count() <= NOTE {
            *note = Some(joined);
        }
    }
}

fn lay_referrer(place: &mut Option<Referrer>, row: &RecipientRow) {
    let Some(given) = &row.referrer else { return };
    let phone = given.phone.as_ref().map(Phone::to_string);
    let email = given.email.as_ref().map(|e| e.as_str().to_owned());
    let name = given.name.clone().or_else(|| phone.clone()).or_else(|| email.clone()).unwrap_or_default();
    match place {
        Some(known) => {
            if let Some(name) = &given.name {
                put_text(&mut known.name, name);
            }
            known.phone = phone.or(known.phone.take());
            known.email = email.or(known.email.take());
        }
        None => *place = Some(Referrer { name, phone, email }),
    }
}
