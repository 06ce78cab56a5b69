//! Coordinates.

use crate::parts::Position;

/// Reads `44.8378,-0.5792`. With decimal commas the two need a `;`, a `/`, a blank or a third comma between them.
pub(crate) fn pair(text: &str) -> Option<Position> {
    let text = text.trim().trim_matches(['(', ')', '[', ']']);
    let at = text.find([';', '/']).or_else(|| separating_comma(text)).or_else(|| text.find(char::is_whitespace))?;
    let (lat, lon) = text.split_at_checked(at)?;
    let mut lon = lon.chars();
    lon.next();
    // Whole degrees are a hundred kilometres apart: they are what a cut or a decimal comma left of a point.
    both(lat, lon.as_str()).filter(|at| at.lat.fract() != 0.0 || at.lon.fract() != 0.0)
}

/// The comma between two numbers: the only one, or the middle one of three (`44,8378, -0,5792`).
fn separating_comma(text: &str) -> Option<usize> {
    let commas: Vec<usize> = text.match_indices(',').map(|(at, _)| at).collect();
    match commas.as_slice() {
        [only] => Some(*only),
        [_, middle, _] => Some(*middle),
        _ => None,
    }
}

/// Reads a latitude and a longitude that have a cell each.
pub(crate) fn both(lat: &str, lon: &str) -> Option<Position> {
    let (lat, lon) = (degrees(lat)?, degrees(lon)?);
    let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    // Nobody lives at 0,0: it is what an empty formula gives.
    let is_origin = lat.abs() < 1e-9 && lon.abs() < 1e-9;
    (on_earth && !is_origin).then_some(Position { lat, lon })
}

fn degrees(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('°').replace(',', ".");
    let plain = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let ok = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if ok { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_read_in_the_ways_people_write_it() {
        for text in [
            "44.8378,-0.5792",
            "44.8378, -0.5792",
            "44,8378;-0,5792",
            "44,8378, -0,5792",
            "44,8378 -0,5792",
            "(44.8378,-0.5792)",
        ] {
            assert_eq!(pair(text), Some(Position { lat: 44.8378, lon: -0.5792 }), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_on_earth_is_refused() {
        for bad in ["", "44.8", "91,0", "1,181", "0,0", "44.8,nord", "44,85", "44,8", "1e1,2", "NaN,1", "44,8,0"] {
            assert_eq!(pair(bad), None, "{bad}");
        }
    }
}
