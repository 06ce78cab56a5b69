use super::{Load, Window};

/// What is done at a visit, as far as the load is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Hands over what was loaded at the depot.
    Deliver,
    /// Takes something that stays on board until the round is back, or reloads.
    Collect,
    /// Takes something that a later [`Task::DropOff`] of the same job hands over.
    PickUp,
    /// Hands over what a [`Task::PickUp`] of the same job took.
    DropOff,
}

/// One visit to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Where.
    pub place: usize,
    /// What is done there.
    pub task: Task,
    /// How long it takes.
    pub service: i32,
    /// When it may begin: in order, not overlapping; none means always.
    pub windows: Vec<Window>,
    /// How much changes hands.
    pub load: Load,
}

/// Visits that one carrier does in one round, in this order, or nobody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// In order: one delivery or collection, or pick-ups followed by drop-offs.
    pub visits: Vec<Visit>,
    /// Bits that its carrier must have all of.
    pub needs: u64,
    /// Carriers who must not do it, by number.
    pub barred: Vec<usize>,
    /// What leaving it out costs. The engine leaves nothing out that pays for its own way.
    pub worth: i64,
    /// What it costs with a carrier, beside the way there, by number; carriers who are not named cost nothing. A
    /// negative cost is a preference: the usual face, or who has it in today's plan.
    pub with: Vec<(usize, i32)>,
}
