//! The few conversions between whole numbers of one width and another, and to and from the others.

/// Where a stored number is in a list. A list is never as long as `usize::MAX`, so that what does not fit is nowhere.
pub(crate) fn ix(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// How a place in a list is stored. What is stored is counted before: regions of more than 2³² streets are refused.
pub(crate) fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The nearest whole number of degrees, decimetres, seconds.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
pub(crate) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// The same, where less than nothing is nothing.
pub(crate) fn natural(value: f64) -> u32 {
    u32::try_from(whole(value).max(0)).unwrap_or(u32::MAX)
}

/// For what is computed with angles, where 32 bits suffice.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a coordinate for ordering: 1 m counts")]
pub(crate) fn rough(value: f64) -> f32 {
    value as f32
}
