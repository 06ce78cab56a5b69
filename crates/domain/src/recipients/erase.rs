//! Erasing a household for good (CR-4, PR-5).

use crate::deliveries::StopFacts;

/// What stands against erasing a household.
#[derive(Clone, Copy, Debug)]
pub struct EraseFacts<'a> {
    /// Its record was joined to another one, which is the one to erase.
    pub merged: bool,
    /// The stops of all its deliveries, those of the records that were joined to it too.
    pub stops: &'a [StopFacts],
    /// A sheet is being applied.
    pub importing: bool,
}

refusals! {
    /// Why a household is not erased.
    pub enum EraseError {
        Merged = "recipient_merged",
        /// Somebody is on the way, or would be: without an address nobody could go on.
        Open = "delivery_open",
        /// The sheet may name the household, and would bring it back.
        Importing = "import_busy",
    }
}

/// Says whether a household may be erased: whatever was planned for it is over, and nothing is about to bring it back.
pub fn decide_erase(facts: &EraseFacts<'_>) -> Result<(), EraseError> {
    if facts.merged {
        return Err(EraseError::Merged);
    }
    if facts.stops.iter().any(|stop| stop.status.is_open()) {
        return Err(EraseError::Open);
    }
    if facts.importing { Err(EraseError::Importing) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{dropoff, with};
    use cabas_kernel::words::deliveries::StopStatus;

    fn decide(stops: &[StopFacts], merged: bool, importing: bool) -> Result<(), EraseError> {
        decide_erase(&EraseFacts { merged, stops, importing })
    }

    #[test]
    fn a_household_goes_once_all_its_deliveries_are_over() {
        assert_eq!(decide(&[], false, false), Ok(()));
        for status in StopStatus::ALL {
            let over = with(dropoff(1, 1), StopStatus::Delivered);
            let allowed = decide(&[over, with(dropoff(2, 2), *status)], false, false);
            assert_eq!(allowed, if status.is_open() { Err(EraseError::Open) } else { Ok(()) }, "{status}");
        }
    }

    #[test]
    fn neither_a_record_that_was_joined_nor_one_that_a_sheet_may_bring_back_is_erased() {
        assert_eq!(decide(&[], true, true), Err(EraseError::Merged));
        assert_eq!(decide(&[], false, true), Err(EraseError::Importing));
    }
}
