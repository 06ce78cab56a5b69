//! Whoever was told of rounds by mail gets one mail about all that a sheet changes in them, and one when it is taken back:
//! how many deliveries, and the link that opens each round. Nobody is written to about their own sheet, a draft, or a day
//! that is over.

use crate::town::{Town, day};
use cabas_kernel::id::RoundId;
use cabas_model::{imports::ImportKind, rounds::RoundQuery};
use std::fmt::Write as _;

const SAMIR: &str = "samir@exemple.fr";
const MAUD: &str = "maud@exemple.fr";

/// A sheet of stops that one person carries: reference, day of November, remark.
fn stops(person: &str, rows: &[(&str, u32, &str)]) -> String {
    let mut sheet = "address,address.contactName,after,before,comments,assign,ref\n".to_owned();
    for (reference, day, remark) in rows {
        let at = format!("2026-11-{day}");
        let place = format!("\"12 rue {reference}, 75011 Paris\",Foyer {reference}");
        writeln!(sheet, "{place},{at} 10:00,{at} 12:00,{remark},{person}:{at},{reference}").unwrap();
    }
    sheet
}

/// The only round of a day.
async fn round_of(town: &Town, on: u32) -> RoundId {
    let query = RoundQuery { date: Some(day(on)), ..RoundQuery::default() };
    let [round] = town.client().list_rounds(town.org.id, &query).await.unwrap().items.try_into().unwrap();
    round.id
}

async fn publish(town: &Town, on: u32) -> RoundId {
    let id = round_of(town, on).await;
    town.client().publish_round(town.org.id, id).await.unwrap();
    id
}

#[tokio::test]
async fn a_sheet_writes_once_to_whoever_was_told_of_the_rounds_it_changes_and_so_does_its_undo() {
    let town = Town::new().await;
    let first = stops(SAMIR, &[("S1", 24, ""), ("S2", 24, ""), ("S3", 25, "")]);
    town.bring(ImportKind::Tasks, &first).await;
    let (today, tomorrow) = (publish(&town, 24).await, publish(&town, 25).await);
    let more =
        [("S1", 24, "Au gardien"), ("S2", 24, ""), ("S3", 25, ""), ("S4", 24, ""), ("S5", 24, ""), ("S6", 25, "")];
    let done = town.bring(ImportKind::Tasks, &stops(SAMIR, &more)).await;
    assert_eq!((done.counts.created, done.counts.updated), (3, 1));
    let letter = town.app.mail(SAMIR, 3).await;
    assert_eq!(letter.subject, "2 de vos tournées ont changé");
    let (before, after) = letter.text.split_once("mercredi 25 novembre").unwrap();
    assert!(before.contains("2 livraisons ajoutées, 1 livraison modifiée"), "{}", letter.text);
    assert!(before.contains(&format!("/my-rounds/{today}")), "{}", letter.text);
    assert!(after.contains("1 livraison ajoutée") && !after.contains("modifiée"), "{}", letter.text);
    assert!(after.contains(&format!("/my-rounds/{tomorrow}")), "{}", letter.text);
    for secret in ["Foyer", "rue", "gardien"] {
        assert!(!letter.text.contains(secret), "{}", letter.text);
    }
    town.client().undo_import(town.org.id, done.id).await.unwrap();
    let letter = town.app.mail(SAMIR, 4).await;
    let (before, after) = letter.text.split_once("mercredi 25 novembre").unwrap();
    assert!(before.contains("1 livraison modifiée, 2 livraisons retirées"), "{}", letter.text);
    assert!(after.contains("1 livraison retirée"), "{}", letter.text);
    // What changes nothing is told to nobody: the next mail is about another round.
    let same = town.bring(ImportKind::Tasks, &first).await;
    assert_eq!(same.counts.unchanged, 3);
    town.bring(ImportKind::Tasks, &stops(SAMIR, &[("S7", 26, "")])).await;
    let other = publish(&town, 26).await;
    assert!(town.app.mail(SAMIR, 5).await.text.contains(&format!("/my-rounds/{other}")));
    assert_eq!(town.app.mails(SAMIR).len(), 5);
}

#[tokio::test]
async fn of_a_draft_a_day_that_is_over_and_their_own_sheet_nobody_is_written_to() {
    let town = Town::new().await;
    let rows = |remark| [("S1", 23, remark), ("S2", 25, remark)];
    town.bring(ImportKind::Tasks, &stops(SAMIR, &rows(""))).await;
    publish(&town, 23).await;
    town.bring(ImportKind::Tasks, &stops(SAMIR, &rows("Au gardien"))).await;
    publish(&town, 25).await;
    let hers = |remark| [("S3", 26, remark)];
    town.bring(ImportKind::Tasks, &stops(MAUD, &hers(""))).await;
    publish(&town, 26).await;
    town.bring(ImportKind::Tasks, &stops(MAUD, &hers("Au gardien"))).await;
    // Mails leave in their order: what comes next is all there was.
    town.bring(ImportKind::Tasks, &stops(MAUD, &[("S4", 27, "")])).await;
    let last = publish(&town, 27).await;
    assert!(town.app.mail(MAUD, 2).await.text.contains(&format!("/my-rounds/{last}")));
    let told: Vec<String> = town.app.mails(SAMIR).into_iter().map(|letter| letter.subject).collect();
    assert_eq!(told, ["Votre tournée du lundi 23 novembre", "Votre tournée du mercredi 25 novembre"]);
}
