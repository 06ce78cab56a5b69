//! New deliveries: to one household, to many, and once more after a failure.

use super::{
    form::{self, day_of},
    whole::Whole,
};
use crate::http::Failure;
use cabas_domain::{
    deliveries::{CopiedStop, check_shape, initial_status},
    recipients::ReceiveError,
};
use cabas_kernel::{
    Window,
    id::{DeliveryId, DepotId},
    words::{
        address::GeoState,
        deliveries::{DeliverySource, StopKind},
        events::EventKind,
    },
};
use cabas_model::{
    Code, FieldError,
    address::Address,
    deliveries::{CreateDeliveries, CreateDelivery, CreatePickup, DeliveriesCreated, LeftOut, PackageLine},
};
use cabas_store::{
    Tx,
    deliveries::{NewDelivery, NewStop, SERVICE_MINUTES},
    organisations::OrganisationRecord,
    recipients::{RecipientRecord, area},
};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Makes one delivery.
///
/// # Errors
/// Fields that are wrong, a household that receives nothing that day (DL-15), a reference that is taken.
pub(super) async fn one(tx: &Tx, ask: CreateDelivery) -> Result<DeliveryId, Failure> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let household = tx.recipient(ask.recipient_id).await?;
    let household = household.ok_or_else(|| Failure::field("/recipient_id", "not_found_here"))?;
    form::check(tx, &ask, ask.packages.as_deref().unwrap_or_default()).await?;
    receives(&household, day_of(&ask.window, organisation.zone))
        .map_err(|e| Failure::refused_at("/recipient_id", e.code()))?;
    let mut stops = Vec::new();
    if let Some(pickup) = &ask.pickup {
        stops.push(pickup_stop(tx, pickup, &ask, &household, &organisation).await?);
    }
    stops.push(dropoff_stop(&ask, &household));
    let shape: Vec<(StopKind, Window)> = stops.iter().map(|s| (s.kind, s.window)).collect();
    check_shape(&shape).map_err(|_| Failure::field("/pickup/window", "window_order"))?;
    let packages = ask.packages.unwrap_or_else(|| usual(&household));
    let new = NewDelivery {
        external_ref: filled(ask.external_ref),
        packages,
        weight: ask.weight_g,
        tags: ask.tags,
        comments: filled(ask.comments),
        stops,
        ..blank(&household, DeliverySource::Manual)
    };
    keep(tx, new, &organisation).await
}

/// Makes one delivery per household, each named once.
///
/// # Errors
/// A window that runs backward.
pub(super) async fn many(tx: &Tx, ask: &CreateDeliveries) -> Result<DeliveriesCreated, Failure> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    form::runs_forward(&ask.window, "/window").map_err(|e| Failure::fields(vec![e]))?;
    let day = day_of(&ask.window, organisation.zone);
    let found = tx.recipients(&ask.recipient_ids).await?;
    let mut households: HashMap<_, _> = found.into_iter().map(|h| (h.id, h)).collect();
    let mut made = DeliveriesCreated { ids: Vec::new(), left_out: Vec::new() };
    let mut seen = HashSet::new();
    for id in ask.recipient_ids.iter().copied().filter(|id| seen.insert(*id)) {
        let household = households.remove(&id).ok_or(Code::NotFound.as_str());
        let household = household.and_then(|h| receives(&h, day).map(|()| h).map_err(|e| e.code()));
        let household = match household {
            Ok(household) => household,
            Err(code) => {
                made.left_out.push(LeftOut { recipient_id: id, code: code.to_owned() });
                continue;
            }
        };
        let new = NewDelivery {
            packages: usual(&household),
            comments: filled(ask.comments.clone()),
            stops: vec![dropoff_stop(&simple(&household, ask.window), &household)],
            ..blank(&household, DeliverySource::Manual)
        };
        made.ids.push(keep(tx, new, &organisation).await?);
    }
    Ok(made)
}

/// Makes the delivery that brings again what another left undone, and links both ways (DL-20).
///
/// # Errors
/// The database's own.
pub(super) async fn again(
    tx: &Tx,
    old: &Whole,
    household: &RecipientRecord,
    copies: &[CopiedStop],
) -> Result<DeliveryId, Failure> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let depots: HashMap<_, _> = tx.depots_of_delivery(old.record.id).await?.into_iter().collect();
    let mut stops = Vec::with_capacity(copies.len());
    for copy in copies {
        let depot = depots.get(&copy.from).copied();
        stops.push(match (copy.kind, tx.elsewhere(copy.from, household).await?) {
            (StopKind::Dropoff, _) => dropoff_stop(&simple(household, copy.window), household),
            (StopKind::Pickup, None) => depot_stop(depot, copy.window, household, false),
            (StopKind::Pickup, Some(place)) => elsewhere_stop(place, copy.window, household),
        });
    }
    let new = NewDelivery {
        packages: old.record.packages.clone(),
        weight: old.record.weight,
        tags: old.record.tags.clone(),
        comments: old.record.comments.clone(),
        metadata: old.record.metadata.clone(),
        rescheduled_from: Some(old.record.id),
        stops,
        ..blank(household, DeliverySource::Reschedule)
    };
    let id = keep(tx, new, &organisation).await?;
    tx.note_rescheduled(old.record.id, id).await?;
    Ok(id)
}

/// Says whether a household may receive on a day.
pub(super) fn receives(household: &RecipientRecord, day: NaiveDate) -> Result<(), ReceiveError> {
    household.may_receive(day)
}

async fn keep(tx: &Tx, new: NewDelivery, organisation: &OrganisationRecord) -> Result<DeliveryId, Failure> {
    let day = new.stops.last().map(|s| day_of(&s.window, organisation.zone));
    let detail = json!({ "recipient": new.recipient, "source": new.source, "stops": new.stops.len() });
    let id = tx.add_delivery(new, organisation.zone).await.map_err(form::taken)?;
    tx.audit("delivery.created", id, detail).await?;
    tx.announce(EventKind::DeliveryCreated, id, day, None).await?;
    Ok(id)
}

pub(super) fn blank(household: &RecipientRecord, source: DeliverySource) -> NewDelivery {
    NewDelivery {
        external_ref: None,
        recipient: household.id,
        source,
        packages: Vec::new(),
        weight: None,
        tags: Vec::new(),
        comments: None,
        metadata: Vec::new(),
        rescheduled_from: None,
        import: None,
        occurrence: None,
        stops: Vec::new(),
    }
}

pub(super) fn simple(household: &RecipientRecord, window: Window) -> CreateDelivery {
    CreateDelivery {
        external_ref: None,
        recipient_id: household.id,
        window,
        promised: None,
        pickup: None,
        packages: None,
        weight_g: None,
        comments: None,
        tags: Vec::new(),
        draft: false,
    }
}

/// The household's usual parcel.
pub(super) fn usual(household: &RecipientRecord) -> Vec<PackageLine> {
    let usual = household.household.default_package.iter();
    usual.map(|p| PackageLine { slug: p.slug.clone(), quantity: p.quantity }).collect()
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

pub(super) fn dropoff_stop(ask: &CreateDelivery, household: &RecipientRecord) -> NewStop {
    let address = &household.household.address;
    NewStop {
        kind: StopKind::Dropoff,
        status: initial_status(form::is_usable(address), ask.draft),
        window: ask.window,
        promised: ask.promised,
        depot: None,
        elsewhere: None,
        area: household.area(),
        geo_state: address.geo_state,
        service_minutes: SERVICE_MINUTES,
        external_ref: None,
    }
}

pub(super) fn depot_stop(depot: Option<DepotId>, window: Window, household: &RecipientRecord, draft: bool) -> NewStop {
    NewStop {
        kind: StopKind::Pickup,
        status: initial_status(form::is_usable(&household.household.address), draft),
        window,
        promised: None,
        depot,
        elsewhere: None,
        area: String::new(),
        geo_state: GeoState::Located,
        service_minutes: SERVICE_MINUTES,
        external_ref: None,
    }
}

/// A pickup at a place of its own, which is neither a depot nor the household's.
fn elsewhere_stop(place: Address, window: Window, household: &RecipientRecord) -> NewStop {
    NewStop {
        area: area(&place),
        geo_state: place.geo_state,
        elsewhere: Some(place),
        ..depot_stop(None, window, household, false)
    }
}

/// A pickup at the depot named, or at the organisation's own; ready when the drop-off begins.
async fn pickup_stop(
    tx: &Tx,
    pickup: &CreatePickup,
    ask: &CreateDelivery,
    household: &RecipientRecord,
    organisation: &OrganisationRecord,
) -> Result<NewStop, Failure> {
    let at = "/pickup/depot_id";
    let depot = pickup.depot_id.or(organisation.default_depot);
    let depot = depot.ok_or_else(|| Failure::fields(vec![FieldError::new(at, "required")]))?;
    if tx.depot_version(depot).await?.is_none() {
        return Err(Failure::field(at, "not_found_here"));
    }
    let window = pickup.window.unwrap_or(Window { start: None, end: ask.window.earliest() });
    Ok(depot_stop(Some(depot), window, household, ask.draft))
}
