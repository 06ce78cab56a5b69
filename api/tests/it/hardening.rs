//! What an outsider, or whoever holds a copy of the database, gets nothing from: figures, readiness, tries at codes, old
//! links, stored answers, and rows that nobody needs any more.

use crate::{platform::Served, support::code};
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
use cabas_store::{retention, vault};
use cabas_testkit::{
    Member, TestApp,
    reqwest::{self, Response, header},
};
use chrono::TimeDelta;
use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

const PASSWORD: &str = "quatre paniers devant la porte";
const ORIGIN: &str = "http://cabas.test";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

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

async fn choose_password(app: &TestApp, member: &Member) {
    let hash = app.app().passwords.hash(PASSWORD.into()).await.unwrap();
    let tx = app.store().write(cabas_store::Scope::System, cabas_store::Actor::System).await.unwrap();
    tx.set_password(member.person, hash).await.unwrap();
    tx.commit().await.unwrap();
}

/// Signs in by password from one and the same browser, with or without a cookie.
async fn sign_in(app: &TestApp, email: &str, password: &str, cookie: Option<&str>) -> Response {
    let ask = CreateSession { email: Some(email.into()), password: Some(password.into()), ..CreateSession::default() };
    let mut request = reqwest::Client::new().post(format!("{}/api/v1/sessions", app.url())).json(&ask);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    request.header(header::USER_AGENT, FIREFOX).send().await.unwrap()
}

/// The cookie of this name that an answer sets.
fn cookie(answer: &Response, name: &str) -> Option<String> {
    let all = answer.headers().get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap());
    let mut named = all.filter(|c| c.starts_with(&format!("{name}=")));
    named.next().and_then(|c| c.split(';').next()).map(str::to_owned)
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

/// A folder that says it holds the demo town.
fn demo_folder() -> PathBuf {
    let path = std::env::temp_dir().join(format!("cabas-demo-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("demo-sign-in.txt"), "Les Halles (demo)\n").unwrap();
    path
}

#[tokio::test]
async fn figures_and_the_demo_s_mails_are_not_for_whoever_asks_through_a_proxy_or_by_another_name() {
    let data = demo_folder();
    let app = TestApp::with(&[("CABAS_DATA_DIR", data.to_str().unwrap())]).await;
    for path in ["/metrics", "/demo/mails", "/demo/mails.css"] {
        let ask = async |name: &str, value: &str| {
            let request = reqwest::Client::new().get(format!("{}{path}", app.url()));
            request.header(name, value).send().await.unwrap().status().as_u16()
        };
        assert_eq!(ask("accept", "*/*").await, 200, "{path}");
        for (name, value) in [
            ("host", "cabas.exemple.fr"),
            ("host", "cabas.exemple.fr:8080"),
            ("forwarded", "for=127.0.0.1"),
            ("via", "1.1 proxy"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-proto", "https"),
            ("x-real-ip", "127.0.0.1"),
        ] {
            assert_eq!(ask(name, value).await, 404, "{path} with {name}: {value}");
        }
    }
    let _ = std::fs::remove_dir_all(data);
}

#[tokio::test]
async fn under_a_public_origin_there_is_no_page_of_mails() {
    let data = demo_folder();
    let public = ("CABAS_BASE_URL", "https://cabas.exemple.fr");
    let app = TestApp::with(&[("CABAS_DATA_DIR", data.to_str().unwrap()), public, ("CABAS_DEV_COOKIE", "0")]).await;
    assert_eq!(reqwest::get(format!("{}/demo/mails", app.url())).await.unwrap().status(), 404);
    let _ = std::fs::remove_dir_all(data);
}

/// Rows of what housekeeping forgets: mails, sessions, links, resets, tries at codes.
async fn kept(app: &TestApp) -> [i64; 5] {
    let mut counts = [0; 5];
    let tables = ["outbox", "sessions", "sign_in_links", "password_resets", "code_tries"];
    for (count, table) in counts.iter_mut().zip(tables) {
        *count = app.number(&format!("SELECT COUNT(*) FROM {table}")).await;
    }
    counts
}

#[tokio::test]
async fn what_is_over_is_forgotten_after_a_while_and_what_lives_stays() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let email = org.admin.email.clone();
    let ask_link = async || app.anonymous().create_session_link(&CreateSessionLink { email: email.clone() }).await;
    ask_link().await.unwrap();
    let link_token = Some(app.mail(&email, 1).await.token());
    app.anonymous().create_session(&CreateSession { link_token, ..CreateSession::default() }).await.unwrap();
    app.anonymous().create_password_reset(&CreatePasswordReset { email: email.clone() }).await.unwrap();
    app.mail(&email, 3).await;
    while app.number("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL").await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    retention::prune(app.store()).await.unwrap();
    assert_eq!(kept(&app).await, [5, 2, 1, 1, 1], "nothing is old");
    app.clock.advance(TimeDelta::days(8));
    retention::prune(app.store()).await.unwrap();
    assert_eq!(kept(&app).await, [5, 2, 0, 0, 0], "links go first");
    app.clock.advance(TimeDelta::days(23));
    // A mail that just left and a link that is open, beside the session of the admin that goes on for a year.
    ask_link().await.unwrap();
    app.mail(&email, 4).await;
    retention::prune(app.store()).await.unwrap();
    assert_eq!(kept(&app).await, [2, 1, 1, 0, 1]);
}

#[tokio::test]
async fn a_cookie_is_still_known_as_replayed_after_housekeeping() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    choose_password(&app, &org.admin).await;
    let first = cookie(&sign_in(&app, &org.admin.email, PASSWORD, None).await, "rt").unwrap();
    let refresh = async |cookie: &str| {
        let request = reqwest::Client::new().post(format!("{}/api/v1/sessions/refresh", app.url()));
        request.header(header::COOKIE, cookie).header(header::ORIGIN, ORIGIN).send().await.unwrap()
    };
    let mut newest = first.clone();
    for _ in 0..4 {
        app.clock.advance(TimeDelta::hours(3));
        let answer = refresh(&newest).await;
        assert_eq!(answer.status(), 200);
        newest = cookie(&answer, "rt").unwrap();
        retention::prune(app.store()).await.unwrap();
    }
    assert_eq!(refresh(&first).await.status(), 401, "used before: somebody else holds a copy");
    assert_eq!(refresh(&newest).await.status(), 401, "and the whole family is over");
    assert_eq!(app.number("SELECT COUNT(*) FROM sessions WHERE revoked_at IS NOT NULL").await, 1);
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
    for table in ["audit_entries", "audit_chain", "look_entries", "look_chain"] {
        let empty = format!(
            "DO $$ BEGIN BEGIN TRUNCATE {table}; EXCEPTION WHEN raise_exception THEN RETURN; END; \
             RAISE EXCEPTION 'it is empty now'; END $$"
        );
        app.sql(&[&empty]).await;
    }
}
