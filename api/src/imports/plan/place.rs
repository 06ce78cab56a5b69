//! Addresses of a sheet as ours.

use cabas_kernel::fold;
use cabas_model::address::{Address, GeoState};
use cabas_sheet::{self as sheet, Position};
use cabas_store::imports::Facts;

/// The address of a row. A position stands for a street that the sheet does not give.
pub(super) fn address(from: &sheet::Address, position: Option<Position>, facts: &Facts) -> Address {
    let point = position.map(|at| format!("{:.6}, {:.6}", at.lat, at.lon));
    let street = from.street.clone().or_else(|| Some(from.text.clone()).filter(|t| !t.is_empty())).or(point);
    // A region that stood in the address itself belongs to the city: "Springfield, IL".
    let city = match (&from.city, from.region.as_ref()) {
        (Some(city), Some(region)) if from.text.ends_with(region.as_str()) => format!("{city}, {region}"),
        (city, _) => city.clone().unwrap_or_default(),
    };
    Address {
        street: street.unwrap_or_default(),
        postal_code: from.postal_code.clone().unwrap_or_default(),
        city,
        country: from.country.clone().filter(|code| *code != facts.country),
        name: from.name.clone(),
        company: None,
        contact_name: from.contact_name.clone(),
        entrance: from.entrance.clone(),
        floor: from.floor.clone(),
        apartment: from.apartment.clone(),
        door_code: from.door_code.clone(),
        access_note: from.access_note.clone(),
        lat: position.map(|at| at.lat),
        lon: position.map(|at| at.lon),
        geo_state: if position.is_some() { GeoState::Located } else { GeoState::ToConfirm },
    }
}

/// Whom a stop is for: the contact, else the name of the place, else the place itself.
pub(super) fn contact(from: &sheet::Address, position: Option<Position>) -> String {
    let named = from.contact_name.clone().or_else(|| from.name.clone());
    let place = || from.street.clone().unwrap_or_else(|| from.text.clone());
    let point = || position.map(|at| format!("{:.6}, {:.6}", at.lat, at.lon)).unwrap_or_default();
    let found = named.unwrap_or_else(place);
    let found = if found.trim().is_empty() { point() } else { found };
    found.chars().take(120).collect()
}

/// Says whether somebody could go there: a street and a town, or a point on the map (decisions 14).
pub(super) fn is_usable(address: &Address) -> bool {
    let town = format!("{} {}", address.postal_code, address.city);
    let has_town = !town.trim().is_empty();
    let has_street = !address.street.is_empty() && fold(&address.street) != fold(&town);
    address.lat.is_some() || (has_street && has_town)
}

/// Says whether an address is at a point, to a tenth of a metre.
pub(super) fn is_at(address: &Address, point: Position) -> bool {
    let near = |known: Option<f64>, given: f64| known.is_some_and(|known| (known - given).abs() < 1e-6);
    near(address.lat, point.lat) && near(address.lon, point.lon)
}

/// What tells one place from another.
pub(super) fn key(address: &Address) -> String {
    format!("{}|{}|{}", fold(&address.street), fold(&address.postal_code), fold(&address.city))
}

/// What tells two households of one building apart.
pub(super) fn door(address: &Address) -> String {
    let parts = [&address.entrance, &address.floor, &address.apartment];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}
