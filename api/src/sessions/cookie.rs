//! The refresh cookie (AU-4) and the two routes it opens (AU-12); the cookie of a device that was let in (AU-8).

use crate::{http::Failure, platform::App};
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cabas_kernel::id::{PersonId, SessionId};
use cabas_model::Code;
use cabas_store::vault;

/// A refresh token: the session it belongs to, and 256 random bits.
pub(super) struct RefreshToken {
    pub(super) session: SessionId,
    pub(super) hash: [u8; 32],
}

/// Thirty-two random bytes, as text and as the hash to keep.
pub(super) fn secret() -> (String, [u8; 32]) {
    let text = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let hash = vault::hash(text.as_bytes());
    (text, hash)
}

fn name(app: &App) -> &'static str {
    if app.config.dev_cookie { "rt" } else { "__Host-rt" }
}

pub(super) fn set(app: &App, session: SessionId, secret: &str, seconds: i64) -> Cookie<'static> {
    Cookie::build(name(app), format!("{session}.{secret}"))
        .path("/")
        .http_only(true)
        .secure(!app.config.dev_cookie)
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(seconds))
        .finish()
}

pub(super) fn clear(app: &App) -> Cookie<'static> {
    let mut cookie = set(app, SessionId(uuid::Uuid::nil()), "", 0);
    cookie.make_removal();
    cookie
}

/// People whom one device knows: an association's computer is shared.
const PEOPLE_OF_DEVICE: usize = 4;

fn device_name(app: &App) -> &'static str {
    if app.config.dev_cookie { "kd" } else { "__Host-kd" }
}

/// The random id of a device, and our signature that this person was let in on it. A raised epoch (a new password, a
/// lost role) makes it void.
fn device_mark(app: &App, id: &[u8], person: PersonId, epoch: i32) -> String {
    let key = &app.store.vault().secrets().hashing;
    let signature = key.mac(&[b"known device", id, person.0.as_bytes(), &epoch.to_be_bytes()]);
    URL_SAFE_NO_PAD.encode([id, &signature].concat())
}

fn marks(app: &App, request: &HttpRequest) -> Vec<String> {
    let cookie = request.cookie(device_name(app));
    let value = cookie.as_ref().map(Cookie::value).unwrap_or_default();
    value.split('.').filter(|mark| !mark.is_empty()).take(PEOPLE_OF_DEVICE).map(str::to_owned).collect()
}

/// The mark that this person was let in on the sender's device, if they were.
pub(super) fn known_device(app: &App, request: &HttpRequest, person: PersonId, epoch: i32) -> Option<String> {
    marks(app, request).into_iter().find(|mark| {
        let bytes = URL_SAFE_NO_PAD.decode(mark).unwrap_or_default();
        // Compared by their hashes: how long it takes says nothing of the signature.
        bytes.get(..16).is_some_and(|id| {
            vault::hash(device_mark(app, id, person, epoch).as_bytes()) == vault::hash(mark.as_bytes())
        })
    })
}

/// Remembers on the sender's device that this person was let in, beside the few others it knows. It opens nothing.
pub(super) fn remember_device(app: &App, request: &HttpRequest, person: PersonId, epoch: i32) -> Cookie<'static> {
    let mine = known_device(app, request, person, epoch)
        .unwrap_or_else(|| device_mark(app, &rand::random::<[u8; 16]>(), person, epoch));
    let mut all = marks(app, request);
    all.retain(|mark| *mark != mine);
    all.insert(0, mine);
    all.truncate(PEOPLE_OF_DEVICE);
    Cookie::build(device_name(app), all.join("."))
        .path("/")
        .http_only(true)
        .secure(!app.config.dev_cookie)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(365))
        .finish()
}

/// Reads the cookie of a request that our own pages made.
pub(super) fn read(app: &App, request: &HttpRequest) -> Result<RefreshToken, Failure> {
    same_origin(app, request)?;
    let cookie = request.cookie(name(app)).ok_or(Code::RefreshInvalid)?;
    let (session, secret) = cookie.value().split_once('.').ok_or(Code::RefreshInvalid)?;
    Ok(RefreshToken {
        session: session.parse().map_err(|_| Code::RefreshInvalid)?,
        hash: vault::hash(secret.as_bytes()),
    })
}

/// A cookie travels by itself, so these routes ask where the request comes from.
pub(super) fn same_origin(app: &App, request: &HttpRequest) -> Result<(), Failure> {
    let said = |name| request.headers().get(name).and_then(|v| v.to_str().ok());
    let origin_ok = said(header::ORIGIN).is_some_and(|o| o == app.config.origin());
    let fetch_ok = said(header::HeaderName::from_static("sec-fetch-site")).is_none_or(|s| s == "same-origin");
    if origin_ok && fetch_ok { Ok(()) } else { Err(Code::OriginRefused.into()) }
}

/// The device, as a person would say it: browser and system, from `User-Agent`. Never the whole header.
pub(super) fn device(request: &HttpRequest) -> String {
    let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let pick = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = pick(&[
        ("Firefox", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = pick(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(b), Some(s)) => format!("{b}, {s}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "API".to_owned(),
    }
}
