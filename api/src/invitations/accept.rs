//! `POST /invitations/accept`

use super::{facts, member_facts};
use crate::{
    http::{Created, Cx, Failure, Outcome, Over, Sent, Stateful, TooOften, gate},
    mail::{Letter, Mail},
    platform::{limits::Act, tokens},
};
use actix_web::post;
use cabas_domain::accounts::{decide_accept, is_common_password};
use cabas_kernel::{
    Email,
    words::{events::EventKind, invitations::InvitationState, members::MemberState},
};
use cabas_model::{
    Code,
    invitations::{AcceptInvitation, InvitationAccepted},
};
use cabas_store::{
    Scope, Tx,
    accounts::{self, Acceptance, Invitation, NewAccount, PersonRecord},
};
use serde_json::json;

gate!(public);

/// Accept an invitation. An address with an account joins with it; name and password sent are then ignored. Signs
/// nobody in. Of many tries at once, one wins.
#[utoipa::path(
    operation_id = "accept_invitation", tag = "invitations", request_body = AcceptInvitation,
    responses((status = 201, body = InvitationAccepted), Stateful, Over, Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/invitations/accept")]
pub(super) async fn accept_invitation(cx: Cx<Gate>) -> Outcome<Created<InvitationAccepted>> {
    let ask: AcceptInvitation = cx.body().await?;
    cx.limit(Act::Acceptance, &cx.address())?;
    let token_hash = tokens::token_hash(&ask.token);
    let password = match &ask.password {
        Some(password) => Some(cx.app.passwords.hash(password.clone()).await?),
        None => None,
    };
    let organisation =
        accounts::organisation_of_invitation(&cx.read().await?, token_hash).await?.ok_or(Code::LinkInvalid)?;
    cx.write_in(Scope::Organisation(organisation), async |tx| {
        let invitation = tx.invitation_by_token(token_hash).await?.ok_or(Code::LinkInvalid)?;
        let organisation = tx.organisation_record(invitation.organisation).await?.ok_or(Code::LinkInvalid)?;
        let own = [ask.display_name.as_str(), &invitation.email, &organisation.name];
        if ask.password.as_ref().is_some_and(|password| is_common_password(password, &own)) {
            return Err(Failure::field("/password", "password_common"));
        }
        let admins = tx.active_admins(invitation.organisation).await?;
        let email = Email::parse(&invitation.email).map_err(|_| Code::Internal)?;
        let existing = tx.newest_membership(&email).await?.map(|m| m.state);
        let count = u32::try_from(admins.len()).unwrap_or(u32::MAX);
        let accepted = decide_accept(&facts(&invitation), existing, count, organisation.confirm_everyone, tx.now())?;
        if !tx.move_invitation(invitation.id, InvitationState::Sent, accepted.invitation).await? {
            return Err(Code::LinkInvalid.into());
        }
        let account = NewAccount {
            display_name: ask.display_name.trim(),
            locale: Some(cx.lang().tag()),
            password_hash: password.clone(),
        };
        let made = tx.accept_invitation(&invitation, account, accepted.member).await?;
        tx.audit("invitation.accepted", invitation.id, json!({ "member": made.member, "state": accepted.member }))
            .await?;
        tx.announce(EventKind::MemberChanged, made.member, None, None).await?;
        tell(&cx, tx, &invitation, &made, &organisation.name, accepted.member, accepted.confirmed_at_once).await?;
        Ok(InvitationAccepted { member_id: made.member, organisation_name: organisation.name, state: accepted.member })
    })
    .await
    .map(Created)
}

/// Who must know: the other admins when someone waits for them; both when a sole admin's invitation was confirmed
/// at once (decisions 3).
async fn tell(
    cx: &Cx<Gate>,
    tx: &Tx,
    invitation: &Invitation,
    made: &Acceptance,
    organisation: &str,
    state: MemberState,
    at_once: bool,
) -> Result<(), Failure> {
    let (name, organisation) = (made.person.display_name.clone(), organisation.to_owned());
    let roles = invitation.roles.iter().collect();
    let letter = match state {
        MemberState::AwaitingConfirmation => {
            let link = format!("{}/members", cx.app.config.origin());
            Letter::Waiting { organisation, name, roles, link }
        }
        _ if at_once => Letter::Joined { organisation, name, roles },
        _ => return Ok(()),
    };
    let mut readers: Vec<PersonRecord> = Vec::new();
    for admin in tx.active_admins(invitation.organisation).await? {
        if member_facts(&admin).id == made.member {
            continue;
        }
        readers.extend(tx.person(admin.person).await?);
    }
    if at_once {
        readers.push(made.person.clone());
    }
    for reader in readers {
        tx.send("mail", &Mail::to(&reader, letter.clone())).await?;
    }
    Ok(())
}
