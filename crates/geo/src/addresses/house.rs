//! The door of a number in a street, or the place between the doors that are known.

use super::{
    ask::Number,
    draft::{House, letters, suffix},
    find::Level,
};
use crate::place::Point;

/// A door.
pub(super) struct Door {
    pub(super) place: Point,
    pub(super) level: Level,
    /// The number as the street has it, or as it was asked for.
    pub(super) number: String,
    /// Other doors with this number are somewhere else.
    pub(super) several: bool,
}

/// Doors of one number farther apart than this are two: metres.
const ONE: f64 = 80.0;

/// Between doors farther apart than this, nothing is guessed: metres.
const APART: f64 = 400.0;
/// Beyond the last door that is known, so many numbers are still taken to be beside it.
const BESIDE: u32 = 4;

/// The door of a number among the houses of a street, which are sorted by number.
pub(super) fn find(houses: &[House], asked: &Number) -> Option<Door> {
    let wanted = suffix(&asked.suffix);
    let written = [asked.value.to_string(), asked.suffix.clone()].concat();
    let from = houses.partition_point(|house| house.number < asked.value);
    let same: Vec<&House> = houses.iter().skip(from).take_while(|house| house.number == asked.value).collect();
    let exact = same.iter().find(|house| house.suffix == wanted || same_suffix(house.suffix, wanted));
    if let Some(house) = exact {
        let number = [house.number.to_string(), letters(house.suffix)].concat();
        let several = same.iter().any(|other| other.suffix == house.suffix && other.place.metres_to(house.place) > ONE);
        return Some(Door { place: house.place, level: Level::House, number, several });
    }
    // 12 bis is beside 12; 12 is beside 12 a.
    if let Some(house) = same.first() {
        return Some(Door { place: house.place, level: Level::Interpolated, number: written, several: false });
    }
    let side = |house: &&House| house.number % 2 == asked.value % 2 && house.number > 0;
    let below = houses.iter().take(from).rev().find(side);
    let above = houses.iter().skip(from).find(side);
    let place = match (below, above) {
        (Some(below), Some(above)) if below.place.metres_to(above.place) <= APART => {
            let part = f64::from(asked.value - below.number) / f64::from(above.number - below.number);
            below.place.towards(above.place, part)
        }
        (Some(house), None) | (None, Some(house)) if house.number.abs_diff(asked.value) <= BESIDE => house.place,
        _ => return None,
    };
    Some(Door { place, level: Level::Interpolated, number: written, several: false })
}

/// "bis" is the b, "ter" the c or the t: towns write one or the other.
fn same_suffix(a: u32, b: u32) -> bool {
    let plain = |text: u32| match letters(text).as_str() {
        "bis" => "b".to_owned(),
        "ter" | "t" => "c".to_owned(),
        "quat" | "q" => "d".to_owned(),
        other => other.to_owned(),
    };
    a != 0 && b != 0 && plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(number: u32, letters: &str, east: f64) -> House {
        House { number, suffix: suffix(letters), place: Point::from_degrees(43.0, 7.0 + east / 1_000.0).unwrap() }
    }

    fn ask(value: u32, suffix: &str) -> Number {
        Number { value, suffix: suffix.to_owned() }
    }

    fn street() -> Vec<House> {
        vec![
            house(1, "", 0.0),
            house(2, "", 0.1),
            house(6, "", 0.5),
            house(6, "bis", 0.55),
            house(7, "", 0.6),
            house(40, "", 9.0),
        ]
    }

    #[test]
    fn a_door_that_is_known_is_the_door() {
        let door = find(&street(), &ask(6, "bis")).unwrap();
        assert_eq!((door.level, door.number.as_str(), door.place), (Level::House, "6bis", street()[3].place));
        assert_eq!(find(&street(), &ask(6, "b")).unwrap().number, "6bis", "one is written for the other");
    }

    #[test]
    fn between_two_doors_of_its_side_a_number_is_in_proportion() {
        let door = find(&street(), &ask(4, "")).unwrap();
        assert_eq!(door.level, Level::Interpolated);
        assert!((door.place.lon() - 7.0003).abs() < 1e-6, "{}", door.place.lon());
        assert!(find(&street(), &ask(20, "")).is_none(), "the doors known are too far apart");
    }

    #[test]
    fn beside_the_last_door_or_beside_itself() {
        assert_eq!(find(&street(), &ask(9, "")).unwrap().place, street()[4].place);
        assert!(find(&street(), &ask(30_000, "")).is_none());
        assert_eq!(find(&street(), &ask(2, "ter")).unwrap().level, Level::Interpolated);
        assert!(find(&[], &ask(1, "")).is_none());
    }
}
