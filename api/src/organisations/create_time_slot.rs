//! `POST /organisations/{organisation}/time-slots`

use super::settings::check_span;
use crate::http::{Created, Cx, Inside, Outcome, Sent, gate};
use actix_web::post;
use cabas_model::{
    Code,
    organisations::{PutTimeSlot, TimeSlotSummary},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Add a time slot.
#[utoipa::path(
    operation_id = "create_time_slot", tag = "organisations", request_body = PutTimeSlot,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = TimeSlotSummary), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/time-slots")]
pub(super) async fn create_time_slot(cx: Cx<Gate>) -> Outcome<Created<TimeSlotSummary>> {
    let ask: PutTimeSlot = cx.body().await?;
    check_span(&ask)?;
    let id = cx
        .write(async |tx| {
            let id = tx.add_time_slot(&ask).await?;
            tx.audit("time_slot.created", id, json!({})).await?;
            Ok(id)
        })
        .await?;
    let (summary, version) = organisations::time_slot(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    Ok(Created(TimeSlotSummary { etag: cx.etag(id, version, "time_slot"), ..summary }))
}
