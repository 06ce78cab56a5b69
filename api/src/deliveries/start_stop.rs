//! `POST /organisations/{organisation}/stops/{id}/start`

use super::{act, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::StartStop};

gate!(member PlanDeliveries, pii: record);

/// Set out for a stop, on behalf of whoever carries it. Twice is once.
#[utoipa::path(
    operation_id = "start_stop", tag = "deliveries", request_body = StartStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/stops/{id}/start")]
pub(super) async fn start_stop(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: StartStop = cx.body().await?;
    act(&cx, StopAct::Start(ask)).await
}
