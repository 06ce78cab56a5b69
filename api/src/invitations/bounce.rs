//! An invitation whose mail could not be handed over: whoever invited sees it, since nobody will answer (A2).

use crate::{
    mail::{Letter, Mail},
    platform::{App, tokens},
};
use cabas_kernel::words::{events::EventKind, invitations::InvitationState};
use cabas_store::{Actor, Scope, StoreError, accounts};
use serde_json::json;

/// Notes that a mail was given up. One that carries the link of an invitation makes it `bounced`, as long as that link
/// is the newest one and still waits; any other mail changes nothing.
///
/// # Errors
/// The database's own.
pub(crate) async fn note_bounce(app: &App, mail: &Mail) -> Result<(), StoreError> {
    let Letter::Invitation { link, .. } = &mail.letter else { return Ok(()) };
    let Some((_, token)) = link.split_once("#token=") else { return Ok(()) };
    let token_hash = tokens::token_hash(token);
    let read = app.store.read(Scope::System).await?;
    let Some(organisation) = accounts::organisation_of_invitation(&read, token_hash).await? else { return Ok(()) };
    drop(read);
    let tx = app.store.write(Scope::Organisation(organisation), Actor::System).await?;
    let Some(invitation) = tx.invitation_by_token(token_hash).await? else { return Ok(()) };
    if tx.move_invitation(invitation.id, InvitationState::Sent, InvitationState::Bounced).await? {
        tx.audit("invitation.bounced", invitation.id, json!({})).await?;
        tx.announce(EventKind::MemberChanged, invitation.id, None, None).await?;
    }
    tx.commit().await
}
