//! Where one goes, and where one does not: households that come to the depot, and what is written on a phone.

use crate::{
    support::{code, round_of},
    town::{Town, day, delivery, dropoff, household},
};
use cabas_client::Client;
use cabas_model::{
    deliveries::{AssignDelivery, CreateDelivery, DeliveryStatus, Outcome, PackageLine},
    me::{CompleteStop, DayQuery, MyPackage, MyStop},
    organisations::{PutPackageKind, Storage},
    recipients::CreateRecipient,
    rounds::PutRoundStops,
};

async fn stops(who: &Client) -> Vec<MyStop> {
    let rounds = who.list_my_rounds(&DayQuery::default()).await.unwrap().items;
    rounds.into_iter().flat_map(|round| round.stops).collect()
}

#[tokio::test]
async fn nothing_is_carried_to_a_household_that_comes_to_the_depot_where_a_dispatcher_closes_it() {
    let town = Town::new().await;
    let comes = CreateRecipient { self_pickup: true, ..household("Awa") };
    let awa = town.client().create_recipient(town.org.id, &comes).await.unwrap().body.id;
    let id = town.client().create_delivery(town.org.id, &delivery(awa)).await.unwrap().id;
    let stop = dropoff(&town.read(id).await).id;
    let ask = AssignDelivery { member_id: Some(town.samir.id) };
    assert_eq!(code(town.client().assign_delivery(town.org.id, id, &ask).await), "self_pickup");
    assert_eq!(code(town.client().create_round(town.org.id, &round_of("Nord", day(24), &[id])).await), "self_pickup");
    let round = town.client().create_round(town.org.id, &round_of("Nord", day(24), &[])).await.unwrap().body.id;
    let put = PutRoundStops { stop_ids: vec![stop], moved_from: Vec::new() };
    assert_eq!(code(town.client().put_round_stops(town.org.id, round, "*", &put).await), "self_pickup");
    let board = town.client().read_day(town.org.id, day(24)).await.unwrap();
    let [shown] = board.stops.as_slice() else { panic!("one stop") };
    assert!(shown.self_pickup && shown.round_id.is_none(), "the board says so");
    let done = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    let closed = town.client().complete_stop(town.org.id, stop, &done).await.unwrap();
    assert_eq!((closed.status, closed.round_id), (DeliveryStatus::Delivered, None));
}

#[tokio::test]
async fn a_phone_names_parcels_as_the_association_does_and_says_what_must_stay_cold() {
    let town = Town::new().await;
    let kind = PutPackageKind {
        slug: "sac-laitier".into(),
        name: "Sac laitier".into(),
        weight_g: None,
        storage: Storage::Fresh,
        active: true,
    };
    town.org.admin.client.create_package_kind(town.org.id, &kind).await.unwrap();
    let packages = Some(vec![PackageLine { slug: "sac-laitier".into(), quantity: 2 }]);
    let awa = town.household("Awa").await;
    let ask = CreateDelivery { packages, ..delivery(awa) };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    town.round(&town.samir, &[id]).await;
    let [stop] = stops(&town.samir.client).await.try_into().unwrap();
    let cold =
        MyPackage { slug: "sac-laitier".into(), name: "Sac laitier".into(), quantity: 2, storage: Storage::Fresh };
    assert_eq!(stop.packages, [cold]);
}
