//! `DELETE /organisations/{organisation}/imports/{id}`

use super::{CLASS, create::announce, sight};
use crate::http::{Cx, Edited, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::ImportId;
use cabas_model::{Code, imports::ImportState};
use serde_json::json;

gate!(program Import, Imports);

/// Give up an import that was not applied: its file and its preview are gone.
#[utoipa::path(
    operation_id = "delete_import", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204, description = "Gone"), Inside, Stateful, Edited),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/imports/{id}")]
pub(super) async fn delete_import(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, seen): (ImportId, _) = (cx.path("id")?, cx.if_match()?);
    let sight = sight(&cx)?;
    cx.write(async |tx| {
        let record = tx.import(id, sight).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        if !matches!(record.state, ImportState::Previewed | ImportState::Failed) {
            return Err(Code::ImportState.into());
        }
        tx.delete_import(id).await?;
        tx.audit("import.removed", id, json!({})).await?;
        announce(tx, id).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
