//! `POST /organisations/{organisation}/invitations`

use super::{facts, invite, member_facts};
use crate::{
    http::{Created, Cx, Inside, Outcome, Sent, Stateful, TooOften, gate},
    platform::tokens,
};
use actix_web::post;
use cabas_domain::accounts::{Addressee, decide_invite};
use cabas_kernel::{Email, Role, Roles, words::invitations::InvitationState};
use cabas_model::{
    Code,
    invitations::{CreateInvitation, InvitationCreated},
};
use cabas_store::{Tx, accounts::NewInvitation};
use serde_json::json;

gate!(member InviteVolunteers, step_up: privileged);

/// Invite someone by e-mail. The link goes out by mail only; whoever opens it must be the addressee.
#[utoipa::path(
    operation_id = "create_invitation", tag = "invitations", request_body = CreateInvitation,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = InvitationCreated), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/invitations")]
pub(super) async fn create_invitation(cx: Cx<Gate>) -> Outcome<Created<InvitationCreated>> {
    let ask: CreateInvitation = cx.body().await?;
    let email = Email::parse(&ask.email).map_err(|_| Code::FieldsInvalid)?;
    let roles: Roles = ask.roles.iter().copied().collect();
    let inviter_id = cx.member()?;
    let (token, token_hash) = tokens::mailed_token();
    cx.write(async |tx| {
        let inviter = tx.member(inviter_id).await?.ok_or(Code::NotFound)?;
        let (addressee, today) = (addressee(tx, &email).await?, tx.pending_invitations_today().await?);
        let granted = decide_invite(&member_facts(&inviter), roles, &addressee, today, tx.now())?;
        if roles.iter().any(Role::is_privileged) {
            cx.proved()?;
        }
        tx.end_invitations(&email, InvitationState::Expired).await?;
        let (invited_by, note, expires_at) = (Some(inviter.node), ask.note.clone(), granted.expires_at);
        let new = NewInvitation { email: email.clone(), roles, invited_by, note, token_hash, expires_at };
        let id = tx.add_invitation(new).await?;
        tx.audit("invitation.created", id, json!({ "roles": roles.iter().collect::<Vec<_>>() })).await?;
        invite(&cx, tx, &inviter, &email, &token, expires_at).await?;
        Ok(InvitationCreated { id, expires_at })
    })
    .await
    .map(Created)
}

/// Whoever is invited, as far as they are known.
async fn addressee(tx: &Tx, email: &Email) -> Outcome<Addressee> {
    Ok(Addressee {
        member: tx.newest_membership(email).await?.map(|m| m.state),
        invitation: tx.newest_invitation(email).await?.as_ref().map(facts),
    })
}
