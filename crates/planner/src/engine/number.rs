//! Numbers of the engine: 32 bits where memory is read most, and the few conversions that this takes.

/// The number of a node, a place, a job.
pub(super) type Id = u32;

/// No node.
pub(super) const NONE: Id = Id::MAX;

/// Where an id is in a list.
pub(super) fn ix(id: Id) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// The id of a place in a list. Problems of more than 100,000 visits are refused, so that it always fits.
pub(super) fn narrow(at: usize) -> Id {
    Id::try_from(at).unwrap_or(NONE)
}

/// For probabilities and temperatures, where the last digit does not count.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "costs are far below 2^52")]
pub(super) fn wide(value: i64) -> f64 {
    value as f64
}

/// The whole part.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
pub(super) fn whole(value: f64) -> i64 {
    value as i64
}
