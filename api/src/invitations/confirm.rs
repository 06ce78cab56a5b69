//! `POST /organisations/{organisation}/invitations/{id}/confirmation`

use super::member_facts;
use crate::{
    http::{Cx, Outcome, gate},
    mail::{Letter, Mail},
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::{Arrival, decide_confirm};
use cabas_kernel::{
    id::InvitationId,
    words::{events::EventKind, invitations::InvitationState},
};
use cabas_model::{Code, Problem};
use serde_json::json;

gate!(member ManageMembers);

/// Confirm the arrival of someone who accepted an invitation to a privileged role.
#[utoipa::path(
    operation_id = "confirm_invitation", tag = "invitations",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses(
        (status = 204, description = "Confirmed"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    ),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/invitations/{id}/confirmation")]
pub(super) async fn confirm_invitation(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: InvitationId = cx.path("id")?;
    let actor_id = cx.member()?;
    cx.write(async |tx| {
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let invitation = tx.invitation(id).await?.ok_or(Code::NotFound)?;
        let member = tx.member_of_invitation(id).await?.ok_or(Code::MemberState)?;
        let invited_by = match invitation.invited_by {
            Some(node) => tx.member_of_node(node).await?.map(|m| m.id),
            None => None,
        };
        let arrival = Arrival {
            member: member_facts(&member),
            invited_by,
            branch_frozen: tx.is_branch_frozen(member.node).await?,
        };
        let admins = u32::try_from(tx.active_admins(tx.organisation()).await?.len()).unwrap_or(u32::MAX);
        let state = decide_confirm(&member_facts(&actor), &arrival, admins)?;
        tx.set_member_state(member.id, state, Some(actor.id)).await?;
        tx.move_invitation(id, InvitationState::AwaitingConfirmation, InvitationState::Accepted).await?;
        tx.audit("member.confirmed", member.id, json!({ "invitation": id })).await?;
        tx.announce(EventKind::MemberChanged, member.id, None, Some(member.id)).await?;
        let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
        let person = tx.person(member.person).await?.ok_or(Code::NotFound)?;
        let lang = person.locale.unwrap_or_else(|| "fr".into());
        let letter = Letter::Confirmed { organisation: organisation.name, link: cx.app.config.origin() };
        Ok(tx.send("mail", &Mail { to: person.email, lang, letter }).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
