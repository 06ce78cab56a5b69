//! What a setting must be, beyond its shape.

use crate::http::{Failure, Outcome};
use cabas_model::{
    FieldError,
    address::GeoState,
    organisations::{PatchOrganisation, PutDepot, PutTimeSlot},
};
use chrono::NaiveTime;
use chrono_tz::Tz;

/// Checks what only the server knows, and gives the names of the settings that are sent.
pub(super) fn check_settings(ask: &PatchOrganisation) -> Outcome<Vec<String>> {
    let mut errors = Vec::new();
    if ask.zone.as_ref().is_some_and(|zone| zone.parse::<Tz>().is_err()) {
        errors.push(FieldError::new("/zone", "zone_unknown"));
    }
    let is_country = |c: &String| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase());
    if ask.country.as_ref().is_some_and(|country| !is_country(country)) {
        errors.push(FieldError::new("/country", "choice_unknown"));
    }
    if !errors.is_empty() {
        return Err(Failure::fields(errors));
    }
    let sent = serde_json::to_value(ask).unwrap_or_default();
    Ok(sent.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default())
}

/// Says how sure the position of a depot is: the server does, whatever was sent.
pub(super) fn placed(mut ask: PutDepot) -> Outcome<PutDepot> {
    ask.address.geo_state = match (ask.address.lat, ask.address.lon) {
        (Some(_), Some(_)) => GeoState::Located,
        (None, None) => GeoState::ToConfirm,
        (None, Some(_)) => return Err(Failure::field("/address/lat", "latlong_invalid")),
        (Some(_), None) => return Err(Failure::field("/address/lon", "latlong_invalid")),
    };
    Ok(ask)
}

/// Checks that a slot is two times of one day, `HH:MM`, in their order.
pub(super) fn check_span(ask: &PutTimeSlot) -> Outcome<()> {
    let time = |pointer, text: &str| match NaiveTime::parse_from_str(text, "%H:%M") {
        Ok(time) if text.len() == 5 => Ok(time),
        _ => Err(FieldError::new(pointer, "time_invalid")),
    };
    let errors = match (time("/start", &ask.start), time("/end", &ask.end)) {
        (Ok(start), Ok(end)) if start < end => return Ok(()),
        (Ok(_), Ok(_)) => vec![FieldError::new("/end", "window_order")],
        (start, end) => [start.err(), end.err()].into_iter().flatten().collect(),
    };
    Err(Failure::fields(errors))
}
