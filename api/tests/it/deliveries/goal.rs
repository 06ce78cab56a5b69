//! Scripts speak of a delivery, not of its stops: an act on it is an act where it ends, and its stops are a list.

use crate::{
    support::{code, field, fields},
    town::{Town, day, dropoff},
};
use cabas_kernel::id::DeliveryId;
use cabas_model::{
    deliveries::{DeliveryStatus, FailureReason, Outcome, StopKind, StopQuery, StopStatus},
    me::{CompleteStop, FailStop, ReopenStop, StartStop},
};
use chrono::NaiveDate;

#[tokio::test]
async fn a_delivery_is_started_closed_and_reopened_where_it_ends() {
    let town = Town::new().await;
    let id = town.given("Awa", &town.samir).await.id;
    let (client, org) = (town.client(), town.org.id);
    let out = client.start_delivery(org, id, &StartStop::default()).await.unwrap();
    assert_eq!(out.status, DeliveryStatus::Out);
    let well = CompleteStop { outcome: Some(Outcome::LeftAtDoor), ..CompleteStop::default() };
    let closed = client.complete_delivery(org, id, &well).await.unwrap();
    assert_eq!((closed.status, dropoff(&closed).status), (DeliveryStatus::LeftAtDoor, StopStatus::LeftAtDoor));
    assert_eq!(code(client.start_delivery(org, id, &StartStop::default()).await), "transition_refused");
    let otherwise = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    assert_eq!(code(client.complete_delivery(org, id, &otherwise).await), "stop_closed_otherwise");
    let late = FailStop { reason: FailureReason::Refused, note: None, at: None };
    assert_eq!(code(client.fail_delivery(org, id, &late).await), "stop_closed_otherwise");
    let why = ReopenStop { reason: "La mauvaise porte".into() };
    let open = client.reopen_delivery(org, id, &why).await.unwrap();
    assert!(dropoff(&open).status.is_open());
    assert_eq!(code(client.reopen_delivery(org, id, &why).await), "transition_refused");
    let problem = FailStop { reason: FailureReason::NotHome, note: None, at: None };
    assert_eq!(client.fail_delivery(org, id, &problem).await.unwrap().status, DeliveryStatus::Failed);
    let nobodys = client.start_delivery(org, DeliveryId(uuid::Uuid::new_v4()), &StartStop::default()).await;
    assert_eq!(code(nobodys), "not_found");
}

#[tokio::test]
async fn stops_are_listed_by_day_person_and_state() {
    let town = Town::new().await;
    let given = town.given("Awa", &town.samir).await;
    town.delivery("Bineta").await;
    let (client, org) = (town.client(), town.org.id);
    let of = |query: StopQuery| async move { client.list_stops(org, &query).await.unwrap().items };
    let today = of(StopQuery { date: Some(day(24)), ..StopQuery::default() }).await;
    assert_eq!(today.iter().filter(|stop| stop.kind == StopKind::Dropoff).count(), 2);
    assert!(today.iter().all(|stop| !stop.address.street.is_empty()));
    let samirs = of(StopQuery { assignee_id: Some(town.samir.id), ..StopQuery::default() }).await;
    assert_eq!(samirs.iter().map(|stop| stop.delivery_id).collect::<Vec<_>>(), [given.id]);
    assert_eq!(samirs[0].recipient.as_ref().unwrap().display_name, "Awa");
    let waiting = of(StopQuery { status: Some(StopStatus::Ready), ..StopQuery::default() }).await;
    assert!(!waiting.is_empty() && waiting.iter().all(|stop| stop.assignee_id.is_none()));
    assert_eq!(of(StopQuery { date: Some(day(25)), ..StopQuery::default() }).await, []);
    let far = StopQuery { date: NaiveDate::from_ymd_opt(-9999, 1, 1), ..StopQuery::default() };
    assert_eq!(fields(client.list_stops(org, &far).await), field("/date", "date_invalid"));
    let first = client.list_stops(org, &StopQuery { limit: Some(1), ..StopQuery::default() }).await.unwrap();
    let next = StopQuery { limit: Some(1), cursor: first.next_cursor, ..StopQuery::default() };
    assert_ne!(of(next).await[0].id, first.items[0].id);
}
