//! What runs beside requests: limits and budgets, logs that say nothing about people, and a database role that cannot
//! look past row-level security.

use crate::support::{code, household_of};
use cabas_api::{
    Config,
    platform::{
        self,
        clock::{RandomIds, SystemClock},
        slots::AT_WORK,
    },
};
use cabas_client::{Client, Method};
use cabas_kernel::Role;
use cabas_model::{
    invitations::AcceptInvitation,
    recipients::{CreateRecipient, PatchRecipient, RecipientQuery},
    sessions::{CreateSession, CreateSessionLink},
};
use cabas_testkit::{TestApp, log, reqwest};
use serde_json::json;
use std::{
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

#[tokio::test]
async fn too_many_tries_to_sign_in_wait_and_say_how_long() {
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "1")]).await;
    let org = app.organisation("Les Halles").await;
    let wrong = CreateSession {
        email: Some(org.admin.email.clone()),
        password: Some("pas la bonne phrase".into()),
        ..CreateSession::default()
    };
    let mut last = String::new();
    for _ in 0..6 {
        last = code(app.anonymous().create_session(&wrong).await);
    }
    assert_eq!(last, "too_many_requests");
    let answer = app.anonymous().request(Method::POST, "/sessions").json(&wrong).fetch().await.unwrap();
    assert_eq!(answer.status, 429);
    assert!(answer.retry_after.is_some_and(|s| s > 0));
    // Somebody else is not kept out by it.
    let ask = CreateSessionLink { email: "quelqu-un@exemple.fr".into() };
    assert!(app.anonymous().create_session_link(&ask).await.is_ok());
}

#[tokio::test]
async fn whoever_opens_one_household_after_the_other_is_stopped_and_the_admins_are_told() {
    // A hundredth of 300 an hour: three.
    let app = TestApp::with(&[("CABAS_RATE_SCALE", "0.01")]).await;
    let org = app.organisation("Les Halles").await;
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let home = maud.client.create_recipient(org.id, &household_of(0)).await.unwrap().body.id;
    for _ in 0..2 {
        maud.client.read_recipient(org.id, home).await.unwrap();
    }
    let refused = maud.client.read_recipient(org.id, home).await.unwrap_err();
    assert_eq!(refused.code(), "look_budget");
    // An act that answers with the record is refused before it did anything.
    let larger: PatchRecipient = serde_json::from_value(json!({ "household_size": 9 })).unwrap();
    assert_eq!(code(maud.client.patch_recipient(org.id, home, "*", &larger).await), "look_budget");
    let mail = app.mail(&org.admin.email, 1).await;
    assert!(mail.text.contains("maud") && !mail.text.contains("Foyer"), "{}", mail.text);
    // An hour later the oldest look no longer counts.
    app.clock.advance(chrono::TimeDelta::minutes(61));
    let now = app.again(&maud).await.read_recipient(org.id, home).await.unwrap();
    assert_ne!(Some(now.body.household_size), larger.household_size, "what was refused was not done");
}

#[tokio::test]
async fn more_requests_than_can_be_worked_on_are_told_to_come_again() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let held: Vec<_> = (0..AT_WORK).map(|_| app.app().slots.take().unwrap()).collect();
    let busy = org.admin.client.request(Method::GET, "/me").fetch().await.unwrap();
    assert_eq!((busy.status, busy.retry_after), (503, Some(1)));
    assert_eq!(reqwest::get(format!("{}/healthz", app.url())).await.unwrap().status(), 200, "the process lives");
    drop(held);
    org.admin.client.read_me().await.unwrap();
}

#[tokio::test]
async fn figures_are_for_the_machine_itself_and_not_for_what_a_proxy_passes_on() {
    let app = TestApp::start().await;
    let ask = || reqwest::Client::new().get(format!("{}/metrics", app.url()));
    assert_eq!(ask().send().await.unwrap().status(), 200);
    assert_eq!(ask().header("x-forwarded-for", "127.0.0.1").send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_postgresql_role_that_looks_past_row_level_security_is_refused() {
    let Ok(superuser) = std::env::var("CABAS_TEST_POSTGRES") else { return };
    let dir = std::env::temp_dir().join(format!("cabas-role-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&dir).unwrap();
    let config = Config::from_lookup(|name| match name {
        "CABAS_DATABASE_URL" => Some(superuser.clone()),
        "CABAS_DATA_DIR" => Some(dir.display().to_string()),
        _ => None,
    })
    .unwrap();
    let refused = platform::open_store(&config, Arc::new(SystemClock), Arc::new(RandomIds)).await;
    let why = refused.err().expect("a refusal").to_string();
    assert!(why.contains("row-level security"), "{why}");
    let _ = std::fs::remove_dir_all(&dir);
}

/// The program itself, as an operator starts it.
pub(crate) struct Served {
    child: Child,
    dir: PathBuf,
    pub(crate) url: String,
}

impl Served {
    pub(crate) async fn start() -> Self {
        let dir = std::env::temp_dir().join(format!("cabas-log-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&dir).unwrap();
        let probe = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let bind = probe.local_addr().unwrap().to_string();
        drop(probe);
        let log = std::fs::File::create(dir.join("log")).unwrap();
        let child = Self::program(&dir, &bind).arg("serve").stderr(log).stdout(Stdio::null()).spawn().unwrap();
        let served = Self { child, dir, url: format!("http://{bind}") };
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(&bind).await.is_ok() {
                return served;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server did not start: {}", served.log())
    }

    fn program(dir: &std::path::Path, bind: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cabas"));
        command
            .env_clear()
            .env("CABAS_BIND", bind)
            .env("CABAS_DATA_DIR", dir)
            .env("CABAS_MAIL", format!("dir:{}", dir.join("mail").display()))
            .env("CABAS_LOG_FILTER", "debug,sqlx=debug,sea_orm=debug,h2=info,hyper=info");
        command
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// Makes an organisation; gives the token of its first admin's invitation.
    pub(crate) fn bootstrap(&self, email: &str) -> String {
        let bind = self.url.trim_start_matches("http://");
        let out = Self::program(&self.dir, bind)
            .args(["bootstrap-admin", "--organisation", "Les Halles", "--email", email])
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap().trim().rsplit('=').next().unwrap().to_owned()
    }

    /// Asks it to stop, as an operator's system does.
    pub(crate) fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        for _ in 0..1500 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server does not end: {}", self.log())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let said = self.log();
        let _ = std::fs::remove_dir_all(&self.dir);
        let leak = said.lines().find(|line| log::says_too_much(line));
        assert!(leak.is_none() || std::thread::panicking(), "in the log, about people: {leak:?}");
    }
}

#[tokio::test]
async fn what_servers_log_is_listened_to_in_every_test() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let before = log::lines();
    org.admin.client.read_me().await.unwrap();
    assert!(log::lines() > before, "a request is a line");
    assert_eq!(log::leaks(), Vec::<String>::new());
    tracing::warn!(street = "8 rue des Canaris", "what must never be logged");
    let leaks = log::leaks();
    assert!(matches!(leaks.as_slice(), [one] if one.contains("rue des Canaris")), "{leaks:?}");
}

#[tokio::test]
async fn logs_at_their_loudest_say_nothing_about_people() {
    let served = Served::start().await;
    let token = served.bootstrap("canari-personne@exemple.fr");
    let nobody = Client::new(&served.url);
    let accept = AcceptInvitation {
        token: token.clone(),
        display_name: "Canari Personne".into(),
        password: Some("canari phrase assez longue".into()),
    };
    nobody.accept_invitation(&accept).await.unwrap();
    let ask = CreateSession {
        email: Some("canari-personne@exemple.fr".into()),
        password: Some("canari phrase assez longue".into()),
        ..CreateSession::default()
    };
    let session = nobody.create_session(&ask).await.unwrap();
    let admin = nobody.with_token(session.access_token.clone());
    let org = admin.read_me().await.unwrap().memberships[0].organisation_id;
    let home = CreateRecipient { display_name: "Canari Foyer".into(), ..household_of(7) };
    let id = admin.create_recipient(org, &home).await.unwrap().body.id;
    let query = RecipientQuery { q: Some("canari foyer".into()), ..RecipientQuery::default() };
    assert_eq!(admin.list_recipients(org, &query).await.unwrap().items.len(), 1);
    let wrong = json!({ "display_name": ["Canari Faux"], "address": "8 rue des Canaris" });
    let path = format!("/organisations/{org}/recipients");
    assert_eq!(admin.request(Method::POST, &path).json(&wrong).fetch().await.unwrap().status, 422);
    admin.read_recipient(org, id).await.unwrap();
    let log = served.log();
    assert!(log.lines().count() > 6, "the log is not there: {log}");
    for canary in ["anari", "ANARI", "+336", "rue des", token.as_str(), session.access_token.as_str()] {
        let line = log.lines().find(|l| l.contains(canary));
        assert!(line.is_none(), "the log says {canary}: {}", line.unwrap_or_default());
    }
}
