//! `POST /invitations/accept`

use super::{facts, member_facts};
use crate::{
    http::{Created, Cx, Failure, Outcome, Over, Sent, Stateful, TooOften, gate},
    mail::{Letter, Mail},
    platform::{found::is_common, limits::Act, tokens},
};
use actix_web::post;
use cabas_domain::accounts::{Accepted, decide_accept};
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
    organisations::OrganisationRecord,
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
    cx.write_in(Scope::Organisation(organisation), async |tx| accept(&cx, tx, &ask, token_hash, password.clone()).await)
        .await
        .map(Created)
}

/// Makes a member of whoever holds the link.
async fn accept(
    cx: &Cx<Gate>,
    tx: &Tx,
    ask: &AcceptInvitation,
    token_hash: [u8; 32],
    password_hash: Option<String>,
) -> Outcome<InvitationAccepted> {
    let invitation = tx.invitation_by_token(token_hash).await?.ok_or(Code::LinkInvalid)?;
    let organisation = tx.organisation_record(invitation.organisation).await?.ok_or(Code::LinkInvalid)?;
    let own = [ask.display_name.as_str(), &invitation.email, &organisation.name];
    if ask.password.as_ref().is_some_and(|password| is_common(password, &own)) {
        return Err(Failure::field("/password", "password_common"));
    }
    let accepted = decide(tx, &invitation, &organisation).await?;
    if !tx.move_invitation(invitation.id, InvitationState::Sent, accepted.invitation).await? {
        return Err(Code::LinkInvalid.into());
    }
    let account = NewAccount { display_name: ask.display_name.trim(), locale: Some(cx.lang().tag()), password_hash };
    let made = tx.accept_invitation(&invitation, account, accepted.member).await?;
    let (member_id, state) = (made.member, accepted.member);
    tx.audit("invitation.accepted", invitation.id, json!({ "member": member_id, "state": state })).await?;
    tx.announce(EventKind::MemberChanged, member_id, None, None).await?;
    tell(cx, tx, &invitation, &made, &organisation.name, accepted).await?;
    Ok(InvitationAccepted { member_id, organisation_name: organisation.name, state })
}

async fn decide(tx: &Tx, invitation: &Invitation, organisation: &OrganisationRecord) -> Outcome<Accepted> {
    let admins = tx.active_admins(invitation.organisation).await?;
    let count = u32::try_from(admins.len()).unwrap_or(u32::MAX);
    let email = Email::parse(&invitation.email).map_err(|_| Code::Internal)?;
    let existing = tx.newest_membership(&email).await?.map(|m| m.state);
    Ok(decide_accept(&facts(invitation), existing, count, organisation.confirm_everyone, tx.now())?)
}

/// Who must know: the other admins when someone waits for them; both when a sole admin's invitation was confirmed
/// at once (decisions 3).
async fn tell(
    cx: &Cx<Gate>,
    tx: &Tx,
    invitation: &Invitation,
    made: &Acceptance,
    organisation: &str,
    accepted: Accepted,
) -> Result<(), Failure> {
    let (name, organisation) = (made.person.display_name.clone(), organisation.to_owned());
    let roles = invitation.roles.iter().collect();
    let letter = match accepted.member {
        MemberState::AwaitingConfirmation => {
            let link = format!("{}/members", cx.app.config.origin());
            Letter::Waiting { organisation, name, roles, link }
        }
        _ if accepted.confirmed_at_once => Letter::Joined { organisation, name, roles },
        _ => return Ok(()),
    };
    let mut readers: Vec<PersonRecord> = Vec::new();
    for admin in tx.active_admins(invitation.organisation).await? {
        if member_facts(&admin).id == made.member {
            continue;
        }
        readers.extend(tx.person(admin.person).await?);
    }
    if accepted.confirmed_at_once {
        readers.push(made.person.clone());
    }
    for reader in readers {
        tx.send("mail", &Mail::to(&reader, letter.clone())).await?;
    }
    Ok(())
}
