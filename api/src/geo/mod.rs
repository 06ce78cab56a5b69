//! Addresses on the map, by what this server knows of its region. Nothing is asked outside (decisions 8).

mod find;

use cabas_geo::{BundleError, Found, Level, Region};
use cabas_kernel::words::address::GeoState;
use cabas_model::address::Address;
use std::path::Path;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(find::find_address);
}

/// Opens the region's files. A file that cannot be used is told in the log and left aside: whoever serves may go on, and
/// addresses wait for a person.
pub(crate) fn open(folder: &Path) -> Region {
    Region::open(folder).unwrap_or_else(|fault: BundleError| {
        tracing::error!(%fault, "region: not used; run cabas geo import again");
        Region::default()
    })
}

/// Looks for an address that has no position, and gives it the one that is found. What is not sure gets none: a person
/// decides.
pub(crate) fn put_on_map(region: &Region, address: &mut Address) {
    if !region.knows_addresses() {
        return;
    }
    let town = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    let text = [address.street.as_str(), town.trim()].join(", ");
    let found = region.find(&text, 1).found.into_iter().next();
    address.geo_state = found.as_ref().map_or(GeoState::NotFound, state);
    let position = found.filter(|_| matches!(address.geo_state, GeoState::Located | GeoState::Approximate));
    (address.lat, address.lon) = position.map(|found| (found.place.lat(), found.place.lon())).unzip();
}

/// How sure a position is that was found.
fn state(found: &Found) -> GeoState {
    match found.level {
        _ if found.sure < Found::SURE => GeoState::ToConfirm,
        Level::House | Level::Interpolated | Level::Corner | Level::Place => GeoState::Located,
        Level::Street => GeoState::Approximate,
        Level::Town => GeoState::ToConfirm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_geo::Point;

    fn found(level: Level, sure: f32) -> Found {
        Found {
            place: Point::from_degrees(43.7, 7.4).unwrap(),
            level,
            sure,
            doubts: Vec::new(),
            number: None,
            street: None,
            postcode: String::new(),
            town: String::new(),
            code: String::new(),
        }
    }

    #[test]
    fn a_door_is_located_a_street_approximate_and_what_is_not_sure_waits() {
        assert_eq!(state(&found(Level::House, 0.9)), GeoState::Located);
        assert_eq!(state(&found(Level::Interpolated, 0.9)), GeoState::Located);
        assert_eq!(state(&found(Level::Street, 0.9)), GeoState::Approximate);
        assert_eq!(state(&found(Level::Town, 0.9)), GeoState::ToConfirm);
        assert_eq!(state(&found(Level::House, 0.5)), GeoState::ToConfirm);
    }

    #[test]
    fn without_a_region_nothing_is_looked_for() {
        let mut address = Address { street: "12 rue des Lilas".into(), city: "Lyon".into(), ..Address::default() };
        let before = address.clone();
        put_on_map(&Region::default(), &mut address);
        assert_eq!(address, before);
    }
}
