//! Places on earth.

use crate::number::{natural, whole};
use bytemuck::{Pod, Zeroable};
use std::ops::RangeInclusive;

/// A place: WGS 84, in ten-millionths of a degree (1 cm).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub struct Point {
    lat: i32,
    lon: i32,
}

const PER_DEGREE: f64 = 1e7;
const LATITUDES: RangeInclusive<f64> = -90.0..=90.0;
const LONGITUDES: RangeInclusive<f64> = -180.0..=180.0;

/// Mean radius of the earth, metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

impl Point {
    /// A place, from degrees. `None` where there is no such place on earth.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let stored = |degrees: f64| i32::try_from(whole(degrees * PER_DEGREE)).ok();
        (LATITUDES.contains(&lat) && LONGITUDES.contains(&lon))
            .then(|| Some(Self { lat: stored(lat)?, lon: stored(lon)? }))?
    }

    /// As an extract has it: ten-millionths of a degree.
    pub(crate) const fn from_stored(lat: i32, lon: i32) -> Self {
        Self { lat, lon }
    }

    /// Latitude and longitude as they are kept.
    pub(crate) const fn stored(self) -> (i32, i32) {
        (self.lat, self.lon)
    }

    /// Degrees north of the equator.
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / PER_DEGREE
    }

    /// Degrees east of Greenwich.
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / PER_DEGREE
    }

    /// Metres to another place, as the crow flies (haversine on a sphere: right to 0.5 %).
    pub fn metres_to(self, other: Self) -> f64 {
        let (here, there) = (self.lat().to_radians(), other.lat().to_radians());
        let (up, across) = (there - here, (other.lon() - self.lon()).to_radians());
        let chord = (up / 2.0).sin().powi(2) + here.cos() * there.cos() * (across / 2.0).sin().powi(2);
        2.0 * RADIUS * chord.sqrt().min(1.0).asin()
    }

    /// The same, in whole decimetres.
    pub(crate) fn decimetres_to(self, other: Self) -> u32 {
        natural(self.metres_to(other) * 10.0)
    }

    /// A place on the straight way to another, `part` of the way along (0 here, 1 there).
    pub(crate) fn towards(self, other: Self, part: f64) -> Self {
        let between = |from: i32, to: i32| {
            let at = f64::from(from) + (f64::from(to) - f64::from(from)) * part;
            i32::try_from(whole(at)).unwrap_or(from)
        };
        Self { lat: between(self.lat, other.lat), lon: between(self.lon, other.lon) }
    }
}

/// The ground around a place as a flat sheet, in metres: exact to a few parts in a thousand over the distances of a
/// snap.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    centre: Point,
    /// Metres per ten-millionth of a degree, north and east.
    north: f64,
    east: f64,
}

impl Sheet {
    pub(crate) fn around(centre: Point) -> Self {
        let north = RADIUS.to_radians() / PER_DEGREE;
        Self { centre, north, east: north * centre.lat().to_radians().cos() }
    }

    /// Metres east and north of the centre.
    pub(crate) fn on(self, lat: i32, lon: i32) -> (f64, f64) {
        let east = f64::from(lon) - f64::from(self.centre.lon);
        let north = f64::from(lat) - f64::from(self.centre.lat);
        (east * self.east, north * self.north)
    }

    /// The nearest to the centre of the straight line between two places: metres away, and how far along (0 to 1).
    pub(crate) fn nearest(self, from: Point, to: Point) -> (f64, f64) {
        let (ax, ay) = self.on(from.lat, from.lon);
        let (bx, by) = self.on(to.lat, to.lon);
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let part = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        ((ax + dx * part).hypot(ay + dy * part), part)
    }

    /// Metres from the centre to a box, nothing inside it.
    pub(crate) fn to_box(self, (west, south, east, north): (i32, i32, i32, i32)) -> f64 {
        let (lat, lon) = (self.centre.lat.clamp(south, north), self.centre.lon.clamp(west, east));
        let (x, y) = self.on(lat, lon);
        x.hypot(y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_on_earth_or_none() {
        assert!(Point::from_degrees(43.73, 7.42).is_some());
        for (lat, lon) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Point::from_degrees(lat, lon), None, "{lat} {lon}");
        }
    }

    #[test]
    fn one_minute_of_arc_is_a_nautical_mile() {
        let from = Point::from_degrees(43.0, 7.0).unwrap();
        let north = Point::from_degrees(43.0 + 1.0 / 60.0, 7.0).unwrap();
        assert!((from.metres_to(north) - 1_853.2).abs() < 1.0, "{}", from.metres_to(north));
        let east = Point::from_degrees(43.0, 7.01).unwrap();
        assert!((from.metres_to(east) - 813.2).abs() < 1.0, "{}", from.metres_to(east));
    }

    #[test]
    fn the_nearest_of_a_line_is_across_or_at_an_end() {
        let here = Point::from_degrees(43.0, 7.0).unwrap();
        let at = |lat: f64, lon: f64| Point::from_degrees(lat, lon).unwrap();
        let (away, part) = Sheet::around(here).nearest(at(43.001, 6.999), at(43.001, 7.001));
        assert!((away - 111.2).abs() < 0.5 && (part - 0.5).abs() < 1e-6, "{away} {part}");
        let (away, part) = Sheet::around(here).nearest(at(43.001, 7.0), at(43.002, 7.0));
        assert!((away - 111.2).abs() < 0.5 && part == 0.0, "{away} {part}");
    }
}
