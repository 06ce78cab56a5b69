//! `POST /invitations/requests`: a link that is too old leads to the people who can send another one.

use super::{facts, member_facts};
use crate::{
    http::{Cx, Outcome, Sent, TooOften, gate},
    mail::{Letter, Mail},
    platform::{limits::Act, tokens},
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::{may_invite, state_now};
use cabas_kernel::{Email, id::MembershipId, words::invitations::InvitationState};
use cabas_model::{Code, invitations::RequestInvitation};
use cabas_store::{
    Scope, Tx,
    accounts::{self, Invitation},
};
use serde_json::json;
use std::collections::BTreeMap;

gate!(public);

/// Ask for a new link with one that is too old or on hold. It sends none: the admin team is told, and decides. The
/// answer is the same whatever the link is.
#[utoipa::path(
    operation_id = "request_invitation", tag = "invitations", request_body = RequestInvitation,
    responses((status = 202, description = "If such an invitation is over, the admin team is told"), Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/invitations/requests")]
pub(super) async fn request_invitation(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: RequestInvitation = cx.body().await?;
    cx.limit(Act::Acceptance, &cx.address())?;
    let hash = tokens::token_hash(&ask.token);
    let organisation = accounts::organisation_of_invitation(&cx.read().await?, hash).await?;
    if let Some(organisation) = organisation
        && cx.limit(Act::LinkAsked, &format!("{hash:02x?}")).is_ok()
    {
        cx.write_in(Scope::Organisation(organisation), async |tx| pass_on(&cx, tx, hash).await).await?;
    }
    Ok(HttpResponse::Accepted().finish())
}

/// Tells the admins, and whoever invited if they still may. An invitation that has a newer one needs no other.
async fn pass_on(cx: &Cx<Gate>, tx: &Tx, token_hash: [u8; 32]) -> Outcome<()> {
    let Some(invitation) = tx.invitation_by_token(token_hash).await? else { return Ok(()) };
    let email = Email::parse(&invitation.email).map_err(|_| Code::Internal)?;
    let newest = tx.newest_invitation(&email).await?.map(|newest| newest.id);
    // One that is said not to have arrived may have: its last answer may have been lost on the way.
    let is_over = matches!(
        state_now(&facts(&invitation), tx.now()),
        InvitationState::Expired | InvitationState::OnHold | InvitationState::Bounced
    );
    if !is_over || newest != Some(invitation.id) {
        return Ok(());
    }
    tx.audit("invitation.link_asked", invitation.id, json!({})).await?;
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?.name;
    let link = format!("{}/members", cx.app.config.origin());
    let letter = Letter::LinkAsked { organisation, email: invitation.email.clone(), link };
    for reader in readers(tx, &invitation).await?.into_values() {
        let Some(person) = tx.person(reader).await? else { continue };
        tx.send("mail", &Mail::to(&person, letter.clone())).await?;
    }
    Ok(())
}

async fn readers(tx: &Tx, invitation: &Invitation) -> Outcome<BTreeMap<MembershipId, cabas_kernel::id::PersonId>> {
    let mut team = tx.active_admins(tx.organisation()).await?;
    if let Some(node) = invitation.invited_by {
        team.extend(tx.member_of_node(node).await?.filter(|m| may_invite(&member_facts(m), invitation.roles)));
    }
    Ok(team.into_iter().map(|member| (member.id, member.person)).collect())
}
