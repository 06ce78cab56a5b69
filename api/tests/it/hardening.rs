//! What an outsider, or whoever holds a copy of the database, gets nothing from: figures, readiness, tries at codes, old
//! links, stored answers, lost keys and emptied logs.

use crate::{known_devices::PASSWORD, platform::Served, support::code};
use cabas_api::{
    Config,
    platform::{
        self,
        clock::{RandomIds, SystemClock},
    },
};
use cabas_kernel::Role;
use cabas_model::{
    invitations::CreateInvitation,
    sessions::{CreatePasswordReset, CreateSession, CreateSessionLink, UsePasswordReset},
};
use cabas_store::vault;
use cabas_testkit::{TestApp, reqwest};
use chrono::TimeDelta;
use std::{collections::BTreeSet, sync::Arc, time::Instant};

/// The series that count requests.
async fn series(served: &Served) -> BTreeSet<String> {
    let text = reqwest::get(format!("{}/metrics", served.url)).await.unwrap().text().await.unwrap();
    let counts = text.lines().filter(|line| line.starts_with("cabas_requests_total{"));
    counts.map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect()
}

#[tokio::test]
async fn two_hundred_invented_methods_are_one_series() {
    let served = Served::start().await;
    // The question about the figures is counted, too: once it is, it adds nothing.
    series(&served).await;
    let before = series(&served).await;
    let client = reqwest::Client::new();
    for n in 0..200 {
        let method = reqwest::Method::from_bytes(format!("INVENTED{n}").as_bytes()).unwrap();
        client.request(method, format!("{}/healthz", served.url)).send().await.unwrap();
    }
    let after = series(&served).await;
    let added: Vec<&String> = after.difference(&before).collect();
    assert!(added.len() == 1 && added[0].contains(r#"method="other""#), "{added:?}");
    assert!(!served.log().contains("INVENTED"), "the log repeats what anybody invents");
}

#[tokio::test]
async fn whoever_asks_a_hundred_times_whether_it_is_ready_costs_a_write_a_second() {
    let app = TestApp::start().await;
    let (client, began) = (reqwest::Client::new(), Instant::now());
    let asked = (0..100).map(|_| {
        let ask = client.get(format!("{}/readyz", app.url()));
        tokio::spawn(async move { ask.send().await.unwrap().status() })
    });
    for status in asked.collect::<Vec<_>>() {
        assert_eq!(status.await.unwrap(), 200);
    }
    let most = i64::try_from(began.elapsed().as_secs()).unwrap() + 2;
    let writes = app.number("SELECT writes FROM write_probe").await;
    assert!((1..=most).contains(&writes), "{writes} writes");
}

#[tokio::test]
async fn a_try_at_a_code_writes_the_same_whoever_has_an_account() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    // Nobody's first: once the other mail is there, both were looked at.
    for email in ["personne@exemple.fr", org.admin.email.as_str()] {
        app.anonymous().create_session_link(&CreateSessionLink { email: email.into() }).await.unwrap();
    }
    let right = app.mail(&org.admin.email, 1).await.code();
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let all = [org.admin.email.as_str(), maud.email.as_str(), "personne@exemple.fr", "jamais@exemple.fr"];
    for email in all {
        for _ in 0..3 {
            let ask = CreateSession { email: Some(email.into()), code: Some(wrong.into()), ..CreateSession::default() };
            assert_eq!(code(app.anonymous().create_session(&ask).await), "credentials_invalid");
        }
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM code_tries").await, 4);
    assert_eq!(app.number("SELECT COUNT(*) FROM code_tries WHERE tries = 3").await, 4, "one write for each try");
}

#[tokio::test]
async fn a_new_password_ends_the_links_that_were_mailed_before_it() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let email = org.admin.email.clone();
    app.anonymous().create_session_link(&CreateSessionLink { email: email.clone() }).await.unwrap();
    let link = app.mail(&email, 1).await;
    app.anonymous().create_password_reset(&CreatePasswordReset { email: email.clone() }).await.unwrap();
    let token = app.mail(&email, 2).await.token();
    app.anonymous().use_password_reset(&UsePasswordReset { token, password: PASSWORD.into() }).await.unwrap();
    let by_link = CreateSession { link_token: Some(link.token()), ..CreateSession::default() };
    assert_eq!(code(app.anonymous().create_session(&by_link).await), "credentials_invalid");
    let by_code = CreateSession { email: Some(email), code: Some(link.code()), ..CreateSession::default() };
    assert_eq!(code(app.anonymous().create_session(&by_code).await), "credentials_invalid");
}

/// Bytes as the database writes them in a statement.
fn literal(app: &TestApp, bytes: &[u8]) -> String {
    let hex = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    if app.database_url().starts_with("sqlite") { format!("X'{hex}'") } else { format!("decode('{hex}', 'hex')") }
}

#[tokio::test]
async fn what_is_kept_of_a_request_tells_nothing_of_its_body_and_opens_for_no_other() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let invite = |email: &str| CreateInvitation { email: email.into(), roles: vec![Role::Volunteer], note: None };
    let (ann, ben) = (invite("ann@exemple.fr"), invite("ben@exemple.fr"));
    let (one, two) = (org.admin.client.once("one"), org.admin.client.once("two"));
    let made = one.create_invitation(org.id, &ann).await.unwrap().id;
    app.clock.advance(TimeDelta::seconds(1));
    two.create_invitation(org.id, &ben).await.unwrap();
    let plain = literal(&app, &vault::hash(&serde_json::to_vec(&ann).unwrap()));
    assert_eq!(app.number("SELECT COUNT(*) FROM idempotency_keys").await, 2);
    let found = format!("SELECT COUNT(*) FROM idempotency_keys WHERE fingerprint = {plain}");
    assert_eq!(app.number(&found).await, 0, "whoever holds the table could guess what was sent");
    assert_eq!(one.create_invitation(org.id, &ann).await.unwrap().id, made);
    let moved = "UPDATE idempotency_keys SET sealed_answer = \
                 (SELECT k.sealed_answer FROM idempotency_keys k ORDER BY k.created_at DESC LIMIT 1) \
                 WHERE created_at = (SELECT MIN(created_at) FROM idempotency_keys)";
    app.sql(&[moved]).await;
    assert_eq!(code(one.create_invitation(org.id, &ann).await), "internal");
}

#[tokio::test]
async fn keys_are_never_made_beside_data() {
    let app = TestApp::start().await;
    app.organisation("Les Halles").await;
    let lost = app.dir.join("lost");
    let config = Config::from_lookup(|name| match name {
        "CABAS_DATABASE_URL" => Some(app.database_url().to_owned()),
        "CABAS_DATA_DIR" => Some(app.dir.display().to_string()),
        "CABAS_SECRET_FILE" => Some(lost.display().to_string()),
        _ => None,
    })
    .unwrap();
    let refused = platform::open_store(&config, Arc::new(SystemClock), Arc::new(RandomIds)).await;
    let why = refused.err().expect("a refusal").to_string();
    assert!(why.contains("missing although there is data"), "{why}");
    assert!(!lost.exists());
}

#[tokio::test]
async fn on_postgresql_a_log_cannot_be_emptied_at_once_either() {
    if std::env::var("CABAS_TEST_POSTGRES").is_err() {
        return;
    }
    let app = TestApp::start().await;
    let tables = ["audit_entries", "audit_chain", "audit_anchors", "look_entries", "look_chain", "look_anchors"];
    for table in tables {
        let empty = format!(
            "DO $$ BEGIN BEGIN TRUNCATE {table}; EXCEPTION WHEN raise_exception THEN RETURN; END; \
             RAISE EXCEPTION 'it is empty now'; END $$"
        );
        app.sql(&[&empty]).await;
    }
}
