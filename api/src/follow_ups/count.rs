//! `GET /organisations/{organisation}/follow-ups/count`

use crate::http::{Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::follow_ups::FollowUpCount;
use cabas_store::follow_ups;

gate!(member ReadDeliveries);

/// Count what waits to be looked at. It shows no household, so it is no look: an open screen may ask at every change.
#[utoipa::path(
    operation_id = "count_follow_ups", tag = "follow_ups",
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 200, body = FollowUpCount), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/follow-ups/count")]
pub(super) async fn count_follow_ups(cx: Cx<Gate>) -> Outcome<Done<FollowUpCount>> {
    Ok(Done(follow_ups::count_open(&cx.read().await?).await?))
}
