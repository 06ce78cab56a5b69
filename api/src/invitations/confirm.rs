//! `POST /organisations/{organisation}/invitations/{id}/confirmation`

use super::{arrival, member_facts};
use crate::{
    http::{Cx, Inside, Outcome, Stateful, gate},
    mail::{Letter, Mail},
    members::{count_admins, promote},
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::decide_confirm;
use cabas_kernel::{
    id::InvitationId,
    words::{events::EventKind, invitations::InvitationState},
};
use cabas_model::Code;
use serde_json::json;

gate!(member ManageMembers, step_up);

/// Confirm the arrival of someone who accepted an invitation to a privileged role, or the promotion of a member.
#[utoipa::path(
    operation_id = "confirm_invitation", tag = "invitations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Confirmed"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/invitations/{id}/confirmation")]
pub(super) async fn confirm_invitation(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, actor_id): (InvitationId, _) = (cx.path("id")?, cx.member()?);
    cx.write(async |tx| {
        let admins = count_admins(tx).await?;
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let invitation = tx.invitation(id).await?.ok_or(Code::NotFound)?;
        let Some(member) = tx.member_of_invitation(id).await? else {
            return promote(tx, &actor, &invitation, admins).await;
        };
        let state = decide_confirm(&member_facts(&actor), &arrival(tx, &member, &invitation).await?, admins)?;
        tx.set_member_state(member.id, state, Some(actor.id)).await?;
        tx.move_invitation(id, InvitationState::AwaitingConfirmation, InvitationState::Accepted).await?;
        tx.audit("member.confirmed", member.id, json!({ "invitation": id })).await?;
        tx.announce(EventKind::MemberChanged, member.id, None, Some(member.id)).await?;
        let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
        let person = tx.person(member.person).await?.ok_or(Code::NotFound)?;
        let letter = Letter::Confirmed { organisation: organisation.name, link: cx.app.config.origin() };
        Ok(tx.send("mail", &Mail::to(&person, letter)).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
