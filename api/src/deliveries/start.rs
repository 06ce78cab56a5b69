//! `POST /organisations/{organisation}/deliveries/{id}/start`

use super::{act_on_goal, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::StartStop};

gate!(member PlanDeliveries, pii: record);

/// Set out for where a delivery ends: its drop-off, or its last stop. Twice is once.
#[utoipa::path(
    operation_id = "start_delivery", tag = "deliveries", request_body = StartStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/start")]
pub(super) async fn start_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: StartStop = cx.body().await?;
    act_on_goal(&cx, StopAct::Start(ask)).await
}
