//! Lists of households, and the list of those who looked at one.

use super::{awa, day, household, karim};
use crate::{
    support::{field, fields},
    town::{self, Town},
};
use cabas_kernel::{id::RecipientId, words::recipients::RecipientStatus};
use cabas_model::{
    PageQuery,
    address::Address,
    deliveries::CreateDeliveries,
    recipients::{
        CreateRecipient, EraseRecipient, ErasureReason, MergeRecipient, PatchRecipient, Pause, RecipientQuery,
        RecipientSort,
    },
};
use chrono::{NaiveDate, TimeDelta};
use std::collections::BTreeSet;

fn named(name: &str, status: RecipientStatus) -> CreateRecipient {
    CreateRecipient { status, ..town::household(name) }
}

async fn receiving(town: &Town, on: NaiveDate) -> BTreeSet<RecipientId> {
    let query = RecipientQuery { receives_on: Some(on), ..RecipientQuery::default() };
    let page = town.client().list_recipients(town.org.id, &query).await.unwrap();
    page.items.into_iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn those_listed_for_a_day_are_those_a_delivery_of_that_day_is_made_for() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let mut ids = Vec::new();
    for status in [
        RecipientStatus::Active,
        RecipientStatus::Pending,
        RecipientStatus::Paused,
        RecipientStatus::Stopped,
        RecipientStatus::Deceased,
    ] {
        ids.push(client.create_recipient(org, &named(status.as_str(), status)).await.unwrap().body.id);
    }
    let back_soon = town.household("Bientôt").await;
    let away_later = town.household("Ensuite").await;
    client.pause_recipient(org, back_soon, &Pause { from: day(24), until: Some(day(25)) }).await.unwrap();
    client.pause_recipient(org, away_later, &Pause { from: day(27), until: None }).await.unwrap();
    let joined = town.household("Double").await;
    client.merge_recipients(org, ids[0], &MergeRecipient { other_id: joined }).await.unwrap();
    ids.extend([back_soon, away_later, joined]);
    for d in 24..29 {
        let ask = CreateDeliveries { recipient_ids: ids.clone(), window: town::window(d, 10, 12), comments: None };
        let made = client.create_deliveries(org, &ask).await.unwrap();
        let left: BTreeSet<_> = made.left_out.iter().map(|one| one.recipient_id).collect();
        let expected: BTreeSet<_> = ids.iter().copied().filter(|id| !left.contains(id)).collect();
        assert_eq!(receiving(&town, day(d)).await, expected, "the {d}th");
        assert_eq!(expected.contains(&back_soon), d > 25, "it is away today");
        assert!(expected.contains(&ids[1]), "who waits for a first delivery may have one");
    }
}

#[tokio::test]
async fn a_household_found_by_its_telephone_is_asked_about_its_day_too() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let id = client.create_recipient(org, &karim()).await.unwrap().body.id;
    client.pause_recipient(org, id, &Pause { from: day(24), until: Some(day(25)) }).await.unwrap();
    let found = async |on: NaiveDate| {
        let query =
            RecipientQuery { q: Some("01 42 68 53 00".into()), receives_on: Some(on), ..RecipientQuery::default() };
        client.list_recipients(org, &query).await.unwrap().items.len()
    };
    assert_eq!((found(day(25)).await, found(day(26)).await), (0, 1));
    let far = RecipientQuery { receives_on: NaiveDate::from_ymd_opt(2500, 1, 1), ..RecipientQuery::default() };
    assert_eq!(fields(client.list_recipients(org, &far).await), field("/receives_on", "date_invalid"));
    let phone = Some("01 42 68 53 00".into());
    let second = RecipientQuery { q: phone, cursor: Some("once".into()), ..RecipientQuery::default() };
    assert_eq!(fields(client.list_recipients(org, &second).await), field("/cursor", "cursor_invalid"));
}

#[tokio::test]
async fn a_household_without_a_sure_position_is_listed_until_it_has_one() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let made = client.create_recipient(org, &awa()).await.unwrap();
    let to_place = async || {
        let query = RecipientQuery { to_place: Some(true), ..RecipientQuery::default() };
        client.list_recipients(org, &query).await.unwrap().items.len()
    };
    assert_eq!(to_place().await, 1, "DL-24");
    let pin = Address { lat: Some(48.86), lon: Some(2.37), ..made.body.address.clone() };
    let placed = PatchRecipient { address: Some(pin.clone()), ..PatchRecipient::default() };
    let placed = client.patch_recipient(org, made.body.id, &made.etag, &placed).await.unwrap();
    assert_eq!(to_place().await, 0);
    let moved = Address { street: "3 rue Neuve".into(), ..pin };
    let moved = PatchRecipient { address: Some(moved), ..PatchRecipient::default() };
    client.patch_recipient(org, made.body.id, &placed.etag, &moved).await.unwrap();
    assert_eq!(to_place().await, 1, "the pin is no longer sure");
}

#[tokio::test]
async fn a_look_is_found_behind_thousands_at_other_households() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let id = client.create_recipient(org, &awa()).await.unwrap().body.id;
    client.create_recipient(org, &household("Léa Brume", "2 rue Basse", "01 42 68 53 01")).await.unwrap();
    // The newest look, at the other one, once more than are read at once.
    let columns = "organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at";
    let again = format!(
        "INSERT INTO look_entries ({columns}) \
         WITH RECURSIVE times (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < 2001) \
         SELECT {columns} FROM look_entries, times WHERE seq = (SELECT MAX(seq) FROM look_entries)"
    );
    town.app.tamper("look_entries", &again).await;
    let looks = client.list_recipient_readers(org, id, &PageQuery::default()).await.unwrap().items;
    assert_eq!(looks.len(), 1, "its own registration");
}

#[tokio::test]
async fn the_list_of_looks_turns_its_pages_without_losing_or_doubling_one() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let id = client.create_recipient(org, &awa()).await.unwrap().body.id;
    let other = client.create_recipient(org, &household("Léa Brume", "2 rue Basse", "01 42 68 53 01")).await.unwrap();
    let look = async |id| {
        town.app.clock.advance(TimeDelta::seconds(1));
        client.read_recipient(org, id).await.unwrap();
    };
    // The registration is the first look.
    for n in 1..120 {
        look(id).await;
        if n % 7 == 0 {
            look(other.body.id).await;
        }
    }
    let (mut seen, mut sizes, mut cursor) = (Vec::new(), Vec::new(), None);
    loop {
        let page = client.list_recipient_readers(org, id, &PageQuery { limit: Some(50), cursor }).await.unwrap();
        sizes.push(page.items.len());
        seen.extend(page.items.into_iter().map(|look| look.at));
        cursor = page.next_cursor;
        // A look in between stands before the first page.
        look(id).await;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
    let forged = PageQuery { limit: None, cursor: Some("120".into()) };
    assert_eq!(fields(client.list_recipient_readers(org, id, &forged).await), field("/cursor", "cursor_invalid"));
}

/// The names of a list in the order of names, read by pages of so many.
async fn names(town: &Town, limit: u16, status: Option<RecipientStatus>) -> Vec<String> {
    let mut query =
        RecipientQuery { sort: Some(RecipientSort::Name), limit: Some(limit), status, ..RecipientQuery::default() };
    let mut names = Vec::new();
    loop {
        let page = town.client().list_recipients(town.org.id, &query).await.unwrap();
        assert!(page.items.len() <= usize::from(limit));
        names.extend(page.items.into_iter().map(|one| one.display_name));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return names;
        }
    }
}

#[tokio::test]
async fn households_stand_in_the_order_of_their_names_as_in_a_telephone_book() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    // By family name. Capitals, accents and titles do not count; whoever bears the same name stands beside them.
    let expected = ["Mme Abel", "Martin", "Martin", "Élodie Petit", "elodie Roux", "M. Óscar Ruiz", "Famille Zola"];
    for name in ["Famille Zola", "Martin", "Élodie Petit", "M. Óscar Ruiz", "elodie Roux", "Mme Abel", "Martin"] {
        town.household(name).await;
    }
    let stopped = client.create_recipient(org, &named("Bernard", RecipientStatus::Stopped)).await.unwrap().body.id;
    for limit in [1, 2, 3, 7, 100] {
        assert_eq!(names(&town, limit, Some(RecipientStatus::Active)).await, expected, "by pages of {limit}");
    }
    assert_eq!(names(&town, 3, None).await.get(1).map(String::as_str), Some("Bernard"));
    let query = RecipientQuery { sort: Some(RecipientSort::Name), limit: Some(2), ..RecipientQuery::default() };
    let first = client.list_recipients(org, &query).await.unwrap();
    // Where a page began may be gone when the next one is asked for.
    let erasure = EraseRecipient { reason: ErasureReason::Asked };
    town.org.admin.client.erase_recipient(org, stopped, &erasure).await.unwrap();
    let next = RecipientQuery { cursor: first.next_cursor, ..query.clone() };
    let second = client.list_recipients(org, &next).await.unwrap();
    assert_eq!(second.items[0].display_name, "Martin");
    let elsewhere = RecipientQuery { sort: None, ..next };
    assert_eq!(fields(client.list_recipients(org, &elsewhere).await), field("/cursor", "cursor_invalid"));
}
