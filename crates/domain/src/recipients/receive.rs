//! Who may receive a delivery (DL-15).

use super::{Pause, status_on};
use cabas_kernel::words::recipients::RecipientStatus;
use chrono::NaiveDate;

/// What is asked of a household's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiveFacts<'a> {
    pub status: RecipientStatus,
    pub pauses: &'a [Pause],
    /// The record was joined to another one.
    pub merged: bool,
}

refusals! {
    /// Why no delivery is made for this household on this day. Existing future ones are flagged to a dispatcher,
    /// not removed.
    pub enum ReceiveError {
        Merged = "recipient_merged",
        /// Paused that day, stopped, or deceased.
        Inactive = "recipient_inactive",
    }
}

/// Says whether a household may receive on a local day. A household registered and not yet served may: its first
/// delivery is what it waits for.
pub fn may_receive(day: NaiveDate, recipient: &ReceiveFacts) -> Result<(), ReceiveError> {
    if recipient.merged {
        return Err(ReceiveError::Merged);
    }
    match status_on(day, recipient.status, recipient.pauses) {
        RecipientStatus::Pending | RecipientStatus::Active => Ok(()),
        RecipientStatus::Paused | RecipientStatus::Stopped | RecipientStatus::Deceased => Err(ReceiveError::Inactive),
    }
}
