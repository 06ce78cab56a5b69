//! `cabas bootstrap-admin`: the first invitation of an organisation, or one more admin's.

use crate::platform::{
    self, Config,
    clock::{RandomIds, SystemClock},
    tokens,
};
use cabas_domain::accounts::INVITATION_LIFETIME;
use cabas_kernel::{Email, Role, Roles, Text, words::invitations::InvitationState};
use cabas_store::{Actor, Scope, Store, accounts::NewInvitation};
use serde_json::json;
use std::{error::Error, sync::Arc};

pub(super) async fn run(
    config: &Config,
    organisation: &str,
    email: &str,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let name = Text::<120>::parse(organisation).map_err(|e| format!("--organisation: {e}"))?;
    let email = Email::parse(email).map_err(|e| format!("--email: {e}"))?;
    let store = platform::open_store(config, Arc::new(SystemClock), Arc::new(RandomIds)).await?;
    let link = invite_admin(&store, &config.origin(), name.as_str(), &email).await?;
    store.close().await;
    Ok(link)
}

/// Makes an admin's invitation and gives its link. An earlier one of the same address ends.
pub(crate) async fn invite_admin(
    store: &Store,
    origin: &str,
    name: &str,
    email: &Email,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let tx = store.write(Scope::System, Actor::System).await?;
    let organisation = if let Some(found) = tx.organisation_named(name).await? {
        found
    } else {
        let made = tx.create_organisation(name).await?;
        tx.audit("organisation.created", made.id, json!({})).await?;
        made
    };
    tx.commit().await?;
    let tx = store.write(Scope::Organisation(organisation.id), Actor::System).await?;
    let (token, token_hash) = tokens::mailed_token();
    tx.end_invitations(email, InvitationState::Revoked).await?;
    let id = tx
        .add_invitation(NewInvitation {
            email: email.clone(),
            roles: Roles::NONE.with(Role::Admin),
            invited_by: None,
            note: None,
            token_hash,
            expires_at: tx.now() + INVITATION_LIFETIME,
        })
        .await?;
    tx.audit("invitation.created", id, json!({ "roles": ["admin"], "from": "command line" })).await?;
    tx.commit().await?;
    Ok(format!("{origin}/invitation#token={token}"))
}
