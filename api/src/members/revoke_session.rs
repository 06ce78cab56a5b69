//! `DELETE /organisations/{organisation}/members/{member}/sessions/{id}`

use crate::http::{Cx, Inside, Outcome, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::{MembershipId, SessionId};
use cabas_model::Code;
use cabas_store::members;
use serde_json::json;

gate!(member ManageMembers);

/// End a session of a member, on a telephone that was lost for instance. It takes effect at that device's next request.
#[utoipa::path(
    operation_id = "revoke_member_session", tag = "members",
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Ended"), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/members/{member}/sessions/{id}")]
pub(super) async fn revoke_member_session(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (member, id): (MembershipId, SessionId) = (cx.path("member")?, cx.path("id")?);
    let person = members::person_of(&cx.read().await?, member).await?.ok_or(Code::NotFound)?;
    cx.write(async |tx| {
        if !tx.revoke_session(id, person).await? {
            return Err(Code::NotFound.into());
        }
        Ok(tx.audit("member.session_revoked", member, json!({ "session": id })).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
