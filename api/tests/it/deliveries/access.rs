//! Who reaches deliveries, what stays of a look, what the files hold.

use crate::town::{Town, assert_absent, assert_forbidden, delivery, dropoff};
use cabas_model::{
    deliveries::{CreateDelivery, Outcome},
    follow_ups::{FollowUpQuery, HandleFollowUp},
    me::{CompleteStop, FailStop},
};
use cabas_testkit::reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

fn calls() -> Vec<(Method, &'static str, Value)> {
    let window = json!({ "start": "2026-11-24T09:00:00Z", "end": "2026-11-24T11:00:00Z" });
    vec![
        (Method::GET, "/deliveries/{id}", Value::Null),
        (Method::PATCH, "/deliveries/{id}", json!({ "comments": "x" })),
        (Method::POST, "/deliveries/{id}/assignment", json!({ "member_id": null })),
        (Method::POST, "/deliveries/{id}/publication", Value::Null),
        (Method::POST, "/deliveries/{id}/cancellation", json!({ "reason": "x" })),
        (Method::POST, "/deliveries/{id}/restoration", Value::Null),
        (Method::POST, "/deliveries/{id}/rescheduling", json!({ "window": window })),
    ]
}

fn stop_calls() -> Vec<(Method, &'static str, Value)> {
    vec![
        (Method::POST, "/stops/{id}/start", json!({})),
        (Method::POST, "/stops/{id}/completion", json!({ "outcome": "delivered" })),
        (Method::POST, "/stops/{id}/failure", json!({ "reason": "not_home" })),
        (Method::POST, "/stops/{id}/reopening", json!({ "reason": "x" })),
    ]
}

#[tokio::test]
async fn a_delivery_of_another_organisation_is_absent_to_the_byte() {
    let ours = Town::new().await;
    let elsewhere = ours.app.organisation("La Gare").await;
    let ask = crate::town::household("Zoé");
    let zoe = elsewhere.admin.client.create_recipient(elsewhere.id, &ask).await.unwrap().id;
    let id = elsewhere.admin.client.create_delivery(elsewhere.id, &delivery(zoe)).await.unwrap().id;
    let stop = dropoff(&elsewhere.admin.client.read_delivery(elsewhere.id, id).await.unwrap().body).id;
    let (org, absent) = (ours.org.id.to_string(), Uuid::new_v4().to_string());
    assert_absent(ours.client(), &org, &id.to_string(), &absent, &calls()).await;
    assert_absent(ours.client(), &org, &stop.to_string(), &absent, &stop_calls()).await;
    let list = [(Method::GET, "/deliveries", Value::Null), (Method::GET, "/follow-ups", Value::Null)];
    assert_absent(ours.client(), &elsewhere.id.to_string(), "", "", &list).await;
}

#[tokio::test]
async fn a_volunteer_has_no_lists_of_deliveries_and_no_acts_of_dispatchers() {
    let town = Town::new().await;
    let given = town.given("Awa", &town.samir).await;
    let org = town.org.id.to_string();
    let window = json!({ "end": "2026-11-24T11:00:00Z" });
    let recipient = given.recipient.as_ref().unwrap().id;
    let mut all = calls();
    all.extend([
        (Method::GET, "/deliveries", Value::Null),
        (Method::POST, "/deliveries", json!({ "recipient_id": recipient, "window": window })),
        (Method::POST, "/delivery-batches", json!({ "recipient_ids": [recipient], "window": window })),
    ]);
    assert_forbidden(&town.samir.client, &org, &given.id.to_string(), &all).await;
    assert_forbidden(&town.samir.client, &org, &dropoff(&given).id.to_string(), &stop_calls()).await;
}

#[tokio::test]
async fn a_look_at_a_delivery_is_a_look_at_its_household() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let recipient = town.read(id).await.recipient.unwrap().id;
    town.client().list_deliveries(town.org.id, &cabas_model::deliveries::DeliveryQuery::default()).await.unwrap();
    let readers = town.client().list_recipient_readers(town.org.id, recipient).await.unwrap().items;
    let purposes: Vec<&str> = readers.iter().map(|r| r.purpose.as_str()).collect();
    assert_eq!(purposes, ["delivery_list", "delivery", "recipient"]);
}

#[tokio::test]
async fn nothing_said_of_a_delivery_is_readable_in_the_files() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateDelivery { comments: Some("Frapper au carreau".into()), ..delivery(awa) };
    let id = town.client().once("k").create_delivery(town.org.id, &ask).await.unwrap().id;
    let stop = dropoff(&town.read(id).await).id;
    let done = CompleteStop {
        outcome: Some(Outcome::HandedToThirdParty),
        received_by: Some("Odile Voisine".into()),
        note: Some("Chien Brutus".into()),
        at: None,
    };
    town.client().complete_stop(town.org.id, stop, &done).await.unwrap();
    let other = town.delivery("Karim").await;
    let failed = FailStop {
        reason: cabas_model::deliveries::FailureReason::Other,
        note: Some("Hospitalisation".into()),
        at: None,
    };
    town.client().fail_stop(town.org.id, dropoff(&town.read(other).await).id, &failed).await.unwrap();
    let waits = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap().items[0].id;
    let handled = HandleFollowUp { note: Some("Rappeler la fille Mariam".into()) };
    town.client().handle_follow_up(town.org.id, waits, &handled).await.unwrap();
    if std::env::var("CABAS_TEST_POSTGRES").is_ok() {
        return;
    }
    let files: Vec<_> = std::fs::read_dir(&town.app.dir).unwrap().flatten().filter(|f| f.path().is_file()).collect();
    let bytes: Vec<u8> = files.iter().flat_map(|f| std::fs::read(f.path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    assert!(text.contains("les halles"), "what is not sealed is found, so the search works");
    for canary in ["carreau", "odile", "brutus", "hospitalisation", "mariam", "rue de awa"] {
        assert!(!text.contains(canary), "{canary} stands in the database in clear");
    }
}
