//! Instances of Solomon, and of Gehring and Homberger: a depot, customers with one window each, one kind of carrier.
//!
//! Four numbers per line where a carrier is described, seven where a place is; everything else is a heading.

use crate::problem::{Carrier, Costs, Job, Problem, Task, Travel, Visit, Window};

/// How distances between two points are made whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Cut after the first decimal, as published results are: a unit is a tenth.
    OneDecimal,
    /// To a ten-thousandth, upwards, so that what is possible here is possible in real numbers.
    Exact,
}

impl Rounding {
    /// How many units make one of the instance's.
    pub const fn units(self) -> i32 {
        match self {
            Self::OneDecimal => 10,
            Self::Exact => 10_000,
        }
    }

    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, and is then refused")]
    fn distance(self, from: (f64, f64), to: (f64, f64)) -> i32 {
        let length = (from.0 - to.0).hypot(from.1 - to.1) * f64::from(self.units());
        match self {
            // A hair more, for lengths that are whole tenths and come out a hair less.
            Self::OneDecimal => (length + 1e-9).floor() as i32,
            Self::Exact => (length - 1e-9).ceil() as i32,
        }
    }
}

/// Why a text is no instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SolomonError {
    /// No line gives the number of carriers and their capacity.
    #[error("no line gives the number of vehicles and their capacity")]
    NoFleet,
    /// No customer, or no depot.
    #[error("no line gives a depot and its customers")]
    NoCustomers,
    /// A line whose numbers cannot be meant.
    #[error("line {line}: {text:?} is no customer")]
    Line {
        /// From 1.
        line: usize,
        /// What it says.
        text: String,
    },
    /// More than can be planned at once.
    #[error("more than 5,000 customers or 10,000 vehicles")]
    TooLarge,
}

/// An instance: the problem, whose job `n` is customer `n + 1`, and its points.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its name, as the first line says.
    pub name: String,
    /// What to plan. Costs are distances only; every customer has to be served.
    pub problem: Problem,
    /// How a unit of the problem was made.
    pub rounding: Rounding,
    /// The depot, then the customers, in the instance's own units.
    pub points: Vec<(f64, f64)>,
}

/// Reads an instance.
pub fn read(text: &str, rounding: Rounding) -> Result<Instance, SolomonError> {
    let mut fleet = None;
    let mut rows: Vec<[f64; 7]> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let numbers: Vec<f64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
        let all = numbers.len() == line.split_whitespace().count();
        match <[f64; 7]>::try_from(numbers.as_slice()) {
            _ if !all || numbers.is_empty() => {}
            Ok(row) if fleet.is_some() && meant(&row) => rows.push(row),
            Err(_) if fleet.is_none() && rows.is_empty() && numbers.len() == 2 => {
                fleet = numbers
                    .first()
                    .copied()
                    .zip(numbers.get(1).copied())
                    .filter(|(count, room)| *count >= 1.0 && *room >= 0.0);
            }
            _ => return Err(SolomonError::Line { line: number + 1, text: line.trim().to_owned() }),
        }
    }
    let (count, capacity) = fleet.ok_or(SolomonError::NoFleet)?;
    let [depot, customers @ ..] = rows.as_slice() else { return Err(SolomonError::NoCustomers) };
    if customers.is_empty() {
        return Err(SolomonError::NoCustomers);
    }
    if customers.len() > 5_000 || count > 10_000.0 {
        return Err(SolomonError::TooLarge);
    }
    let points: Vec<(f64, f64)> = rows.iter().map(|row| (row[1], row[2])).collect();
    let table: Vec<i32> =
        points.iter().flat_map(|from| points.iter().map(|to| rounding.distance(*from, *to))).collect();
    let travel = Travel::new(points.len(), table.clone(), table).ok_or(SolomonError::TooLarge)?;
    let units = f64::from(rounding.units());
    let job = |(at, row): (usize, &[f64; 7])| Job {
        visits: vec![Visit {
            place: at + 1,
            task: Task::Deliver,
            service: units_of(row[6], units),
            windows: vec![Window { start: units_of(row[4], units), end: units_of(row[5], units) }],
            load: [units_of(row[3], 1.0), 0, 0],
        }],
        needs: 0,
        barred: Vec::new(),
        worth: i64::from(i32::MAX),
        with: Vec::new(),
    };
    let carrier = Carrier {
        travel: 0,
        start: Some(0),
        end: Some(0),
        hours: Window { start: units_of(depot[4], units), end: units_of(depot[5], units) },
        capacity: [units_of(capacity, 1.0), 0, 0],
        skills: 0,
        longest: None,
        most_visits: None,
        reload: None,
        locked: Vec::new(),
        closed: false,
    };
    let problem = Problem {
        travel: vec![travel],
        jobs: customers.iter().enumerate().map(job).collect(),
        carriers: vec![carrier; usize::try_from(units_of(count, 1.0)).unwrap_or(1)],
        costs: Costs { distance: 1, work: 0, carrier: 0 },
    };
    let name = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned();
    Ok(Instance { name, problem, rounding, points })
}

fn meant(row: &[f64; 7]) -> bool {
    row.iter().all(|number| number.is_finite() && number.abs() < 1e6)
        && row.iter().skip(3).all(|number| *number >= 0.0)
        && row[4] <= row[5]
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "what is read is below 1e6 in size, or saturates"
)]
fn units_of(number: f64, units: f64) -> i32 {
    (number * units).round() as i32
}
