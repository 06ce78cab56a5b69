//! How to reach a door: links to the phone's own map, telephone and messages. None is followed by itself, and a map
//! is given a place, never a name (ux 28).

use cabas_model::address::{Address, GeoState, PhoneEntry};
use leptos::prelude::window;

/// Which map answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    Android,
    Apple,
    /// A screen without a map of its own: OpenStreetMap, in another window.
    Other,
}

impl Device {
    pub(super) fn here() -> Self {
        Self::named(&window().navigator().user_agent().unwrap_or_default())
    }

    fn named(agent: &str) -> Self {
        if agent.contains("Android") {
            Self::Android
        } else if ["iPhone", "iPad", "iPod"].iter().any(|name| agent.contains(name)) {
            Self::Apple
        } else {
            Self::Other
        }
    }

    /// The link to a place: its position when somebody is sure of it, else its address.
    pub(super) fn way(self, address: &Address) -> String {
        let sure = address.lat.zip(address.lon).filter(|_| address.geo_state == GeoState::Located);
        match (self, sure) {
            (Self::Android, Some(sure)) => ["geo:", &point(sure, ","), "?q=", &point(sure, ",")].concat(),
            (Self::Android, None) => ["geo:0,0?q=", &encoded(&line(address))].concat(),
            (Self::Apple, Some(sure)) => ["maps:?daddr=", &point(sure, ",")].concat(),
            (Self::Apple, None) => ["maps:?daddr=", &encoded(&line(address))].concat(),
            (Self::Other, Some(sure)) => {
                ["https://www.openstreetmap.org/?mlat=", &point(sure, "&mlon="), "#map=18/", &point(sure, "/")].concat()
            }
            (Self::Other, None) => ["https://www.openstreetmap.org/search?query=", &encoded(&line(address))].concat(),
        }
    }
}

/// Both degrees, by the writer of numbers that JSON brings along: that of the standard library weighs 4 KB more.
fn point((lat, lon): (f64, f64), between: &str) -> String {
    let written = |degrees: f64| serde_json::to_string(&degrees).unwrap_or_default();
    [&written(lat), between, &written(lon)].concat()
}

/// « 5 rue des Tilleuls, 69001 Lyon »
fn line(address: &Address) -> String {
    let town = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    [address.street.as_str(), town.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

pub(super) fn call(phone: &str) -> String {
    ["tel:", phone].concat()
}

/// The text is written, the volunteer sends it. Both `?` and `&` are needed between them by all phones.
pub(super) fn message(phone: &str, words: &str) -> String {
    ["sms:", phone, "?&body=", &encoded(words)].concat()
}

/// « 06 12 34 56 78, sa fille »
pub(super) fn named(phone: &PhoneEntry) -> String {
    let number = crate::i18n::phone(&phone.e164);
    match &phone.note {
        Some(note) => [&number, ", ", note].concat(),
        None => number,
    }
}

/// As a part of an address: all but unreserved characters in per cent.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out + char::from(byte).encode_utf8(&mut [0; 4])
        } else {
            out + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tilleuls(geo_state: GeoState) -> Address {
        Address {
            street: "5 rue des Tilleuls".to_owned(),
            postal_code: "69001".to_owned(),
            city: "Lyon".to_owned(),
            lat: Some(45.76),
            lon: Some(4.83),
            geo_state,
            name: Some("Résidence de Mme N.".to_owned()),
            contact_name: Some("Mme N.".to_owned()),
            ..Address::default()
        }
    }

    #[test]
    fn each_device_has_its_own_map() {
        assert_eq!(Device::named("Mozilla/5.0 (Linux; Android 9; Nokia 1)"), Device::Android);
        assert_eq!(Device::named("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"), Device::Apple);
        assert_eq!(Device::named("Mozilla/5.0 (X11; Linux x86_64)"), Device::Other);
    }

    #[test]
    fn a_sure_position_leads_to_the_point() {
        let address = tilleuls(GeoState::Located);
        assert_eq!(Device::Android.way(&address), "geo:45.76,4.83?q=45.76,4.83");
        assert_eq!(Device::Apple.way(&address), "maps:?daddr=45.76,4.83");
    }

    #[test]
    fn without_a_sure_position_the_address_is_looked_for() {
        for state in [GeoState::Approximate, GeoState::ToConfirm, GeoState::NotFound] {
            let way = Device::Android.way(&tilleuls(state));
            assert_eq!(way, "geo:0,0?q=5%20rue%20des%20Tilleuls%2C%2069001%20Lyon");
        }
    }

    #[test]
    fn a_map_never_learns_who_lives_there() {
        for state in [GeoState::Located, GeoState::ToConfirm] {
            for device in [Device::Android, Device::Apple, Device::Other] {
                assert!(!device.way(&tilleuls(state)).contains("Mme"), "{device:?}");
            }
        }
    }

    #[test]
    fn a_message_is_written_but_not_sent() {
        assert_eq!(message("+33612345678", "À vous"), "sms:+33612345678?&body=%C3%80%20vous");
    }
}
