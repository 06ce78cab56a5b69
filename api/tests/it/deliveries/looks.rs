//! What stays of a look at a delivery, and what the files hold.

use crate::town::{Town, delivery, dropoff};
use cabas_model::{
    PageQuery,
    deliveries::{CreateDelivery, Outcome},
    follow_ups::{FollowUpQuery, HandleFollowUp},
    me::{CompleteStop, FailStop},
};

#[tokio::test]
async fn a_look_at_a_delivery_is_a_look_at_its_household() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let recipient = town.read(id).await.recipient.unwrap().id;
    town.client().list_deliveries(town.org.id, &cabas_model::deliveries::DeliveryQuery::default()).await.unwrap();
    let readers =
        town.client().list_recipient_readers(town.org.id, recipient, &PageQuery::default()).await.unwrap().items;
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
