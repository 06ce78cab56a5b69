//! `POST /organisations/{organisation}/deliveries/{id}/reopening`

use super::{act_on_goal, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::ReopenStop};

gate!(member PlanDeliveries, pii: record);

/// Reopen a delivery that was closed by mistake. What was said stays in its history.
#[utoipa::path(
    operation_id = "reopen_delivery", tag = "deliveries", request_body = ReopenStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/reopening")]
pub(super) async fn reopen_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: ReopenStop = cx.body().await?;
    act_on_goal(&cx, StopAct::Reopen { ask, in_time: true }).await
}
