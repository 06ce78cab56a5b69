//! Stretches of a round as three numbers, so that joining two takes a handful of additions whatever their length.
//!
//! After Vidal, Crainic, Gendreau and Prins, *A hybrid genetic algorithm with adaptive diversity management for a large
//! class of vehicle routing problems with time windows*, Computers & Operations Research 2013 (here without lateness:
//! a stretch that cannot be done is none).

/// A stretch: how long it takes at least, and when it has to be begun for that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) duration: i32,
    /// Begun earlier, it takes longer: one waits.
    pub(super) earliest: i32,
    /// Begun later, it cannot be done.
    pub(super) latest: i32,
}

impl Span {
    /// One stop, begun between `open` and `close`.
    pub(super) const fn of(service: i32, open: i32, close: i32) -> Self {
        Self { duration: service, earliest: open, latest: close }
    }

    /// This stretch, then a way, then another. `None` where that cannot be done.
    pub(super) fn then(self, way: i32, other: Self) -> Option<Self> {
        let shift = self.duration + way;
        if self.earliest + shift > other.latest {
            return None;
        }
        let wait = (other.earliest - shift - self.latest).max(0);
        Some(Self {
            duration: shift + wait + other.duration,
            earliest: (other.earliest - shift).max(self.earliest) - wait,
            latest: (other.latest - shift).min(self.latest),
        })
    }
}
