//! `POST /password-resets`: asking for a new password by mail.

use super::{
    asked::{Asked, What},
    counted::Counted,
};
use crate::{
    http::{Cx, Outcome, Sent, TooOften, gate},
    platform::limits::Act,
};
use actix_web::{HttpResponse, post};
use cabas_kernel::Email;
use cabas_model::{Code, sessions::CreatePasswordReset};
use cabas_store::accounts;

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
    Counted::of(&cx, &email, login.as_ref().map(|l| &l.person)).reset(&cx.app.limits)?;
    let asked = Asked { what: What::Reset, email: email.as_str().to_owned(), lang: cx.lang().tag().to_owned() };
    cx.write(async |tx| asked.keep(tx).await).await?;
    Ok(HttpResponse::Accepted().finish())
}
