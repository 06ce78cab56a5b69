//! `DELETE /organisations/{organisation}/invitations/{id}/confirmation`

use super::{arrival, member_facts};
use crate::http::{Cx, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_domain::accounts::decide_refuse;
use cabas_kernel::{
    id::InvitationId,
    words::{events::EventKind, invitations::InvitationState},
};
use cabas_model::Code;
use serde_json::json;

gate!(member ManageMembers);

/// Turn away an arrival, or a promotion, that waits for a confirmation. A promotion turned away changes nothing else.
#[utoipa::path(
    operation_id = "refuse_invitation", tag = "invitations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Turned away"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/invitations/{id}/confirmation")]
pub(super) async fn refuse_invitation(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, actor_id): (InvitationId, _) = (cx.path("id")?, cx.member()?);
    cx.write(async |tx| {
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let invitation = tx.invitation(id).await?.ok_or(Code::NotFound)?;
        if let Some(member) = tx.member_of_invitation(id).await? {
            let state = decide_refuse(&member_facts(&actor), &arrival(tx, &member, &invitation).await?)?;
            tx.set_member_state(member.id, state, None).await?;
            tx.announce(EventKind::MemberChanged, member.id, None, Some(member.id)).await?;
        }
        if !tx.move_invitation(id, InvitationState::AwaitingConfirmation, InvitationState::Revoked).await? {
            return Err(Code::MemberState.into());
        }
        Ok(tx.audit("member.refused", id, json!({})).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
