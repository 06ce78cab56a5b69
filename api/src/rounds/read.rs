//! `GET /organisations/{organisation}/rounds/{id}`

use super::shown;
use crate::http::{Cx, Inside, Outcome, Versioned, gate};
use actix_web::get;
use cabas_model::rounds::RoundDetails;

gate!(member ReadDeliveries);

/// Read a round with its stops in order.
#[utoipa::path(
    operation_id = "read_round", tag = "rounds",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RoundDetails, headers(("ETag" = String))), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/rounds/{id}")]
pub(super) async fn read_round(cx: Cx<Gate>) -> Outcome<Versioned<RoundDetails>> {
    shown(&cx, cx.path("id")?).await
}
