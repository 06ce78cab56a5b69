//! AU-8: a stranger's tries keep strangers out, never whoever was let in on their own device before.

use cabas_model::sessions::{CreateSession, CreateSessionLink};
use cabas_testkit::{
    Member, TestApp,
    reqwest::{self, Response, header},
};
use serde::Serialize;

const PASSWORD: &str = "quatre paniers devant la porte";

/// With limits as they are for everybody.
async fn app() -> TestApp {
    TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await
}

async fn choose_password(app: &TestApp, member: &Member) {
    let hash = app.app().passwords.hash(PASSWORD.into()).await.unwrap();
    let tx = app.store().write(cabas_store::Scope::System, cabas_store::Actor::System).await.unwrap();
    tx.set_password(member.person, hash).await.unwrap();
    tx.commit().await.unwrap();
}

async fn post(app: &TestApp, path: &str, body: &impl Serialize, device: Option<&str>) -> Response {
    let mut request = reqwest::Client::new().post(format!("{}/api/v1/{path}", app.url())).json(body);
    if let Some(device) = device {
        request = request.header(header::COOKIE, device);
    }
    request.send().await.unwrap()
}

async fn sign_in(app: &TestApp, email: &str, password: &str, device: Option<&str>) -> Response {
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
    for _ in 0..3 {
        assert_eq!(post(&app, "sessions/links", &ask, None).await.status(), 202);
    }
    assert_eq!(post(&app, "sessions/links", &ask, None).await.status(), 429);
    assert_eq!(post(&app, "sessions/links", &ask, Some(&device)).await.status(), 202);
    // The first mail tells of the new device.
    app.mail(&org.admin.email, 5).await;
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
