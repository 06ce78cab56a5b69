//! Deliveries that a household no longer receives are told to a dispatcher, not removed (DL-15).

use super::{form::day_of, make::receives, whole::hours};
use crate::http::Failure;
use cabas_domain::recipients::ReceiveError;
use cabas_kernel::{
    id::DeliveryId,
    time::local_day,
    words::{deliveries::StopKind, events::EventKind, follow_ups::FollowUpCause},
};
use cabas_store::{Tx, follow_ups::NewFollowUp, recipients::RecipientRecord};
use std::collections::BTreeSet;

/// Flags what is planned for a household that was paused, stopped or lost since: each drop-off once, from today on.
///
/// # Errors
/// The database's own.
pub(crate) async fn flag_unreceivable(tx: &Tx, household: &RecipientRecord) -> Result<(), Failure> {
    let zone = hours(tx).await?.zone();
    let coming = tx.coming_deliveries(household.id, local_day(tx.now(), zone)).await?;
    let mut flagged: BTreeSet<DeliveryId> = BTreeSet::new();
    for stop in tx.stops_of_deliveries(&coming).await? {
        let day = day_of(&stop.window, zone);
        let waits = stop.kind == StopKind::Dropoff && stop.status.is_open();
        if !waits || receives(household, day) != Err(ReceiveError::Inactive) {
            continue;
        }
        if tx.open_follow_ups_of(stop.id, Some(FollowUpCause::Inactive)).await? > 0 {
            continue;
        }
        let new = NewFollowUp { stop: Some(stop.id), recipient: Some(household.id), ..NewFollowUp::default() };
        let id = tx.add_follow_up(FollowUpCause::Inactive, new).await?;
        tx.announce(EventKind::FollowUpChanged, id, Some(day), None).await?;
        tx.announce(EventKind::StopChanged, stop.id, Some(day), None).await?;
        flagged.insert(stop.delivery);
    }
    for delivery in flagged {
        tx.touch_delivery(delivery).await?;
    }
    Ok(())
}
