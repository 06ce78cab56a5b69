//! `POST /organisations/{organisation}/follow-ups/{id}/handling`

use super::{changed, open, shown};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::post;
use cabas_kernel::{id::FollowUpId, words::events::EventKind};
use cabas_model::{
    Code,
    follow_ups::{FollowUpSummary, HandleFollowUp},
};
use serde_json::json;

gate!(member PlanDeliveries, pii: full);

/// Tick it. Once: whoever comes second is told that it was done.
#[utoipa::path(
    operation_id = "handle_follow_up", tag = "follow_ups", request_body = HandleFollowUp,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = FollowUpSummary, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/follow-ups/{id}/handling")]
pub(super) async fn handle_follow_up(cx: Cx<Gate>) -> Outcome<Versioned<FollowUpSummary>> {
    let id: FollowUpId = cx.path("id")?;
    let ask: HandleFollowUp = cx.body().await?;
    let by = cx.member()?;
    cx.write(async |tx| {
        let record = open(tx.follow_up(id).await?.ok_or(Code::NotFound)?)?;
        let note = ask.note.as_ref().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
        tx.handle_follow_up(&record, note, Some(by)).await?;
        if let Some(stop) = record.stop {
            if let Some(delivery) = tx.delivery_of_stop(stop).await? {
                tx.touch_delivery(delivery).await?;
            }
            tx.announce(EventKind::StopChanged, stop, None, None).await?;
        }
        changed(tx, id, "follow_up.handled", json!({})).await
    })
    .await?;
    shown(&cx, id).await
}
