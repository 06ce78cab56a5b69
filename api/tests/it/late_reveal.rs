//! `late_reveal`: until « Démarrer » on the round's own day, whoever carries a round sees the street and no more.

use crate::town::{Town, day, delivery, household};
use cabas_kernel::{id::RoundId, words::me::StopAct};
use cabas_model::{
    address::PhoneEntry,
    audit::{AuditKind, AuditQuery},
    me::{DayQuery, MyStop, StartStop},
    organisations::PatchOrganisation,
    recipients::CreateRecipient,
};

/// What only the whole record says.
const SECRETS: [&str; 5] = ["Mme Nguyen", "24B7", "5e étage", "+33612340000", "Sonner deux fois"];

/// A town that reveals late, and a round of the 24th with a household that has everything, carried by Samir.
async fn late() -> (Town, RoundId) {
    let town = Town::new().await;
    let ask = PatchOrganisation { late_reveal: Some(true), ..PatchOrganisation::default() };
    town.org.admin.client.patch_organisation(town.org.id, "*", &ask).await.unwrap();
    let mut home = CreateRecipient {
        phones: vec![PhoneEntry { e164: "+33612340000".into(), note: None }],
        delivery_note: Some("Sonner deux fois".into()),
        ..household("Mme Nguyen")
    };
    home.address.street = "5 rue des Tilleuls".into();
    home.address.floor = Some("5e étage".into());
    home.address.door_code = Some("24B7".into());
    let home = town.client().create_recipient(town.org.id, &home).await.unwrap().body.id;
    let delivery = town.client().create_delivery(town.org.id, &delivery(home)).await.unwrap().id;
    let round = town.round(&town.samir, &[delivery]).await;
    (town, round)
}

/// The one drop-off of Samir's, as his phone gets it: the value, and its very text.
async fn seen(town: &Town) -> (MyStop, String) {
    let client = town.app.again(&town.samir).await;
    let rounds = client.list_my_rounds(&DayQuery { date: Some(day(24)) }).await.unwrap();
    let text = serde_json::to_string(&rounds).unwrap();
    (rounds.items.into_iter().next().unwrap().stops.into_iter().next_back().unwrap(), text)
}

async fn looks(town: &Town) -> usize {
    let query = AuditQuery { kind: Some(AuditKind::Look), limit: Some(100), cursor: None };
    let admin = town.app.again(&town.org.admin).await;
    let entries = admin.list_audit(town.org.id, &query).await.unwrap().items;
    entries.iter().filter(|e| e.action.starts_with("my_") && e.actor.as_deref() == Some("samir")).count()
}

fn quiet(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is said too early: {text}");
    }
}

#[tokio::test]
async fn before_the_start_the_street_and_after_it_everything() {
    let (town, round) = late().await;
    let (stop, text) = seen(&town).await;
    quiet(&text);
    let address = stop.address.expect("the street, so that the way can be planned");
    assert_eq!((address.street.as_str(), address.city.as_str()), ("5 rue des Tilleuls", "Paris"));
    assert!(address.door_code.is_none() && address.floor.is_none() && stop.recipient.is_none());
    assert!(looks(&town).await > 0, "a street is a look, too");

    town.app.again(&town.samir).await.start_my_round(round).await.unwrap();
    let (stop, text) = seen(&town).await;
    for secret in SECRETS {
        assert!(text.contains(secret), "{secret} is missing: {text}");
    }
    assert_eq!(stop.recipient.unwrap().display_name, "Mme Nguyen");
}

#[tokio::test]
async fn setting_off_to_a_stop_starts_the_round_and_answers_with_what_is_open_then() {
    let (town, _) = late().await;
    let (stop, _) = seen(&town).await;
    assert!(stop.can.contains(&StopAct::Start), "{:?}", stop.can);
    let shown = town.samir.client.start_my_stop(stop.id, &StartStop::default()).await.unwrap();
    assert_eq!(shown.recipient.expect("the household").display_name, "Mme Nguyen");
}

#[tokio::test]
async fn a_start_on_the_evening_before_opens_nothing_early() {
    let (town, round) = late().await;
    // 22:30 in Paris, eleven and a half hours before the first window: on duty, but not on the day.
    town.app.clock.set("2026-11-23T21:30:00Z".parse().unwrap());
    let _ = town.app.again(&town.samir).await.start_my_round(round).await;
    let (stop, text) = seen(&town).await;
    quiet(&text);
    assert!(stop.recipient.is_none());
}

#[tokio::test]
async fn before_its_hours_and_for_anybody_else_there_is_not_even_the_street() {
    let (town, _) = late().await;
    town.app.clock.set("2026-11-23T20:30:00Z".parse().unwrap());
    let (stop, text) = seen(&town).await;
    quiet(&text);
    assert!(stop.masked && stop.address.is_none() && !text.contains("Tilleuls"), "{text}");
    town.app.clock.set("2026-11-24T08:00:00Z".parse().unwrap());
    let others = town.app.again(&town.nadia).await;
    assert!(others.list_my_rounds(&DayQuery { date: Some(day(24)) }).await.unwrap().items.is_empty());
}
