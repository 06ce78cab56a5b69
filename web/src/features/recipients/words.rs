//! States of households in words and shapes.

use crate::{i18n::Lang, ui::Shape};
use cabas_kernel::words::deliveries::{DeliveryStatus, StopStatus};
use cabas_messages::recipients;
use cabas_model::{address::GeoState, recipients::RecipientStatus};

/// Class, shape and word of a household's state.
pub(super) fn state(lang: Lang, status: RecipientStatus) -> (&'static str, Shape, &'static str) {
    match status {
        RecipientStatus::Pending => ("status", Shape::Ready, recipients::state_pending(lang)),
        RecipientStatus::Active => ("status status--done", Shape::Done, recipients::state_active(lang)),
        RecipientStatus::Paused => ("status status--out", Shape::Maybe, recipients::state_paused(lang)),
        RecipientStatus::Stopped => ("status status--quiet", Shape::Cancelled, recipients::state_stopped(lang)),
        RecipientStatus::Deceased => ("status status--quiet", Shape::No, recipients::state_deceased(lang)),
    }
}

/// Whether someone must still put the address on the map.
pub(super) const fn waits_for_a_place(state: GeoState) -> bool {
    matches!(state, GeoState::ToConfirm | GeoState::NotFound)
}

/// A delivery's state as its last stop's: one shape and one word for both.
pub(super) const fn stop(status: DeliveryStatus) -> StopStatus {
    match status {
        DeliveryStatus::Draft => StopStatus::Draft,
        DeliveryStatus::Ready => StopStatus::Ready,
        DeliveryStatus::Assigned => StopStatus::Assigned,
        DeliveryStatus::Out => StopStatus::Out,
        DeliveryStatus::Delivered => StopStatus::Delivered,
        DeliveryStatus::LeftAtDoor => StopStatus::LeftAtDoor,
        DeliveryStatus::HandedToThirdParty => StopStatus::HandedToThirdParty,
        DeliveryStatus::Failed => StopStatus::Failed,
        DeliveryStatus::Cancelled => StopStatus::Cancelled,
    }
}
