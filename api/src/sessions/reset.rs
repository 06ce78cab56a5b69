//! `POST /password-resets/use`: choosing a new password with the mailed link.

use crate::{
    http::{Cx, Failure, Outcome, Over, Sent, TooOften, gate},
    platform::{found::is_common, limits::Act, tokens},
};
use actix_web::{HttpResponse, post};
use cabas_model::{Code, sessions::UsePasswordReset};
use serde_json::json;

gate!(public);

/// Use a reset link: sets the password, ends every session and takes back the tokens of programs that the person
/// made. It signs nobody in.
#[utoipa::path(
    operation_id = "use_password_reset", tag = "sessions", request_body = UsePasswordReset,
    responses((status = 204, description = "The password is set, every session ended"), Over, Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/password-resets/use")]
pub(super) async fn use_password_reset(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: UsePasswordReset = cx.body().await?;
    cx.limit(Act::SignInFrom, &cx.address())?;
    let hash = cx.app.passwords.hash(ask.password.clone()).await?;
    cx.write(async |tx| {
        let person = tx.use_password_reset(tokens::token_hash(&ask.token)).await?.ok_or(Code::LinkInvalid)?;
        if is_common(&ask.password, &[&person.display_name, &person.email]) {
            return Err(Failure::field("/password", "password_common"));
        }
        tx.set_password(person.id, hash.clone()).await?;
        let programs = tx.revoke_api_clients_of_person(person.id).await?;
        Ok(tx.audit("password.reset", person.id, json!({ "api_clients": programs })).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
