//! `POST /organisations/{organisation}/rounds/{id}/split`

use super::{
    hands::{Here, told},
    shown,
};
use crate::http::{CreatedVersioned, Cx, Failure, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_domain::rounds::{Split, SplitError, decide_split};
use cabas_kernel::id::{RoundId, StopId};
use cabas_model::{
    Code,
    rounds::{RoundDetails, SplitRound},
};
use cabas_store::{Tx, deliveries::Report, rounds::RoundRecord};
use serde_json::json;

gate!(member PlanDeliveries);

/// Cut a round in two: what comes from the given stop on goes to a new draft, in its order.
#[utoipa::path(
    operation_id = "split_round", tag = "rounds", request_body = SplitRound,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 201, body = RoundDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/rounds/{id}/split")]
pub(super) async fn split_round(cx: Cx<Gate>) -> Outcome<CreatedVersioned<RoundDetails>> {
    let id: RoundId = cx.path("id")?;
    let ask: SplitRound = cx.body().await?;
    let new = cx
        .write(async |tx| {
            let record = tx.round(id).await?.ok_or(Code::NotFound)?;
            let mut new = RoundRecord::draft(tx.new_id(), ask.name.trim().to_owned(), record.day);
            (new.mode, new.depot, new.max_load) = (record.mode, record.depot, record.max_load);
            let split = decide(tx, &record, &ask, new.id).await?;
            tx.add_round(&new).await?;
            tx.apply_steps(&split.steps, &Report::default(), None).await?;
            tx.set_positions(&split.kept).await?;
            tx.set_positions(&split.moved).await?;
            tx.save_round(&record).await?;
            tx.audit("round.split", id, json!({ "into": new.id, "stops": split.moved })).await?;
            told(tx, &record).await?;
            told(tx, &new).await?;
            Ok(new.id)
        })
        .await?;
    shown(&cx, new).await.map(CreatedVersioned)
}

async fn decide(tx: &Tx, record: &RoundRecord, ask: &SplitRound, new: RoundId) -> Outcome<Split> {
    let stops = tx.stops_of_round(record.id).await?;
    let order: Vec<StopId> = stops.iter().map(|s| s.id).collect();
    let facts = record.facts(&stops, Here::of(tx).await?.zone());
    decide_split(&facts, &stops, &order, ask.first_stop_id, new).map_err(|e| match e {
        SplitError::Unknown => Failure::field("/first_stop_id", "stop_unknown"),
        other => Failure::refused_at("/first_stop_id", other.code()),
    })
}
