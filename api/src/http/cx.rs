//! `Cx`: who asks, for whose data, with what leave. The first argument of every handler.

mod look;
mod write;

use super::{
    Failure, Gate, StepUp, Who, body,
    enter::{Entered, check_proof, enter},
    etag::{self, IfMatch},
    page::Cursor,
    query,
};
use crate::platform::{App, limits::Act};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    web::{self, Bytes},
};
use cabas_kernel::{
    Role, Roles, Ts,
    id::{MembershipId, OrganisationId, PersonId, SessionId},
    time::local_day,
};
use cabas_model::{Code, FieldError, Page, accept};
use cabas_store::{Actor, Read, Scope};
use chrono::NaiveDate;
use chrono_tz::Tz;
use futures_util::Stream;
use serde::de::DeserializeOwned;
use std::{cell::RefCell, future::Future, marker::PhantomData, pin::Pin, str::FromStr};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;
use validator::Validate;

/// A JSON body is at most this long (DO-2).
const BODY_BYTES: usize = 256 * 1024;

/// One authenticated, authorised, scoped request. Extracting it is what lets a request in: no token is 401 before
/// a byte of the body is read, another organisation's path is the same 404 as an absent one.
pub struct Cx<G: Gate> {
    pub app: App,
    who: Who,
    scope: Scope,
    zone: Option<Tz>,
    request: HttpRequest,
    payload: RefCell<Option<Payload>>,
    slot: RefCell<Option<OwnedSemaphorePermit>>,
    /// The read that found the sender, until it is used or let go. Whoever waits for anything else than its answers lets
    /// it go first: were all connections held by those who wait for another one, nobody would go on.
    entered: RefCell<Option<Read>>,
    fingerprint: RefCell<Option<[u8; 32]>>,
    gate: PhantomData<G>,
}

impl<G: Gate> FromRequest for Cx<G> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let app = request.app_data::<web::Data<App>>().ok_or(Code::Internal)?.get_ref().clone();
            let slot = app.slots.take()?;
            let Entered { who, scope, zone, read } = enter::<G>(&app, &request).await?;
            Ok(Self {
                app,
                who,
                scope,
                zone,
                request,
                payload: RefCell::new(Some(payload)),
                slot: RefCell::new(Some(slot)),
                entered: RefCell::new(read),
                fingerprint: RefCell::new(None),
                gate: PhantomData,
            })
        })
    }
}

impl<G: Gate> Cx<G> {
    pub fn now(&self) -> Ts {
        self.app.now()
    }
    pub const fn who(&self) -> Who {
        self.who
    }
    pub fn organisation(&self) -> OrganisationId {
        self.scope.organisation()
    }
    pub const fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for programs, which have no self.
    pub fn person(&self) -> Result<PersonId, Failure> {
        match self.who {
            Who::Person { id, .. } => Ok(id),
            _ => Err(Code::Forbidden.into()),
        }
    }
    /// The session the request came with.
    ///
    /// # Errors
    /// [`Code::Forbidden`] for programs.
    pub fn session(&self) -> Result<SessionId, Failure> {
        match self.who {
            Who::Person { session, .. } => Ok(session),
            _ => Err(Code::Forbidden.into()),
        }
    }
    /// The acting member.
    ///
    /// # Errors
    /// [`Code::Forbidden`] where no membership acts.
    pub fn member(&self) -> Result<MembershipId, Failure> {
        match self.who {
            Who::Person { member: Some((id, _)), .. } => Ok(id),
            _ => Err(Code::Forbidden.into()),
        }
    }
    /// What day it is where the acting member's organisation is.
    ///
    /// # Errors
    /// [`Code::Forbidden`] where no membership acts.
    pub fn today(&self) -> Result<NaiveDate, Failure> {
        Ok(local_day(self.now(), self.zone()?))
    }
    /// Where that is.
    ///
    /// # Errors
    /// [`Code::Forbidden`] where no membership acts.
    pub fn zone(&self) -> Result<Tz, Failure> {
        self.zone.ok_or_else(|| Code::Forbidden.into())
    }
    /// What the acting member is.
    pub const fn roles(&self) -> Roles {
        match self.who {
            Who::Person { member: Some((_, roles)), .. } => roles,
            _ => Roles::NONE,
        }
    }
    pub fn has(&self, role: Role) -> bool {
        self.roles().has(role)
    }

    /// Asks for a fresh proof of who acts: of what a gate says `step_up: privileged`, the acts that give a privileged
    /// role.
    ///
    /// # Errors
    /// [`Code::ProofTooOld`].
    pub fn proved(&self) -> Result<(), Failure> {
        debug_assert!(G::STEP_UP == StepUp::Privileged, "an operation that asks for a proof says so in its gate");
        check_proof(&self.who, self.now())
    }

    fn actor(&self) -> Actor {
        match self.who {
            Who::Nobody => Actor::System,
            Who::Person { id, member, .. } => Actor::Person { id, member: member.map(|m| m.0) },
            Who::Program(id) => Actor::Program(id),
        }
    }

    /// An id of the path. One that is no id is as absent as one that is nobody's.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.request.match_info().get(name).and_then(|v| v.parse().ok()).ok_or_else(|| Code::NotFound.into())
    }

    /// Reads and validates the JSON body, and remembers its fingerprint for the idempotency key.
    ///
    /// # Errors
    /// 413, 415, or 422 with a pointer per field.
    pub async fn body<T: DeserializeOwned + Validate>(&self) -> Result<T, Failure> {
        if self.request.mime_type().ok().flatten().is_none_or(|m| m.essence_str() != "application/json") {
            return Err(Code::UnsupportedMediaType.into());
        }
        let bytes = self.bytes(BODY_BYTES).await?;
        accept(&bytes).map_err(Failure::fields)
    }

    /// The raw body, up to a limit.
    ///
    /// # Errors
    /// [`Code::PayloadTooLarge`] beyond, [`Code::RequestTimeout`] when it does not come.
    pub async fn bytes(&self, limit: usize) -> Result<Vec<u8>, Failure> {
        let Some(payload) = self.payload.borrow_mut().take() else { return Ok(Vec::new()) };
        self.slot.take();
        let bytes = body::read(payload, limit, body::LETTER).await?;
        self.received()?;
        self.fingerprint(&bytes);
        Ok(bytes)
    }

    /// The payload itself, for multipart bodies. [`Cx::received`] says that it was read.
    pub fn payload(&self) -> impl Stream<Item = Result<Bytes, PayloadError>> + use<G> {
        self.slot.take();
        body::patient(self.payload.borrow_mut().take().unwrap_or(Payload::None), body::PARCEL)
    }

    /// Goes to work on a body that has come: whoever still sends takes nobody's place.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when too many are at work.
    pub fn received(&self) -> Result<(), Failure> {
        self.slot.replace(Some(self.app.slots.take()?));
        Ok(())
    }

    /// Reads and validates the query parameters. Unknown ones are 422.
    ///
    /// # Errors
    /// 422 with a pointer per parameter.
    pub fn query<T: DeserializeOwned + Validate>(&self) -> Result<T, Failure> {
        query::read(self.request.query_string())
    }

    /// Begins a read in the scope of the request.
    ///
    /// # Errors
    /// 503 when no connection is free.
    pub async fn read(&self) -> Result<Read, Failure> {
        match self.entered.take() {
            Some(read) => Ok(read.planned_anew().await?),
            None => Ok(self.app.store.read(self.scope).await?),
        }
    }

    /// Gives back the connection that found the sender.
    pub fn let_go(&self) {
        self.entered.take();
    }

    /// The same as [`Cx::read`], for one page of a list in the order of an index.
    ///
    /// # Errors
    /// 503 when no connection is free.
    pub async fn read_indexed(&self) -> Result<Read, Failure> {
        match self.entered.take() {
            Some(read) => Ok(read),
            None => Ok(self.app.store.read_indexed(self.scope).await?),
        }
    }

    /// The version of what this class of viewers sees.
    pub fn etag(&self, id: impl Into<Uuid>, version: i64, class: &str) -> String {
        etag::etag(&self.app.store.vault().secrets().hashing, id.into(), version, class)
    }

    /// Reads `If-Match`; to be called before the write begins.
    ///
    /// # Errors
    /// [`Code::VersionRequired`] without it.
    pub fn if_match(&self) -> Result<IfMatch, Failure> {
        IfMatch::read(self.request.headers())
    }

    /// The same where it is not asked: none when it was not sent.
    pub fn if_match_sent(&self) -> Option<IfMatch> {
        IfMatch::sent(self.request.headers())
    }

    /// Compares what the sender saw with what is.
    ///
    /// # Errors
    /// [`Code::VersionStale`].
    pub fn check_version(&self, seen: &IfMatch, id: impl Into<Uuid>, version: i64, class: &str) -> Result<(), Failure> {
        seen.check(&self.etag(id, version, class))
    }

    /// The cursor of a list: bound to its sender, its path and its filters.
    pub fn cursor(&self) -> Cursor<'_> {
        let mut filters: Vec<String> = url::form_urlencoded::parse(self.request.query_string().as_bytes())
            .filter(|(name, _)| name != "cursor" && name != "limit")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        filters.sort();
        Cursor {
            key: &self.app.store.vault().secrets().hashing,
            actor: self.actor().id().unwrap_or_default(),
            list: format!("{}?{}", self.request.path(), filters.join("&")),
        }
    }

    /// Reads a cursor as an id.
    ///
    /// # Errors
    /// `cursor_invalid`.
    pub fn after(&self, cursor: Option<&str>) -> Result<Option<Uuid>, Failure> {
        let Some(cursor) = cursor else { return Ok(None) };
        let position = self.cursor().read(cursor)?;
        Uuid::parse_str(&position)
            .map(Some)
            .map_err(|_| Failure::fields(vec![FieldError::new("/cursor", "cursor_invalid")]))
    }

    /// Seals a page's cursor before it leaves.
    pub fn page<T>(&self, mut page: Page<T>) -> Page<T> {
        page.next_cursor = page.next_cursor.map(|position| self.cursor().seal(&position));
        page
    }

    /// Takes one from a bucket of the rate limits.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`].
    pub fn limit(&self, act: Act, who: &str) -> Result<(), Failure> {
        self.app.limits.take(act, who)
    }

    /// The language of the reader.
    pub fn lang(&self) -> cabas_messages::Lang {
        super::guard::language(&self.request)
    }

    /// The sender's network address; `X-Forwarded-For` only from configured proxies.
    pub fn address(&self) -> String {
        super::sender::address(&self.app.config, &self.request)
    }
}
