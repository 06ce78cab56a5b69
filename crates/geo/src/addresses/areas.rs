//! Which town a place is in: by the borders that an extract holds whole, else by the nearest that has a name.

use crate::place::Point;

/// A town by its borders.
#[derive(Debug, Default)]
pub(super) struct Area {
    pub(super) town: usize,
    /// Smaller towns win over what they are part of.
    pub(super) level: u8,
    /// All lines of the borders, holes too, in any order: what they enclose an odd number of times is inside.
    pub(super) borders: Vec<Vec<Point>>,
    /// South, west, north, east.
    bounds: [i32; 4],
}

impl Area {
    pub(super) fn of(town: usize, level: u8, borders: Vec<Vec<Point>>) -> Self {
        let mut bounds = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
        for (lat, lon) in borders.iter().flatten().map(|point| point.stored()) {
            let [south, west, north, east] = bounds;
            bounds = [south.min(lat), west.min(lon), north.max(lat), east.max(lon)];
        }
        Self { town, level, borders, bounds }
    }

    /// Whether a place is inside: a line from it to the east crosses the borders an odd number of times.
    pub(super) fn holds(&self, place: Point) -> bool {
        let (lat, lon) = place.stored();
        let [south, west, north, east] = self.bounds;
        if lat < south || lat > north || lon < west || lon > east {
            return false;
        }
        let mut inside = false;
        for border in &self.borders {
            for (a, b) in border.iter().zip(border.iter().skip(1)) {
                let ((lat_a, lon_a), (lat_b, lon_b)) = (a.stored(), b.stored());
                if (lat_a > lat) == (lat_b > lat) {
                    continue;
                }
                let part = (f64::from(lat) - f64::from(lat_a)) / (f64::from(lat_b) - f64::from(lat_a));
                let at = f64::from(lon_a) + part * (f64::from(lon_b) - f64::from(lon_a));
                inside ^= at > f64::from(lon);
            }
        }
        inside
    }

    /// Whether the borders close: each of their ends is met by another one.
    pub(super) fn is_closed(&self) -> bool {
        let mut ends: Vec<Point> = self
            .borders
            .iter()
            .filter_map(|border| border.first().zip(border.last()))
            .filter(|(first, last)| first != last)
            .flat_map(|(first, last)| [*first, *last])
            .collect();
        ends.sort_unstable();
        !self.borders.is_empty() && ends.chunks(2).all(|pair| pair.first() == pair.get(1) && pair.len() == 2)
    }
}

/// A settlement that is known by a point alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Centre {
    pub(super) town: usize,
    pub(super) place: Point,
    /// How far its name reaches, compared with others: a city's farther than a village's.
    pub(super) reach: f64,
}

/// The towns of a region.
#[derive(Debug, Default)]
pub(super) struct Towns {
    pub(super) areas: Vec<Area>,
    pub(super) centres: Vec<Centre>,
}

impl Towns {
    /// The town of a place; `None` in a region without towns.
    pub(super) fn of(&self, place: Point) -> Option<usize> {
        let by_border = self.areas.iter().filter(|area| area.holds(place)).max_by_key(|area| area.level);
        by_border.map(|area| area.town).or_else(|| {
            let far = |centre: &Centre| centre.place.metres_to(place) / centre.reach;
            self.centres.iter().min_by(|a, b| far(a).total_cmp(&far(b))).map(|centre| centre.town)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Point {
        Point::from_degrees(lat, lon).unwrap()
    }

    fn square(from: f64, to: f64) -> Vec<Point> {
        vec![at(from, from), at(from, to), at(to, to), at(to, from), at(from, from)]
    }

    #[test]
    fn inside_is_what_borders_enclose_once_and_a_hole_is_outside() {
        let area = Area::of(0, 8, vec![square(0.0, 1.0), square(0.4, 0.6)]);
        assert!(area.is_closed());
        assert!(area.holds(at(0.2, 0.2)) && !area.holds(at(0.5, 0.5)) && !area.holds(at(1.5, 0.5)));
    }

    #[test]
    fn borders_that_were_cut_do_not_close() {
        let (south, north) =
            (vec![at(0.0, 0.0), at(0.0, 1.0), at(1.0, 1.0)], vec![at(1.0, 1.0), at(1.0, 0.0), at(0.0, 0.0)]);
        assert!(Area::of(0, 8, vec![south.clone(), north]).is_closed());
        assert!(!Area::of(0, 8, vec![south]).is_closed());
        assert!(!Area::of(0, 8, Vec::new()).is_closed());
    }

    #[test]
    fn the_smallest_town_by_border_wins_then_the_nearest_by_reach() {
        let towns = Towns {
            areas: vec![Area::of(0, 7, vec![square(0.0, 1.0)]), Area::of(1, 8, vec![square(0.0, 0.5)])],
            centres: vec![
                Centre { town: 2, place: at(2.0, 2.0), reach: 1.0 },
                Centre { town: 3, place: at(2.2, 2.0), reach: 4.0 },
            ],
        };
        assert_eq!(towns.of(at(0.2, 0.2)), Some(1));
        assert_eq!(towns.of(at(0.7, 0.7)), Some(0));
        assert_eq!(towns.of(at(2.01, 2.0)), Some(2));
        assert_eq!(towns.of(at(2.09, 2.0)), Some(3));
        assert_eq!(Towns::default().of(at(0.0, 0.0)), None);
    }
}
