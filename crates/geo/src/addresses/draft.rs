//! Addresses as they are gathered, whatever from: towns, their streets, their houses.

use super::ask::Number;
use crate::{number::natural, place::Point};
use cabas_kernel::fold::fold;
use std::collections::HashMap;

/// A town, or what people write in its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Town {
    /// The name, then others that people use: quarters, other languages.
    pub(super) names: Vec<String>,
    pub(super) place: Point,
    pub(super) postcodes: Vec<String>,
    /// The country's code for it (INSEE); empty where none is known.
    pub(super) code: String,
}

/// A street, a square, a hamlet, or a place with a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Street {
    pub(super) names: Vec<String>,
    pub(super) town: usize,
    pub(super) postcode: String,
    pub(super) houses: Vec<House>,
    /// The lines of its stretches.
    pub(super) lines: Vec<Vec<Point>>,
    /// A building, a school, a hamlet: one place rather than a line.
    pub(super) is_place: bool,
}

/// A house number, and where its door is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct House {
    pub(super) number: u32,
    /// Up to four letters, [`suffix`].
    pub(super) suffix: u32,
    pub(super) place: Point,
}

/// The first four letters of a suffix in one number; 0 for none.
pub(super) fn suffix(text: &str) -> u32 {
    let mut bytes = [0; 4];
    for (to, byte) in bytes.iter_mut().zip(text.bytes().filter(u8::is_ascii_alphanumeric)) {
        *to = byte.to_ascii_lowercase();
    }
    u32::from_be_bytes(bytes)
}

/// The letters of a suffix.
pub(super) fn letters(suffix: u32) -> String {
    suffix.to_be_bytes().into_iter().filter(|byte| *byte != 0).map(char::from).collect()
}

/// A house number as a map has it: "12", "12bis", "12 B", "12-14", "12;14". `None` without a number.
pub(super) fn number(text: &str) -> Option<Number> {
    let text = text.split([';', ',', '-', '/']).next()?.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (value, rest) = text.split_at_checked(digits)?;
    let value = value.parse().ok().filter(|value| *value < 100_000)?;
    Some(Number { value, suffix: fold(rest).replace(' ', "") })
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) towns: Vec<Town>,
    pub(super) streets: Vec<Street>,
    known: HashMap<(usize, String, bool), usize>,
}

impl Draft {
    /// The number of the street of a name in a town, made when it is new.
    pub(super) fn street(&mut self, town: usize, name: &str, is_place: bool) -> usize {
        let streets = &mut self.streets;
        *self.known.entry((town, fold(name), is_place)).or_insert_with(|| {
            streets.push(Street { names: vec![name.to_owned()], town, is_place, ..Street::default() });
            streets.len() - 1
        })
    }

    /// Changes a street.
    pub(super) fn with(&mut self, street: usize, change: impl FnOnce(&mut Street)) {
        if let Some(street) = self.streets.get_mut(street) {
            change(street);
        }
    }

    /// Whether a street of that name is known in a town.
    pub(super) fn has(&self, town: usize, name: &str) -> bool {
        self.known.contains_key(&(town, fold(name), false))
    }
}

impl Street {
    /// Where it is, when no more is known: the point of its line nearest to the middle of all of it.
    pub(super) fn middle(&self) -> Point {
        let points: Vec<Point> = if self.lines.iter().all(Vec::is_empty) {
            self.houses.iter().map(|house| house.place).collect()
        } else {
            self.lines.iter().flatten().copied().collect()
        };
        let mean = mean(&points);
        points.iter().copied().min_by_key(|point| natural(point.metres_to(mean) * 10.0)).unwrap_or(mean)
    }
}

/// The middle of some places.
pub(super) fn mean(points: &[Point]) -> Point {
    let count = i64::try_from(points.len()).unwrap_or(i64::MAX).max(1);
    let (lat, lon) = points.iter().fold((0_i64, 0_i64), |(lat, lon), point| {
        let (north, east) = point.stored();
        (lat + i64::from(north), lon + i64::from(east))
    });
    let mean = |sum: i64| i32::try_from(sum / count).unwrap_or(0);
    Point::from_stored(mean(lat), mean(lon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_numbers_are_read_as_maps_have_them() {
        let read = |text| number(text).map(|number| (number.value, number.suffix));
        assert_eq!(read("12"), Some((12, String::new())));
        assert_eq!(read("12 bis"), Some((12, "bis".into())));
        assert_eq!(read("12B"), Some((12, "b".into())));
        assert_eq!(read("12-14"), Some((12, String::new())));
        assert_eq!(read("Le Mas"), None);
        assert_eq!(read("999999999999"), None);
    }

    #[test]
    fn a_suffix_is_kept_in_four_letters() {
        assert_eq!(letters(suffix("bis")), "bis");
        assert_eq!(suffix(""), 0);
        assert_eq!(letters(suffix("quater")), "quat");
    }

    #[test]
    fn a_street_is_at_a_point_of_its_own_line() {
        let at = |lon: f64| Point::from_degrees(43.0, lon).unwrap();
        let street = Street { lines: vec![vec![at(7.0), at(7.01), at(7.03)]], ..Street::default() };
        assert_eq!(street.middle(), at(7.01));
    }
}
