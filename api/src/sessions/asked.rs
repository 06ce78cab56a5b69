//! Links asked for by somebody who is not signed in: for signing in, for a new password.
//!
//! The request only leaves a note in the outbox. Whether the address has an account is looked up by the worker, so that
//! the same is done, and takes as long, for every address (AU-7).

use crate::{
    http::Failure,
    mail::{Letter, Mail},
    platform::{App, tokens},
};
use cabas_domain::accounts::{LOGIN_CODE_LIFETIME, RESET_LIFETIME};
use cabas_kernel::Email;
use cabas_messages::Lang;
use cabas_store::{Actor, Scope, StoreError, Tx, accounts::MailedLink, accounts::PersonRecord};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The kind of such a note.
pub(crate) const ASKED: &str = "asked";

/// What was asked for. The address makes it secret: the outbox seals it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(super) what: What,
    pub(super) email: String,
    /// Language tag of the page it was asked on, for whoever has chosen none.
    pub(super) lang: String,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    SignIn,
    Reset,
}

impl Asked {
    pub(super) async fn keep(&self, tx: &Tx) -> Result<(), Failure> {
        Ok(tx.send(ASKED, self).await?)
    }

    /// Writes to whoever has the address; to nobody when nobody has.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn answer(&self, app: &App) -> Result<(), StoreError> {
        let Ok(email) = Email::parse(&self.email) else { return Ok(()) };
        let tx = app.store.write(Scope::System, Actor::System).await?;
        if matches!(self.what, What::SignIn) {
            // For every address, as its tries are counted.
            tx.reset_code_tries(&email).await?;
        }
        if let Some(person) = tx.person_by_email(&email).await? {
            let letter = match self.what {
                What::SignIn => sign_in(app, &tx, &person).await?,
                What::Reset => reset(app, &tx, &person).await?,
            };
            let lang = Lang::from_tag(&self.lang).unwrap_or_default();
            tx.send("mail", &Mail::asked(&person, lang, letter)).await?;
        }
        tx.commit().await
    }
}

async fn sign_in(app: &App, tx: &Tx, person: &PersonRecord) -> Result<Letter, StoreError> {
    let (token, token_hash) = tokens::mailed_token();
    let (code, code_hash) = tokens::mailed_code(&app.store.vault().secrets().hashing, person.id);
    let expires_at = tx.now() + LOGIN_CODE_LIFETIME;
    tx.add_sign_in_link(MailedLink { person: person.id, token_hash, code_hash, expires_at }).await?;
    tx.audit("session.link_sent", person.id, json!({})).await?;
    Ok(Letter::SignIn { link: format!("{}/sign-in#token={token}", app.config.origin()), code })
}

async fn reset(app: &App, tx: &Tx, person: &PersonRecord) -> Result<Letter, StoreError> {
    let (token, hash) = tokens::mailed_token();
    tx.add_password_reset(person.id, hash, tx.now() + RESET_LIFETIME).await?;
    tx.audit("password.reset_sent", person.id, json!({})).await?;
    Ok(Letter::Reset { link: format!("{}/password-reset#token={token}", app.config.origin()) })
}
