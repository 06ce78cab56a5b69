//! `DELETE /me/sessions/{id}`

use crate::http::{Absent, Cx, Outcome, Own, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::SessionId;
use cabas_model::Code;
use serde_json::json;

gate!(signed_in);

/// End one of my sessions. It takes effect at that device's next request.
#[utoipa::path(
    operation_id = "revoke_my_session", tag = "me", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Ended"), Own, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/me/sessions/{id}")]
pub(super) async fn revoke_my_session(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: SessionId = cx.path("id")?;
    let person = cx.person()?;
    cx.write(async |tx| {
        if !tx.revoke_session(id, person).await? {
            return Err(Code::NotFound.into());
        }
        Ok(tx.audit("session.revoked", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
