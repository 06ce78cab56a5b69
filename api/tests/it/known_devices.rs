//! AU-8: a stranger's tries keep strangers out, never whoever was let in on their own device before.

use crate::support::cookie;
use cabas_api::platform::passwords::{Effort, Passwords};
use cabas_model::sessions::{CreateSession, CreateSessionLink};
use cabas_testkit::{
    Member, TestApp,
    reqwest::{self, Response, header},
};
use serde::Serialize;

pub(crate) const PASSWORD: &str = "quatre paniers devant la porte";
pub(crate) const ORIGIN: &str = "http://cabas.test";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// With limits as they are for everybody.
async fn app() -> TestApp {
    TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await
}

pub(crate) async fn choose_password(app: &TestApp, member: &Member) {
    keep_hash(app, member, app.app().passwords.hash(PASSWORD.into()).await.unwrap()).await;
}

async fn keep_hash(app: &TestApp, member: &Member, hash: String) {
    let tx = app.store().write(cabas_store::Scope::System, cabas_store::Actor::System).await.unwrap();
    tx.set_password(member.person, hash).await.unwrap();
    tx.commit().await.unwrap();
}

async fn post(app: &TestApp, path: &str, body: &impl Serialize, device: Option<&str>) -> Response {
    let mut request = reqwest::Client::new().post(format!("{}/api/v1/{path}", app.url())).json(body);
    if let Some(device) = device {
        request = request.header(header::COOKIE, device);
    }
    request.header(header::USER_AGENT, FIREFOX).send().await.unwrap()
}

/// Signs in by password from one and the same browser, with or without a cookie.
pub(crate) async fn sign_in(app: &TestApp, email: &str, password: &str, device: Option<&str>) -> Response {
    let ask = CreateSession { email: Some(email.into()), password: Some(password.into()), ..CreateSession::default() };
    post(app, "sessions", &ask, device).await
}

/// The cookie that a device keeps after somebody was let in.
async fn device_of(app: &TestApp, email: &str) -> String {
    let answer = sign_in(app, email, PASSWORD, None).await;
    assert_eq!(answer.status(), 201);
    let cookies: Vec<&str> =
        answer.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let known = cookies.iter().find(|cookie| cookie.starts_with("kd=")).expect("the cookie of a known device");
    assert!(known.contains("HttpOnly") && known.contains("SameSite=Strict"), "{known}");
    known.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_stranger_uses_up_the_tries_and_the_known_device_still_gets_in() {
    let app = app().await;
    let org = app.organisation("Les Halles").await;
    choose_password(&app, &org.admin).await;
    let device = device_of(&app, &org.admin.email).await;
    for _ in 0..5 {
        assert_eq!(sign_in(&app, &org.admin.email, "pas la bonne phrase", None).await.status(), 401);
    }
    let stranger = sign_in(&app, &org.admin.email, "pas la bonne phrase", None).await;
    assert_eq!(stranger.status(), 429);
    // Even with the right password: an unknown device cannot be told from a stranger's.
    let unknown = sign_in(&app, &org.admin.email, PASSWORD, None).await;
    assert_eq!(unknown.status(), 429);
    assert!(unknown.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, Some(&device)).await.status(), 201);
}

#[tokio::test]
async fn a_stranger_uses_up_the_mailed_links_and_the_known_device_still_gets_one() {
    let app = app().await;
    let org = app.organisation("Les Halles").await;
    choose_password(&app, &org.admin).await;
    let device = device_of(&app, &org.admin.email).await;
    let ask = CreateSessionLink { email: org.admin.email.clone() };
    let kept = async || app.number("SELECT COUNT(*) FROM outbox WHERE kind = 'asked'").await;
    for _ in 0..6 {
        assert_eq!(post(&app, "sessions/links", &ask, None).await.status(), 202, "whatever comes of it");
    }
    assert_eq!(kept().await, 5, "past the account's limit nothing leaves");
    assert_eq!(post(&app, "sessions/links", &ask, Some(&device)).await.status(), 202);
    assert_eq!(kept().await, 6);
    // The first mail tells of the new device.
    app.mail(&org.admin.email, 7).await;
}

#[tokio::test]
async fn a_device_is_known_for_those_who_were_let_in_on_it_and_has_a_limit_of_its_own() {
    let app = app().await;
    let org = app.organisation("Les Halles").await;
    let other = app.organisation("La Gare").await;
    choose_password(&app, &org.admin).await;
    choose_password(&app, &other.admin).await;
    let device = device_of(&app, &org.admin.email).await;
    for _ in 0..5 {
        let _ = sign_in(&app, &other.admin.email, "pas la bonne phrase", Some(&device)).await;
    }
    assert_eq!(sign_in(&app, &other.admin.email, PASSWORD, Some(&device)).await.status(), 429);
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, Some(&device)).await.status(), 201);
}

#[tokio::test]
async fn a_known_device_may_not_guess_for_ever_either_and_a_new_password_makes_it_unknown() {
    let app = app().await;
    let org = app.organisation("Les Halles").await;
    choose_password(&app, &org.admin).await;
    let device = device_of(&app, &org.admin.email).await;
    for _ in 0..5 {
        assert_eq!(sign_in(&app, &org.admin.email, "pas la bonne phrase", Some(&device)).await.status(), 401);
    }
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, Some(&device)).await.status(), 429);
    choose_password(&app, &org.admin).await;
    // Counted with the account's own tries now, of which one was used and forgotten.
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, Some(&device)).await.status(), 201);
}

#[tokio::test]
async fn a_weaker_hash_is_made_anew_at_the_next_sign_in_and_the_device_stays_known() {
    let app = TestApp::with(&[("CABAS_PASSWORD_PASSES", "2")]).await;
    let org = app.organisation("Les Halles").await;
    let weak = Passwords::new(Effort::LEAST).hash(PASSWORD.into()).await.unwrap();
    keep_hash(&app, &org.admin, weak).await;
    let kept = async || app.number("SELECT COUNT(*) FROM people WHERE password_hash LIKE '%,t=2,%'").await;
    assert_eq!(kept().await, 0);
    assert_eq!(sign_in(&app, &org.admin.email, "pas la bonne phrase", None).await.status(), 401);
    assert_eq!(kept().await, 0);
    let device = device_of(&app, &org.admin.email).await;
    assert_eq!(kept().await, 1, "AU-1");
    let told = app.number("SELECT COUNT(*) FROM outbox WHERE kind = 'mail'").await;
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, Some(&device)).await.status(), 201);
    assert_eq!(app.number("SELECT COUNT(*) FROM outbox WHERE kind = 'mail'").await, told, "no new device");
    assert_eq!(kept().await, 1);
}

#[tokio::test]
async fn the_same_browser_without_our_mark_is_a_new_device() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    choose_password(&app, &org.admin).await;
    let told = async || app.number("SELECT COUNT(*) FROM outbox WHERE kind = 'mail'").await;
    let first = sign_in(&app, &org.admin.email, PASSWORD, None).await;
    assert_eq!((first.status().as_u16(), told().await), (201, 1));
    let mark = cookie(&first, "kd").unwrap();
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, Some(&mark)).await.status(), 201);
    assert_eq!(told().await, 1, "this device is known");
    assert_eq!(sign_in(&app, &org.admin.email, PASSWORD, None).await.status(), 201);
    assert_eq!(told().await, 2, "what a browser calls itself proves nothing");
}

#[tokio::test]
async fn signing_out_keeps_the_device_known_so_that_no_stranger_locks_its_owner_out() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let org = app.organisation("Les Halles").await;
    choose_password(&app, &org.admin).await;
    let opened = sign_in(&app, &org.admin.email, PASSWORD, None).await;
    let mark = cookie(&opened, "kd").unwrap();
    let session: serde_json::Value = opened.json().await.unwrap();
    let leave = reqwest::Client::new().delete(format!("{}/api/v1/sessions/current", app.url()));
    let left = leave.bearer_auth(session["access_token"].as_str().unwrap()).header(header::ORIGIN, ORIGIN);
    let left = left.send().await.unwrap();
    assert_eq!(left.status(), 204);
    assert_eq!(left.headers().get("clear-site-data").unwrap(), "\"cache\", \"storage\"");
    assert_eq!((cookie(&left, "rt").as_deref(), cookie(&left, "kd")), (Some("rt="), None));
    let tries = async |password: &str, mark: Option<&str>| {
        sign_in(&app, &org.admin.email, password, mark).await.status().as_u16()
    };
    for _ in 0..5 {
        assert_eq!(tries("pas la bonne phrase", None).await, 401);
    }
    assert_eq!(tries("pas la bonne phrase", None).await, 429);
    assert_eq!(tries(PASSWORD, Some(&mark)).await, 201);
}
