//! Deliveries that a household no longer receives are told to a dispatcher, not removed (DL-15).

use super::{form::day_of, make::receives};
use cabas_domain::{deliveries::StopFacts, recipients::ReceiveError};
use cabas_kernel::{
    id::DeliveryId,
    time::local_day,
    words::{deliveries::StopKind, events::EventKind, follow_ups::FollowUpCause},
};
use cabas_store::{StoreError, Tx, follow_ups::NewFollowUp, recipients::RecipientRecord};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeSet;

/// Follows a household's standing, after it changed: what is planned for it from today on and that it will not
/// receive is flagged, each drop-off once; a flag that is no longer true is taken down.
///
/// # Errors
/// The database's own.
pub(crate) async fn flag_unreceivable(tx: &Tx, household: &RecipientRecord) -> Result<(), StoreError> {
    let Some(organisation) = tx.organisation_record(tx.organisation()).await? else { return Ok(()) };
    let zone = organisation.zone;
    let coming = tx.coming_deliveries(household.id, local_day(tx.now(), zone)).await?;
    if coming.is_empty() {
        return Ok(());
    }
    let flags = tx.open_flags(household.id).await?;
    let mut touched: BTreeSet<DeliveryId> = BTreeSet::new();
    for stop in tx.stops_of_deliveries(&coming).await? {
        if stop.kind != StopKind::Dropoff || !stop.status.is_open() {
            continue;
        }
        let day = day_of(&stop.window, zone);
        let flag = flags.iter().find(|f| f.stop == Some(stop.id));
        match (receives(household, day) == Err(ReceiveError::Inactive), flag) {
            (true, None) => raise(tx, household, &stop, day).await?,
            (false, Some(flag)) => {
                tx.handle_follow_up(flag, None, tx.actor().member()).await?;
                tx.audit("follow_up.handled", flag.id, json!({})).await?;
                tx.announce(EventKind::FollowUpChanged, flag.id, Some(day), None).await?;
            }
            (true, Some(_)) | (false, None) => continue,
        }
        tx.announce(EventKind::StopChanged, stop.id, Some(day), None).await?;
        touched.insert(stop.delivery);
    }
    for delivery in touched {
        tx.touch_delivery(delivery).await?;
    }
    Ok(())
}

async fn raise(tx: &Tx, household: &RecipientRecord, stop: &StopFacts, day: NaiveDate) -> Result<(), StoreError> {
    let new = NewFollowUp { stop: Some(stop.id), recipient: Some(household.id), ..NewFollowUp::default() };
    let id = tx.add_follow_up(FollowUpCause::Inactive, new).await?;
    tx.announce(EventKind::FollowUpChanged, id, Some(day), None).await
}
