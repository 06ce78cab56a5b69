//! From a place to the street it is on.

use super::{
    draft::CLOSED,
    hierarchy::{Cost, NEVER, cost},
    network::{Lists, Network, number},
};
use crate::{
    number::{ix, natural},
    place::{Point, Sheet},
};
use cabas_kernel::words::rounds::TravelMode;
use geo_index::rtree::{NeighborsOptions, RTreeIndex, RTreeRef};

/// Farther than this from any street, a place is in the fields or in the sea: metres.
const FAR: f64 = 1_000.0;
/// Nearly every address has a street within this: few are then compared.
const USUAL: f64 = 60.0;

/// A place on a street.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    stretch: u32,
    /// Decimetres from the first corner.
    along: u32,
    /// The nearest place of the street.
    pub place: Point,
    /// Metres from what was asked for.
    pub away: f64,
}

/// What leads from a place to the corners at the ends of its street, or from them to it.
pub(super) type Doors = [(u32, Cost); 2];

impl Network {
    /// The street that a place is on: the nearest that one can come to and leave again. `None` beyond a kilometre.
    pub fn snap(&self, mode: TravelMode, place: Point) -> Option<Snap> {
        self.lists().snap(number(mode), place)
    }

    /// The name of the street of a place.
    pub fn street(&self, snap: Snap) -> Option<&str> {
        self.lists().name(snap.stretch)
    }
}

impl Lists<'_> {
    fn snap(&self, mode: usize, place: Point) -> Option<Snap> {
        self.snap_within(mode, place, USUAL).or_else(|| self.snap_within(mode, place, FAR))
    }

    fn snap_within(&self, mode: usize, place: Point, far: f64) -> Option<Snap> {
        let tree = RTreeRef::<i32>::try_new(&self.tree).ok()?;
        let sheet = Sheet::around(place);
        let near = |[west, south, east, north]: [i32; 4]| sheet.to_box((west, south, east, north));
        let exact = |item: u32, bounds: [i32; 4]| {
            if near(bounds) > far {
                return None;
            }
            let [stretch, piece] = *self.pieces.get(ix(item))?;
            let (from, to) = self.piece(stretch, piece)?;
            self.is_open(stretch, mode).then(|| sheet.nearest(from, to).0)
        };
        let options = NeighborsOptions::k(1).max_distance(far);
        let (item, away) = tree.neighbors_with_callbacks(options, near, exact).into_iter().next()?;
        let [stretch, piece] = *self.pieces.get(ix(item))?;
        let (from, to) = self.piece(stretch, piece)?;
        let part = sheet.nearest(from, to).1;
        let before = self.line(stretch).zip(self.line(stretch).skip(1)).take(ix(piece));
        let before = before.fold(0_u32, |sum, (a, b)| sum.saturating_add(a.decimetres_to(b)));
        let along = before.saturating_add(natural(f64::from(from.decimetres_to(to)) * part));
        let along = along.min(self.decimetres(stretch));
        Some(Snap { stretch, along, place: from.towards(to, part), away })
    }

    fn piece(&self, stretch: u32, piece: u32) -> Option<(Point, Point)> {
        let mut line = self.line(stretch).skip(ix(piece));
        line.next().zip(line.next())
    }

    /// What it takes to leave a place by either end of its street.
    pub(super) fn exits(&self, snap: Snap, mode: usize) -> Doors {
        let [first, last] = self.ends(snap.stretch);
        let [along, back] = self.parts(snap, mode);
        // Ahead is what is left of the way along; behind, what is left of the way back.
        [(last, along.1), (first, back.0)]
    }

    /// What it takes to come to a place from either end of its street.
    pub(super) fn entries(&self, snap: Snap, mode: usize) -> Doors {
        let [first, last] = self.ends(snap.stretch);
        let [along, back] = self.parts(snap, mode);
        [(first, along.0), (last, back.1)]
    }

    /// For the way along and the way back: the cost between the first corner and the place, and between the place and
    /// the last.
    fn parts(&self, snap: Snap, mode: usize) -> [(Cost, Cost); 2] {
        let whole = self.decimetres(snap.stretch);
        self.times(snap.stretch, mode)
            .map(|time| (part(time, snap.along, whole), part(time, whole.saturating_sub(snap.along), whole)))
    }

    /// From one place to another of the same street, without leaving it.
    pub(super) fn within(&self, from: Snap, to: Snap, mode: usize) -> Cost {
        if from.stretch != to.stretch {
            return NEVER;
        }
        let [along, back] = self.times(from.stretch, mode);
        let whole = self.decimetres(from.stretch);
        let here = if from.along <= to.along { part(along, to.along - from.along, whole) } else { NEVER };
        let there = if to.along <= from.along { part(back, from.along - to.along, whole) } else { NEVER };
        here.min(there)
    }

    /// The points of a street from a place to one of its ends, the place first.
    pub(super) fn towards(&self, snap: Snap, last: bool) -> Vec<Point> {
        let mut points = vec![snap.place];
        let mut passed = 0_u32;
        let line: Vec<Point> = self.line(snap.stretch).collect();
        for (a, b) in line.iter().zip(line.iter().skip(1)) {
            let after = passed.saturating_add(a.decimetres_to(*b));
            if last && after > snap.along {
                points.push(*b);
            } else if !last && passed < snap.along {
                points.push(*a);
            }
            passed = after;
        }
        if !last {
            points.get_mut(1..).unwrap_or_default().reverse();
        }
        points
    }

    /// The points of a street between two places of it.
    pub(super) fn inside(&self, from: Snap, to: Snap) -> Vec<Point> {
        let (low, high) = (from.along.min(to.along), from.along.max(to.along));
        let mut passed = 0_u32;
        let mut between = Vec::new();
        let line: Vec<Point> = self.line(from.stretch).collect();
        for (a, b) in line.iter().zip(line.iter().skip(1)) {
            passed = passed.saturating_add(a.decimetres_to(*b));
            if passed > low && passed < high {
                between.push(*b);
            }
        }
        if from.along > to.along {
            between.reverse();
        }
        std::iter::once(from.place).chain(between).chain([to.place]).collect()
    }
}

impl Snap {
    pub(super) const fn stretch(self) -> u32 {
        self.stretch
    }
}

/// What a part of a stretch takes of the whole's time.
fn part(time: u32, decimetres: u32, whole: u32) -> Cost {
    if time == CLOSED {
        return NEVER;
    }
    let milliseconds = u64::from(time) * u64::from(decimetres) / u64::from(whole.max(1));
    cost(u32::try_from(milliseconds).unwrap_or(CLOSED), decimetres)
}
