//! What an operator and a browser meet: readiness, figures, headers on every answer, methods that are not there, and an
//! end that drops nobody.

use crate::{
    platform::Served,
    support::{code, document, household_of},
};
use cabas_client::{Client, Method};
use cabas_model::{
    invitations::AcceptInvitation,
    sessions::{CreateSession, CreateSessionLink},
};
use cabas_testkit::{TestApp, reqwest};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn get(app: &TestApp, path: &str) -> reqwest::Response {
    reqwest::get(format!("{}{path}", app.url())).await.unwrap()
}

#[tokio::test]
async fn a_server_is_ready_while_its_database_is_there_and_alive_all_the_time() {
    let app = TestApp::start().await;
    let ready = get(&app, "/readyz").await;
    assert_eq!(ready.status(), 200);
    let said: Value = ready.json().await.unwrap();
    assert_eq!(said, json!({ "ready": true, "database": true, "migrations": true, "disk": true }));
    app.store().close().await;
    // One answer about the database is everybody's for a second.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let lost = get(&app, "/readyz").await;
    assert_eq!(lost.status(), 503);
    let said: Value = lost.json().await.unwrap();
    assert_eq!((&said["ready"], &said["database"]), (&json!(false), &json!(false)));
    assert_eq!(get(&app, "/healthz").await.status(), 200, "a process without its database is not restarted");
}

#[tokio::test]
async fn a_server_is_not_ready_over_a_schema_that_is_older_than_its_own() {
    let app = TestApp::start().await;
    app.sql(&["DELETE FROM seaql_migrations"]).await;
    let behind = get(&app, "/readyz").await;
    assert_eq!(behind.status(), 503);
    let said: Value = behind.json().await.unwrap();
    assert_eq!(said, json!({ "ready": false, "database": true, "migrations": false, "disk": true }));
}

#[tokio::test]
async fn whoever_meets_a_lost_database_is_told_to_come_back_and_nothing_else() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    app.store().close().await;
    // Any operation may answer so: the document says it of none, and this call goes past it.
    let refused = app.unwatched().with_token(&org.admin.token).read_me().await.unwrap_err();
    let problem = refused.problem().expect("a problem");
    assert_eq!((problem.code.as_str(), problem.status), ("unavailable", 503));
    assert!(!problem.detail.to_lowercase().contains("sql"), "{}", problem.detail);
}

/// The value of a header, or nothing.
fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

fn expect_headers(answer: &reqwest::Response, path: &str, api: bool) {
    let policy = header(answer, "content-security-policy");
    if api {
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{path}");
        assert_eq!(header(answer, "cache-control"), "no-store", "{path}");
    } else {
        for part in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"] {
            assert!(policy.split("; ").any(|p| p.trim() == part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{path}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(header(answer, name), value, "{name} of {path}");
    }
    assert!(header(answer, "permissions-policy").contains("microphone=()"), "{path}");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!answer.headers().contains_key(name), "{path} has {name}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_guard_it() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for path in ["/", "/sign-in", "/recipients/1", "/nulle-part", "/assets/absent.js", "/index.html"] {
        let answer = get(&app, path).await;
        let is_problem = header(&answer, "content-type").ends_with("json");
        expect_headers(&answer, path, is_problem);
        assert!(!answer.headers().contains_key("strict-transport-security"), "{path} is served over plain HTTP");
    }
    let inside = format!("/api/v1/organisations/{}", org.id);
    for (path, status) in
        [("/api/v1/me", 200), (inside.as_str(), 200), ("/api/v1/nulle-part", 404), ("/api/v1/openapi.json", 200)]
    {
        let request = reqwest::Client::new().get(format!("{}{path}", app.url())).bearer_auth(&org.admin.token);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        expect_headers(&answer, path, true);
    }
    expect_headers(&get(&app, "/api/v1/me").await, "no session", true);
    expect_headers(&get(&app, "/readyz").await, "readiness", true);
}

#[tokio::test]
async fn behind_https_browsers_are_told_to_stay_there_and_the_cookie_is_bound_to_the_host() {
    let app = TestApp::with(&[("CABAS_BASE_URL", "https://cabas.test"), ("CABAS_DEV_COOKIE", "0")]).await;
    let org = app.organisation("Les Halles").await;
    for path in ["/", "/api/v1/me"] {
        let answer = get(&app, path).await;
        assert_eq!(header(&answer, "strict-transport-security"), "max-age=63072000; includeSubDomains", "{path}");
    }
    app.anonymous().create_session_link(&CreateSessionLink { email: org.admin.email.clone() }).await.unwrap();
    let token = app.mail(&org.admin.email, 1).await.token();
    let ask = CreateSession { link_token: Some(token), ..CreateSession::default() };
    let answer = reqwest::Client::new().post(format!("{}/api/v1/sessions", app.url())).json(&ask).send().await.unwrap();
    let cookie = header(&answer, "set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-"), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.split("; ").any(|p| p == part), "{part}: {cookie}");
    }
}

#[tokio::test]
async fn a_method_that_is_not_there_is_405_and_says_which_are() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let document = document();
    let mut tried = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let id = uuid::Uuid::new_v4().to_string();
        let parts = template.split('/').map(|part| if part.starts_with('{') { id.as_str() } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        let known: BTreeSet<String> = item.as_object().unwrap().keys().map(|m| m.to_uppercase()).collect();
        let other = ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|m| !known.contains(*m)).unwrap();
        let request = reqwest::Client::new().request(other.parse().unwrap(), format!("{}{path}", app.url()));
        let answer = request.bearer_auth(&org.admin.token).header("accept-language", "en").send().await.unwrap();
        assert_eq!(answer.status(), 405, "{other} {template}");
        let allow: BTreeSet<String> = header(&answer, "allow").split(", ").map(str::to_owned).collect();
        assert_eq!(allow, known, "{template}");
        expect_headers(&answer, template, true);
        let problem: cabas_model::Problem = answer.json().await.unwrap();
        assert_eq!(problem.code, "method_not_allowed");
        tried += 1;
    }
    assert!(tried > 60, "{tried} paths only");
}

/// An admin of a real process, signed in.
async fn admin(served: &Served) -> (Client, String) {
    let token = served.bootstrap("admin@exemple.fr");
    let nobody = Client::new(&served.url);
    let password = Some("une phrase assez longue".to_owned());
    let accept = AcceptInvitation { token, display_name: "Admin".into(), password: password.clone() };
    nobody.accept_invitation(&accept).await.unwrap();
    let ask = CreateSession { email: Some("admin@exemple.fr".into()), password, ..CreateSession::default() };
    let session = nobody.create_session(&ask).await.unwrap();
    (nobody.with_token(session.access_token.clone()), session.access_token)
}

#[tokio::test]
async fn figures_count_by_route_and_name_nobody() {
    let served = Served::start().await;
    let (admin, _) = admin(&served).await;
    let org = admin.read_me().await.unwrap().memberships[0].organisation_id;
    let home = admin.create_recipient(org, &household_of(0)).await.unwrap().body.id;
    admin.read_recipient(org, home).await.unwrap();
    assert_eq!(code(admin.read_recipient(org, uuid::Uuid::new_v4().into()).await), "not_found");
    let unknown = reqwest::Client::new().delete(format!("{}/api/v1/me", served.url)).send().await.unwrap();
    assert_eq!(unknown.status(), 405);
    let answer = reqwest::get(format!("{}/metrics", served.url)).await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    assert!(text.contains(r#"method="DELETE",route="/api/v1/me",status="405""#), "{text}");
    let counts = |status: &str| {
        text.lines().any(|line| {
            line.starts_with("cabas_requests_total{")
                && line.contains(r#"method="GET""#)
                && line.contains(r#"/organisations/{organisation}/recipients/{id}""#)
                && line.contains(&format!(r#"status="{status}""#))
                && line.ends_with(" 1")
        })
    };
    assert!(counts("200") && counts("404"), "{text}");
    assert!(text.contains("cabas_request_seconds") && text.contains("cabas_outbox_waiting"), "{text}");
    for word in [home.to_string(), org.to_string(), "exemple.fr".into(), "Foyer".into()] {
        assert!(!text.contains(&word), "the figures say {word}");
    }
}

/// Sends the head of a request and the first half of its body; the rest is for later.
async fn begun(served: &Served, token: &str) -> (TcpStream, &'static str) {
    const BODY: &str = r#"{"display_name":"Administratrice"}"#;
    let mut stream = TcpStream::connect(served.url.trim_start_matches("http://")).await.unwrap();
    let (first, rest) = BODY.split_at(10);
    let head = format!(
        "PATCH /api/v1/me HTTP/1.1\r\nhost: cabas.test\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{first}",
        BODY.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    (stream, rest)
}

#[tokio::test]
async fn a_server_that_is_stopped_finishes_what_is_under_way_ends_streams_and_leaves_quietly() {
    let mut served = Served::start().await;
    let (admin, token) = admin(&served).await;
    let mut stream = admin.stream_events(None).await.unwrap();
    assert_eq!(stream.status, 200);
    assert!(crate::events::begins(&stream.chunk().await.unwrap()) > 0);
    let (mut writing, rest) = begun(&served, &token).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    served.terminate();

    let ended = tokio::time::timeout(Duration::from_secs(5), async { while stream.chunk().await.is_some() {} }).await;
    assert!(ended.is_ok(), "the stream ends with the server");
    writing.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    writing.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "what was under way is finished: {answer}");
    assert!(answer.contains("Administratrice"), "{answer}");
    drop((writing, admin));
    let status = served.ended().await;
    assert_eq!(status.code(), Some(0), "{}", served.log());
    assert!(began.elapsed() < Duration::from_secs(15), "it took {:?}", began.elapsed());
    let log = served.log();
    assert!(log.contains("stopping") && !log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn a_request_of_a_method_of_no_operation_changes_nothing() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let path = format!("/organisations/{}", org.id);
    let answer = org.admin.client.request(Method::PUT, &path).json(&json!({ "name": "Autre" })).fetch().await.unwrap();
    assert_eq!(answer.status, 405);
    assert_eq!(org.admin.client.read_organisation(org.id).await.unwrap().body.name, "Les Halles");
}
