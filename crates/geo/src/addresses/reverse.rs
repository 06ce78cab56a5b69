//! The address of a place: for people, since a position says nothing to them.

use super::{
    draft::letters,
    find::{Found, Level},
    index::Index,
    write::piece,
};
use crate::{
    number::ix,
    place::{Point, Sheet},
};
use geo_index::rtree::{NeighborsOptions, RTreeIndex, RTreeRef};

/// A door farther than this is another one's: metres.
const DOOR: f64 = 30.0;
/// A street farther than this is not where one is: metres.
const STREET: f64 = 250.0;

impl Index {
    /// The nearest door, else the nearest street. `None` far from both.
    pub fn at(&self, place: Point) -> Option<Found> {
        let lists = self.lists().ok()?;
        let tree = RTreeRef::<i32>::try_new(&lists.tree).ok()?;
        let sheet = Sheet::around(place);
        let near = |[west, south, east, north]: [i32; 4]| sheet.to_box((west, south, east, north));
        // Doors a little farther than the street are still what one looks for.
        let exact = |item: u32, _: [i32; 4]| {
            let [street, of] = *lists.near.get(ix(item))?;
            match piece(of) {
                None if lists.is_place(street) => None,
                None => {
                    let away = lists.houses.get(ix(of))?.place.metres_to(place);
                    (away <= DOOR).then_some(away)
                }
                Some(at) => {
                    let (from, to) = (*lists.points.get(at)?, *lists.points.get(at + 1)?);
                    Some(sheet.nearest(from, to).0 + DOOR)
                }
            }
        };
        let options = NeighborsOptions::k(1).max_distance(STREET + DOOR);
        let (item, away) = tree.neighbors_with_callbacks(options, near, exact).into_iter().next()?;
        let [street, of] = *lists.near.get(ix(item))?;
        let town = lists.town_of(street);
        let (level, number, at, away) = match piece(of) {
            None => {
                let house = lists.houses.get(ix(of))?;
                (Level::House, Some([house.number.to_string(), letters(house.suffix)].concat()), house.place, away)
            }
            Some(at) => {
                let (from, to) = (*lists.points.get(at)?, *lists.points.get(at + 1)?);
                let part = sheet.nearest(from, to).1;
                (Level::Street, None, from.towards(to, part), away - DOOR)
            }
        };
        Some(Found {
            place: at,
            level,
            sure: near_is_sure(away),
            doubts: Vec::new(),
            number,
            street: lists.street_names(street).next().map(str::to_owned),
            postcode: lists.street_postcode(street).to_owned(),
            town: lists.town_names(town).next().unwrap_or_default().to_owned(),
            code: lists.town_code(town).to_owned(),
        })
    }
}

/// From 1 at the place itself to nothing where a street is too far.
fn near_is_sure(metres: f64) -> f32 {
    crate::number::rough((1.0 - metres / STREET).clamp(0.0, 1.0))
}
