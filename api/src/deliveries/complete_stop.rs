//! `POST /organisations/{organisation}/stops/{id}/completion`

use super::{act, acts::StopAct};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_model::{deliveries::DeliveryDetails, me::CompleteStop};

gate!(member PlanDeliveries, pii: record);

/// Close a stop well, as when a paper sheet is typed back. The depot pickup before it closes along.
#[utoipa::path(
    operation_id = "complete_stop", tag = "deliveries", request_body = CompleteStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/stops/{id}/completion")]
pub(super) async fn complete_stop(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: CompleteStop = cx.body().await?;
    act(&cx, StopAct::Complete(ask)).await
}
