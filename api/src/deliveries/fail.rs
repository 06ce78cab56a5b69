//! `POST /organisations/{organisation}/deliveries/{id}/failure`

use super::{act_on_goal, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::FailStop};

gate!(member PlanDeliveries, pii: record);

/// Close a delivery as a problem where it ends. It waits in the inbox until somebody looked at it.
#[utoipa::path(
    operation_id = "fail_delivery", tag = "deliveries", request_body = FailStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/failure")]
pub(super) async fn fail_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: FailStop = cx.body().await?;
    act_on_goal(&cx, StopAct::Fail(ask)).await
}
