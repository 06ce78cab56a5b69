//! Making deliveries: to whom, from where, what, and when not.

use crate::{
    support::{code, field, fields},
    town::{Town, day, delivery, dropoff, household, lines, window},
};
use cabas_kernel::{Grams, Window, id::RecipientId, words::recipients::RecipientStatus};
use cabas_model::{
    Patch,
    address::Address,
    deliveries::{
        CancelDelivery, CreateDeliveries, CreateDelivery, CreatePickup, DeliveryQuery, DeliveryStatus, PackageLine,
        StopKind, StopStatus,
    },
    organisations::{PutDepot, PutPackageKind, Storage},
    recipients::{CreateRecipient, DefaultPackage, MergeRecipient, PatchRecipient, Pause},
};
use uuid::Uuid;

fn line(slug: &str, quantity: u16) -> PackageLine {
    PackageLine { slug: slug.into(), quantity }
}

async fn kind(town: &Town, slug: &str, active: bool) {
    let ask =
        PutPackageKind { slug: slug.into(), name: slug.into(), weight_g: None, storage: Storage::Ambient, active };
    town.org.admin.client.create_package_kind(town.org.id, &ask).await.unwrap();
}

async fn depot(town: &Town) -> cabas_kernel::id::DepotId {
    let address = Address { street: "3 quai du Canal".into(), city: "Paris".into(), ..Address::default() };
    let ask = PutDepot { name: "Le quai".into(), address, opening_hours: None, is_default: true };
    town.org.admin.client.create_depot(town.org.id, &ask).await.unwrap().id
}

#[tokio::test]
async fn a_delivery_brings_what_the_household_usually_gets() {
    let town = Town::new().await;
    let usual = Some(DefaultPackage { slug: "panier".into(), quantity: 2 });
    let ask = CreateRecipient { default_package: usual, ..household("Awa") };
    let awa = town.client().create_recipient(town.org.id, &ask).await.unwrap().body.id;
    let ask = CreateDelivery {
        comments: Some(" Sonner deux fois ".into()),
        weight_g: Some(Grams(6_500)),
        tags: vec!["frais".into()],
        promised: Some(window(24, 9, 13)),
        ..delivery(awa)
    };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    let made = town.read(id).await;
    assert_eq!((made.status, made.packages.as_slice()), (DeliveryStatus::Ready, [line("panier", 2)].as_slice()));
    assert_eq!((made.comments.as_deref(), made.weight_g), (Some("Sonner deux fois"), Some(Grams(6_500))));
    assert_eq!(
        (made.tags.as_slice(), made.address.street.as_str()),
        (["frais".to_owned()].as_slice(), "12 rue de Awa")
    );
    assert_eq!(made.recipient.unwrap().id, awa);
    let [stop] = made.stops.as_slice() else { panic!("without a pickup the goods come from the round's depot") };
    assert_eq!((stop.kind, stop.status, stop.promised), (StopKind::Dropoff, StopStatus::Ready, ask.promised));
    assert_eq!((lines(stop), stop.history[0].by.as_deref()), (vec!["created"], Some("maud")));
}

#[tokio::test]
async fn goods_are_fetched_at_the_depot_named_or_at_the_organisations_own() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let from = |depot_id, window| CreateDelivery { pickup: Some(CreatePickup { depot_id, window }), ..delivery(awa) };
    let create = async |ask: CreateDelivery| town.client().create_delivery(town.org.id, &ask).await;
    assert_eq!(fields(create(from(None, None)).await), field("/pickup/depot_id", "required"));
    let nowhere = Some(Uuid::new_v4().into());
    assert_eq!(fields(create(from(nowhere, None)).await), field("/pickup/depot_id", "not_found_here"));
    let quay = depot(&town).await;
    for depot_id in [None, Some(quay)] {
        let made = town.read(create(from(depot_id, None)).await.unwrap().id).await;
        let [pickup, dropoff] = made.stops.as_slice() else { panic!("two stops") };
        assert_eq!((pickup.kind, pickup.address.street.as_str()), (StopKind::Pickup, "3 quai du Canal"));
        assert_eq!(pickup.window, Window { start: None, end: dropoff.window.earliest() }, "ready when it begins");
        assert_eq!(dropoff.address.street, "12 rue de Awa");
    }
    let late = from(None, Some(window(24, 11, 12)));
    assert_eq!(fields(create(late).await), field("/pickup/window", "window_order"), "DL-2");
}

#[tokio::test]
async fn what_a_delivery_says_wrongly_is_named() {
    let town = Town::new().await;
    kind(&town, "panier", true).await;
    kind(&town, "colis", false).await;
    let awa = town.household("Awa").await;
    let create = async |ask: CreateDelivery| town.client().create_delivery(town.org.id, &ask).await;
    let backwards = Window { start: Some(window(24, 10, 12).end), end: window(24, 10, 12).earliest() };
    let ask = CreateDelivery { window: backwards, promised: Some(backwards), ..delivery(awa) };
    let wrong = [field("/window/end", "window_order"), field("/promised/end", "window_order")].concat();
    assert_eq!(fields(create(ask).await), wrong, "DL-1");
    let packages = Some(vec![line("panier", 1), line("caviar", 1), line("panier", 2), line("colis", 1)]);
    let wrong = [("1", "package_unknown"), ("2", "duplicate"), ("3", "package_unknown")];
    let wrong: Vec<_> = wrong.iter().flat_map(|(at, code)| field(&format!("/packages/{at}/slug"), code)).collect();
    assert_eq!(fields(create(CreateDelivery { packages, ..delivery(awa) }).await), wrong);
    let heavy = CreateDelivery { weight_g: Some(Grams(1_000_001)), ..delivery(awa) };
    assert_eq!(fields(create(heavy).await), field("/weight_g", "weight_invalid"));
    let stranger = delivery(RecipientId(Uuid::new_v4()));
    assert_eq!(fields(create(stranger).await), field("/recipient_id", "not_found_here"));
    let good = vec![line("panier", 3)];
    let made = create(CreateDelivery { packages: Some(good.clone()), ..delivery(awa) }).await.unwrap();
    assert_eq!(town.read(made.id).await.packages, good);
}

#[tokio::test]
async fn a_reference_serves_once_in_an_organisation() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateDelivery { external_ref: Some("L-7".into()), ..delivery(awa) };
    town.client().create_delivery(town.org.id, &ask).await.unwrap();
    let again = town.client().create_delivery(town.org.id, &ask).await;
    assert_eq!(again.as_ref().unwrap_err().code(), "ref_taken");
    assert_eq!(fields(again), field("/external_ref", "ref_taken"), "DL-5");
}

#[tokio::test]
async fn a_household_that_is_away_gets_no_new_delivery() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let create = async |to, d| {
        let ask = CreateDelivery { window: window(d, 10, 12), ..delivery(to) };
        town.client().create_delivery(town.org.id, &ask).await
    };
    let pause = Pause { from: day(24), until: Some(day(25)) };
    town.client().pause_recipient(town.org.id, awa, &pause).await.unwrap();
    let refused = create(awa, 25).await;
    assert_eq!(
        (refused.as_ref().unwrap_err().code(), refused.as_ref().unwrap_err().status()),
        ("recipient_inactive", Some(409))
    );
    assert_eq!(fields(refused), field("/recipient_id", "recipient_inactive"));
    create(awa, 26).await.unwrap();
    let karim = town.household("Karim").await;
    for status in [RecipientStatus::Stopped, RecipientStatus::Deceased] {
        let change = PatchRecipient { status: Some(status), ..PatchRecipient::default() };
        town.client().patch_recipient(town.org.id, karim, "*", &change).await.unwrap();
        assert_eq!(code(create(karim, 26).await), "recipient_inactive", "{status}");
    }
    let joined = town.household("Awa B").await;
    town.client().merge_recipients(town.org.id, awa, &MergeRecipient { other_id: joined }).await.unwrap();
    assert_eq!(code(create(joined, 26).await), "recipient_merged");
}

#[tokio::test]
async fn many_households_are_served_at_once_and_those_left_out_are_named() {
    let town = Town::new().await;
    let (awa, karim, gone) = (town.household("Awa").await, town.household("Karim").await, town.household("Lin").await);
    town.client().pause_recipient(town.org.id, gone, &Pause { from: day(24), until: None }).await.unwrap();
    let elsewhere = town.app.organisation("La Gare").await;
    let foreign = elsewhere.admin.client.create_recipient(elsewhere.id, &household("Zoé")).await.unwrap().body.id;
    let ask = CreateDeliveries {
        recipient_ids: vec![karim, foreign, awa, karim, gone],
        window: window(24, 10, 12),
        comments: Some("Noël".into()),
    };
    let once = town.client().once("one-batch");
    let made = once.create_deliveries(town.org.id, &ask).await.unwrap();
    let left: Vec<_> = made.left_out.iter().map(|l| (l.recipient_id, l.code.as_str())).collect();
    assert_eq!(left, [(foreign, "not_found"), (gone, "recipient_inactive")]);
    let to: Vec<_> = futures(&town, &made.ids).await;
    assert_eq!(to, [karim, awa], "each once, in the order asked");
    assert_eq!(once.create_deliveries(town.org.id, &ask).await.unwrap(), made, "the same key twice has one effect");
    let all = town.client().list_deliveries(town.org.id, &DeliveryQuery::default()).await.unwrap().items;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].comments.as_deref(), Some("Noël"));
    let backwards = Window { start: Some(ask.window.end), end: ask.window.earliest() };
    let wrong = town.client().create_deliveries(town.org.id, &CreateDeliveries { window: backwards, ..ask }).await;
    assert_eq!(fields(wrong), field("/window/end", "window_order"));
}

async fn futures(town: &Town, ids: &[cabas_kernel::id::DeliveryId]) -> Vec<RecipientId> {
    let mut to = Vec::new();
    for id in ids {
        to.push(town.read(*id).await.recipient.unwrap().id);
    }
    to
}

#[tokio::test]
async fn an_address_without_a_place_makes_a_draft_until_it_has_one() {
    let town = Town::new().await;
    let nowhere = Address { street: "12 rue de Awa".into(), ..Address::default() };
    let ask = CreateRecipient { address: nowhere.clone(), ..household("Awa") };
    let awa = town.client().create_recipient(town.org.id, &ask).await.unwrap().body.id;
    let id = town.client().create_delivery(town.org.id, &delivery(awa)).await.unwrap().id;
    assert_eq!(town.read(id).await.status, DeliveryStatus::Draft);
    let publish = async || town.client().publish_delivery(town.org.id, id).await;
    assert_eq!(fields(publish().await), field("/recipient/address/city", "required"));
    let ask = CancelDelivery { reason: "Erreur".into() };
    town.client().cancel_delivery(town.org.id, id, &ask).await.unwrap();
    let restored = town.client().restore_delivery(town.org.id, id).await.unwrap();
    assert_eq!(restored.status, DeliveryStatus::Draft, "no way round the publication");
    let change = PatchRecipient {
        address: Some(Address { city: "Paris".into(), ..nowhere }),
        birth_year: Patch::Absent,
        ..PatchRecipient::default()
    };
    town.client().patch_recipient(town.org.id, awa, "*", &change).await.unwrap();
    let published = publish().await.unwrap();
    assert_eq!(published.status, DeliveryStatus::Ready, "a position is useful, not required");
    assert_eq!(lines(dropoff(&published)), ["created", "cancelled", "restored", "published"]);
    assert_eq!(code(publish().await), "transition_refused");
    let asked = CreateDelivery { draft: true, ..delivery(awa) };
    let draft = town.client().create_delivery(town.org.id, &asked).await.unwrap().id;
    assert_eq!(town.read(draft).await.status, DeliveryStatus::Draft, "a dispatcher may ask for one");
}
