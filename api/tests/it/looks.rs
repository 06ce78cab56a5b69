//! The log of looks under load: whoever is shown something is noted, and nobody else in their place.

use crate::town;
use cabas_kernel::id::RecipientId;
use cabas_model::recipients::RecipientQuery;
use cabas_testkit::{Organisation, TestApp};
use futures_util::future::join_all;

/// Lists of so many people at once, all of which must be answered.
async fn rush(org: &Organisation, people: usize) {
    let all = RecipientQuery::default();
    for list in join_all((0..people).map(|_| org.admin.client.list_recipients(org.id, &all))).await {
        list.unwrap();
    }
}

/// Looks in an organisation by its admin at its list, of which all show these households.
async fn noted(app: &TestApp, org: &Organisation, shown: &[RecipientId]) -> i64 {
    let ids: String = shown.iter().map(|id| id.0.simple().to_string()).collect();
    let ids = if app.database_url().starts_with("sqlite") { format!("X'{ids}'") } else { format!("'\\x{ids}'") };
    let query = format!(
        "SELECT COUNT(*) FROM look_entries WHERE organisation_id = {} AND actor_id = {} AND purpose = 'recipient_list' \
         AND subject_id IS NULL AND day IS NULL AND recipient_ids = {ids}",
        app.sql_id(org.id.0),
        app.sql_id(org.admin.person.0)
    );
    app.log_number("look_entries", &query).await
}

#[tokio::test]
async fn looks_that_come_together_are_noted_each_as_whose_it_is() {
    let app = TestApp::start().await;
    let homes = [app.organisation("Les Halles").await, app.organisation("La Gare").await];
    let mut households = Vec::new();
    for home in &homes {
        let household = town::household("Famille Kaya");
        households.push(home.admin.client.create_recipient(home.id, &household).await.unwrap().body.id);
    }
    tokio::join!(rush(&homes[0], 80), rush(&homes[1], 50));
    let noted = [noted(&app, &homes[0], &households[..1]).await, noted(&app, &homes[1], &households[1..]).await];
    assert_eq!(noted, [80, 50]);
}

#[tokio::test]
async fn looks_are_noted_though_the_database_ended_its_connections() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for _ in 0..2 {
        rush(&org, 20).await;
        if app.database_url().starts_with("postgres") {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE application_name = 'cabas' AND datname = current_database()";
            app.sql(&[end]).await;
        }
    }
    rush(&org, 20).await;
    assert_eq!(noted(&app, &org, &[]).await, 60);
}

#[tokio::test]
async fn nothing_is_shown_while_looks_cannot_be_noted() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    let all = RecipientQuery::default();
    rush(&org, 1).await;
    app.tamper("look_entries", "ALTER TABLE look_entries RENAME TO look_lost").await;
    let refused = org.admin.client.list_recipients(org.id, &all).await.unwrap_err();
    assert_eq!(refused.code(), "internal");
    app.tamper("look_lost", "ALTER TABLE look_lost RENAME TO look_entries").await;
    rush(&org, 1).await;
    assert_eq!(noted(&app, &org, &[]).await, 2);
}
