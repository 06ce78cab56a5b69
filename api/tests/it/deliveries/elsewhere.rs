//! Stops that are neither at a depot nor at a household's door: what a sheet said of them stays said.

use crate::town::{Town, day, window};
use cabas_model::{
    deliveries::{CancelDelivery, DeliveryDetails, FailureReason, RescheduleDelivery, StopStatus},
    imports::ImportKind,
    me::{CompleteStop, DayQuery, FailStop, ReopenStop},
    recipients::RecipientQuery,
};

const DELIVERY: &str = "\
pickup.address,pickup.timeslot,dropoff.address,dropoff.address.name,dropoff.timeslot\n\
\"7 rue Seule, 33300 Bordeaux\",2026-11-24 08:00 - 2026-11-24 09:30,\"4 place de la Fontaine, 33130 Bègles\",Jean Martin,2026-11-24 10:00 - 2026-11-24 12:00\n";

/// The only delivery there is.
async fn only(town: &Town) -> DeliveryDetails {
    let page = town.client().list_deliveries(town.org.id, &cabas_model::deliveries::DeliveryQuery::default()).await;
    let [summary] = page.unwrap().items.try_into().unwrap();
    town.read(summary.id).await
}

fn streets(delivery: &DeliveryDetails) -> Vec<&str> {
    delivery.stops.iter().map(|s| s.address.street.as_str()).collect()
}

#[tokio::test]
async fn a_pickup_of_its_own_keeps_its_address_whatever_happens_to_it() {
    let town = Town::new().await;
    town.bring(ImportKind::Deliveries, DELIVERY).await;
    let made = only(&town).await;
    let (pickup, both) = (made.stops[0].id, ["7 rue Seule", "4 place de la Fontaine"]);
    assert_eq!(streets(&made), both);
    let (desk, org) = (town.client(), town.org.id);

    let ask = CompleteStop { note: Some("Deux cagettes".into()), ..CompleteStop::default() };
    let loaded = desk.complete_stop(org, pickup, &ask).await.unwrap();
    assert_eq!((loaded.stops[0].status, streets(&loaded)), (StopStatus::Loaded, both.to_vec()));
    assert_eq!(loaded.stops[0].outcome_note.as_deref(), Some("Deux cagettes"));
    let open = desk.reopen_stop(org, pickup, &ReopenStop { reason: "Trop tôt".into() }).await.unwrap();
    assert_eq!((open.stops[0].outcome_note.as_deref(), streets(&open)), (None, both.to_vec()));
    let ask = FailStop { reason: FailureReason::NotReady, note: Some("Rideau baissé".into()), at: None };
    let failed = desk.fail_stop(org, pickup, &ask).await.unwrap();
    assert_eq!((failed.stops[0].status, streets(&failed)), (StopStatus::Failed, both.to_vec()));
    desk.cancel_delivery(org, made.id, &CancelDelivery { reason: "Fermé".into() }).await.unwrap();
    let restored = desk.restore_delivery(org, made.id).await.unwrap();
    assert_eq!((restored.stops[0].status, streets(&restored)), (StopStatus::Ready, both.to_vec()));

    desk.cancel_delivery(org, made.id, &CancelDelivery { reason: "Fermé".into() }).await.unwrap();
    let ask = RescheduleDelivery { window: window(25, 10, 12) };
    let again = desk.reschedule_delivery(org, made.id, &ask).await.unwrap().id;
    assert_eq!(streets(&town.read(again).await), both, "and so does what is brought again");
}

const PICKUP: &str = "\
type,address,address.contactName,after,before,comments,ref\n\
pickup,\"2 quai des Marques, 33300 Bordeaux\",Entrepôt,10h,12h,Douze cagettes,T1\n";

#[tokio::test]
async fn what_is_said_of_a_stop_without_a_household_is_read_like_any_other() {
    let town = Town::new().await;
    let (desk, org) = (town.client(), town.org.id);
    town.bring(ImportKind::Tasks, PICKUP).await;
    let made = only(&town).await;
    assert_eq!((made.recipient.is_none(), made.comments.as_deref()), (true, Some("Douze cagettes")));
    assert_eq!(streets(&made), ["2 quai des Marques"]);
    let board = desk.read_day(org, day(24)).await.unwrap();
    assert_eq!(board.stops[0].comments.as_deref(), Some("Douze cagettes"));
    town.round(&town.samir, &[made.id]).await;
    let day_of_samir = async || {
        let mine = town.samir.client.list_my_rounds(&DayQuery { date: Some(day(24)) }).await.unwrap();
        mine.items.into_iter().next().unwrap().stops.remove(0)
    };
    let stop = day_of_samir().await;
    assert_eq!((stop.masked, stop.comments.as_deref()), (false, Some("Douze cagettes")));

    let ask = CompleteStop { note: Some("Quai 3 fermé".into()), ..CompleteStop::default() };
    let done = town.samir.client.complete_my_stop(stop.id, &ask).await.unwrap();
    assert_eq!(done.outcome_note.as_deref(), Some("Quai 3 fermé"));
    let closed = only(&town).await;
    assert_eq!(closed.stops[0].outcome_note.as_deref(), Some("Quai 3 fermé"));
    let open = desk.reopen_stop(org, stop.id, &ReopenStop { reason: "Mauvais quai".into() }).await.unwrap();
    let said: Vec<_> = open.stops[0].history.iter().filter_map(|line| line.note.as_deref()).collect();
    assert_eq!((said, open.stops[0].outcome_note.as_deref()), (vec!["Quai 3 fermé", "Mauvais quai"], None));
    assert_eq!(open.comments.as_deref(), Some("Douze cagettes"));
}

#[tokio::test]
async fn a_door_keeps_the_address_it_had_at_closing_and_follows_the_household_once_open_again() {
    let town = Town::new().await;
    town.bring(ImportKind::Deliveries, DELIVERY).await;
    let made = only(&town).await;
    let (desk, org) = (town.client(), town.org.id);
    let door = made.stops[1].id;
    let found = desk.list_recipients(org, &RecipientQuery::default()).await.unwrap().items.remove(0).id;
    desk.complete_stop(org, made.stops[0].id, &CompleteStop::default()).await.unwrap();
    let ask = FailStop { reason: FailureReason::BadAddress, note: None, at: None };
    desk.fail_stop(org, door, &ask).await.unwrap();
    let address = cabas_model::address::Address {
        street: "9 rue Neuve".into(),
        postal_code: "33000".into(),
        city: "Bordeaux".into(),
        ..Default::default()
    };
    let moved = cabas_model::recipients::PatchRecipient { address: Some(address), ..Default::default() };
    desk.patch_recipient(org, found, "*", &moved).await.unwrap();
    assert_eq!(streets(&town.read(made.id).await), ["7 rue Seule", "4 place de la Fontaine"]);
    let open = desk.reopen_stop(org, door, &ReopenStop { reason: "Trouvée".into() }).await.unwrap();
    assert_eq!(streets(&open), ["7 rue Seule", "9 rue Neuve"]);
}
