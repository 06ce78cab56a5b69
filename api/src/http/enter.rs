//! Letting a request in: who asks, and for whose data. No token is 401 before a byte of the body is read, another
//! organisation's path is the same 404 as an absent one.

use super::{Access, Failure, Gate, Pii, StepUp, budget};
use crate::platform::App;
use actix_web::{
    HttpRequest,
    http::{Method, header},
};
use cabas_domain::accounts::STEP_UP_WITHIN;
use cabas_kernel::{
    Permission, Roles, Ts,
    id::{ApiClientId, MembershipId, OrganisationId, PersonId, SessionId},
    words::members::MemberState,
};
use cabas_model::Code;
use cabas_store::{Actor, Read, Scope, accounts, vault};
use chrono::TimeDelta;
use chrono_tz::Tz;

/// The sender, as the session row knows them.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    Nobody,
    Person { id: PersonId, session: SessionId, proved_at: Ts, member: Option<(MembershipId, Roles)> },
    Program(ApiClientId),
}

/// Somebody let in.
pub(super) struct Entered {
    pub(super) who: Who,
    pub(super) scope: Scope,
    /// Where a member's organisation is.
    pub(super) zone: Option<Tz>,
    /// The read that found them, where what they ask for is read next: in the same transaction, one connection and two
    /// messages to PostgreSQL fewer.
    pub(super) read: Option<Read>,
}

pub(super) async fn enter<G: Gate>(app: &App, request: &HttpRequest) -> Result<Entered, Failure> {
    let mut entered = admit::<G>(app, request).await?;
    if G::PII == Pii::Record || request.method() != Method::GET {
        entered.read = None;
    }
    if G::STEP_UP == StepUp::Always {
        check_proof(&entered.who, app.now())?;
    }
    // Asked before anything is done: an act that answers with the record is refused whole, not after its effect.
    if let (Pii::Record, Who::Person { id, .. }, Scope::Organisation(organisation)) =
        (G::PII, entered.who, entered.scope)
    {
        budget::record(app, organisation, id).await?;
    }
    Ok(entered)
}

/// Whether somebody proved who they are a short time ago (AU-10).
///
/// # Errors
/// [`Code::ProofTooOld`].
pub(super) fn check_proof(who: &Who, now: Ts) -> Result<(), Failure> {
    match who {
        Who::Person { proved_at, .. } if now < *proved_at + STEP_UP_WITHIN => Ok(()),
        _ => Err(Code::ProofTooOld.into()),
    }
}

async fn admit<G: Gate>(app: &App, request: &HttpRequest) -> Result<Entered, Failure> {
    match G::ACCESS {
        Access::Public => Ok(Entered { who: Who::Nobody, scope: Scope::System, zone: None, read: None }),
        Access::SignedIn => {
            let token = bearer(request)?;
            let Known { actor, session, .. } = session(app, token, None).await?;
            let who = Who::Person { id: actor.person, session, proved_at: actor.proved_at, member: None };
            Ok(Entered { who, scope: Scope::Person(actor.person), zone: None, read: None })
        }
        Access::Program => {
            let token = bearer(request)?;
            let (client, scope) = living_program(app, token).await?;
            Ok(Entered { who: Who::Program(client.id), scope, zone: None, read: None })
        }
        Access::Member(permission) => {
            let token = bearer(request)?;
            member(app, request, token, permission).await
        }
        Access::MemberOrProgram(permission, scope) => {
            let token = bearer(request)?;
            match token.strip_prefix(accounts::PROGRAM_PREFIX) {
                Some(_) => program(app, request, token, scope).await,
                None => member(app, request, token, permission).await,
            }
        }
    }
}

fn bearer(request: &HttpRequest) -> Result<&str, Failure> {
    let value =
        request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).ok_or(Code::Unauthenticated)?;
    value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")).ok_or_else(|| Code::Unauthenticated.into())
}

/// Whom a session is of, and the read that found them.
struct Known {
    actor: accounts::SessionActor,
    session: SessionId,
    read: Read,
}

/// The session row decides, not the token (AU-6, AZ-9). It is read as what the request is about: of memberships, in the
/// organisation alone that the path names.
async fn session(app: &App, token: &str, organisation: Option<OrganisationId>) -> Result<Known, Failure> {
    let claims = app.tokens.read(token, app.now()).ok_or(Code::Unauthenticated)?;
    let scope = organisation.map_or(Scope::Person(claims.sub), Scope::Organisation);
    let (read, actor) = accounts::session_actor(&app.store, scope, claims.sid, organisation).await?;
    let actor = actor.ok_or(Code::Unauthenticated)?;
    if actor.person != claims.sub || actor.auth_epoch != claims.epoch {
        return Err(Code::Unauthenticated.into());
    }
    Ok(Known { actor, session: claims.sid, read })
}

fn organisation(request: &HttpRequest) -> Option<OrganisationId> {
    request.match_info().get("organisation")?.parse().ok()
}

async fn member(app: &App, request: &HttpRequest, token: &str, permission: Permission) -> Result<Entered, Failure> {
    let organisation = organisation(request);
    let Known { actor, session, read } = session(app, token, organisation).await?;
    let organisation = organisation.ok_or(Code::NotFound)?;
    match actor.member {
        Some((member, roles, MemberState::Active)) if roles.may(permission) => {
            let (id, proved_at) = (actor.person, actor.proved_at);
            let who = Who::Person { id, session, proved_at, member: Some((member, roles)) };
            Ok(Entered { who, scope: Scope::Organisation(organisation), zone: Some(actor.zone), read: Some(read) })
        }
        Some((_, _, MemberState::Active)) => Err(Code::Forbidden.into()),
        // Not a member, not yet one, or no longer: the organisation is not there for them.
        _ => Err(Code::NotFound.into()),
    }
}

async fn program(
    app: &App,
    request: &HttpRequest,
    token: &str,
    scope: cabas_model::api_clients::Scope,
) -> Result<Entered, Failure> {
    let (client, whole) = living_program(app, token).await?;
    if organisation(request) != Some(client.organisation) {
        return Err(Code::NotFound.into());
    }
    if !client.scopes.contains(&scope) {
        return Err(Code::Forbidden.into());
    }
    if client.last_used_at.is_none_or(|at| app.now() - at > TimeDelta::hours(1)) {
        let tx = app.store.write(whole, Actor::Program(client.id)).await?;
        tx.note_api_client_use(client.id).await?;
        tx.commit().await?;
    }
    Ok(Entered { who: Who::Program(client.id), scope: whole, zone: None, read: None })
}

/// The program of a token, and what it may touch.
async fn living_program(app: &App, token: &str) -> Result<(accounts::ProgramActor, Scope), Failure> {
    let client =
        accounts::api_client_actor(&app.store, vault::hash(token.as_bytes())).await?.ok_or(Code::Unauthenticated)?;
    let scope = Scope::Organisation(client.organisation);
    Ok((client, scope))
}
