//! `POST /sessions/refresh`: a fresh access token for the cookie.

use super::{
    cookie::{self, RefreshToken},
    open::{self, Opened},
};
use crate::{
    http::{Closed, Cx, Outcome, Own, TooOften, gate},
    mail::{Letter, Mail},
    platform::limits::Act,
};
use actix_web::post;
use cabas_domain::accounts::{Lifetimes, Refresh, RefreshFacts, SessionFacts, decide_refresh};
use cabas_kernel::{Ts, id::PersonId};
use cabas_model::{Code, sessions::SessionToken};
use cabas_store::{Tx, accounts};
use serde::{Deserialize, Serialize};
use serde_json::json;

gate!(public);

#[derive(Serialize, Deserialize)]
enum Rotated {
    Fresh(PersonId, i32),
    Over,
}

/// Exchange the refresh cookie for a fresh access token and cookie. A token that was used before ends the session.
#[utoipa::path(
    operation_id = "refresh_session", tag = "sessions",
    responses((status = 200, body = SessionToken), Own, Closed, TooOften),
    security(()), extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/sessions/refresh")]
pub(super) async fn refresh_session(cx: Cx<Gate>) -> Outcome<Opened> {
    let token = cookie::read(&cx.app, cx.request())?;
    // The sender chooses which session the cookie names: only one that lives has a bucket, or a turn at the writer.
    cx.limit(Act::RefreshFrom, &cx.address())?;
    let (_, living) = accounts::session_actor(&cx.app.store, cabas_store::Scope::System, token.session, None).await?;
    living.ok_or(Code::RefreshInvalid)?;
    cx.limit(Act::Refresh, &token.session.to_string())?;
    let (secret, hash) = cookie::secret();
    let rotated = cx.write(async |tx| rotate(tx, &token, hash).await).await?;
    let Rotated::Fresh(person, epoch) = rotated else { return Err(Code::RefreshInvalid.into()) };
    let read = cx.app.store.read(cabas_store::Scope::System).await?;
    let lives = open::lives(&accounts::me(&read, person).await?.ok_or(Code::RefreshInvalid)?.memberships);
    open::answer(&cx, token.session, person, epoch, &secret, lives, false)
}

/// Puts a new token in the place of the one that was shown, or ends a session whose token was used before.
async fn rotate(tx: &Tx, token: &RefreshToken, hash: [u8; 32]) -> Outcome<Rotated> {
    let Some(session) = tx.session(token.session).await? else { return Ok(Rotated::Over) };
    let Some(person) = tx.person(session.person).await? else { return Ok(Rotated::Over) };
    let lives = open::lives(&tx.memberships(person.id).await?);
    match decide_refresh(&facts(&session, token, &lives), i64::from(person.auth_epoch), &lives, tx.now()) {
        Ok(step) => {
            let (consumed, at) = match step {
                Refresh::Rotate => (session.refresh_hash, tx.now()),
                Refresh::Reissue => (token.hash.to_vec(), session.previous_used_at.unwrap_or_else(|| tx.now())),
            };
            tx.rotate_session(token.session, hash, consumed, at, tx.now() + lives.idle).await?;
            tx.note_seen(person.id).await?;
            Ok(Rotated::Fresh(person.id, person.auth_epoch))
        }
        Err(refused) => {
            if refused.revokes_family() && tx.revoke_session(token.session, person.id).await? {
                tx.audit("session.replayed", token.session, json!({})).await?;
                tx.send("mail", &Mail::to(&person, Letter::Replay)).await?;
            }
            Ok(Rotated::Over)
        }
    }
}

/// A session and the token that was shown for it, as the decision sees them.
fn facts(session: &accounts::SessionFacts, token: &RefreshToken, lives: &Lifetimes) -> RefreshFacts {
    let newest = session.refresh_hash == token.hash;
    let before = session.previous_hash.as_deref() == Some(token.hash.as_slice());
    // A token that is neither was consumed long ago: its successor was used.
    let consumed_at = session.previous_used_at.filter(|_| before).unwrap_or(Ts::from_micros(0));
    RefreshFacts {
        session: SessionFacts {
            created_at: session.created_at,
            refreshed_at: session.idle_until - lives.idle,
            revoked: session.revoked,
            epoch: i64::from(session.auth_epoch),
        },
        consumed_at: (!newest).then_some(consumed_at),
        successor_used: !newest && !before,
    }
}
