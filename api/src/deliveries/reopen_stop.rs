//! `POST /organisations/{organisation}/stops/{id}/reopening`

use super::{act, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::ReopenStop};

gate!(member PlanDeliveries, pii: record);

/// Reopen a stop that was closed by mistake. What was said stays in its history.
#[utoipa::path(
    operation_id = "reopen_stop", tag = "deliveries", request_body = ReopenStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/stops/{id}/reopening")]
pub(super) async fn reopen_stop(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: ReopenStop = cx.body().await?;
    act(&cx, StopAct::Reopen { ask, in_time: true }).await
}
