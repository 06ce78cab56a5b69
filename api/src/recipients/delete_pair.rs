//! `DELETE /organisations/{organisation}/blocked-pairs/{id}`

use crate::http::{Cx, Failure, Inside, Outcome, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::BlockedPairId;
use cabas_model::Code;
use serde_json::json;

gate!(member WriteRecipients, pii: full);

/// Let a volunteer and a household meet again.
#[utoipa::path(
    operation_id = "delete_blocked_pair", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Ended"), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/blocked-pairs/{id}")]
pub(super) async fn delete_blocked_pair(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: BlockedPairId = cx.path("id")?;
    cx.write(async |tx| {
        if !tx.delete_blocked_pair(id).await? {
            return Err(Failure::from(Code::NotFound));
        }
        Ok(tx.audit("blocked_pair.deleted", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
