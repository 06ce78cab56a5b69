//! Fields that an update may not change: they are set back to what the record says (imports reference §5).

use crate::imports::plan::row::Draft;
use cabas_domain::recipients::Pause;
use cabas_model::{
    address::{Address, GeoState},
    recipients::CreateRecipient,
};
use cabas_sheet::recipients::RecipientRow;
use cabas_store::recipients::RecipientRecord;

/// Sets the kept fields of a row laid over a record back.
pub(super) fn keep(
    form: &mut CreateRecipient,
    absences: &mut Vec<Pause>,
    record: &RecipientRecord,
    row: &RecipientRow,
    draft: &Draft,
) {
    let before = record.form();
    keep_address(&mut form.address, &before.address, row, draft);
    keep_person(form, &before, draft);
    keep_parcel(form, &before, draft);
    if draft.keeps("status") {
        form.status = before.status;
    }
    if draft.keeps("paused_until") {
        *absences = record.household.absences();
    }
}

fn keep_address(address: &mut Address, before: &Address, row: &RecipientRow, draft: &Draft) {
    let texts = [
        ("address", &mut address.street, &before.street),
        ("postal_code", &mut address.postal_code, &before.postal_code),
        ("city", &mut address.city, &before.city),
    ];
    for (field, now, was) in texts {
        if draft.keeps(field) {
            now.clone_from(was);
        }
    }
    let parts = [
        ("country", &mut address.country, &before.country),
        ("entrance", &mut address.entrance, &before.entrance),
        ("floor", &mut address.floor, &before.floor),
        ("apartment", &mut address.apartment, &before.apartment),
        ("door_code", &mut address.door_code, &before.door_code),
        ("access_note", &mut address.access_note, &before.access_note),
    ];
    for (field, now, was) in parts {
        if draft.keeps(field) {
            now.clone_from(was);
        }
    }
    // The pin stands as long as the words under it, when the row may not set another.
    if row.position.is_none() || draft.keeps("latlong") {
        let words = |a: &Address| (a.street.clone(), a.postal_code.clone(), a.city.clone());
        let stands = words(address) == words(before);
        (address.lat, address.lon, address.geo_state) =
            if stands { (before.lat, before.lon, before.geo_state) } else { (None, None, GeoState::ToConfirm) };
    }
}

fn keep_person(form: &mut CreateRecipient, before: &CreateRecipient, draft: &Draft) {
    if draft.keeps("ref") {
        form.external_ref.clone_from(&before.external_ref);
    }
    if draft.keeps("name") {
        form.display_name.clone_from(&before.display_name);
    }
    if draft.keeps("phone") {
        form.phones.clone_from(&before.phones);
    }
    if draft.keeps("household_size") {
        form.household_size = before.household_size;
    }
    if draft.keeps("language") {
        form.language.clone_from(&before.language);
    }
    if draft.keeps("internal_note") {
        form.internal_note.clone_from(&before.internal_note);
    }
    if draft.keeps("no_sms") {
        form.no_sms = before.no_sms;
    }
    // Whoever sent them is one person: with one of the three kept, all are.
    if ["referrer", "referrer_phone", "referrer_email"].into_iter().any(|field| draft.keeps(field)) {
        form.referrer.clone_from(&before.referrer);
    }
}

fn keep_parcel(form: &mut CreateRecipient, before: &CreateRecipient, draft: &Draft) {
    if draft.keeps("tags") {
        form.tags.clone_from(&before.tags);
    }
    // The word goes with what it is given for.
    if draft.keeps("diet") {
        form.diet.clone_from(&before.diet);
    }
    if draft.keeps("avoid") {
        form.avoid.clone_from(&before.avoid);
    }
    if (draft.keeps("diet") || draft.keeps("avoid")) && form.diet == before.diet && form.avoid == before.avoid {
        form.diet_basis.clone_from(&before.diet_basis);
    }
    if draft.keeps("package") || draft.keeps("quantity") {
        form.default_package.clone_from(&before.default_package);
    }
    if draft.keeps("volunteer") {
        form.usual_volunteer_id = before.usual_volunteer_id;
    }
    if draft.keeps("delivery_note") {
        form.delivery_note.clone_from(&before.delivery_note);
    }
    if draft.keeps("self_pickup") {
        form.self_pickup = before.self_pickup;
    }
}
