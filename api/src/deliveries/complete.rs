//! `POST /organisations/{organisation}/deliveries/{id}/completion`

use super::{act_on_goal, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::CompleteStop};

gate!(member PlanDeliveries, pii: record);

/// Close a delivery well where it ends. The depot pickup before it closes along.
#[utoipa::path(
    operation_id = "complete_delivery", tag = "deliveries", request_body = CompleteStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/completion")]
pub(super) async fn complete_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: CompleteStop = cx.body().await?;
    act_on_goal(&cx, StopAct::Complete(ask)).await
}
