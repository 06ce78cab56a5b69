//! What sheets and deliveries say of people stands sealed, and stays what it was.

use crate::{
    imports_guard::{dry_run, preview},
    imports_rules::slot,
    town::{Town, day, delivery},
};
use cabas_client::SheetOptions;
use cabas_model::{
    Patch,
    deliveries::{CreateDelivery, DeliveryQuery, DeliverySummary, PatchDelivery},
    imports::{HeaderRow, ImportKind},
    me::DayQuery,
    recipients::MergeRecipient,
};

/// All that the files of the server hold, in lower case; nothing where the database is none of them.
pub(crate) fn on_disk(town: &Town) -> Option<String> {
    if std::env::var("CABAS_TEST_POSTGRES").is_ok() {
        return None;
    }
    let files = std::fs::read_dir(&town.app.dir).unwrap().flatten().filter(|f| f.path().is_file());
    let bytes: Vec<u8> = files.flat_map(|f| std::fs::read(f.path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    assert!(text.contains("les halles"), "what is not sealed is found, so the search works");
    Some(text)
}

#[tokio::test]
async fn a_household_taken_for_the_titles_of_a_sheet_is_remembered_sealed() {
    let town = Town::new().await;
    let (org, maud) = (town.org.id, town.client());
    let text = |name: &str| format!("Zanzibarine;12 rue des Canaris;0698765432\n{name};2 rue {name}, 33600 Pessac;\n");
    let mapping = [("Zanzibarine", "name"), ("12 rue des Canaris", "address"), ("0698765432", "phone")];
    let named = SheetOptions {
        headers: vec![HeaderRow { sheet: None, line: 1 }],
        mapping: mapping.map(|(title, field)| (title.to_owned(), field.to_owned())).into(),
        ..dry_run(ImportKind::Recipients)
    };
    let import = maud.create_import(org, "a.csv", text("Bois").into(), &named).await.unwrap().id;
    maud.apply_import(org, import).await.unwrap();
    let again = preview(&town, ImportKind::Recipients, &text("Cros")).await;
    let again = maud.read_import(org, again).await.unwrap().body;
    assert!(again.remembered_columns, "the same titles are read the same way");
    assert_eq!(again.counts.created, 1);
    let Some(text) = on_disk(&town) else { return };
    for canary in ["zanzibarine", "canaris", "698765432"] {
        assert!(!text.contains(canary), "{canary} stands in the database in clear");
    }
}

async fn summary(town: &Town) -> DeliverySummary {
    let mut page = town.client().list_deliveries(town.org.id, &DeliveryQuery::default()).await.unwrap();
    page.items.remove(0)
}

#[tokio::test]
async fn what_a_tag_says_of_a_household_is_sealed_with_it() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateDelivery { tags: vec!["diabetique".into()], ..delivery(awa) };
    let made = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    assert_eq!(town.read(made).await.tags, ["diabetique"]);
    let sheet = "address,address.contactName,after,before,tags\n\
        \"4 place de la Fontaine, 33130 Bègles\",Jean Martin,10h,12h,hypertension\n";
    town.bring(ImportKind::Tasks, sheet).await;
    let Some(text) = on_disk(&town) else { return };
    for canary in ["diabetique", "hypertension"] {
        assert!(!text.contains(canary), "{canary} stands in the database in clear");
    }
}

#[tokio::test]
async fn a_sheet_that_changes_the_tags_leaves_the_comments_and_an_undo_brings_both_back() {
    let town = Town::new().await;
    let stop = |titles: &str, cells: &str| {
        format!(
            "address,address.contactName,after,before,ref,{titles}\n\
             \"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,10h,12h,S1,{cells}\n"
        )
    };
    town.bring(ImportKind::Tasks, &stop("tags,comments", "frais,Au gardien")).await;
    let words = async || {
        let found = summary(&town).await;
        (found.tags.join(" "), found.comments.unwrap_or_default())
    };
    assert_eq!(words().await, ("frais".to_owned(), "Au gardien".to_owned()));
    let changed = town.bring(ImportKind::Tasks, &stop("tags", "sec")).await;
    assert_eq!(words().await, ("sec".to_owned(), "Au gardien".to_owned()));
    town.bring(ImportKind::Tasks, &stop("tags,comments", "sec,Au gardien")).await;
    assert_eq!(words().await, ("sec".to_owned(), "Au gardien".to_owned()), "the same again changes nothing");
    town.client().undo_import(town.org.id, changed.id).await.unwrap();
    assert_eq!(words().await, ("frais".to_owned(), "Au gardien".to_owned()));
    town.bring(ImportKind::Tasks, &stop("comments", "Chez la voisine")).await;
    assert_eq!(words().await, ("frais".to_owned(), "Chez la voisine".to_owned()));
}

#[tokio::test]
async fn the_tag_of_an_address_to_review_stands_beside_those_of_the_sheet_and_goes_by_hand() {
    let town = Town::new().await;
    let sheet = |tags: &str| {
        format!("address,address.contactName,after,before,ref,tags\nsans ville,Olena Kovalenko,14h,16h,S1,{tags}\n")
    };
    let bring = async |tags: &str| town.bring(ImportKind::Tasks, &sheet(tags)).await.counts;
    let said = async || summary(&town).await.tags.join(" ");
    bring("frais").await;
    assert_eq!(said().await, "frais review-needed");
    assert_eq!(bring("frais").await.unchanged, 1);
    assert_eq!(bring("sec").await.updated, 1);
    assert_eq!(said().await, "sec review-needed", "a sheet does not take it away");
    let looked = PatchDelivery { tags: Some(vec!["sec".into()]), ..PatchDelivery::default() };
    let id = summary(&town).await.id;
    town.client().patch_delivery(town.org.id, id, "*", &looked).await.unwrap();
    assert_eq!(bring("sec").await.unchanged, 1, "nor does it bring it back");
    assert_eq!(said().await, "sec");
}

#[tokio::test]
async fn what_a_sheet_says_besides_is_sealed_and_shown_to_the_desk_alone() {
    let town = Town::new().await;
    let sheet = |pairs: &str| {
        format!(
            "address,address.contactName,after,before,assign,ref,metadata\n\
             \"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,10h,12h,samir@exemple.fr:2026-11-24,S1,{pairs}\n"
        )
    };
    town.bring(ImportKind::Tasks, &sheet("dossier=quetzal porte=7")).await;
    let found = summary(&town).await;
    let said = async || {
        let pairs = town.read(found.id).await.metadata.into_iter();
        pairs.map(|pair| format!("{} {}={}", pair.kind, pair.key, pair.value)).collect::<Vec<_>>()
    };
    let first = ["dropoff dossier=quetzal", "dropoff porte=7"];
    assert_eq!(said().await, first);
    assert_eq!(town.bring(ImportKind::Tasks, &sheet("dossier=quetzal porte=7")).await.counts.unchanged, 1);
    assert_eq!(town.bring(ImportKind::Tasks, &sheet("")).await.counts.unchanged, 1, "an empty cell says nothing");
    let changed = town.bring(ImportKind::Tasks, &sheet("dossier=tamanoir")).await;
    assert_eq!(said().await, ["dropoff dossier=tamanoir"]);
    let comments = PatchDelivery { comments: Patch::Value("Au gardien".into()), ..PatchDelivery::default() };
    town.client().undo_import(town.org.id, changed.id).await.unwrap();
    town.client().patch_delivery(town.org.id, found.id, "*", &comments).await.unwrap();
    assert_eq!(said().await, first, "a change by hand leaves them");

    town.client().publish_round(town.org.id, found.round_id.unwrap()).await.unwrap();
    let mine = town.samir.client.list_my_rounds(&DayQuery { date: Some(day(24)) }).await.unwrap();
    let mine = serde_json::to_string(&mine).unwrap();
    assert!(mine.contains("Au gardien") && !mine.contains("quetzal"), "{mine}");
    let Some(text) = on_disk(&town) else { return };
    for canary in ["quetzal", "tamanoir"] {
        assert!(!text.contains(canary), "{canary} stands in the database in clear");
    }
}

#[tokio::test]
async fn what_a_sheet_says_of_the_pickup_and_of_the_drop_off_stand_apart() {
    let town = Town::new().await;
    let sheet = |pickup: &str, dropoff: &str| {
        format!(
            "pickup.address,pickup.timeslot,pickup.metadata,dropoff.address,dropoff.address.name,dropoff.timeslot,\
             dropoff.metadata,ref\n\
             \"2 quai des Marques, 33300 Bordeaux\",{},{pickup},\"12 rue des Lilas, 33000 Bordeaux\",Awa,{},{dropoff},L1\n",
            slot(24, 8, 9),
            slot(24, 10, 12),
        )
    };
    let said = async || {
        let pairs = town.read(summary(&town).await.id).await.metadata.into_iter();
        pairs.map(|pair| format!("{} {}={}", pair.kind, pair.key, pair.value)).collect::<Vec<_>>()
    };
    town.bring(ImportKind::Deliveries, &sheet("quai=3", "dossier=F1")).await;
    assert_eq!(said().await, ["pickup quai=3", "dropoff dossier=F1"]);
    town.bring(ImportKind::Deliveries, &sheet("quai=4", "")).await;
    assert_eq!(said().await, ["pickup quai=4", "dropoff dossier=F1"]);
}

#[tokio::test]
async fn tags_and_comments_follow_their_household_into_the_record_it_becomes() {
    let town = Town::new().await;
    let (kept, gone) = (town.household("Diallo").await, town.household("Dialo").await);
    let ask = CreateDelivery { comments: Some("Au gardien".into()), tags: vec!["frais".into()], ..delivery(gone) };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    town.client().merge_recipients(town.org.id, kept, &MergeRecipient { other_id: gone }).await.unwrap();
    let moved = town.read(id).await;
    assert_eq!(moved.recipient.map(|household| household.id), Some(kept));
    assert_eq!((moved.tags, moved.comments.as_deref()), (vec!["frais".to_owned()], Some("Au gardien")));
}
