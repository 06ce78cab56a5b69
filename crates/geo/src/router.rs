//! What answers for ways and times, whatever computes them: streets kept here, straight lines, a server of the
//! operator's own.

use crate::{number::natural, place::Point, roads::Network};
use cabas_kernel::words::rounds::TravelMode;

/// Times and distances between places. Not symmetric: streets are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    places: usize,
    /// Seconds and metres in rows, the place left first; `None` where there is no way.
    cells: Vec<Option<(u32, u32)>>,
    /// Which places are on no street.
    off: Vec<bool>,
}

impl Table {
    /// A table from packed costs, in rows.
    pub(crate) fn of(places: usize, costs: Vec<u64>, off: Vec<bool>) -> Self {
        let cells = costs.into_iter().map(|cost| (cost < NEVER).then(|| (seconds(cost), metres(cost)))).collect();
        Self { places, cells, off }
    }

    /// How many places there are.
    pub const fn places(&self) -> usize {
        self.places
    }

    /// Seconds and metres from a place to another, both by number; `None` where there is no way, or no such place.
    pub fn cell(&self, from: usize, to: usize) -> Option<(u32, u32)> {
        if to >= self.places {
            return None;
        }
        *self.cells.get(from.checked_mul(self.places)?.checked_add(to)?)?
    }

    /// Whether a place is on no street: in the fields, in the sea.
    pub fn is_off(&self, place: usize) -> bool {
        self.off.get(place).copied().unwrap_or(true)
    }
}

const NEVER: u64 = 1 << 62;

/// Whole seconds of a cost.
pub(crate) fn seconds(cost: u64) -> u32 {
    u32::try_from(((cost >> 32) + 500) / 1_000).unwrap_or(u32::MAX)
}

/// Whole metres of a cost.
pub(crate) fn metres(cost: u64) -> u32 {
    u32::try_from(((cost & u64::from(u32::MAX)) + 5) / 10).unwrap_or(u32::MAX)
}

/// A way from a place to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    pub seconds: u32,
    pub metres: u32,
    pub line: Vec<Point>,
    /// The streets in their order. Which way to turn is read from the map.
    pub steps: Vec<Step>,
}

/// A street of a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `None` for a path without a name.
    pub street: Option<String>,
    pub stairs: bool,
    pub metres: u32,
    pub seconds: u32,
}

/// What computes the ways: it is said on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ways {
    /// By the streets, here.
    Streets,
    /// As the crow flies, lengthened.
    Straight,
    /// By a server that the operator runs.
    Operator,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RouterError {
    /// The operator's server did not answer, or not as it should.
    #[error("the routing server did not answer: {0}")]
    Away(String),
}

/// Ways and times between places.
pub trait Router: Send + Sync {
    /// What computes them.
    fn ways(&self) -> Ways;

    /// Times and distances from each place to each other.
    ///
    /// # Errors
    /// [`RouterError`] when a server that is asked does not answer.
    fn table(&self, mode: TravelMode, places: &[Point]) -> Result<Table, RouterError>;

    /// The way from a place to another; `None` where there is none.
    ///
    /// # Errors
    /// [`RouterError`] when a server that is asked does not answer.
    fn leg(&self, mode: TravelMode, from: Point, to: Point) -> Result<Option<Leg>, RouterError>;
}

impl Router for Network {
    fn ways(&self) -> Ways {
        Ways::Streets
    }

    fn table(&self, mode: TravelMode, places: &[Point]) -> Result<Table, RouterError> {
        Ok(Self::table(self, mode, places))
    }

    fn leg(&self, mode: TravelMode, from: Point, to: Point) -> Result<Option<Leg>, RouterError> {
        Ok(Self::leg(self, mode, from, to))
    }
}

/// Straight lines, lengthened by what streets usually add: for where there is no extract.
#[derive(Debug, Clone, Copy, Default)]
pub struct Straight;

/// What streets add to the straight line in towns: between 1.2 (grids) and 1.4 (valleys, rivers).
const DETOUR: f64 = 1.3;

/// Metres per second where nothing is known of the streets.
const fn speed(mode: TravelMode) -> f64 {
    match mode {
        TravelMode::Foot => 1.25,
        TravelMode::Bike => 3.9,
        TravelMode::CargoBike => 3.6,
        TravelMode::Car => 6.5,
    }
}

impl Straight {
    fn way(mode: TravelMode, from: Point, to: Point) -> (u32, u32) {
        let metres = from.metres_to(to) * DETOUR;
        (natural(metres / speed(mode)), natural(metres))
    }
}

impl Router for Straight {
    fn ways(&self) -> Ways {
        Ways::Straight
    }

    fn table(&self, mode: TravelMode, places: &[Point]) -> Result<Table, RouterError> {
        let cells = places.iter().flat_map(|from| places.iter().map(|to| Some(Self::way(mode, *from, *to)))).collect();
        Ok(Table { places: places.len(), cells, off: vec![false; places.len()] })
    }

    fn leg(&self, mode: TravelMode, from: Point, to: Point) -> Result<Option<Leg>, RouterError> {
        let (seconds, metres) = Self::way(mode, from, to);
        let steps = vec![Step { street: None, stairs: false, metres, seconds }];
        Ok(Some(Leg { seconds, metres, line: vec![from, to], steps }))
    }
}
