//! What is over is forgotten in time, and nothing that is still needed with it.

use crate::{
    known_devices::{ORIGIN, PASSWORD, choose_password, sign_in},
    support::cookie,
};
use cabas_model::sessions::{CreatePasswordReset, CreateSession, CreateSessionLink};
use cabas_store::retention;
use cabas_testkit::{
    TestApp,
    reqwest::{self, header},
};
use chrono::TimeDelta;
use std::time::Duration;

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
    let noted = async {
        while app.number("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL").await > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), noted).await.expect("each mail is noted as gone");
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
