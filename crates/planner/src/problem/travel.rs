/// Times and distances from every place to every other, for one way of travelling. Not symmetric: streets are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travel {
    places: usize,
    times: Vec<i32>,
    distances: Vec<i32>,
}

impl Travel {
    /// What says that there is no way from one place to another.
    pub const UNREACHABLE: i32 = i32::MAX / 4;

    /// Two tables in rows of `places`, the place left first: `times[from × places + to]`. `None` where a table has
    /// another size, or a negative entry. Where either says [`Travel::UNREACHABLE`] or more, there is no way.
    pub fn new(places: usize, mut times: Vec<i32>, mut distances: Vec<i32>) -> Option<Self> {
        let cells = places.checked_mul(places)?;
        let fits = |table: &[i32]| table.len() == cells && table.iter().all(|cell| *cell >= 0);
        if !fits(&times) || !fits(&distances) {
            return None;
        }
        for (time, distance) in times.iter_mut().zip(&mut distances) {
            if *time >= Self::UNREACHABLE || *distance >= Self::UNREACHABLE {
                (*time, *distance) = (Self::UNREACHABLE, Self::UNREACHABLE);
            }
        }
        Some(Self { places, times, distances })
    }

    /// How many places there are.
    pub const fn places(&self) -> usize {
        self.places
    }

    /// Time from a place to another; [`Travel::UNREACHABLE`] where there is no way, or no such place.
    pub fn time(&self, from: usize, to: usize) -> i32 {
        self.cell(&self.times, from, to)
    }

    /// Distance from a place to another; [`Travel::UNREACHABLE`] where there is no way, or no such place.
    pub fn distance(&self, from: usize, to: usize) -> i32 {
        self.cell(&self.distances, from, to)
    }

    /// The longest distance that there is a way for.
    pub(crate) fn longest(&self) -> i32 {
        self.distances.iter().copied().filter(|distance| *distance < Self::UNREACHABLE).max().unwrap_or(0)
    }

    fn cell(&self, table: &[i32], from: usize, to: usize) -> i32 {
        if to >= self.places {
            return Self::UNREACHABLE;
        }
        table.get(from * self.places + to).copied().unwrap_or(Self::UNREACHABLE)
    }
}
