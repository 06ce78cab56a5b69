//! `DELETE /organisations/{organisation}/invitations/{id}`

use super::{facts, member_facts};
use crate::http::{Cx, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_domain::accounts::decide_revoke;
use cabas_kernel::id::InvitationId;
use cabas_model::Code;
use serde_json::json;

gate!(member InviteVolunteers);

/// Take an invitation back: its link is dead.
#[utoipa::path(
    operation_id = "revoke_invitation", tag = "invitations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Taken back"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/invitations/{id}")]
pub(super) async fn revoke_invitation(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: InvitationId = cx.path("id")?;
    let actor_id = cx.member()?;
    cx.write(async |tx| {
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let invitation = tx.invitation(id).await?.ok_or(Code::NotFound)?;
        let state = decide_revoke(&member_facts(&actor), &facts(&invitation), tx.now())?;
        if !tx.move_invitation(id, invitation.state, state).await? {
            return Err(Code::InvitationOver.into());
        }
        Ok(tx.audit("invitation.revoked", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
