//! What a plan says.

/// One stop of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A visit of a job, by their numbers.
    Visit {
        /// Number of the job.
        job: usize,
        /// Number of the visit among the job's.
        visit: usize,
    },
    /// Coming back to load again.
    Reload,
}

impl Stop {
    /// The job and the number of its visit; none of a reload.
    pub const fn visit(self) -> Option<(usize, usize)> {
        match self {
            Self::Visit { job, visit } => Some((job, visit)),
            Self::Reload => None,
        }
    }
}

/// A stop, and when its service begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub stop: Stop,
    /// When it begins: waiting, if any, comes before.
    pub begins: i32,
}

/// What one carrier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Number of the carrier.
    pub carrier: usize,
    /// When they leave their start, or begin their first visit.
    pub leaves: i32,
    /// When they reach their end, or finish their last visit.
    pub back: i32,
    /// In order, never empty.
    pub steps: Vec<Step>,
}

/// A job that nobody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// Number of the job.
    pub job: usize,
}

/// Who does what, when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// One for each carrier who goes out, by number of the carrier.
    pub rounds: Vec<Round>,
    /// By number of the job.
    pub left_out: Vec<LeftOut>,
}

/// What a plan costs, in its parts. Weights are applied already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// For distance.
    pub distance: i64,
    /// For time out.
    pub work: i64,
    /// For carriers who go out.
    pub carriers: i64,
    /// For who does what; below zero where preferences are met.
    pub with: i64,
    /// For jobs left out.
    pub left_out: i64,
}

impl Cost {
    /// The sum that the engine makes small.
    pub const fn total(&self) -> i64 {
        self.distance + self.work + self.carriers + self.with + self.left_out
    }
}
