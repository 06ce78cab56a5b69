//! `POST /password-resets`: asking for a new password by mail.

use super::counted::Counted;
use crate::{
    http::{Cx, Outcome, Sent, TooOften, gate},
    mail::{Letter, Mail},
    platform::{limits::Act, tokens},
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::RESET_LIFETIME;
use cabas_kernel::Email;
use cabas_model::{Code, sessions::CreatePasswordReset};
use cabas_store::accounts;
use serde_json::json;

gate!(public);

/// Send a password reset link. The answer is the same whether the address has an account or not.
#[utoipa::path(
    operation_id = "create_password_reset", tag = "sessions", request_body = CreatePasswordReset,
    responses((status = 202, description = "If the address has an account, a mail leaves"), Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/password-resets")]
pub(super) async fn create_password_reset(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: CreatePasswordReset = cx.body().await?;
    let email = Email::parse(&ask.email).map_err(|_| Code::FieldsInvalid)?;
    cx.limit(Act::SignInFrom, &cx.address())?;
    let login = accounts::login(&cx.read().await?, &email).await?;
    Counted::of(&cx, &email, login.as_ref().map(|l| &l.person)).mail(&cx.app.limits)?;
    cx.write(async |tx| {
        let Some(person) = tx.person_by_email(&email).await? else { return Ok(()) };
        let (token, hash) = tokens::mailed_token();
        tx.add_password_reset(person.id, hash, tx.now() + RESET_LIFETIME).await?;
        tx.audit("password.reset_sent", person.id, json!({})).await?;
        let link = format!("{}/password-reset#token={token}", cx.app.config.origin());
        Ok(tx.send("mail", &Mail::asked(&person, cx.lang(), Letter::Reset { link })).await?)
    })
    .await?;
    Ok(HttpResponse::Accepted().finish())
}
