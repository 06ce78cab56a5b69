//! `POST /organisations/{organisation}/invitations`

use super::{facts, invite, member_facts};
use crate::{
    http::{Created, Cx, Inside, Outcome, Sent, Stateful, TooOften, gate},
    mail::Letter,
    platform::tokens,
};
use actix_web::post;
use cabas_domain::accounts::{Addressee, decide_invite};
use cabas_kernel::{Email, Role, Roles, time::local_day, words::invitations::InvitationState};
use cabas_model::{
    Code,
    invitations::{CreateInvitation, InvitationCreated},
};
use cabas_store::accounts::NewInvitation;
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
        let addressee = Addressee {
            member: tx.newest_membership(&email).await?.map(|m| m.state),
            invitation: tx.newest_invitation(&email).await?.as_ref().map(facts),
        };
        let granted =
            decide_invite(&member_facts(&inviter), roles, &addressee, tx.pending_invitations_today().await?, tx.now())?;
        if roles.iter().any(Role::is_privileged) {
            cx.proved()?;
        }
        tx.end_invitations(&email, InvitationState::Expired).await?;
        let id = tx
            .add_invitation(NewInvitation {
                email: email.clone(),
                roles,
                invited_by: Some(inviter.node),
                note: ask.note.clone(),
                token_hash,
                expires_at: granted.expires_at,
            })
            .await?;
        tx.audit("invitation.created", id, json!({ "roles": roles.iter().collect::<Vec<_>>() })).await?;
        let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
        let person = tx.person(inviter.person).await?.ok_or(Code::NotFound)?;
        let letter = Letter::Invitation {
            inviter: Some(person.display_name),
            link: format!("{}/invitation#token={token}", cx.app.config.origin()),
            until: local_day(granted.expires_at, organisation.zone),
            organisation: organisation.name,
        };
        invite(tx, &email, cx.lang(), letter).await?;
        Ok(InvitationCreated { id, expires_at: granted.expires_at })
    })
    .await
    .map(Created)
}
