//! `POST /organisations/{organisation}/stops/{id}/failure`

use super::{act, acts::StopAct};
use crate::http::{Cx, Outcome, Versioned, gate};
use actix_web::post;
use cabas_model::{Problem, deliveries::DeliveryDetails, me::FailStop};

gate!(member PlanDeliveries, pii: full);

/// Close a stop as a problem. It waits in the inbox until somebody looked at it.
#[utoipa::path(
    operation_id = "fail_stop", tag = "deliveries", request_body = FailStop,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = DeliveryDetails, headers(("ETag" = String))),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/stops/{id}/failure")]
pub(super) async fn fail_stop(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let ask: FailStop = cx.body().await?;
    act(&cx, StopAct::Fail(ask)).await
}
