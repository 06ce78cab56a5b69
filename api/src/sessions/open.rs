//! Opening a session for someone who proved who they are.

use super::cookie;
use crate::{
    http::{Cx, Failure, Gate},
    mail::{Letter, Mail},
    platform::tokens::ACCESS_SECONDS,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder, body::BoxBody, cookie::Cookie};
use cabas_domain::accounts::{Lifetimes, lifetimes};
use cabas_kernel::{
    Roles, Ts,
    id::{PersonId, SessionId},
};
use cabas_model::{Code, me::MyMembership, sessions::SessionToken};
use cabas_store::{
    Tx,
    accounts::{NewSession, PersonRecord},
};
use serde_json::json;

/// A session that was opened or renewed: token in the body, refresh token in the cookie.
pub(super) struct Opened {
    token: SessionToken,
    refresh: Cookie<'static>,
    /// A session that was opened makes the device a known one.
    device: Option<Cookie<'static>>,
}

impl Responder for Opened {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let created = self.device.is_some();
        let mut answer: HttpResponseBuilder = if created { HttpResponse::Created() } else { HttpResponse::Ok() };
        answer.cookie(self.refresh);
        if let Some(device) = self.device {
            answer.cookie(device);
        }
        answer.json(self.token)
    }
}

/// How long this person's sessions live: the shortest of their roles' (AU-4).
pub(super) fn lives(memberships: &[MyMembership]) -> Lifetimes {
    lifetimes(memberships.iter().map(|m| (m.state, m.roles.iter().copied().collect::<Roles>())))
}

/// Opens a session inside a transaction. A device without our mark that this person was let in on it is told to them
/// by mail: what it calls itself proves nothing, since whoever has a stolen password can call theirs the same.
pub(super) async fn open<G: Gate>(
    cx: &Cx<G>,
    tx: &Tx,
    person: &PersonRecord,
    refresh_hash: [u8; 32],
    lives: Lifetimes,
) -> Result<SessionId, Failure> {
    let now: Ts = tx.now();
    let device = cookie::device(cx.request());
    let known = cookie::known_device(&cx.app, cx.request(), person.id, person.auth_epoch).is_some();
    let session = tx
        .open_session(NewSession {
            person: person.id,
            auth_epoch: person.auth_epoch,
            refresh_hash,
            device: device.clone(),
            idle_until: now + lives.idle,
            ends_at: now + lives.absolute,
        })
        .await?;
    tx.note_seen(person.id).await?;
    tx.audit("session.opened", session, json!({ "device": device })).await?;
    if !known {
        tx.send("mail", &Mail::to(person, Letter::NewDevice { device })).await?;
    }
    Ok(session)
}

/// The answer: a fresh access token, and the refresh token in its cookie.
pub(super) fn answer<G: Gate>(
    cx: &Cx<G>,
    session: SessionId,
    person: PersonId,
    epoch: i32,
    secret: &str,
    lives: Lifetimes,
    created: bool,
) -> Result<Opened, Failure> {
    let access_token = cx.app.tokens.sign(session, person, epoch, cx.now()).ok_or(Code::Internal)?;
    Ok(Opened {
        token: SessionToken { access_token, expires_in: ACCESS_SECONDS, user_id: person },
        refresh: cookie::set(&cx.app, session, secret, lives.idle.num_seconds()),
        device: created.then(|| cookie::remember_device(&cx.app, cx.request(), person, epoch)),
    })
}
