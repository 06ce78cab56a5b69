//! `POST /sessions`: signing in by password, mailed code or mailed link.

use super::{
    cookie,
    counted::Counted,
    open::{self, Opened},
};
use crate::{
    http::{Cx, Failure, Outcome, Own, Sent, TooOften, gate},
    platform::{limits::Act, tokens},
};
use actix_web::post;
use cabas_domain::accounts::LOGIN_CODE_TRIES;
use cabas_kernel::{
    Email,
    id::{PersonId, SessionId},
};
use cabas_model::{
    Code,
    sessions::{CreateSession, SessionToken},
};
use cabas_store::{
    Tx,
    accounts::{self, CodeTry, PersonRecord},
};
use uuid::Uuid;

gate!(public);

/// What was shown as proof.
enum Proof {
    Password(Email, String),
    Code(Email, String),
    Link(String),
}

impl Proof {
    fn of(ask: CreateSession) -> Result<Self, Failure> {
        let email =
            ask.email.map(|e| Email::parse(&e)).transpose().map_err(|_| Failure::field("/email", "email_invalid"))?;
        match (email, ask.password, ask.code, ask.link_token) {
            (None, None, None, Some(token)) => Ok(Self::Link(token)),
            (Some(email), Some(password), None, None) => Ok(Self::Password(email, password)),
            (Some(email), None, Some(code), None) => Ok(Self::Code(email, code)),
            (None, ..) => Err(Failure::field("/email", "required")),
            (Some(_), ..) => Err(Failure::field("/password", "required")),
        }
    }
}

/// Whose account was tried; by password, only when it was right.
struct Checked {
    person: PersonRecord,
    renewed: Option<Renewed>,
}

/// A weak hash of the password that was right, and the one that takes its place.
struct Renewed {
    weak: String,
    hash: String,
}

/// Sign in with e-mail and password, e-mail and mailed code, or the token of a mailed link.
#[utoipa::path(
    operation_id = "create_session", tag = "sessions", request_body = CreateSession,
    responses((status = 201, body = SessionToken, description = "Signed in; the refresh token is in the cookie"), Own, Sent, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/sessions")]
pub(super) async fn create_session(cx: Cx<Gate>) -> Outcome<Opened> {
    let proof = Proof::of(cx.body().await?)?;
    cx.limit(Act::SignInFrom, &cx.address())?;
    let (checked, counted) = check_password(&cx, &proof).await?;
    let (secret, hash) = cookie::secret();
    // A wrong code must be counted, so this transaction commits either way.
    let opened: Option<(SessionId, PersonId, i32)> = cx
        .write(async |tx| {
            let Some(person) = prove(&cx, tx, &proof, checked.as_ref()).await? else { return Ok(None) };
            let lives = open::lives(&tx.memberships(person.id).await?);
            let session = open::open(&cx, tx, &person, hash, lives).await?;
            Ok(Some((session, person.id, person.auth_epoch)))
        })
        .await?;
    let (session, person, epoch) = opened.ok_or(Code::CredentialsInvalid)?;
    if let Some(counted) = counted {
        counted.signed_in(&cx.app.limits);
    }
    let read = cx.app.store.read(cabas_store::Scope::System).await?;
    let lives = open::lives(&accounts::me(&read, person).await?.ok_or(Code::CredentialsInvalid)?.memberships);
    open::answer(&cx, session, person, epoch, &secret, lives, true)
}

/// Counts the try, and checks a password: passwords are slow on purpose, so this comes before the transaction. A link
/// is too long to guess, and counted per network address only.
async fn check_password(cx: &Cx<Gate>, proof: &Proof) -> Result<(Option<Checked>, Option<Counted>), Failure> {
    let email = match proof {
        Proof::Password(email, _) | Proof::Code(email, _) => email,
        Proof::Link(_) => return Ok((None, None)),
    };
    let login = accounts::login(&cx.read().await?, email).await?;
    let counted = Counted::of(cx, email, login.as_ref().map(|l| &l.person));
    counted.sign_in(&cx.app.limits)?;
    let Proof::Password(_, password) = proof else {
        let checked = login.map(|l| Checked { person: l.person, renewed: None });
        return Ok((checked, Some(counted)));
    };
    let kept = login.as_ref().and_then(|l| l.password_hash.clone());
    let right = cx.app.passwords.verify(password.clone(), kept).await?;
    let Some(login) = login.filter(|_| right) else { return Ok((None, Some(counted))) };
    let renewed = renew(cx, password, login.password_hash).await;
    Ok((Some(Checked { person: login.person, renewed }), Some(counted)))
}

async fn renew(cx: &Cx<Gate>, password: &str, kept: Option<String>) -> Option<Renewed> {
    let weak = kept?;
    let hash = cx.app.passwords.renewed(password.to_owned(), &weak).await?;
    Some(Renewed { weak, hash })
}

async fn prove(
    cx: &Cx<Gate>,
    tx: &Tx,
    proof: &Proof,
    checked: Option<&Checked>,
) -> Result<Option<PersonRecord>, Failure> {
    match (proof, checked) {
        (Proof::Link(token), _) => Ok(tx.use_sign_in_token(tokens::token_hash(token)).await?),
        (Proof::Password(..), None) => Ok(None),
        (Proof::Password(..), Some(Checked { person, renewed })) => {
            if let Some(Renewed { weak, hash }) = renewed {
                tx.renew_password(person.id, weak, hash.clone()).await?;
            }
            Ok(Some(person.clone()))
        }
        (Proof::Code(email, code), checked) => {
            // For an address without an account, nobody's: the same is done and written (AU-7).
            let id = checked.map_or(PersonId(Uuid::nil()), |c| c.person.id);
            let hash = tokens::code_hash(&cx.app.store.vault().secrets().hashing, id, code.trim());
            match tx.try_sign_in_code(email, id, hash, i32::from(LOGIN_CODE_TRIES)).await? {
                CodeTry::Opened(person) => Ok(Some(person)),
                CodeTry::Refused => Ok(None),
            }
        }
    }
}
