//! `DELETE /organisations/{organisation}/rounds/{id}`

use super::{
    CLASS,
    hands::{Here, carrier, withdraw},
};
use crate::http::{Cx, Edited, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_domain::rounds::decide_delete;
use cabas_kernel::{id::RoundId, words::events::EventKind};
use cabas_model::Code;
use cabas_store::deliveries::Report;
use serde_json::json;

gate!(member PlanDeliveries);

/// Take a round away. Its stops stay: ready again, and nobody's (DL-13). Whoever was told of it is written to.
#[utoipa::path(
    operation_id = "delete_round", tag = "rounds",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204, description = "Gone; its stops wait for another round"), Inside, Stateful, Edited),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/rounds/{id}")]
pub(super) async fn delete_round(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RoundId = cx.path("id")?;
    let seen = cx.if_match()?;
    cx.write(async |tx| {
        let record = tx.round(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        let here = Here::of(tx).await?;
        let carried = tx.stops_of_round(id).await?;
        let steps = decide_delete(&record.facts(&carried, here.zone()), &carried)?;
        tx.apply_steps(&steps, &Report::default(), None).await?;
        tx.remove_round(id).await?;
        tx.audit("round.removed", id, json!({ "stops": super::hands::ids(&steps) })).await?;
        tx.announce(EventKind::RoundRemoved, id, Some(record.day), carrier(&record)).await?;
        withdraw(tx, &record, tx.actor().member()).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
