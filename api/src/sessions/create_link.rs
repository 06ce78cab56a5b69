//! `POST /sessions/links`: a link and a code by mail.

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
use cabas_model::{Code, sessions::CreateSessionLink};
use cabas_store::accounts;

gate!(public);

/// Send a sign-in link and code. The answer is the same whether the address has an account or not, and whether it had
/// its share of mails or not.
#[utoipa::path(
    operation_id = "create_session_link", tag = "sessions", request_body = CreateSessionLink,
    responses((status = 202, description = "If the address has an account and had few mails this hour, one leaves"), Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/sessions/links")]
pub(super) async fn create_session_link(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: CreateSessionLink = cx.body().await?;
    let email = Email::parse(&ask.email).map_err(|_| Code::FieldsInvalid)?;
    cx.limit(Act::SignInFrom, &cx.address())?;
    let login = accounts::login(&cx.read().await?, &email).await?;
    // Past the account's limit nothing leaves, and nobody is told: a stranger learns nothing by asking.
    if Counted::of(&cx, &email, login.as_ref().map(|l| &l.person)).link(&cx.app.limits) {
        let asked = Asked { what: What::SignIn, email: email.as_str().to_owned(), lang: cx.lang().tag().to_owned() };
        cx.write(async |tx| asked.keep(tx).await).await?;
    }
    Ok(HttpResponse::Accepted().finish())
}
