//! `POST /sessions/links`: a link and a code by mail.

use super::counted::Counted;
use crate::{
    http::{Cx, Outcome, Sent, TooOften, gate},
    mail::{Letter, Mail},
    platform::{limits::Act, tokens},
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::LOGIN_CODE_LIFETIME;
use cabas_kernel::Email;
use cabas_model::{Code, sessions::CreateSessionLink};
use cabas_store::accounts::{self, MailedLink};
use serde_json::json;

gate!(public);

/// Send a sign-in link and code. The answer is the same whether the address has an account or not.
#[utoipa::path(
    operation_id = "create_session_link", tag = "sessions", request_body = CreateSessionLink,
    responses((status = 202, description = "If the address has an account, a mail leaves"), Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/sessions/links")]
pub(super) async fn create_session_link(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: CreateSessionLink = cx.body().await?;
    let email = Email::parse(&ask.email).map_err(|_| Code::FieldsInvalid)?;
    cx.limit(Act::SignInFrom, &cx.address())?;
    let login = accounts::login(&cx.read().await?, &email).await?;
    Counted::of(&cx, &email, login.as_ref().map(|l| &l.person)).mail(&cx.app.limits)?;
    cx.write(async |tx| {
        let Some(person) = tx.person_by_email(&email).await? else { return Ok(()) };
        let (token, token_hash) = tokens::mailed_token();
        let (code, code_hash) = tokens::mailed_code(&cx.app.store.vault().secrets().hashing, person.id);
        tx.add_sign_in_link(MailedLink {
            person: person.id,
            token_hash,
            code_hash,
            expires_at: tx.now() + LOGIN_CODE_LIFETIME,
        })
        .await?;
        tx.audit("session.link_sent", person.id, json!({})).await?;
        let link = format!("{}/sign-in#token={token}", cx.app.config.origin());
        Ok(tx.send("mail", &Mail::asked(&person, cx.lang(), Letter::SignIn { link, code })).await?)
    })
    .await?;
    Ok(HttpResponse::Accepted().finish())
}
