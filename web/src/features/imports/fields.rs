//! What a column can be read as (imports reference §3 to §6), and how people call it. Fields that sheets know and
//! that have no place with us are not offered: their columns would be left out all the same.

use crate::{
    features::recipients::words as household,
    i18n::{Dates, Lang},
};
use cabas_messages::{common, imports as said};
use cabas_model::imports::ImportKind;

/// Fields of a household list.
const RECIPIENTS: &[&str] = &[
    "ref",
    "name",
    "first_name",
    "last_name",
    "address",
    "house_number",
    "address2",
    "postal_code",
    "city",
    "country",
    "latlong",
    "latitude",
    "longitude",
    "entrance",
    "floor",
    "apartment",
    "door_code",
    "access_note",
    "phone",
    "phone2",
    "phone3",
    "phone4",
    "phone_note",
    "phone2_note",
    "phone3_note",
    "phone4_note",
    "household_size",
    "language",
    "tags",
    "diet",
    "avoid",
    "package",
    "quantity",
    "volunteer",
    "delivery_note",
    "internal_note",
    "referrer",
    "referrer_phone",
    "referrer_email",
    "status",
    "paused_until",
    "no_sms",
    "self_pickup",
];

/// Fields of a sheet of stops.
const TASKS: &[&str] = &[
    "type",
    "address",
    "house_number",
    "address2",
    "postal_code",
    "city",
    "country",
    "latlong",
    "latitude",
    "longitude",
    "address.name",
    "address.description",
    "address.contactName",
    "address.telephone",
    "address.floor",
    "after",
    "before",
    "timeslot",
    "comments",
    "delivery_note",
    "tags",
    "packages",
    "weight",
    "assign",
    "ref",
    "metadata",
    "service_minutes",
    "pickup",
];

/// Fields of a sheet of deliveries.
const DELIVERIES: &[&str] = &[
    "pickup.address",
    "pickup.address.name",
    "pickup.address.description",
    "pickup.address.telephone",
    "pickup.comments",
    "pickup.timeslot",
    "pickup.tags",
    "pickup.metadata",
    "dropoff.address",
    "dropoff.address.name",
    "dropoff.address.contactName",
    "dropoff.address.description",
    "dropoff.address.telephone",
    "dropoff.comments",
    "dropoff.timeslot",
    "dropoff.packages",
    "dropoff.tags",
    "dropoff.metadata",
    "weight",
    "tour.name",
    "ref",
    "pickup.ref",
    "dropoff.ref",
    "pickup.address.contactName",
];

/// Every field of a kind of sheet, in the order of the reference.
pub(super) const fn of(kind: ImportKind) -> &'static [&'static str] {
    match kind {
        ImportKind::Recipients => RECIPIENTS,
        ImportKind::Deliveries => DELIVERIES,
        ImportKind::Tasks => TASKS,
    }
}

/// Those that tell a row from the others at a glance: who, where, when.
pub(super) fn is_key(kind: ImportKind, field: &str) -> bool {
    let keys: &[&str] = match kind {
        ImportKind::Recipients => &["name", "first_name", "last_name", "address", "city", "phone"],
        ImportKind::Deliveries => &[
            "pickup.address",
            "dropoff.address",
            "dropoff.address.name",
            "dropoff.address.contactName",
            "dropoff.timeslot",
        ],
        ImportKind::Tasks => {
            &["type", "address", "city", "address.name", "address.contactName", "after", "before", "timeslot"]
        }
    };
    keys.contains(&field)
}

/// A field as people call it; one that this version does not know keeps its own name.
pub(super) fn label(lang: Lang, field: &str) -> String {
    if let Some(inner) = field.strip_prefix("pickup.") {
        return said::field_at_pickup(lang, &label(lang, inner));
    }
    if let Some(inner) = field.strip_prefix("dropoff.") {
        return said::field_at_dropoff(lang, &label(lang, inner));
    }
    if let Some(number) = field.strip_prefix("phone").and_then(|rest| rest.parse::<u32>().ok()) {
        return said::field_phone_nth(lang, number);
    }
    let noted = field.strip_prefix("phone").and_then(|rest| rest.strip_suffix("_note"));
    if let Some(number) = noted.and_then(|number| number.parse::<u32>().ok()) {
        return said::field_phone_note_nth(lang, number);
    }
    plain(lang, field).unwrap_or(field).to_owned()
}

/// A value as a preview gives it, in words where it is a word of ours.
pub(super) fn value(dates: &Dates, lang: Lang, field: &str, text: &str) -> String {
    match field {
        "no_sms" | "self_pickup" => match text {
            "true" => common::yes(lang).to_owned(),
            "false" => common::no(lang).to_owned(),
            _ => text.to_owned(),
        },
        "paused_until" => text.parse().map_or_else(|_| text.to_owned(), |day| dates.day_full(day)),
        "diet_basis" => text.parse().map_or_else(|_| text.to_owned(), |kind| household::basis(lang, kind).to_owned()),
        "status" | "diet" | "avoid" => {
            text.split(", ").map(|one| word(lang, one).unwrap_or(one)).collect::<Vec<_>>().join(", ")
        }
        _ => text.to_owned(),
    }
}

/// A status of a household, a diet or an allergen, as its file says it.
fn word(lang: Lang, word: &str) -> Option<&'static str> {
    let status = || word.parse().map(|status| household::state(lang, status).2);
    let diet = || word.parse().map(|diet| household::diet(lang, diet));
    let allergen = || word.parse().map(|allergen| household::allergen(lang, allergen));
    status().or_else(|_| diet()).or_else(|_| allergen()).ok()
}

/// Fields that the three kinds may share, then those of households, then those of stops.
fn plain(lang: Lang, field: &str) -> Option<&'static str> {
    let words = match field {
        "ref" | "external_ref" => said::field_ref,
        "address" => said::field_address,
        "house_number" => said::field_house_number,
        "address2" => said::field_address2,
        "postal_code" => said::field_postal_code,
        "city" => said::field_city,
        "country" => said::field_country,
        "latlong" => said::field_latlong,
        "latitude" => said::field_latitude,
        "longitude" => said::field_longitude,
        "floor" | "address.floor" => said::field_floor,
        "access_note" | "address.description" => said::field_access_note,
        "phone" | "phones" | "address.telephone" => said::field_phone,
        "delivery_note" => said::field_delivery_note,
        "tags" => said::field_tags,
        "round" | "tour.name" => said::field_round,
        _ => return of_household(lang, field).or_else(|| of_stop(lang, field)),
    };
    Some(words(lang))
}

fn of_household(lang: Lang, field: &str) -> Option<&'static str> {
    let words = match field {
        "name" | "display_name" => said::field_name,
        "first_name" => said::field_first_name,
        "last_name" => said::field_last_name,
        "entrance" => said::field_entrance,
        "apartment" => said::field_apartment,
        "door_code" => said::field_door_code,
        "phone_note" => said::field_phone_note,
        "household_size" => said::field_household_size,
        "language" => said::field_language,
        "diet" => said::field_diet,
        "avoid" => said::field_avoid,
        "diet_basis" => said::field_diet_basis,
        "package" => said::field_package,
        "quantity" => said::field_quantity,
        "volunteer" => said::field_volunteer,
        "internal_note" => said::field_internal_note,
        "referrer" => said::field_referrer,
        "referrer_phone" => said::field_referrer_phone,
        "referrer_email" => said::field_referrer_email,
        "status" => said::field_status,
        "paused_until" => said::field_paused_until,
        "no_sms" => said::field_no_sms,
        "self_pickup" => said::field_self_pickup,
        _ => return None,
    };
    Some(words(lang))
}

fn of_stop(lang: Lang, field: &str) -> Option<&'static str> {
    let words = match field {
        "type" => said::field_type,
        "address.name" => said::field_place_name,
        "address.contactName" => said::field_contact,
        "after" => said::field_after,
        "before" => said::field_before,
        "timeslot" => said::field_timeslot,
        "comments" => said::field_comments,
        "packages" => said::field_packages,
        "weight" => said::field_weight,
        "assign" => said::field_assign,
        "metadata" => said::field_metadata,
        "service_minutes" => said::field_service_minutes,
        "pickup" => said::field_pickup,
        _ => return None,
    };
    Some(words(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the server leaves out.
    const AWAY: [&str; 4] = ["round", "position", "region", "group"];

    /// The names that the reader of sheets declares, `Variant = "name" [`, without those that are left out.
    fn declared(source: &str) -> Vec<&str> {
        let enumeration = source.split("next |").next().unwrap_or_default();
        let names = enumeration.lines().filter_map(|line| Some(line.split_once(" = \"")?.1.split_once("\" [")?.0));
        names.filter(|name| !AWAY.contains(name)).collect()
    }

    #[test]
    fn the_fields_offered_are_those_that_sheets_are_read_by() {
        let recipients = include_str!("../../../../crates/sheet/src/recipients/fields.rs");
        let tasks = include_str!("../../../../crates/sheet/src/tasks/fields.rs");
        let deliveries = include_str!("../../../../crates/sheet/src/deliveries/fields.rs");
        assert_eq!(declared(recipients), of(ImportKind::Recipients));
        assert_eq!(declared(tasks), of(ImportKind::Tasks));
        assert_eq!(declared(deliveries), of(ImportKind::Deliveries));
    }

    #[test]
    fn every_field_has_words_of_its_own() {
        for lang in Lang::ALL {
            for &kind in ImportKind::ALL {
                let mut labels: Vec<String> = of(kind).iter().map(|field| label(lang, field)).collect();
                for (field, label) in of(kind).iter().zip(&labels) {
                    assert!(label != field && !label.contains('_') && !label.contains(": address"), "{field}: {label}");
                }
                labels.sort();
                labels.dedup();
                assert_eq!(labels.len(), of(kind).len(), "{lang:?} {kind}: two fields called the same");
            }
        }
        assert_eq!(label(Lang::Fr, "phone3_note"), "Qui répond au téléphone 3");
        assert_eq!(label(Lang::Fr, "dropoff.address"), "Livraison\u{a0}: Adresse");
        assert_eq!(label(Lang::Fr, "newer_than_us"), "newer_than_us");
    }

    #[test]
    fn words_of_ours_are_said_in_words() {
        assert_eq!(
            ["paused", "no_pork", "peanuts"].map(|code| word(Lang::En, code).unwrap_or_default()),
            ["paused", "no pork", "peanuts"]
        );
        assert_eq!(word(Lang::Fr, "newer_than_us"), None);
    }

    #[test]
    fn key_fields_are_fields() {
        for &kind in ImportKind::ALL {
            assert!(of(kind).iter().filter(|field| is_key(kind, field)).count() >= 5);
        }
    }
}
