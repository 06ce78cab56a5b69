//! `PUT /organisations/{organisation}/time-slots/{id}`

use super::settings::check_span;
use crate::http::{Cx, Edited, Inside, Outcome, Sent, Versioned, gate};
use actix_web::put;
use cabas_kernel::id::TimeSlotId;
use cabas_model::{
    Code,
    organisations::{PutTimeSlot, TimeSlotSummary},
};
use cabas_store::organisations;
use serde_json::json;

gate!(member PlanDeliveries);

/// Replace all of a time slot.
#[utoipa::path(
    operation_id = "put_time_slot", tag = "organisations", request_body = PutTimeSlot,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = TimeSlotSummary, headers(("ETag" = String))), Inside, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/time-slots/{id}")]
pub(super) async fn put_time_slot(cx: Cx<Gate>) -> Outcome<Versioned<TimeSlotSummary>> {
    let (id, seen): (TimeSlotId, _) = (cx.path("id")?, cx.if_match()?);
    let ask: PutTimeSlot = cx.body().await?;
    check_span(&ask)?;
    cx.write(async |tx| {
        let version = tx.time_slot_version(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, version, "time_slot")?;
        tx.put_time_slot(id, &ask).await?;
        Ok(tx.audit("time_slot.changed", id, json!({})).await?)
    })
    .await?;
    let (summary, version) = organisations::time_slot(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    let etag = cx.etag(id, version, "time_slot");
    Ok(Versioned { body: TimeSlotSummary { etag: etag.clone(), ..summary }, etag })
}
