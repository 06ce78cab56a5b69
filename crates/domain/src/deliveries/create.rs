//! A new delivery: its shape, the status it is born with, and what may be edited later.

use cabas_kernel::{
    Window,
    words::deliveries::{StopKind, StopStatus},
};

refusals! {
    /// Why a list of stops makes no delivery (DL-2).
    pub enum ShapeError {
        NoDropoff = "fields_invalid",
        /// A pickup begins after the first drop-off, or comes after it in the list.
        PickupAfterDropoff = "fields_invalid",
    }
}

/// A delivery has at least one drop-off, and its pickups begin before the first of them (DL-2).
pub fn check_shape(stops: &[(StopKind, Window)]) -> Result<(), ShapeError> {
    let first = stops.iter().position(|(kind, _)| *kind == StopKind::Dropoff).ok_or(ShapeError::NoDropoff)?;
    let Some((_, dropoff)) = stops.get(first) else { return Err(ShapeError::NoDropoff) };
    let late = |(i, (kind, window)): (usize, &(StopKind, Window))| {
        *kind == StopKind::Pickup && (i > first || window.earliest() > dropoff.earliest())
    };
    if stops.iter().enumerate().any(late) { Err(ShapeError::PickupAfterDropoff) } else { Ok(()) }
}

/// The status a stop is born with: ready, unless its address is unusable or a dispatcher asks for a draft.
/// A missing position makes no draft (decisions 14, DL-24).
pub const fn initial_status(address_usable: bool, draft: bool) -> StopStatus {
    if address_usable && !draft { StopStatus::Ready } else { StopStatus::Draft }
}

/// What may still be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Editable {
    Metadata,
    /// Notes, tags and metadata.
    Notes,
    Everything,
}

/// Everything before a stop is on its way; notes, tags and metadata while it is; metadata once it is over.
pub const fn editable(status: StopStatus) -> Editable {
    match status {
        StopStatus::Draft | StopStatus::Ready | StopStatus::Assigned => Editable::Everything,
        StopStatus::Out => Editable::Notes,
        _ => Editable::Metadata,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::window;
    use StopKind::{Dropoff, Pickup};

    #[test]
    fn a_delivery_brings_something_and_fetches_it_before() {
        assert_eq!(check_shape(&[(Dropoff, window(10, 12))]), Ok(()));
        assert_eq!(
            check_shape(&[(Pickup, window(8, 10)), (Dropoff, window(10, 12)), (Dropoff, window(9, 12))]),
            Ok(())
        );
        assert_eq!(check_shape(&[(Pickup, window(8, 10))]), Err(ShapeError::NoDropoff));
        assert_eq!(
            check_shape(&[(Pickup, window(11, 12)), (Dropoff, window(10, 12))]),
            Err(ShapeError::PickupAfterDropoff)
        );
        assert_eq!(
            check_shape(&[(Dropoff, window(10, 12)), (Pickup, window(8, 10))]),
            Err(ShapeError::PickupAfterDropoff)
        );
    }

    #[test]
    fn only_an_unusable_address_makes_a_draft() {
        assert_eq!(initial_status(true, false), StopStatus::Ready);
        assert_eq!(initial_status(false, false), StopStatus::Draft);
        assert_eq!(initial_status(true, true), StopStatus::Draft);
    }

    #[test]
    fn the_further_a_stop_is_the_less_can_be_edited() {
        use StopStatus as S;
        let path = [S::Draft, S::Ready, S::Assigned, S::Out, S::Delivered];
        assert!(path.map(editable).is_sorted_by(|a, b| a >= b));
        assert_eq!((editable(S::Out), editable(S::Cancelled)), (Editable::Notes, Editable::Metadata));
    }
}
