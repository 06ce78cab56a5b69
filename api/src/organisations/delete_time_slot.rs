//! `DELETE /organisations/{organisation}/time-slots/{id}`

use crate::http::{Cx, Edited, Inside, Outcome, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::TimeSlotId;
use cabas_model::Code;
use serde_json::json;

gate!(member PlanDeliveries);

/// Remove a time slot. Deliveries keep the hours they were given.
#[utoipa::path(
    operation_id = "delete_time_slot", tag = "organisations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204, description = "Gone"), Inside, Edited),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/time-slots/{id}")]
pub(super) async fn delete_time_slot(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, seen): (TimeSlotId, _) = (cx.path("id")?, cx.if_match()?);
    cx.write(async |tx| {
        let version = tx.time_slot_version(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, version, "time_slot")?;
        tx.remove_time_slot(id).await?;
        Ok(tx.audit("time_slot.removed", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
