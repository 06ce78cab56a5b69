//! Streets cut where they meet: corners, and the stretches between them.

use super::{
    pace::{MODES, NOBODY, Pace},
    streets::{NONE, Streets, Way},
};
use crate::{
    number::{ix, narrow},
    place::Point,
};
use std::collections::HashMap;

/// Milliseconds of a stretch that one may not take.
pub(crate) const CLOSED: u32 = u32::MAX;

/// Milliseconds along a stretch and back, for each way of travelling.
pub(crate) type Times = [u32; 8];

/// A stretch between two corners.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) ends: [u32; 2],
    /// The points between, from the first corner to the second.
    pub(crate) shape: Vec<Point>,
    pub(crate) decimetres: u32,
    pub(crate) times: Times,
    pub(crate) name: u32,
    pub(crate) kind: u8,
}

impl Stretch {
    /// Milliseconds for a way of travelling, along and back.
    pub(crate) fn pair(&self, mode: usize) -> [u32; 2] {
        let at = |at: usize| self.times.get(at).copied().unwrap_or(CLOSED);
        [at(2 * mode), at(2 * mode + 1)]
    }
}

/// Corners and stretches.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) corners: Vec<Point>,
    pub(crate) stretches: Vec<Stretch>,
}

/// The corners of points met so far. A point that bars someone has as many corners as stretches end at it, each of
/// which leads to the first one for whoever may pass.
#[derive(Default)]
struct Corners {
    of: HashMap<u32, u32>,
}

impl Draft {
    pub(crate) fn of(streets: &Streets) -> Self {
        let mut draft = Self::default();
        let mut corners = Corners::default();
        for way in &streets.ways {
            draft.cut(streets, way, &mut corners);
        }
        draft
    }

    fn cut(&mut self, streets: &Streets, way: &Way, corners: &mut Corners) {
        let mut run: Vec<(u32, Point)> = Vec::new();
        for point in &way.points {
            // Beyond where the extract was cut, the way goes on as another one.
            let Some(place) = streets.places.get(ix(*point)).copied().flatten() else {
                self.add(streets, way, &mut run, corners);
                run.clear();
                continue;
            };
            run.push((*point, place));
            let met = streets.uses.get(ix(*point)).is_some_and(|uses| *uses > 1) || streets.stops.contains_key(point);
            if met && run.len() > 1 {
                self.add(streets, way, &mut run, corners);
            }
        }
        self.add(streets, way, &mut run, corners);
    }

    /// Adds what was run through as a stretch; its last point begins the next one.
    fn add(&mut self, streets: &Streets, way: &Way, run: &mut Vec<(u32, Point)>, corners: &mut Corners) {
        let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
        if run.len() < 2 {
            return;
        }
        let places: Vec<Point> = run.iter().map(|(_, place)| *place).collect();
        let decimetres =
            places.windows(2).map(|pair| pair.first().zip(pair.get(1)).map_or(0, |(a, b)| a.decimetres_to(*b)));
        let decimetres = decimetres.fold(0, u32::saturating_add);
        let ends = [self.corner(streets, first, corners), self.corner(streets, last, corners)];
        let shape = places.get(1..places.len() - 1).unwrap_or_default().to_vec();
        let times = times(&way.traits.paces, decimetres);
        self.stretches.push(Stretch { ends, shape, decimetres, times, name: way.name, kind: way.traits.kind });
        *run = vec![last];
    }

    fn corner(&mut self, streets: &Streets, (point, place): (u32, Point), corners: &mut Corners) -> u32 {
        let Some(known) = corners.of.get(&point).copied() else {
            let corner = self.new_corner(place);
            corners.of.insert(point, corner);
            return corner;
        };
        let Some(stops) = streets.stops.get(&point) else { return known };
        let corner = self.new_corner(place);
        let passes = |mode: usize| if stops & (1 << mode) == 0 { [0, 0] } else { [CLOSED, CLOSED] };
        let mut times = [CLOSED; 8];
        for (to, from) in times.iter_mut().zip((0..MODES.len()).flat_map(passes)) {
            *to = from;
        }
        self.stretches.push(Stretch {
            ends: [known, corner],
            shape: Vec::new(),
            decimetres: 0,
            times,
            name: NONE,
            kind: NOBODY,
        });
        corner
    }

    fn new_corner(&mut self, place: Point) -> u32 {
        self.corners.push(place);
        narrow(self.corners.len() - 1)
    }
}

fn times(paces: &[Pace; 4], decimetres: u32) -> Times {
    let mut times = [CLOSED; 8];
    for (time, pace) in times.iter_mut().zip(paces.iter().flatten()) {
        if *pace != 0 {
            let milliseconds = (u64::from(decimetres) * u64::from(*pace)).div_ceil(10);
            *time = u32::try_from(milliseconds).unwrap_or(CLOSED);
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::{hierarchy::Frame, islands, pace::Traits};

    /// A town of straight streets: ways as lists of points, each point a hundredth of a degree east of the one before.
    fn town(ways: &[&[u32]], missing: &[u32], stops: &[(u32, u8)]) -> Streets {
        let count = ways.iter().flat_map(|way| way.iter()).max().unwrap() + 1;
        let traits = Traits { paces: [[800, 800], [240, 240], [257, 257], [164, 164]], kind: 0 };
        let mut streets = Streets {
            places: (0..count)
                .map(|at| (!missing.contains(&at)).then(|| Point::from_degrees(43.0, f64::from(at) / 100.0).unwrap()))
                .collect(),
            uses: vec![0; ix(count)],
            stops: stops.iter().copied().collect(),
            ..Streets::default()
        };
        for way in ways {
            for (at, point) in way.iter().enumerate() {
                streets.uses[ix(*point)] += if at == 0 || at + 1 == way.len() { 2 } else { 1 };
            }
            streets.ways.push(Way { traits, name: NONE, points: way.to_vec() });
        }
        streets
    }

    #[test]
    fn streets_are_cut_where_they_meet_and_keep_the_points_between() {
        let draft = Draft::of(&town(&[&[0, 1, 2, 3, 4], &[5, 2, 6]], &[], &[]));
        assert_eq!(draft.corners.len(), 5);
        let shapes: Vec<usize> = draft.stretches.iter().map(|stretch| stretch.shape.len()).collect();
        assert_eq!(shapes, [1, 1, 0, 0]);
        // 813 m per hundredth of a degree.
        assert!(draft.stretches[0].decimetres.abs_diff(2 * 8_132) < 10, "{}", draft.stretches[0].decimetres);
        assert_eq!(draft.stretches[0].pair(0)[0], draft.stretches[0].decimetres * 80);
    }

    #[test]
    fn where_the_extract_was_cut_the_street_ends_and_begins_again() {
        let draft = Draft::of(&town(&[&[0, 1, 2, 3, 4, 5]], &[2], &[]));
        let lines: Vec<usize> = draft.stretches.iter().map(|stretch| stretch.shape.len() + 2).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[test]
    fn a_bollard_in_the_middle_of_a_street_stops_cars_and_nobody_else() {
        let draft = Draft::of(&town(&[&[0, 1, 2, 3, 4]], &[], &[(2, 8)]));
        let frame = Frame::of(&draft);
        let ways = |mode| {
            let costs = frame.costs(&draft, mode);
            costs.up.iter().chain(&costs.down).filter(|cost| **cost < crate::roads::hierarchy::NEVER).count()
        };
        assert_eq!(draft.corners.len(), 4, "two ends, and two sides of the bollard");
        assert!(ways(0) > ways(3));
        let connector = draft.stretches.iter().find(|stretch| stretch.decimetres == 0).unwrap();
        assert_eq!((connector.pair(0), connector.pair(3)), ([0, 0], [CLOSED, CLOSED]));
        assert_eq!(connector.kind, NOBODY);
    }

    #[test]
    fn at_a_barred_crossing_no_street_leads_to_another_for_who_is_stopped() {
        let draft = Draft::of(&town(&[&[0, 2, 4], &[5, 2, 6]], &[], &[(2, 8)]));
        let apart = islands::reachable(&draft, 3);
        // Four sides, each a street of its own: two corners, nothing that leads on.
        assert_eq!(draft.stretches.iter().filter(|stretch| stretch.decimetres == 0).count(), 3);
        assert!(draft.stretches.iter().zip(apart).all(|(stretch, open)| open == (stretch.decimetres > 0)));
    }

    #[test]
    fn a_courtyard_that_leads_nowhere_is_an_island() {
        let long: Vec<u32> = (0..60).collect();
        let rungs: Vec<Vec<u32>> = (0..59).map(|at| vec![at, at + 1]).collect();
        let mut ways: Vec<&[u32]> = rungs.iter().map(Vec::as_slice).collect();
        ways.push(&long);
        ways.push(&[70, 71]);
        let draft = Draft::of(&town(&ways, &[], &[]));
        let open = islands::reachable(&draft, 0);
        assert_eq!(open.iter().filter(|open| !**open).count(), 1);
        assert_eq!(open.last(), Some(&false));
    }
}
