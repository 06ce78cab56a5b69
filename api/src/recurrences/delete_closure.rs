//! `DELETE /organisations/{organisation}/closures/{id}`

use crate::http::{Cx, Edited, Inside, Outcome, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::{id::ClosureId, words::events::EventKind};
use cabas_model::Code;
use serde_json::json;

gate!(member PlanDeliveries);

/// Lift a closure: what rules give for its days is made soon after.
#[utoipa::path(
    operation_id = "delete_closure", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204, description = "Open again"), Inside, Edited),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/closures/{id}")]
pub(super) async fn delete_closure(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, seen): (ClosureId, _) = (cx.path("id")?, cx.if_match()?);
    cx.write(async |tx| {
        let version = tx.closure_version(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, version, "closure")?;
        tx.remove_closure(id).await?;
        tx.announce(EventKind::RecurrenceChanged, id, None, None).await?;
        Ok(tx.audit("closure.removed", id, json!({})).await?)
    })
    .await?;
    cx.app.rules_changed.notify_one();
    Ok(HttpResponse::NoContent().finish())
}
