//! Associations whose admins are all away (TR-11).

use cabas_kernel::{Role, id::PersonId};
use cabas_store::{Actor, Scope, members::organisations_without_admin};
use cabas_testkit::{TestApp, reqwest};
use chrono::TimeDelta;

async fn comes(app: &TestApp, person: PersonId) {
    let tx = app.store().write(Scope::System, Actor::System).await.unwrap();
    tx.note_seen(person).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_association_is_found_once_none_of_its_admins_came_for_thirty_days() {
    let app = TestApp::start().await;
    let (halles, gare) = (app.organisation("Les Halles").await, app.organisation("La Gare").await);
    let maud = app.member(halles.id, "maud@exemple.fr", &[Role::Dispatcher], Some(halles.admin.node)).await;
    let without = async || {
        let read = app.store().read(Scope::System).await.unwrap();
        organisations_without_admin(&read, app.now() - TimeDelta::days(30)).await.unwrap()
    };
    app.clock.advance(TimeDelta::days(29));
    assert_eq!(without().await, [], "they have not been away for long");
    comes(&app, gare.admin.person).await;
    comes(&app, maud.person).await;
    app.clock.advance(TimeDelta::days(2));
    assert_eq!(without().await, [halles.id], "who coordinates cannot stand in for an admin");
    comes(&app, halles.admin.person).await;
    assert_eq!(without().await, []);
    app.clock.advance(TimeDelta::days(31));
    cabas_api::platform::health::install_metrics();
    cabas_api::members::warn_of_absent_admins(app.app()).await.unwrap();
    let figures = reqwest::get(format!("{}/metrics", app.url())).await.unwrap().text().await.unwrap();
    assert!(figures.contains("cabas_organisations_without_admin 2"), "{figures}");
}
