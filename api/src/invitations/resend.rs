//! `POST /organisations/{organisation}/invitations/{id}/resending`

use super::{facts, invite, member_facts};
use crate::{
    http::{Cx, Done, Inside, Outcome, Stateful, gate},
    platform::tokens,
};
use actix_web::post;
use cabas_domain::accounts::decide_resend;
use cabas_kernel::{Email, Role, id::InvitationId};
use cabas_model::{Code, invitations::InvitationCreated};
use serde_json::json;

gate!(member InviteVolunteers, step_up: privileged);

/// Send an invitation again, with a new link: the old one is dead, the clock starts over.
#[utoipa::path(
    operation_id = "resend_invitation", tag = "invitations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = InvitationCreated), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/invitations/{id}/resending")]
pub(super) async fn resend_invitation(cx: Cx<Gate>) -> Outcome<Done<InvitationCreated>> {
    let id: InvitationId = cx.path("id")?;
    let actor_id = cx.member()?;
    let (token, token_hash) = tokens::mailed_token();
    cx.write(async |tx| {
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let invitation = tx.invitation(id).await?.ok_or(Code::NotFound)?;
        let expires_at = decide_resend(&member_facts(&actor), &facts(&invitation), tx.now())?;
        if invitation.roles.iter().any(Role::is_privileged) {
            cx.proved()?;
        }
        tx.renew_invitation(id, token_hash, expires_at).await?;
        tx.audit("invitation.resent", id, json!({})).await?;
        let email = Email::parse(&invitation.email).map_err(|_| Code::Internal)?;
        invite(&cx, tx, &actor, &email, &token, expires_at).await?;
        Ok(InvitationCreated { id, expires_at })
    })
    .await
    .map(Done)
}
