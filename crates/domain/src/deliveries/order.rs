//! The order of stops when nobody chose one (DL-7).

use super::StopFacts;
use std::cmp::Ordering;

/// The end of the window first, then pickups before drop-offs, then the id.
pub fn default_order(a: &StopFacts, b: &StopFacts) -> Ordering {
    (a.window.end, a.kind, a.id).cmp(&(b.window.end, b.kind, b.id))
}

/// Sorts stops in the default order.
pub fn sort_by_default(stops: &mut [StopFacts]) {
    stops.sort_by(default_order);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{dropoff, pickup, window};

    #[test]
    fn the_earlier_end_comes_first_then_pickups_then_ids() {
        let late = StopFacts { window: window(9, 18), ..pickup(1, 1) };
        let mut stops = [late, dropoff(1, 3), dropoff(1, 2), StopFacts { window: window(11, 12), ..pickup(1, 9) }];
        sort_by_default(&mut stops);
        assert_eq!(stops.map(|s| s.id), [9, 2, 3, 1].map(crate::fixtures::id));
    }
}
