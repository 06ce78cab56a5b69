//! `POST /organisations/{organisation}/stops/{id}/failure`

use super::{act, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::FailStop};

gate!(member PlanDeliveries, pii: record);

/// Close a stop as a problem. It waits in the inbox until somebody looked at it.
#[utoipa::path(
    operation_id = "fail_stop", tag = "deliveries", request_body = FailStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/stops/{id}/failure")]
pub(super) async fn fail_stop(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: FailStop = cx.body().await?;
    act(&cx, StopAct::Fail(ask)).await
}
