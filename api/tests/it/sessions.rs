//! Signing in, staying in, leaving.

use crate::support::cookie;
use cabas_kernel::Role;
use cabas_model::{
    api_clients::{CreateApiClient, Scope},
    sessions::{CreatePasswordReset, CreateSession, CreateSessionLink, UsePasswordReset},
};
use cabas_testkit::TestApp;
use cabas_testkit::reqwest::header;
use chrono::TimeDelta;

async fn link(app: &TestApp, email: &str, nth: usize) -> cabas_testkit::Letter {
    app.anonymous().create_session_link(&CreateSessionLink { email: email.into() }).await.unwrap();
    app.mail(email, nth).await
}

#[tokio::test]
async fn a_code_opens_once_within_15_minutes_and_five_tries() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let email = org.admin.email.clone();
    let try_code = |code: String| {
        let (client, email) = (app.anonymous(), email.clone());
        async move {
            client.create_session(&CreateSession { email: Some(email), code: Some(code), ..Default::default() }).await
        }
    };
    let good = link(&app, &email, 1).await.code();
    let wrong = if good == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        assert_eq!(try_code(wrong.into()).await.unwrap_err().code(), "credentials_invalid");
    }
    assert!(try_code(good.clone()).await.is_ok());
    assert!(try_code(good).await.is_err(), "a code opens once");
    // The first sign-in from a device is told by mail, too: the next link is mail 3.
    let good = link(&app, &email, 3).await.code();
    for _ in 0..5 {
        let _ = try_code(wrong.into()).await;
    }
    assert!(try_code(good).await.is_err(), "five wrong tries end the link");
    let late = link(&app, &email, 4).await;
    app.clock.advance(TimeDelta::minutes(16));
    assert!(try_code(late.code()).await.is_err());
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let app = TestApp::start().await;
    app.anonymous().create_session_link(&CreateSessionLink { email: "nobody@exemple.fr".into() }).await.unwrap();
    assert!(app.mails("nobody@exemple.fr").is_empty());
}

async fn refresh(app: &TestApp, cookie: &str) -> cabas_testkit::reqwest::Response {
    let request = cabas_testkit::reqwest::Client::new().post(format!("{}/api/v1/sessions/refresh", app.url()));
    request.header(header::COOKIE, cookie).header(header::ORIGIN, "http://cabas.test").send().await.unwrap()
}

async fn signed_in(app: &TestApp, email: &str) -> (String, String) {
    let token = link(app, email, 1).await.token();
    let body = CreateSession { link_token: Some(token), ..Default::default() };
    let response = cabas_testkit::reqwest::Client::new()
        .post(format!("{}/api/v1/sessions", app.url()))
        .json(&body)
        .send()
        .await
        .unwrap();
    let kept = cookie(&response, "rt").unwrap();
    let access = response.json::<serde_json::Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned();
    (kept, access)
}

#[tokio::test]
async fn a_lost_answer_is_forgiven_and_a_replayed_cookie_ends_the_session() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let (first, access) = signed_in(&app, &org.admin.email).await;
    let _lost = refresh(&app, &first).await;
    app.clock.advance(TimeDelta::seconds(5));
    let again = refresh(&app, &first).await;
    assert_eq!(again.status(), 200, "the answer was lost, the phone asks again");
    let second = cookie(&again, "rt").unwrap();
    assert_eq!(refresh(&app, &second).await.status(), 200);
    assert_eq!(refresh(&app, &first).await.status(), 401, "used before: somebody else holds a copy");
    assert_eq!(refresh(&app, &second).await.status(), 401, "and the whole family is over");
    assert!(app.anonymous().with_token(access).read_me().await.is_err());
}

#[tokio::test]
async fn made_up_cookies_are_counted_by_where_they_come_from() {
    // A hundredth of 300 a minute: three.
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "0.01")]).await;
    let made_up = |n: u128| format!("rt={}.abc", uuid::Uuid::from_u128(n));
    for n in 0..3 {
        assert_eq!(refresh(&app, &made_up(n)).await.status(), 401);
    }
    assert_eq!(refresh(&app, &made_up(3)).await.status(), 429, "another session each time helps nobody");
}

#[tokio::test]
async fn asking_for_a_link_leaves_the_same_trace_whoever_is_known() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for email in [org.admin.email.as_str(), "nobody@exemple.fr"] {
        app.anonymous().create_session_link(&CreateSessionLink { email: email.into() }).await.unwrap();
        app.anonymous().create_password_reset(&CreatePasswordReset { email: email.into() }).await.unwrap();
    }
    let count = "INSERT INTO asked SELECT COUNT(*) FROM outbox WHERE kind = 'asked'";
    app.sql(&["CREATE TABLE asked (n INTEGER CHECK (n = 4))", count]).await;
    app.mail(&org.admin.email, 2).await;
    assert!(app.mails("nobody@exemple.fr").is_empty());
}

#[tokio::test]
async fn a_new_password_takes_back_the_tokens_of_programs_too() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let ask = CreateApiClient { name: "Tableur".into(), scopes: vec![Scope::Imports] };
    let made = org.admin.client.create_api_client(org.id, &ask).await.unwrap();
    let program = app.anonymous().with_token(&made.token);
    program.read_current_api_client().await.unwrap();
    let email = org.admin.email.clone();
    app.anonymous().create_password_reset(&CreatePasswordReset { email: email.clone() }).await.unwrap();
    let token = app.mail(&email, 1).await.token();
    let password = "une phrase bien assez longue".to_owned();
    app.anonymous().use_password_reset(&UsePasswordReset { token, password }).await.unwrap();
    assert_eq!(program.read_current_api_client().await.unwrap_err().code(), "unauthenticated");
}

#[tokio::test]
async fn a_cookie_from_another_origin_opens_nothing() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let (kept, _) = signed_in(&app, &org.admin.email).await;
    let request = cabas_testkit::reqwest::Client::new().post(format!("{}/api/v1/sessions/refresh", app.url()));
    let answer = request.header(header::COOKIE, kept).header(header::ORIGIN, "https://evil.test").send().await.unwrap();
    assert_eq!(answer.status(), 403);
}

#[tokio::test]
async fn no_token_and_a_bad_body_is_401_before_anything_is_read() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let url = format!("{}/api/v1/organisations/{}/invitations", app.url(), org.id);
    let answer = cabas_testkit::reqwest::Client::new().post(&url).body("{").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    let problem: cabas_model::Problem = answer.json().await.unwrap();
    assert_eq!((problem.code.as_str(), problem.status), ("unauthenticated", 401));
}

#[tokio::test]
async fn one_ends_a_session_from_another_device() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let other = app.member(org.id, "d@exemple.fr", &[Role::Dispatcher], None).await;
    let (_, access) = signed_in(&app, &org.admin.email).await;
    let phone = app.anonymous().with_token(access);
    let sessions = org.admin.client.list_my_sessions().await.unwrap().items;
    let theirs = sessions.iter().find(|s| !s.current).unwrap().id;
    assert_eq!(other.client.revoke_my_session(theirs).await.unwrap_err().code(), "not_found");
    org.admin.client.revoke_my_session(theirs).await.unwrap();
    assert_eq!(phone.read_me().await.unwrap_err().code(), "unauthenticated");
}
