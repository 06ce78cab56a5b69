use super::{Load, Window};

/// Someone who carries that day, with what they carry it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// Which of the problem's ways of travelling is theirs.
    pub travel: usize,
    /// Where they load; none begins at the first visit.
    pub start: Option<usize>,
    /// Where they finish; none ends at the last visit.
    pub end: Option<usize>,
    /// When they can be out, from leaving the start to reaching the end.
    pub hours: Window,
    /// The most on board at any time.
    pub capacity: Load,
    /// Bits for what they can do.
    pub skills: u64,
    /// The longest they can be out.
    pub longest: Option<i32>,
    /// The most visits in their round.
    pub most_visits: Option<usize>,
    /// Whether they may come back to load again.
    pub reload: Option<Reload>,
    /// Visits that begin their round whatever happens, as (job, visit): a round that has begun, or is kept as it is.
    pub locked: Vec<(usize, usize)>,
    /// Whether nothing may be added after what is locked.
    pub closed: bool,
}

/// Coming back to load again on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reload {
    /// Where.
    pub place: usize,
    /// How long it takes.
    pub service: i32,
    /// How often at most.
    pub times: usize,
}
