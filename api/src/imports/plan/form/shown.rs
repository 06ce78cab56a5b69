//! The fields of a household's record as a preview shows them.

use cabas_domain::recipients::{Pause, pause_on};
use cabas_model::{imports::FieldChange, recipients::CreateRecipient};
use cabas_store::imports::Facts;
use chrono::NaiveDate;

/// The fields of a record as a preview shows them, by the names of the household list.
pub(in crate::imports::plan) fn fields(
    form: &CreateRecipient,
    absences: &[Pause],
    facts: &Facts,
    today: NaiveDate,
) -> Vec<(&'static str, String)> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let a = &form.address;
    let phones = form.phones.iter().map(|p| match &p.note {
        Some(note) => format!("{} ({note})", p.e164),
        None => p.e164.clone(),
    });
    let point = a.lat.zip(a.lon).map(|(lat, lon)| format!("{lat:.6}, {lon:.6}")).unwrap_or_default();
    let volunteer = form.usual_volunteer_id.and_then(|id| facts.members.iter().find(|m| m.id == id));
    let package = form.default_package.as_ref();
    let referrer = form.referrer.as_ref();
    let until = pause_on(today, absences).and_then(|p| p.until);
    let list = |words: Vec<&str>| words.join(", ");
    vec![
        ("ref", text(&form.external_ref)),
        ("name", form.display_name.clone()),
        ("address", a.street.clone()),
        ("postal_code", a.postal_code.clone()),
        ("city", a.city.clone()),
        ("country", text(&a.country)),
        ("latlong", point),
        ("entrance", text(&a.entrance)),
        ("floor", text(&a.floor)),
        ("apartment", text(&a.apartment)),
        ("door_code", text(&a.door_code)),
        ("access_note", text(&a.access_note)),
        ("phone", phones.collect::<Vec<_>>().join(", ")),
        ("household_size", form.household_size.to_string()),
        ("language", text(&form.language)),
        ("tags", list(form.tags.iter().map(String::as_str).collect())),
        ("diet", list(form.diet.iter().map(|d| d.as_str()).collect())),
        ("avoid", list(form.avoid.iter().map(|d| d.as_str()).collect())),
        ("diet_basis", form.diet_basis.as_ref().map(|b| b.kind.to_string()).unwrap_or_default()),
        ("package", package.map(|p| p.slug.clone()).unwrap_or_default()),
        ("quantity", package.map(|p| p.quantity.to_string()).unwrap_or_default()),
        ("volunteer", volunteer.map(|m| m.display_name.clone()).unwrap_or_default()),
        ("delivery_note", text(&form.delivery_note)),
        ("internal_note", text(&form.internal_note)),
        ("referrer", referrer.map(|r| r.name.clone()).unwrap_or_default()),
        ("referrer_phone", referrer.and_then(|r| r.phone.clone()).unwrap_or_default()),
        ("referrer_email", referrer.and_then(|r| r.email.clone()).unwrap_or_default()),
        ("status", form.status.to_string()),
        ("paused_until", until.map(|d| d.to_string()).unwrap_or_default()),
        ("no_sms", form.no_sms.to_string()),
        ("self_pickup", form.self_pickup.to_string()),
    ]
}

/// What differs between two states of a record.
pub(in crate::imports::plan) fn differences(
    before: Vec<(&'static str, String)>,
    after: Vec<(&'static str, String)>,
) -> Vec<FieldChange> {
    let changed = before.into_iter().zip(after).filter(|((_, from), (_, to))| from != to);
    changed.map(|((field, from), (_, to))| FieldChange { field: field.to_owned(), from, to, masked: false }).collect()
}

/// The field of the household list that a pointer of the API's own form means.
pub(in crate::imports::plan) fn field_of(pointer: &str) -> &'static str {
    const FIELDS: [(&str, &str); 20] = [
        ("/address/street", "address"),
        ("/address/postal_code", "postal_code"),
        ("/address/city", "city"),
        ("/address/country", "country"),
        ("/address/entrance", "entrance"),
        ("/address/floor", "floor"),
        ("/address/apartment", "apartment"),
        ("/address/door_code", "door_code"),
        ("/address/access_note", "access_note"),
        ("/address", "latlong"),
        ("/external_ref", "ref"),
        ("/household_size", "household_size"),
        ("/language", "language"),
        ("/internal_note", "internal_note"),
        ("/delivery_note", "delivery_note"),
        ("/referrer", "referrer"),
        ("/tags", "tags"),
        ("/default_package/quantity", "quantity"),
        ("/default_package", "package"),
        ("/phones", "phone"),
    ];
    FIELDS.iter().find(|(start, _)| pointer.starts_with(start)).map_or("name", |(_, field)| field)
}
