//! Invitations by e-mail: the only way in (TR-1).

mod accept;
mod ask_again;
mod bounce;
mod confirm;
mod create;
mod list;
mod refuse;
mod resend;
mod revoke;

pub(crate) use bounce::note_bounce;

use crate::{
    http::{Cx, Gate, Outcome, refusals},
    mail::{Letter, Mail},
};
use cabas_domain::accounts::{
    AcceptError, Arrival, ConfirmError, InvitationFacts, InviteError, MemberFacts, RefuseError, ResendError,
    RevokeError,
};
use cabas_kernel::{Email, Ts, time::local_day};
use cabas_model::Code;
use cabas_store::{Tx, accounts::Invitation, members::MemberRecord};
use utoipa_actix_web::service_config::ServiceConfig;

refusals!(AcceptError, ConfirmError, InviteError, RefuseError, ResendError, RevokeError);

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(accept::accept_invitation)
        .service(ask_again::request_invitation)
        .service(create::create_invitation)
        .service(list::list_invitations)
        .service(resend::resend_invitation)
        .service(revoke::revoke_invitation)
        .service(confirm::confirm_invitation)
        .service(refuse::refuse_invitation);
}

fn facts(invitation: &Invitation) -> InvitationFacts {
    InvitationFacts {
        state: invitation.state,
        roles: invitation.roles,
        last_sent_at: invitation.last_sent_at,
        expires_at: invitation.expires_at,
    }
}

/// A member, as the decisions see them.
pub(crate) fn member_facts(member: &MemberRecord) -> MemberFacts {
    MemberFacts { id: member.id, state: member.state, roles: member.roles }
}

/// Mails the link of an invitation: to somebody with an account in the language they read, to anybody else in their
/// inviter's, which is the sender's.
async fn invite<G: Gate>(
    cx: &Cx<G>,
    tx: &Tx,
    inviter: &MemberRecord,
    email: &Email,
    token: &str,
    until: Ts,
) -> Outcome<()> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let person = tx.person(inviter.person).await?.ok_or(Code::NotFound)?;
    let letter = Letter::Invitation {
        inviter: Some(person.display_name),
        link: format!("{}/invitation#token={token}", cx.app.config.origin()),
        until: local_day(until, organisation.zone),
        organisation: organisation.name,
    };
    let mail = match tx.person_by_email(email).await? {
        Some(reader) => Mail::asked(&reader, cx.lang(), letter),
        None => Mail { to: email.to_string(), lang: cx.lang().tag().to_owned(), letter },
    };
    Ok(tx.send("mail", &mail).await?)
}

/// Somebody at the door, as the decisions see them.
async fn arrival(tx: &Tx, member: &MemberRecord, invitation: &Invitation) -> Outcome<Arrival> {
    let invited_by = match invitation.invited_by {
        Some(node) => tx.member_of_node(node).await?.map(|m| m.id),
        None => None,
    };
    let branch_frozen = tx.is_branch_frozen(member.node).await?;
    Ok(Arrival { member: member_facts(member), invited_by, branch_frozen })
}
