//! `DELETE /organisations/{organisation}/depots/{id}`

use crate::http::{Cx, Edited, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::DepotId;
use cabas_model::Code;
use serde_json::json;

gate!(member PlanDeliveries);

/// Take a depot off the list, unless an open round or stop loads there.
#[utoipa::path(
    operation_id = "delete_depot", tag = "organisations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204, description = "Gone"), Inside, Stateful, Edited),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/depots/{id}")]
pub(super) async fn delete_depot(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, seen): (DepotId, _) = (cx.path("id")?, cx.if_match()?);
    cx.write(async |tx| {
        let version = tx.depot_version(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, version, "depot")?;
        if tx.is_depot_in_use(id).await? {
            return Err(Code::DepotInUse.into());
        }
        tx.remove_depot(id).await?;
        Ok(tx.audit("depot.removed", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
