//! `GET /organisations/{organisation}/follow-ups/{id}`

use super::shown;
use crate::http::{Cx, Inside, Outcome, Versioned, gate};
use actix_web::get;
use cabas_model::follow_ups::FollowUpSummary;

gate!(member ReadDeliveries, pii: full);

/// Open a follow-up.
#[utoipa::path(
    operation_id = "read_follow_up", tag = "follow_ups",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = FollowUpSummary, headers(("ETag" = String))), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/follow-ups/{id}")]
pub(super) async fn read_follow_up(cx: Cx<Gate>) -> Outcome<Versioned<FollowUpSummary>> {
    shown(&cx, cx.path("id")?).await
}
