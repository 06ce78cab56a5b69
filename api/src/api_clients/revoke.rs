//! `DELETE /organisations/{organisation}/api-clients/{id}`

use crate::http::{Cx, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::ApiClientId;
use cabas_model::Code;
use serde_json::json;

gate!(member ManageApiClients);

/// Take a program's token back, from its next request on. For good: another token is another program.
#[utoipa::path(
    operation_id = "revoke_api_client", tag = "api_clients",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Revoked"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/api-clients/{id}")]
pub(super) async fn revoke_api_client(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: ApiClientId = cx.path("id")?;
    cx.write(async |tx| {
        tx.is_api_client_alive(id).await?.ok_or(Code::NotFound)?;
        if !tx.revoke_api_client(id).await? {
            return Err(Code::ApiClientRevoked.into());
        }
        Ok(tx.audit("api_client.revoked", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
