//! Two people changed one record: what one of them had not touched follows the record, what they wrote stays.

use super::words;
use crate::i18n::Lang;
use cabas_messages::{common, recipients, ui};
use serde_json::{Map, Value};

/// A field by its pointer, and its label on the form.
type Known = (&'static str, fn(Lang) -> &'static str);

/// A position is two numbers of one field: they go together.
const LATITUDE: &str = "/address/lat";
const POSITION: &[&str] = &[LATITUDE, "/address/lon"];

const MAY_CONTACT: &str = "/may_contact";

const FIELDS: &[Known] = &[
    ("/display_name", recipients::form_name),
    ("/household_size", recipients::form_size),
    ("/birth_year", recipients::form_year),
    ("/external_ref", recipients::form_ref),
    ("/language", recipients::form_language),
    ("/status", recipients::form_status),
    ("/address/street", recipients::form_street),
    ("/address/postal_code", recipients::form_code),
    ("/address/city", recipients::form_city),
    ("/address/name", recipients::place),
    ("/address/entrance", recipients::entrance),
    ("/address/floor", recipients::floor),
    ("/address/apartment", recipients::apartment),
    ("/address/door_code", recipients::door_code),
    ("/address/contact_name", recipients::ask_for),
    ("/address/access_note", recipients::access),
    (LATITUDE, ui::position),
    ("/phones", recipients::form_phones),
    ("/no_sms", recipients::form_no_sms),
    (MAY_CONTACT, recipients::form_no_contact),
    ("/default_package", recipients::form_kind),
    ("/delivery_type", recipients::rhythm),
    ("/avoid", recipients::avoid),
    ("/diet", recipients::diet),
    ("/diet_basis", recipients::form_basis),
    ("/usual_volunteer_id", recipients::form_volunteer),
    ("/self_pickup", recipients::form_self_pickup),
    ("/special_handling", recipients::form_special),
    ("/delivery_note", recipients::delivery_note),
    ("/internal_note", recipients::internal_note),
    ("/referrer", recipients::form_referrer),
    ("/contacts", recipients::contacts),
    ("/tags", recipients::form_tags),
];

/// The form once the record has moved under it.
pub(super) struct Rebased {
    pub(super) values: Value,
    /// What both have changed, and what the record says of it now.
    both: Vec<(Known, Value)>,
}

/// Puts what was written (`mine`, over `base`) on what the record has become (`theirs`).
pub(super) fn rebase(base: &Value, mine: &Value, theirs: &Value) -> Rebased {
    // What the form does not ask is theirs.
    let mut values = theirs.clone();
    let mut both = Vec::new();
    for known in FIELDS {
        let places = places(known);
        let part = |value: &Value, place: &str| value.pointer(place).cloned().unwrap_or_default();
        let of = |value: &Value| places.iter().map(|place| part(value, place)).collect::<Vec<_>>();
        let (was, written, is) = (of(base), of(mine), of(theirs));
        if written == was || written == is {
            continue;
        }
        if is != was {
            both.push((*known, told(is)));
        }
        for (place, written) in places.iter().zip(written) {
            if let Some(place) = values.pointer_mut(place) {
                *place = written;
            }
        }
    }
    Rebased { values, both }
}

/// Where the values of a field stand.
fn places(known: &'static Known) -> &'static [&'static str] {
    if known.0 == LATITUDE { POSITION } else { std::slice::from_ref(&known.0) }
}

/// What a record says of a field, as one value.
fn told(parts: Vec<Value>) -> Value {
    match <[Value; 1]>::try_from(parts) {
        Ok([one]) => one,
        Err(numbers) if numbers.iter().any(Value::is_null) => Value::Null,
        Err(numbers) => numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into(),
    }
}

impl Rebased {
    /// One sentence for each field that both have changed.
    pub(super) fn sentences(&self, lang: Lang) -> Vec<String> {
        self.both.iter().map(|((pointer, label), value)| sentence(lang, pointer, label(lang), value)).collect()
    }
}

fn sentence(lang: Lang, pointer: &str, field: &str, value: &Value) -> String {
    let words = match (pointer, value) {
        (_, Value::Null) => return recipients::stale_theirs_empty(lang, field),
        ("/status" | "/delivery_type" | "/usual_volunteer_id", _) | (_, Value::Array(_) | Value::Object(_)) => {
            return recipients::stale_list(lang, field);
        }
        ("/language", Value::String(tag)) => words::language(lang, tag),
        (_, Value::String(text)) if text.is_empty() => return recipients::stale_theirs_empty(lang, field),
        (_, Value::String(text)) => text.clone(),
        // The form asks the contrary.
        (MAY_CONTACT, Value::Bool(may)) => if *may { common::no(lang) } else { common::yes(lang) }.to_owned(),
        (_, Value::Bool(yes)) => if *yes { common::yes(lang) } else { common::no(lang) }.to_owned(),
        (_, Value::Number(number)) => number.to_string(),
    };
    recipients::stale_theirs(lang, field, &words)
}

/// What a change asks: the fields that differ, whole.
pub(super) fn changes(base: &Value, mine: &Value) -> Map<String, Value> {
    let Value::Object(mine) = mine else { return Map::new() };
    let differs = |(name, value): &(&String, &Value)| base.get(*name) != Some(*value);
    mine.iter().filter(differs).map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_not_touched_follows_the_record_and_what_was_written_stays() {
        let record = |floor: &str, size: u8, note: Option<&str>, lat: f64| {
            json!({
                "display_name": "Famille Traoré", "household_size": size, "delivery_note": note,
                "address": { "street": "27 avenue Jean-Jaurès", "floor": floor, "lat": lat },
            })
        };
        let base = record("2", 4, None, 48.0);
        let mine = record("3", 4, Some("Sonner deux fois."), 48.0);
        let theirs = record("4", 5, None, 48.5);
        let rebased = rebase(&base, &mine, &theirs);
        assert_eq!(rebased.values, record("3", 5, Some("Sonner deux fois."), 48.5));
        assert_eq!(rebased.sentences(Lang::Fr), [recipients::stale_theirs(Lang::Fr, "Étage", "4")]);
    }

    #[test]
    fn the_two_numbers_of_a_position_stay_together() {
        let at = |lat: f64, lon: f64| json!({ "address": { "lat": lat, "lon": lon } });
        let (base, mine, theirs) = (at(48.0, 2.0), at(48.1, 2.0), at(48.5, 2.5));
        let rebased = rebase(&base, &mine, &theirs);
        assert_eq!(rebased.values, mine, "and not one number of each");
        assert_eq!(
            rebased.sentences(Lang::Fr),
            [recipients::stale_theirs(Lang::Fr, ui::position(Lang::Fr), "48.5, 2.5")]
        );
    }

    #[test]
    fn the_same_change_twice_is_no_conflict() {
        let (base, both) = (json!({ "language": "fr" }), json!({ "language": "ar" }));
        let rebased = rebase(&base, &both, &both);
        assert_eq!(rebased.values, both);
        assert!(rebased.sentences(Lang::Fr).is_empty());
    }

    #[test]
    fn only_what_differs_is_sent() {
        let base = json!({ "display_name": "A", "address": { "floor": null }, "tags": [] });
        let mine = json!({ "display_name": "A", "address": { "floor": "3" }, "tags": [] });
        assert_eq!(Value::Object(changes(&base, &mine)), json!({ "address": { "floor": "3" } }));
    }
}
