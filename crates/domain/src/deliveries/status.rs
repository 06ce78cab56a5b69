//! A delivery's status, computed from its stops (§3.3).

use super::StopFacts;
use cabas_kernel::words::deliveries::{DeliveryStatus, StopKind, StopStatus};

/// The first rule that matches over the stops that are not cancelled.
///
/// "None left" means no drop-off left, where the delivery has any: a loaded pickup whose drop-offs were all
/// cancelled delivers nothing.
pub fn delivery_status(stops: &[StopFacts]) -> DeliveryStatus {
    let live: Vec<&StopFacts> = stops.iter().filter(|s| s.status != StopStatus::Cancelled).collect();
    let has = |f: fn(StopStatus) -> bool| live.iter().any(|s| f(s.status));
    // What the delivery is for: its drop-offs, or everything when it only fetches.
    let only_fetches = stops.iter().all(|s| s.kind == StopKind::Pickup);
    let goals: Vec<StopStatus> =
        live.iter().filter(|s| only_fetches || s.kind == StopKind::Dropoff).map(|s| s.status).collect();
    if goals.is_empty() {
        DeliveryStatus::Cancelled
    } else if has(|s| s == StopStatus::Failed) {
        DeliveryStatus::Failed
    } else if goals.iter().all(|s| s.is_closed()) {
        common_outcome(&goals)
    } else if has(|s| s == StopStatus::Out || s.is_closed()) {
        DeliveryStatus::Out
    } else if has(|s| s == StopStatus::Draft) {
        DeliveryStatus::Draft
    } else if live.iter().all(|s| s.status == StopStatus::Assigned) {
        DeliveryStatus::Assigned
    } else {
        DeliveryStatus::Ready
    }
}

fn common_outcome(goals: &[StopStatus]) -> DeliveryStatus {
    let all = |status| goals.iter().all(|s| *s == status);
    if all(StopStatus::LeftAtDoor) {
        DeliveryStatus::LeftAtDoor
    } else if all(StopStatus::HandedToThirdParty) {
        DeliveryStatus::HandedToThirdParty
    } else {
        DeliveryStatus::Delivered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{dropoff, pickup};
    use proptest::prelude::*;

    fn stops() -> impl Strategy<Value = Vec<StopFacts>> {
        let pickups = prop::collection::vec(0..7_usize, 0..3);
        let dropoffs = prop::collection::vec(0..9_usize, 1..4);
        (pickups, dropoffs).prop_map(|(p, d)| {
            use StopStatus as S;
            let fetch = [S::Draft, S::Ready, S::Assigned, S::Out, S::Loaded, S::Failed, S::Cancelled];
            let bring = [
                S::Draft,
                S::Ready,
                S::Assigned,
                S::Out,
                S::Delivered,
                S::LeftAtDoor,
                S::HandedToThirdParty,
                S::Failed,
                S::Cancelled,
            ];
            let p = p.into_iter().map(|i| StopFacts { status: fetch[i], ..pickup(1, 1) });
            p.chain(d.into_iter().map(|i| StopFacts { status: bring[i], ..dropoff(1, 1) })).collect()
        })
    }

    fn live(stops: &[StopFacts]) -> Vec<StopStatus> {
        stops.iter().map(|s| s.status).filter(|s| *s != StopStatus::Cancelled).collect()
    }

    proptest! {
        #[test]
        fn the_order_of_stops_does_not_count(stops in stops().prop_flat_map(|s| (Just(s.clone()), Just(s).prop_shuffle()))) {
            prop_assert_eq!(delivery_status(&stops.0), delivery_status(&stops.1));
        }

        #[test]
        fn a_cancelled_stop_does_not_count(stops in stops(), at in any::<prop::sample::Index>()) {
            let mut more = stops.clone();
            more.insert(at.index(stops.len() + 1), StopFacts { status: StopStatus::Cancelled, ..dropoff(1, 9) });
            prop_assert_eq!(delivery_status(&stops), delivery_status(&more));
        }

        #[test]
        fn a_failure_is_never_hidden(stops in stops()) {
            let goal_left = stops.iter().any(|s| s.kind == StopKind::Dropoff && s.status != StopStatus::Cancelled);
            let failed = live(&stops).contains(&StopStatus::Failed) && goal_left;
            prop_assert_eq!(delivery_status(&stops) == DeliveryStatus::Failed, failed);
        }

        #[test]
        fn delivered_means_that_every_drop_off_left_is_closed_well(stops in stops()) {
            use DeliveryStatus as D;
            if matches!(delivery_status(&stops), D::Delivered | D::LeftAtDoor | D::HandedToThirdParty) {
                let left = |s: &&StopFacts| s.kind == StopKind::Dropoff && s.status != StopStatus::Cancelled;
                prop_assert!(stops.iter().any(|s| left(&s)));
                prop_assert!(stops.iter().filter(left).all(|s| s.status.is_success()));
            }
        }

        #[test]
        fn assigned_means_that_every_stop_left_is(stops in stops()) {
            if delivery_status(&stops) == DeliveryStatus::Assigned {
                prop_assert!(live(&stops).iter().all(|s| *s == StopStatus::Assigned));
            }
        }
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        use StopStatus as S;
        let of = |statuses: &[S]| {
            let stops: Vec<StopFacts> = statuses.iter().map(|s| StopFacts { status: *s, ..dropoff(1, 1) }).collect();
            delivery_status(&stops)
        };
        assert_eq!(of(&[S::Cancelled]), DeliveryStatus::Cancelled);
        assert_eq!(of(&[S::Delivered, S::Failed]), DeliveryStatus::Failed);
        assert_eq!(of(&[S::LeftAtDoor, S::LeftAtDoor]), DeliveryStatus::LeftAtDoor);
        assert_eq!(of(&[S::LeftAtDoor, S::Delivered]), DeliveryStatus::Delivered);
        assert_eq!(of(&[S::Delivered, S::Ready]), DeliveryStatus::Out);
        assert_eq!(of(&[S::Draft, S::Assigned]), DeliveryStatus::Draft);
        assert_eq!(of(&[S::Assigned, S::Ready]), DeliveryStatus::Ready);
    }

    #[test]
    fn a_loaded_pickup_whose_drop_off_was_cancelled_delivers_nothing() {
        let loaded = StopFacts { status: StopStatus::Loaded, ..pickup(1, 1) };
        let gone = StopFacts { status: StopStatus::Cancelled, ..dropoff(1, 2) };
        assert_eq!(delivery_status(&[loaded, gone]), DeliveryStatus::Cancelled);
        assert_eq!(delivery_status(&[loaded]), DeliveryStatus::Delivered, "a fetch alone is done when loaded");
        let open = StopFacts { status: StopStatus::Assigned, ..pickup(1, 3) };
        assert_eq!(delivery_status(&[loaded, open]), DeliveryStatus::Out);
    }
}
