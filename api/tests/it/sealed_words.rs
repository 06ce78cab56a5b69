//! What sheets and deliveries say of people stands sealed, and stays what it was.

use crate::{
    imports_guard::{dry_run, preview},
    town::{Town, delivery},
};
use cabas_client::SheetOptions;
use cabas_model::{
    deliveries::{CreateDelivery, DeliveryQuery, DeliverySummary},
    imports::{HeaderRow, ImportKind},
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
