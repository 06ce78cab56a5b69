//! What a sheet may change, what it may not, and what it is told of: days of rounds, households that receive nothing,
//! differences that are kept as they are.

use crate::{
    imports::settled,
    town::{Town, day, dropoff, window},
};
use cabas_client::SheetOptions;
use cabas_model::{
    address::Address,
    deliveries::{DeliveryDetails, DeliveryQuery},
    imports::{ImportDetails, ImportKind, ImportMode, ImportRowQuery, Severity},
    recipients::{Pause, RecipientQuery},
    rounds::RoundQuery,
};

pub(crate) fn options(kind: ImportKind, mode: ImportMode) -> SheetOptions {
    SheetOptions { mode, date: Some(day(24)), ..SheetOptions::dry_run(kind) }
}

pub(crate) async fn bring_as(town: &Town, options: &SheetOptions, text: &str) -> ImportDetails {
    let made = town.client().create_import(town.org.id, "liste.csv", text.into(), options).await.unwrap();
    settled(town.client(), town.org.id, made.id).await
}

async fn deliveries(town: &Town, text: &str) -> ImportDetails {
    bring_as(town, &options(ImportKind::Deliveries, ImportMode::Apply), text).await
}

async fn tasks(town: &Town, text: &str) -> ImportDetails {
    bring_as(town, &options(ImportKind::Tasks, ImportMode::Apply), text).await
}

/// Created, updated, unchanged, rejected.
pub(crate) fn four(import: &ImportDetails) -> [u32; 4] {
    let counts = &import.counts;
    [counts.created, counts.updated, counts.unchanged, counts.rejected]
}

/// Line, column and code of each problem of a severity.
fn told(import: &ImportDetails, severity: Severity) -> Vec<String> {
    let some = import.problems.iter().filter(|p| p.severity == severity);
    some.map(|p| format!("{} {} {}", p.line, p.column, p.code)).collect()
}

pub(crate) fn errors(import: &ImportDetails) -> Vec<String> {
    told(import, Severity::Error)
}

fn warnings(import: &ImportDetails) -> Vec<String> {
    told(import, Severity::Warning)
}

/// The delivery of a reference.
async fn of(town: &Town, reference: &str) -> DeliveryDetails {
    let listed = town.client().list_deliveries(town.org.id, &DeliveryQuery::default()).await.unwrap().items;
    let found = listed.into_iter().find(|d| d.external_ref.as_deref() == Some(reference)).expect("the delivery");
    town.read(found.id).await
}

pub(crate) fn slot(d: u32, from: u32, to: u32) -> String {
    format!("2026-11-{d} {from:02}:00 - 2026-11-{d} {to:02}:00")
}

const DELIVERIES: &str =
    "pickup.address,pickup.timeslot,dropoff.address,dropoff.address.name,dropoff.timeslot,dropoff.comments,ref\n";

/// A row of deliveries: from the quay to somebody.
fn row(pickup: &str, dropoff: &str, who: &str, comments: &str) -> String {
    format!(
        "\"2 quai des Marques, 33300 Bordeaux\",{pickup},\"12 rue de {who}, 33000 Bordeaux\",{who},{dropoff},{comments},{who}\n"
    )
}

#[tokio::test]
async fn a_row_that_takes_a_stop_off_its_rounds_day_is_refused_and_the_rest_is_kept() {
    let town = Town::new().await;
    let (load, bring) = (slot(24, 8, 9), slot(24, 10, 12));
    let first = format!("{DELIVERIES}{}{}", row(&load, &bring, "Awa", ""), row(&load, &bring, "Karim", ""));
    assert_eq!(four(&deliveries(&town, &first).await), [2, 0, 0, 0]);
    let (awa, karim) = (of(&town, "Awa").await.id, of(&town, "Karim").await.id);
    town.round(&town.samir, &[awa, karim]).await;

    let moved = row(&load, &slot(25, 10, 12), "Awa", "Au gardien");
    let later = row(&load, &slot(24, 14, 16), "Karim", "Sonner fort");
    let done = deliveries(&town, &format!("{DELIVERIES}{moved}{later}")).await;
    assert_eq!((four(&done), errors(&done)), ([0, 1, 0, 1], vec!["2 dropoff.timeslot other_day".to_owned()]));
    assert_eq!(warnings(&done), [""; 0], "the quay is where it was");
    let awa = of(&town, "Awa").await;
    assert_eq!((dropoff(&awa).window, awa.comments), (window(24, 10, 12), None), "nothing of the row is written");
    let karim = of(&town, "Karim").await;
    assert_eq!((dropoff(&karim).window, karim.comments.as_deref()), (window(24, 14, 16), Some("Sonner fort")));
    assert_eq!(karim.stops[0].window, window(24, 8, 9));
    assert!(town.client().read_day(town.org.id, day(25)).await.unwrap().stops.is_empty());

    let early = row(&slot(23, 8, 9), &slot(23, 10, 12), "Awa", "");
    let seen = deliveries(&town, &format!("{DELIVERIES}{early}")).await;
    assert_eq!(errors(&seen), ["2 dropoff.timeslot other_day", "2 pickup.timeslot other_day"]);
    let loads_early = row(&slot(23, 8, 9), &bring, "Awa", "");
    let seen = deliveries(&town, &format!("{DELIVERIES}{loads_early}")).await;
    assert_eq!(errors(&seen), ["2 pickup.timeslot other_day"]);
    assert_eq!(of(&town, "Awa").await.stops[0].window, window(24, 8, 9));
}

const TASKS: &str = "address,address.contactName,after,before,assign,ref\n";

/// A row of single stops.
fn stop(who: &str, hours: &str, assign: &str) -> String {
    format!("\"1 rue de {who}, 33000 Bordeaux\",{who},{hours},{assign},{who}\n")
}

#[tokio::test]
async fn a_single_stop_keeps_its_rounds_day_and_is_given_on_a_day_of_its_own() {
    let town = Town::new().await;
    let morning = "2026-11-24 10:00,2026-11-24 12:00";
    let given = "samir@exemple.fr:2026-11-24";
    let first = format!(
        "{TASKS}{}{}{}",
        stop("Abel", morning, given),
        stop("Bois", morning, given),
        stop("Cros", "2026-11-27 10:00,2026-11-27 12:00", "")
    );
    assert_eq!(four(&tasks(&town, &first).await), [3, 0, 0, 0]);
    let query = RoundQuery { date: Some(day(24)), ..RoundQuery::default() };
    let [round] = town.client().list_rounds(town.org.id, &query).await.unwrap().items.try_into().unwrap();
    town.client().publish_round(town.org.id, round.id).await.unwrap();

    let moved = stop("Abel", "2026-11-25 10:00,2026-11-25 12:00", "");
    let later = stop("Bois", "2026-11-24 11:00,2026-11-24 13:00", given);
    let done = tasks(&town, &format!("{TASKS}{moved}{later}")).await;
    assert_eq!((four(&done), errors(&done)), ([0, 1, 0, 1], vec!["2 after other_day".to_owned()]));
    assert_eq!(dropoff(&of(&town, "Abel").await).window, window(24, 10, 12));
    assert_eq!(dropoff(&of(&town, "Bois").await).window, window(24, 11, 13));

    // Without hours, a row speaks of the hours there are, not of the import's day.
    let elsewhere = stop("Abel", ",", "samir@exemple.fr:2026-11-25");
    let wrong = stop("Cros", ",", given);
    let done = tasks(&town, &format!("{TASKS}{elsewhere}{wrong}")).await;
    assert_eq!((four(&done), errors(&done)), ([0, 0, 1, 1], vec!["3 assign other_day".to_owned()]));
    assert_eq!(warnings(&done), ["2 assign kept_as_is"]);
    let right = stop("Cros", ",", "samir@exemple.fr:2026-11-27");
    assert_eq!(four(&tasks(&town, &format!("{TASKS}{right}")).await), [0, 1, 0, 0]);
    let cros = of(&town, "Cros").await;
    assert_eq!(
        (cros.assignee_id, cros.date, dropoff(&cros).window),
        (Some(town.samir.id), day(27), window(27, 10, 12))
    );
}

#[tokio::test]
async fn a_sheet_moves_nothing_to_a_day_when_the_household_receives_nothing() {
    let town = Town::new().await;
    let on = |d, from, to| format!("{DELIVERIES}{}", row(&slot(d, 8, 9), &slot(d, from, to), "Awa", ""));
    deliveries(&town, &on(25, 10, 12)).await;
    let household = of(&town, "Awa").await.recipient.expect("a household").id;
    let away = Pause { from: day(26), until: Some(day(27)) };
    town.client().pause_recipient(town.org.id, household, &away).await.unwrap();
    let refused = deliveries(&town, &on(26, 10, 12)).await;
    let error = "2 dropoff.timeslot recipient_inactive".to_owned();
    assert_eq!((four(&refused), errors(&refused)), ([0, 0, 0, 1], vec![error]), "DL-15");
    assert_eq!(dropoff(&of(&town, "Awa").await).window, window(25, 10, 12));
    assert_eq!(four(&deliveries(&town, &on(28, 10, 12)).await), [0, 1, 0, 0]);
    let away = Pause { from: day(28), until: Some(day(28)) };
    town.client().pause_recipient(town.org.id, household, &away).await.unwrap();
    let later = deliveries(&town, &on(28, 14, 16)).await;
    assert_eq!(
        four(&later),
        [0, 1, 0, 0],
        "what is planned is flagged, and its hours may change: {:?}",
        errors(&later)
    );

    let single = |hours| format!("{TASKS}{}", stop("Karim", hours, ""));
    tasks(&town, &single("2026-11-25 10:00,2026-11-25 12:00")).await;
    let household = of(&town, "Karim").await.recipient.expect("a household").id;
    let away = Pause { from: day(26), until: None };
    town.client().pause_recipient(town.org.id, household, &away).await.unwrap();
    let refused = tasks(&town, &single("2026-11-26 10:00,2026-11-26 12:00")).await;
    assert_eq!(errors(&refused), ["2 after recipient_inactive"]);
}

#[tokio::test]
async fn a_pickup_that_a_sheet_does_not_speak_of_goes_with_its_drop_off() {
    let town = Town::new().await;
    town.quay().await;
    let sheet = |d| {
        let when = slot(d, 10, 12);
        format!(
            "dropoff.address,dropoff.address.name,dropoff.timeslot,ref\n\"1 rue A, 33000 Bordeaux\",Awa,{when},Awa\n"
        )
    };
    deliveries(&town, &sheet(24)).await;
    assert_eq!(of(&town, "Awa").await.stops[0].window, window(24, 0, 12));
    let done = deliveries(&town, &sheet(26)).await;
    let query = ImportRowQuery { class: None, limit: None, cursor: None };
    let shown = town.client().list_import_rows(town.org.id, done.id, &query).await.unwrap().items.remove(0);
    let fields: Vec<_> = shown.changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(fields, ["dropoff.timeslot", "pickup.timeslot"], "it is shown before it is written");
    let awa = of(&town, "Awa").await;
    assert_eq!((awa.stops[0].window, awa.stops[1].window), (window(26, 0, 12), window(26, 10, 12)));
    assert!(town.client().read_day(town.org.id, day(24)).await.unwrap().stops.is_empty());
}

#[tokio::test]
async fn what_a_sheet_of_stops_says_otherwise_than_the_record_is_told() {
    let town = Town::new().await;
    let list = "réf;nom;adresse;code postal;ville;étage;consigne;coordonnées gps\n\
        F1;Awa Diallo;12 rue des Lilas;33000;Bordeaux;3;Sonner deux fois;44.84,-0.58\n";
    town.bring(ImportKind::Recipients, list).await;
    let sheet = |said: &str| {
        format!(
            "address,address.contactName,address.floor,latlong,delivery_note,address.telephone,after,before,ref\n\
             \"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,{said},10h,12h,T1\n"
        )
    };
    let same = sheet("3,\"44.84,-0.58\",Sonner deux fois,");
    assert_eq!((four(&tasks(&town, &same).await), warnings(&tasks(&town, &same).await)), ([1, 0, 0, 0], vec![]));
    let other = tasks(&town, &sheet("5,\"44.85,-0.58\",Chez la voisine,05 36 49 00 01")).await;
    assert_eq!((four(&other), errors(&other)), ([0, 0, 1, 0], vec![]));
    let kept = ["address.telephone", "delivery_note", "address.floor", "latlong"];
    assert_eq!(warnings(&other), kept.map(|column| format!("2 {column} kept_as_is")));
    let [awa] =
        town.client().list_recipients(town.org.id, &RecipientQuery::default()).await.unwrap().items.try_into().unwrap();
    let Address { floor, lat, .. } = town.client().read_recipient(town.org.id, awa.id).await.unwrap().body.address;
    assert_eq!((floor.as_deref(), lat), (Some("3"), Some(44.84)));
}

#[tokio::test]
async fn another_place_to_load_or_another_reference_of_a_known_delivery_is_told() {
    let town = Town::new().await;
    let sheet = |from: &str, refs: &str| {
        let (load, bring) = (slot(24, 8, 9), slot(24, 10, 12));
        format!(
            "pickup.address,pickup.timeslot,dropoff.address,dropoff.address.name,dropoff.timeslot,ref,dropoff.ref,pickup.ref\n\
             \"{from}, 33300 Bordeaux\",{load},\"1 rue A, 33000 Bordeaux\",Awa,{bring},{refs}\n"
        )
    };
    assert_eq!(four(&deliveries(&town, &sheet("7 rue Seule", "L1,D1,P1")).await), [1, 0, 0, 0]);
    let same = deliveries(&town, &sheet("7 rue Seule", "L1,D1,P1")).await;
    assert_eq!((four(&same), warnings(&same)), ([0, 0, 1, 0], vec![]));
    let other = deliveries(&town, &sheet("9 rue Autre", "L1,D2,P2")).await;
    assert_eq!((four(&other), errors(&other)), ([0, 0, 1, 0], vec![]));
    let kept = ["dropoff.ref", "pickup.ref", "pickup.address"];
    assert_eq!(warnings(&other), kept.map(|column| format!("2 {column} kept_as_is")));
    assert_eq!(of(&town, "L1").await.stops[0].address.street, "7 rue Seule");
    let renamed = deliveries(&town, &sheet("7 rue Seule", "L9,D1,")).await;
    assert_eq!((four(&renamed), warnings(&renamed)), ([0, 0, 1, 0], vec!["2 ref kept_as_is".to_owned()]));

    let quay =
        |street: &str| format!("type,address,after,before,ref\npickup,\"{street}, 33300 Bordeaux\",8h,9h30,T1\n");
    assert_eq!(four(&tasks(&town, &quay("2 quai des Marques")).await), [1, 0, 0, 0]);
    assert_eq!(warnings(&tasks(&town, &quay("2 quai des Marques")).await), [""; 0]);
    let elsewhere = tasks(&town, &quay("5 quai Neuf")).await;
    assert_eq!((four(&elsewhere), warnings(&elsewhere)), ([0, 0, 1, 0], vec!["2 address kept_as_is".to_owned()]));
}
