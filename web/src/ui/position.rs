//! Where an address stands on the map, written as two numbers.

use super::field::Field;
use crate::i18n::use_lang;
use cabas_messages::ui;
use leptos::prelude::*;

/// A latitude that no place has.
const NOWHERE: f64 = 999.0;

/// The field of an address's position.
#[component]
pub fn PositionField(value: RwSignal<String>) -> impl IntoView {
    let lang = use_lang();
    view! { <Field pointer="/address/lat" label=ui::position(lang) hint=ui::position_hint(lang) optional=true autocomplete="off" value/> }
        .into_any()
}

/// A position as the field shows it.
pub fn position_text(lat: Option<f64>, lon: Option<f64>) -> String {
    lat.zip(lon).map(|(lat, lon)| [lat.to_string(), lon.to_string()].join(", ")).unwrap_or_default()
}

/// Latitude and longitude as one writes them. What cannot be read becomes a latitude that no place has: the rule of the
/// request then says it in its own words, beside the field.
pub fn position(text: &str) -> (Option<f64>, Option<f64>) {
    if text.trim().is_empty() {
        return (None, None);
    }
    let read = text.split_once(',').and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
    read.map_or((Some(NOWHERE), Some(0.0)), |(lat, lon)| (Some(lat), Some(lon)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_two_numbers_or_refused() {
        assert_eq!(position(" "), (None, None));
        assert_eq!(position("45.764, 4.8357"), (Some(45.764), Some(4.8357)));
        assert_eq!(position("rue du Lavoir").0, Some(999.0));
        assert_eq!(position("45.764").0, Some(999.0));
    }

    #[test]
    fn what_is_shown_is_read_as_the_same_place() {
        let place = (Some(48.866_667), Some(-2.333_333));
        assert_eq!(position(&position_text(place.0, place.1)), place);
        assert_eq!(position_text(None, None), "");
    }
}
