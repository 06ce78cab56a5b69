//! What a day asks for.

mod carrier;
mod job;
mod travel;
mod validate;

pub use carrier::{Carrier, Reload};
pub use job::{Job, Task, Visit};
pub use travel::Travel;
pub use validate::ProblemError;

/// How many kinds of load are counted: weight, volume, packages.
pub const LOADS: usize = 3;

/// A quantity of each kind of load, in the problem's units, never negative.
pub type Load = [i32; LOADS];

/// From `start` to `end`, both included: work may begin at either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First instant.
    pub start: i32,
    /// Last instant, not before `start`.
    pub end: i32,
}

impl Window {
    /// The whole of time, as far as plans are concerned: shorter than any way that does not exist.
    pub const ALWAYS: Self = Self { start: 0, end: i32::MAX / 8 };

    /// Whether an instant is inside.
    pub const fn holds(self, at: i32) -> bool {
        self.start <= at && at <= self.end
    }
}

/// What counts, as integer weights: a plan costs the sum of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    /// For each unit of distance.
    pub distance: i32,
    /// For each unit of time between leaving the start and reaching the end, waiting included.
    pub work: i32,
    /// For each carrier that goes out.
    pub carrier: i32,
}

/// A day to plan.
#[derive(Debug, Clone)]
pub struct Problem {
    /// One per way of travelling: on foot, by bicycle, by car.
    pub travel: Vec<Travel>,
    /// What is asked for.
    pub jobs: Vec<Job>,
    /// Who may carry.
    pub carriers: Vec<Carrier>,
    /// What counts.
    pub costs: Costs,
}
