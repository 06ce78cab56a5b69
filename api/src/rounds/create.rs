//! `POST /organisations/{organisation}/rounds`

use super::{
    hands::{Here, about, recipients, told},
    shown,
};
use crate::http::{CreatedVersioned, Cx, Failure, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_domain::{
    deliveries::StopFacts,
    rounds::{CreateError, RoundChange, decide_create},
};
use cabas_kernel::id::{DeliveryId, RoundId};
use cabas_model::rounds::{CreateRound, RoundDetails};
use cabas_store::{Tx, deliveries::Report, rounds::RoundRecord};
use serde_json::json;
use std::collections::HashSet;

gate!(member PlanDeliveries);

/// Make a round from whole deliveries, in the given order; without any, an empty one to fill on the board.
#[utoipa::path(
    operation_id = "create_round", tag = "rounds", request_body = CreateRound,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = RoundDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/rounds")]
pub(super) async fn create_round(cx: Cx<Gate>) -> Outcome<CreatedVersioned<RoundDetails>> {
    let ask: CreateRound = cx.body().await?;
    let id = cx.write(async |tx| create(tx, &ask).await).await?;
    shown(&cx, id).await.map(CreatedVersioned)
}

async fn create(tx: &Tx, ask: &CreateRound) -> Outcome<RoundId> {
    let here = Here::of(tx).await?;
    if let Some(depot) = ask.depot_id {
        tx.depot_version(depot).await?.ok_or_else(|| Failure::field("/depot_id", "depot_unknown"))?;
    }
    let mut record = RoundRecord::draft(tx.new_id(), ask.name.trim().to_owned(), ask.date);
    (record.mode, record.depot, record.max_load) = (ask.mode, ask.depot_id, ask.max_load_g);
    let stops = stops(tx, &ask.delivery_ids).await?;
    let collecting = tx.collecting(&recipients(&stops)).await?;
    let change: RoundChange = decide_create(record.id, record.day, &stops, &collecting, here.zone())
        .map_err(|e| about("/delivery_ids", e.code(), place(e, &stops, &ask.delivery_ids)))?;
    tx.add_round(&record).await?;
    tx.apply_steps(&change.steps, &Report::default(), None).await?;
    tx.set_positions(&change.order).await?;
    tx.audit("round.created", record.id, json!({ "stops": change.order })).await?;
    told(tx, &record).await?;
    Ok(record.id)
}

/// All stops of the chosen deliveries; a delivery named twice, or nobody's here, is told by its place.
async fn stops(tx: &Tx, ids: &[DeliveryId]) -> Outcome<Vec<StopFacts>> {
    let stops = tx.stops_of_deliveries(ids).await?;
    let known: HashSet<DeliveryId> = stops.iter().map(|s| s.delivery).collect();
    let mut seen = HashSet::new();
    match ids.iter().position(|id| !known.contains(id) || !seen.insert(*id)) {
        Some(place) => Err(Failure::field(&format!("/delivery_ids/{place}"), "delivery_unknown")),
        None => Ok(stops),
    }
}

fn place(e: CreateError, stops: &[StopFacts], ids: &[DeliveryId]) -> Option<usize> {
    let (CreateError::StopElsewhere(stop)
    | CreateError::Started(stop)
    | CreateError::OtherDay(stop)
    | CreateError::Transition(stop)
    | CreateError::SelfPickup(stop)) = e;
    let delivery = stops.iter().find(|s| s.id == stop)?.delivery;
    ids.iter().position(|id| *id == delivery)
}
