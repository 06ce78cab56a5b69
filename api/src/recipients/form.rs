//! What a record may say: one form for what is created and for what a change leaves.

use crate::{geo::put_on_map, http::Failure, platform::phones};
use cabas_geo::Region;
use cabas_kernel::time::local_day;
use cabas_model::{
    Code, FieldError, accept_value,
    address::{Address, GeoState},
    recipients::{CreateRecipient, PatchRecipient},
};
use cabas_store::{StoreError, Tx, recipients::RecipientRecord};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The record after a change, checked as if it were new.
pub(super) fn patched(before: &CreateRecipient, ask: &PatchRecipient) -> Result<CreateRecipient, Failure> {
    let mut form = fields(before)?;
    for (name, value) in fields(ask)? {
        if value.is_null() {
            form.remove(&name);
        } else {
            form.insert(name, value);
        }
    }
    accept_value(form.into()).map_err(Failure::fields)
}

/// The names of the fields that differ: what the audit keeps of a change.
pub(super) fn differences(before: &CreateRecipient, after: &CreateRecipient) -> Result<Vec<String>, Failure> {
    let (before, after) = (fields(before)?, fields(after)?);
    let mut names: Vec<String> =
        before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
    names.sort();
    names.dedup();
    Ok(names)
}

fn fields(value: &impl Serialize) -> Result<Map<String, Value>, Failure> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Code::Internal.into()),
    }
}

/// Reads what only the server can: telephones by the country's numbering plan, members, where an address stands.
pub(super) async fn read(
    tx: &Tx,
    region: &Region,
    mut form: CreateRecipient,
    before: Option<&RecipientRecord>,
) -> Result<CreateRecipient, Failure> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let mut errors = Vec::new();
    trim(&mut form);
    read_diet(&mut form, local_day(tx.now(), organisation.zone), &mut errors);
    read_phones(&mut form, &organisation.country, &mut errors);
    place(region, &mut form.address, before.map(|r| &r.household.address), &mut errors);
    if let Some(volunteer) = form.usual_volunteer_id
        && tx.member(volunteer).await?.is_none()
    {
        errors.push(FieldError::new("/usual_volunteer_id", "person_unknown"));
    }
    if errors.is_empty() { Ok(form) } else { Err(Failure::fields(errors)) }
}

fn trim(form: &mut CreateRecipient) {
    let a = &mut form.address;
    for text in [&mut form.display_name, &mut a.street, &mut a.postal_code, &mut a.city] {
        *text = text.trim().to_owned();
    }
    for text in [&mut form.external_ref, &mut form.internal_note, &mut form.delivery_note, &mut a.door_code] {
        *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    }
    form.diet.sort_unstable();
    form.diet.dedup();
    form.avoid.sort_unstable();
    form.avoid.dedup();
}

/// What a household eats is kept by its word alone, and its word no longer than that (security PR-1).
fn read_diet(form: &mut CreateRecipient, today: NaiveDate, errors: &mut Vec<FieldError>) {
    if form.diet.is_empty() && form.avoid.is_empty() {
        form.diet_basis = None;
        return;
    }
    match &mut form.diet_basis {
        None => errors.push(FieldError::new("/diet_basis", "diet_basis_required")),
        Some(basis) => {
            if *basis.on.get_or_insert(today) > today {
                errors.push(FieldError::new("/diet_basis/on", "date_invalid"));
            }
        }
    }
}

fn read_phones(form: &mut CreateRecipient, country: &str, errors: &mut Vec<FieldError>) {
    let mut read = |text: &mut String, pointer: String| match phones::read(text, country) {
        Some(phone) => *text = phone.to_string(),
        None => errors.push(FieldError::new(&pointer, "phone_invalid")),
    };
    for (at, phone) in form.phones.iter_mut().enumerate() {
        read(&mut phone.e164, format!("/phones/{at}/e164"));
    }
    for (at, contact) in form.contacts.iter_mut().enumerate() {
        read(&mut contact.phone, format!("/contacts/{at}/phone"));
    }
    if let Some(phone) = form.referrer.as_mut().and_then(|r| r.phone.as_mut()) {
        read(phone, "/referrer/phone".to_owned());
    }
    let mut seen = HashSet::new();
    for (at, phone) in form.phones.iter().enumerate() {
        if !seen.insert(phone.e164.as_str()) {
            errors.push(FieldError::new(&format!("/phones/{at}/e164"), "duplicate"));
        }
    }
}

/// A pin set by hand is the place; an address that moved away from under its pin is looked for again.
fn place(region: &Region, address: &mut Address, before: Option<&Address>, errors: &mut Vec<FieldError>) {
    if address.lat.is_some() != address.lon.is_some() {
        let missing = if address.lat.is_none() { "/address/lat" } else { "/address/lon" };
        errors.push(FieldError::new(missing, "latlong_invalid"));
    }
    let pin = |a: &Address| (a.lat, a.lon);
    let words = |a: &Address| (a.street.clone(), a.postal_code.clone(), a.city.clone(), a.country.clone());
    address.geo_state = match before {
        Some(old) if pin(old) == pin(address) && words(old) == words(address) => old.geo_state,
        Some(old) if pin(old) == pin(address) => GeoState::ToConfirm,
        _ if address.lat.is_some() => GeoState::Located,
        _ => GeoState::ToConfirm,
    };
    let moved = before.is_none_or(|old| words(old) != words(address));
    if address.geo_state == GeoState::ToConfirm && moved {
        put_on_map(region, address);
    }
}

/// Says which field holds a reference that another record has.
pub(super) fn taken(e: StoreError) -> Failure {
    match e {
        StoreError::Constraint("recipient_ref") => Failure::refused_at("/external_ref", Code::RefTaken.as_str()),
        other => other.into(),
    }
}
