//! `POST /sessions/current/proof`: proving again who one is, for an act that asks for it (AU-10).

use crate::{
    http::{Cx, Failure, Outcome, Own, Sent, TooOften, gate},
    platform::{limits::Act, tokens},
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::LOGIN_CODE_TRIES;
use cabas_kernel::{Email, id::PersonId};
use cabas_model::{Code, sessions::ProveSession};
use cabas_store::{
    Tx,
    accounts::{self, CodeTry},
};
use serde_json::json;

gate!(signed_in);

/// What is shown.
enum Proof {
    Password(String),
    Code(String),
}

impl Proof {
    fn of(ask: ProveSession) -> Result<Self, Failure> {
        match (ask.password, ask.code) {
            (Some(password), None) => Ok(Self::Password(password)),
            (None, Some(code)) => Ok(Self::Code(code)),
            _ => Err(Failure::field("/password", "required")),
        }
    }

    fn refused(&self) -> Failure {
        match self {
            Self::Password(_) => Failure::field("/password", "password_wrong"),
            Self::Code(_) => Failure::field("/code", "otp_invalid"),
        }
    }
}

/// Prove again who I am, by my password or a code mailed by `create_session_link`. Acts that ask for a fresh proof are
/// open to this session for five minutes.
#[utoipa::path(
    operation_id = "prove_current_session", tag = "sessions", request_body = ProveSession,
    responses((status = 204, description = "Proved"), Own, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/sessions/current/proof")]
pub(super) async fn prove_current_session(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let proof = Proof::of(cx.body().await?)?;
    let (person, session) = (cx.person()?, cx.session()?);
    cx.limit(Act::Proof, &session.to_string())?;
    let password = check_password(&cx, person, &proof).await?;
    // A wrong code must be counted, so this transaction commits either way.
    let is_right = cx
        .write(async |tx| {
            if !password && !check_code(&cx, tx, person, &proof).await? {
                return Ok(false);
            }
            tx.prove_session(session).await?;
            tx.audit("session.proved", session, json!({})).await?;
            Ok(true)
        })
        .await?;
    if !is_right {
        return Err(proof.refused());
    }
    cx.app.limits.forget(Act::Proof, &session.to_string());
    Ok(HttpResponse::NoContent().finish())
}

/// Passwords are slow on purpose: they are checked before the transaction begins.
async fn check_password(cx: &Cx<Gate>, person: PersonId, proof: &Proof) -> Outcome<bool> {
    let Proof::Password(password) = proof else { return Ok(false) };
    let login = accounts::login_of(&cx.read().await?, person).await?.ok_or(Code::Unauthenticated)?;
    cx.app.passwords.verify(password.clone(), login.password_hash).await
}

async fn check_code(cx: &Cx<Gate>, tx: &Tx, person: PersonId, proof: &Proof) -> Outcome<bool> {
    let Proof::Code(code) = proof else { return Ok(false) };
    let hash = tokens::code_hash(&cx.app.store.vault().secrets().hashing, person, code.trim());
    let known = tx.person(person).await?.ok_or(Code::Unauthenticated)?;
    let address = Email::parse(&known.email).map_err(|_| Code::Internal)?;
    let tried = tx.try_sign_in_code(&address, person, hash, i32::from(LOGIN_CODE_TRIES)).await?;
    Ok(matches!(tried, CodeTry::Opened(_)))
}
