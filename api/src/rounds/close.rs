//! `POST /organisations/{organisation}/rounds/{id}/closing`

use super::hands::{Here, told};
use crate::http::{Cx, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, post};
use cabas_domain::rounds::decide_close;
use cabas_kernel::id::RoundId;
use cabas_model::Code;
use serde_json::json;

gate!(member PlanDeliveries);

/// Close a round whose stops are all closed, in its volunteer's place. Addresses close to them at once.
#[utoipa::path(
    operation_id = "close_round", tag = "rounds",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Closed"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/rounds/{id}/closing")]
pub(super) async fn close_round(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RoundId = cx.path("id")?;
    cx.write(async |tx| {
        let mut record = tx.round(id).await?.ok_or(Code::NotFound)?;
        let stops = tx.stops_of_round(id).await?;
        record.state = decide_close(&record.facts(&stops, Here::of(tx).await?.zone()), &stops, None)?;
        record.closed_at = Some(tx.now());
        tx.save_round(&record).await?;
        tx.audit("round.closed", id, json!({})).await?;
        Ok(told(tx, &record).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
