//! Changing deliveries, seeing their lists.

use crate::{
    support::{code, field, fields},
    town::{Town, day, delivery, dropoff, window},
};
use cabas_kernel::{Grams, Window, time::instant};
use cabas_model::{
    Patch,
    deliveries::{
        CreateDelivery, CreatePickup, DeliveryQuery, DeliveryStatus, Outcome, PatchDelivery, StopKind, StopStatus,
    },
    me::{CompleteStop, StartStop},
    recipients::Pause,
};
use cabas_testkit::reqwest::Method;

fn moved(to: Window) -> PatchDelivery {
    PatchDelivery { window: Some(to), ..PatchDelivery::default() }
}

fn said(comments: &str) -> PatchDelivery {
    PatchDelivery { comments: Patch::Value(comments.into()), ..PatchDelivery::default() }
}

#[tokio::test]
async fn nobody_changes_a_delivery_they_have_not_seen() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let seen = town.client().read_delivery(town.org.id, id).await.unwrap();
    let patch = async |etag: &str, ask: &PatchDelivery| town.client().patch_delivery(town.org.id, id, etag, ask).await;
    let changed = patch(&seen.etag, &said("Au fond de la cour")).await.unwrap();
    assert_eq!(changed.body.comments.as_deref(), Some("Au fond de la cour"));
    assert_ne!(changed.etag, seen.etag);
    let stale = patch(&seen.etag, &said("Autre")).await.unwrap_err();
    assert_eq!((stale.code(), stale.status()), ("version_stale", Some(412)));
    assert_eq!(patch(&changed.etag, &said("Au fond de la cour")).await.unwrap().etag, changed.etag, "nothing changed");
    let cleared =
        PatchDelivery { comments: Patch::Null, weight_g: Patch::Value(Grams(900)), ..PatchDelivery::default() };
    let after = patch("*", &cleared).await.unwrap().body;
    assert_eq!((after.comments, after.weight_g), (None, Some(Grams(900))));
    let blind = town.client().request(Method::PATCH, &format!("/organisations/{}/deliveries/{id}", town.org.id));
    assert_eq!(blind.json(&said("x")).fetch().await.unwrap().status, 428);
    assert_eq!(fields(patch("*", &said(&"x".repeat(501))).await), field("/comments", "text_too_long"));
}

#[tokio::test]
async fn what_was_seen_of_a_delivery_is_stale_once_its_stops_change_hands_or_end() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let seen = async || town.client().read_delivery(town.org.id, id).await.unwrap().etag;
    let stale = async |etag: String| {
        assert_eq!(
            code(town.client().patch_delivery(town.org.id, id, &etag, &said("Trop tard")).await),
            "version_stale"
        );
    };
    let before = seen().await;
    town.round(&town.samir, &[id]).await;
    stale(before).await;
    let before = seen().await;
    let ask = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    town.client().complete_stop(town.org.id, dropoff(&town.read(id).await).id, &ask).await.unwrap();
    stale(before).await;
}

#[tokio::test]
async fn what_was_announced_and_what_is_planned_change_apart() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateDelivery { promised: Some(window(24, 9, 12)), ..delivery(awa) };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    let patch = async |ask: &PatchDelivery| town.client().patch_delivery(town.org.id, id, "*", ask).await.unwrap().body;
    let after = patch(&moved(window(24, 14, 15))).await;
    assert_eq!((dropoff(&after).window, dropoff(&after).promised), (window(24, 14, 15), Some(window(24, 9, 12))));
    let told = PatchDelivery { promised: Patch::Value(window(24, 13, 16)), ..PatchDelivery::default() };
    let after = patch(&told).await;
    assert_eq!((dropoff(&after).window, dropoff(&after).promised), (window(24, 14, 15), Some(window(24, 13, 16))));
    let after = patch(&PatchDelivery { promised: Patch::Null, ..PatchDelivery::default() }).await;
    assert_eq!(dropoff(&after).promised, None, "DL-8");
}

#[tokio::test]
async fn a_pickup_follows_its_delivery_to_another_day_and_never_begins_after_it() {
    let town = Town::new().await;
    town.quay().await;
    let awa = town.household("Awa").await;
    let pickup = Some(CreatePickup { depot_id: None, window: Some(window(24, 8, 9)) });
    let ask = CreateDelivery { pickup, ..delivery(awa) };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    let patch = async |to| town.client().patch_delivery(town.org.id, id, "*", &moved(to)).await.unwrap().body;
    let after = patch(window(26, 10, 12)).await;
    assert_eq!(after.stops[0].window, window(26, 8, 9));
    let early = window(26, 7, 8);
    let after = patch(early).await;
    assert_eq!(after.stops[0].kind, StopKind::Pickup);
    assert_eq!(after.stops[0].window, Window { start: None, end: early.earliest() });
}

#[tokio::test]
async fn the_further_a_delivery_is_the_less_of_it_changes() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let (id, stop) = (delivery.id, dropoff(&delivery).id);
    let patch = async |ask: &PatchDelivery| town.client().patch_delivery(town.org.id, id, "*", ask).await;
    patch(&moved(window(24, 11, 12))).await.unwrap();
    town.client().start_stop(town.org.id, stop, &StartStop::default()).await.unwrap();
    assert_eq!(code(patch(&moved(window(24, 14, 15))).await), "stop_already_started");
    assert_eq!(
        code(patch(&PatchDelivery { packages: Some(Vec::new()), ..PatchDelivery::default() }).await),
        "stop_already_started"
    );
    patch(&said("Code 12B")).await.unwrap();
    patch(&PatchDelivery { tags: Some(vec!["frais".into()]), ..PatchDelivery::default() }).await.unwrap();
    let done = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    town.client().complete_stop(town.org.id, stop, &done).await.unwrap();
    assert_eq!(code(patch(&said("Après coup")).await), "transition_refused");
    assert_eq!(town.read(id).await.comments.as_deref(), Some("Code 12B"));
}

#[tokio::test]
async fn a_delivery_moves_to_no_day_its_household_is_away_or_its_round_is_not() {
    let town = Town::new().await;
    let (awa, karim) = (town.delivery("Awa").await, town.delivery("Karim").await);
    let recipient = town.read(awa).await.recipient.unwrap().id;
    let pause = Pause { from: day(26), until: Some(day(27)) };
    town.client().pause_recipient(town.org.id, recipient, &pause).await.unwrap();
    let patch = async |id, d| town.client().patch_delivery(town.org.id, id, "*", &moved(window(d, 10, 12))).await;
    assert_eq!(code(patch(awa, 26).await), "recipient_inactive");
    patch(awa, 28).await.unwrap();
    let round = town.round(&town.samir, &[karim]).await;
    let before = town.stored(round).await.0.version;
    assert_eq!(fields(patch(karim, 25).await), field("/window", "other_day"));
    let later = moved(window(24, 16, 18));
    town.client().patch_delivery(town.org.id, karim, "*", &later).await.unwrap();
    assert!(town.stored(round).await.0.version > before, "a board that saw the old hours is stale");
}

#[tokio::test]
async fn a_wide_window_is_listed_on_every_day_it_overlaps() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let midnight = instant(day(27).and_hms_opt(0, 0, 0).unwrap(), crate::town::ZONE);
    let wide = Window { start: Some(window(24, 18, 19).earliest()), end: midnight };
    let id =
        town.client().create_delivery(town.org.id, &CreateDelivery { window: wide, ..delivery(awa) }).await.unwrap().id;
    let on = async |d| {
        let query = DeliveryQuery { date: Some(day(d)), ..DeliveryQuery::default() };
        town.client().list_deliveries(town.org.id, &query).await.unwrap().items.len()
    };
    let mut listed = Vec::new();
    for d in 23..=27 {
        listed.push(on(d).await);
    }
    assert_eq!(listed, [0, 1, 1, 1, 0], "DL-6");
    town.client().patch_delivery(town.org.id, id, "*", &moved(window(27, 10, 12))).await.unwrap();
    assert_eq!((on(24).await, on(27).await), (0, 1), "it is listed where it went");
}

#[tokio::test]
async fn the_list_of_deliveries_turns_its_pages_and_holds_what_is_asked() {
    let town = Town::new().await;
    let mut made = Vec::new();
    for n in 0..5 {
        made.push(town.delivery(&format!("Foyer {n}")).await);
    }
    let given = town.given("Foyer 5", &town.samir).await;
    made.push(given.id);
    let mut seen = Vec::new();
    let mut query = DeliveryQuery { limit: Some(2), ..DeliveryQuery::default() };
    loop {
        let page = town.client().list_deliveries(town.org.id, &query).await.unwrap();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|d| d.id));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    made.sort();
    seen.sort();
    assert_eq!(seen, made);
    let list = async |query: DeliveryQuery| town.client().list_deliveries(town.org.id, &query).await.unwrap();
    let query = DeliveryQuery { status: Some(DeliveryStatus::Assigned), limit: Some(1), ..DeliveryQuery::default() };
    let page = list(query).await;
    assert_eq!((page.items[0].id, page.items[0].assignee_id), (given.id, Some(town.samir.id)));
    assert_eq!(
        (page.items[0].status, page.next_cursor),
        (DeliveryStatus::Assigned, None),
        "a page is full or the last"
    );
    let never =
        town.client().request(Method::GET, &format!("/organisations/{}/deliveries?date=2026-11-31", town.org.id));
    assert_eq!(fields(never.fetch().await.unwrap().success()), field("/date", "date_invalid"));
    let recipient = given.recipient.as_ref().unwrap().id;
    let query = DeliveryQuery { recipient_id: Some(recipient), ..DeliveryQuery::default() };
    assert_eq!(list(query).await.items.len(), 1);
    assert_eq!(dropoff(&given).status, StopStatus::Assigned);
}
