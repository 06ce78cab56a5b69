//! A household that is erased is nobody's any more, anywhere; what was brought to it is still counted.

use super::{awa, karim, search};
use crate::{
    imports::settled,
    imports_guard::{dry_run, preview},
    sealed_words::on_disk,
    support::code,
    town::{self, Town, day, dropoff, lines},
};
use cabas_client::SheetOptions;
use cabas_kernel::id::{DeliveryId, ImportId, RecipientId, StopId};
use cabas_model::{
    PageQuery,
    audit::AuditQuery,
    deliveries::{CancelDelivery, CreateDelivery, DeliveryQuery, DeliveryStatus, FailureReason, Outcome},
    follow_ups::{FollowUpQuery, FollowUpStatus},
    imports::{HeaderRow, ImportKind, ImportState},
    me::{CompleteStop, FailStop, ReopenStop},
    recipients::{
        BlockedPairQuery, CreateBlockedPair, CreateRecipient, EraseRecipient, ErasureReason, MergeRecipient,
        RecipientQuery,
    },
};
use cabas_store::{Actor, Scope, recipients::recipient_key};
use chrono::TimeDelta;
use serde_json::{Value, json};

const ASKED: EraseRecipient = EraseRecipient { reason: ErasureReason::Asked };

/// A household that has been there for a while: served once with many words, missed once, joined with its own twin, kept
/// apart from somebody, changed by a sheet, and in a sheet that waits.
struct Lived {
    town: Town,
    id: RecipientId,
    twin: RecipientId,
    served: DeliveryId,
    missed: DeliveryId,
    /// It changed the household, and brought Karim.
    sheet: ImportId,
}

impl Lived {
    async fn new() -> Self {
        let town = Town::new().await;
        let (org, maud) = (town.org.id, town.client());
        let ask = CreateRecipient { external_ref: Some("ZANZI-77".into()), ..awa() };
        let id = maud.create_recipient(org, &ask).await.unwrap().body.id;
        let twin = maud.create_recipient(org, &awa()).await.unwrap().body.id;
        maud.merge_recipients(org, id, &MergeRecipient { other_id: twin }).await.unwrap();
        let ask = CreateDelivery {
            external_ref: Some("COLIS-ZANZI".into()),
            comments: Some("Chez les Zanzibarine".into()),
            tags: vec!["diabetique".into()],
            ..town::delivery(id)
        };
        let served = maud.create_delivery(org, &ask).await.unwrap().id;
        let missed = maud.create_delivery(org, &town::delivery(id)).await.unwrap().id;
        town.round(&town.samir, &[served, missed]).await;
        let done = CompleteStop {
            outcome: Some(Outcome::HandedToThirdParty),
            note: Some("Son frère a ouvert".into()),
            received_by: Some("Issa Zanzibarine".into()),
            at: None,
        };
        town.samir.client.complete_my_stop(stop(&town, served).await, &done).await.unwrap();
        let absent = FailStop { reason: FailureReason::NotHome, note: Some("Partie chez Issa".into()), at: None };
        town.samir.client.fail_my_stop(stop(&town, missed).await, &absent).await.unwrap();
        let apart = CreateBlockedPair { volunteer_id: town.nadia.id, recipient_id: id, reason: "Voisines".into() };
        maud.create_blocked_pair(org, &apart).await.unwrap();
        let sheet = "réf;nom;adresse;code postal;ville\n\
            ZANZI-77;Awa Zanzibarine;14 rue des Canaris;75011;Paris\n\
            F-2;Karim Ouragane;4 impasse du Moulin;75011;Paris\n";
        let sheet = town.bring(ImportKind::Recipients, sheet).await.id;
        let waits = "nom;adresse;code postal;ville\nAwa Zanzibarine;14 rue des Canaris;75011;Paris\n";
        preview(&town, ImportKind::Recipients, waits).await;
        Self { town, id, twin, served, missed, sheet }
    }

    async fn erase(&self) {
        self.town.org.admin.client.erase_recipient(self.town.org.id, self.id, &ASKED).await.unwrap();
    }

    async fn count(&self, rows: &str) -> i64 {
        self.town.app.number(&format!("SELECT COUNT(*) FROM {rows}")).await
    }
}

async fn stop(town: &Town, delivery: DeliveryId) -> StopId {
    dropoff(&town.read(delivery).await).id
}

#[tokio::test]
async fn an_erased_household_is_absent_for_whoever_asks() {
    let lived = Lived::new().await;
    let (org, admin, maud) = (lived.town.org.id, &lived.town.org.admin.client, lived.town.client());
    let once = admin.once("adieu");
    for _ in 0..2 {
        once.erase_recipient(org, lived.id, &ASKED).await.expect("the same request again is the same erasure");
    }
    assert_eq!(code(admin.erase_recipient(org, lived.id, &ASKED).await), "not_found");
    for gone in [lived.id, lived.twin] {
        assert_eq!(code(maud.read_recipient(org, gone).await), "not_found");
        assert_eq!(code(maud.list_recipient_readers(org, gone, &PageQuery::default()).await), "not_found");
    }
    let left = maud.list_recipients(org, &RecipientQuery::default()).await.unwrap().items;
    assert_eq!(left.iter().map(|one| one.display_name.as_str()).collect::<Vec<_>>(), ["Karim Ouragane"]);
    for words in ["zanzibarine", "rue des canaris", "06 12 34 56 78"] {
        assert_eq!(search(maud, org, words).await, Vec::<String>::new(), "{words}");
    }
    assert!(maud.list_blocked_pairs(org, &BlockedPairQuery::default()).await.unwrap().items.is_empty());
    let merged = maud.merge_recipients(org, left[0].id, &MergeRecipient { other_id: lived.id }).await;
    assert_eq!(code(merged), "fields_invalid", "an id of nobody");
    let again = maud.create_recipient(org, &CreateRecipient { external_ref: Some("ZANZI-77".into()), ..awa() }).await;
    assert!(again.unwrap().body.probable_duplicates.is_empty(), "whoever comes again is new");
}

#[tokio::test]
async fn its_deliveries_stay_of_nobody_and_without_a_word() {
    let lived = Lived::new().await;
    let (org, town, maud) = (lived.town.org.id, &lived.town, lived.town.client());
    let before = town.read(lived.served).await;
    assert!(!before.recipient_erased && before.recipient.is_some());
    assert!(maud.count_follow_ups(org).await.unwrap().open > 0);
    lived.erase().await;

    let after = town.read(lived.served).await;
    assert_eq!((after.status, after.date, after.packages), (before.status, before.date, before.packages));
    assert!(after.recipient_erased && after.recipient.is_none() && after.external_ref.is_none());
    assert_eq!((after.address.street.as_str(), after.comments, after.tags), ("", None, Vec::new()));
    let (was, is) = (before.stops.last().unwrap(), after.stops.last().unwrap());
    assert_eq!((lines(is), is.closed_at), (lines(was), was.closed_at), "what happened is still told");
    assert!(was.history.iter().any(|line| line.note.is_some()) && is.history.iter().all(|line| line.note.is_none()));
    assert_eq!((&is.outcome_note, &is.received_by, is.address.street.as_str()), (&None, &None, ""));

    let listed = maud.list_deliveries(org, &DeliveryQuery::default()).await.unwrap().items;
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|one| one.recipient_erased && one.recipient.is_none()));
    let board = maud.read_day(org, day(24)).await.unwrap();
    assert_eq!(board.stops.len(), 2);
    assert!(board.stops.iter().all(|stop| stop.name.is_empty() && stop.street.is_empty() && stop.closed_at.is_some()));
    assert_eq!(maud.count_follow_ups(org).await.unwrap().open, 0, "nothing waits to be looked at");
    let seen = FollowUpQuery { status: Some(FollowUpStatus::Handled), ..FollowUpQuery::default() };
    let seen = maud.list_follow_ups(org, &seen).await.unwrap().items;
    assert!(!seen.is_empty() && seen.iter().all(|one| one.recipient_name.is_none() && one.comment.is_none()));
}

#[tokio::test]
async fn nothing_begins_anew_for_an_erased_household() {
    let lived = Lived::new().await;
    let (org, town, maud) = (lived.town.org.id, &lived.town, lived.town.client());
    let (served, missed) = (stop(town, lived.served).await, stop(town, lived.missed).await);
    lived.erase().await;
    let wrong = ReopenStop { reason: "La porte d’à côté".into() };
    assert_eq!(code(maud.reopen_stop(org, served, &wrong).await), "recipient_erased");
    assert_eq!(code(town.samir.client.reopen_my_stop(missed, &wrong).await), "recipient_erased");
    let given_up = CancelDelivery { reason: "Foyer parti".into() };
    let cancelled = maud.cancel_delivery(org, lived.missed, &given_up).await.unwrap();
    assert_eq!(cancelled.status, DeliveryStatus::Cancelled);
    assert_eq!(code(maud.restore_delivery(org, lived.missed).await), "recipient_erased");
    // A phone that was without network reports otherwise: that is told, its words are not kept.
    let late = FailStop { reason: FailureReason::Refused, note: Some("Issa n’en veut pas".into()), at: None };
    assert_eq!(code(town.samir.client.fail_my_stop(served, &late).await), "stop_closed_otherwise");
    let waits = maud.list_follow_ups(org, &FollowUpQuery::default()).await.unwrap().items;
    assert_eq!(waits.iter().map(|one| one.comment.as_deref()).collect::<Vec<_>>(), [None]);
    assert_eq!(lived.count("follow_ups WHERE sealed IS NOT NULL").await, 0);
}

/// What stands sealed about a household, and the copies of sheets.
const SEALED: [&str; 9] = [
    "deliveries WHERE sealed IS NOT NULL",
    "stops WHERE sealed IS NOT NULL",
    "stop_events WHERE sealed_note IS NOT NULL",
    "follow_ups WHERE sealed IS NOT NULL",
    "blocked_pairs",
    "import_effects WHERE sealed_before IS NOT NULL",
    "imports WHERE sealed_content IS NOT NULL",
    "imports WHERE sealed_options IS NOT NULL",
    "imports WHERE sealed_preview IS NOT NULL",
];

#[tokio::test]
async fn nothing_of_it_is_left_to_open_in_any_table_nor_in_clear_in_any_file() {
    let lived = Lived::new().await;
    let town = &lived.town;
    let of_it = |table: &str, column: &str| format!("{table} WHERE {column} = {}", town.app.sql_id(lived.id.0));
    let (keys, hashes) = (of_it("recipient_keys", "recipient_id"), of_it("recipient_lookups", "recipient_id"));
    let record = format!("{} AND LENGTH(sealed) > 0", of_it("recipients", "id"));
    let key = async || {
        let read = town.app.store().read(Scope::Organisation(town.org.id)).await.unwrap();
        recipient_key(&read, lived.id).await.unwrap()
    };
    let everywhere = SEALED.into_iter().chain([keys.as_str(), hashes.as_str(), record.as_str()]);
    for rows in everywhere.clone() {
        assert!(lived.count(rows).await > 0, "{rows}: what is to be erased is there");
    }
    assert!(key().await.is_some());
    let before = on_disk(town);
    assert!(before.is_none_or(|text| text.contains("zanzi-77")), "a reference stands in clear");
    lived.erase().await;
    for rows in everywhere {
        assert_eq!(lived.count(rows).await, 0, "{rows}");
    }
    assert!(key().await.is_none());
    let twins = format!("recipient_keys WHERE recipient_id = {}", town.app.sql_id(lived.twin.0));
    assert_eq!(lived.count(&twins).await, 0, "nor of the record that was joined to it");
    let Some(text) = on_disk(town) else { return };
    for canary in ["zanzi", "canaris", "diabetique"] {
        assert!(!text.contains(canary), "{canary} is left in a file");
    }
}

#[tokio::test]
async fn an_erasure_is_noted_by_its_reason_and_by_no_name() {
    let lived = Lived::new().await;
    lived.erase().await;
    let all = AuditQuery { limit: Some(100), ..AuditQuery::default() };
    let log = lived.town.org.admin.client.list_audit(lived.town.org.id, &all).await.unwrap().items;
    let noted = log.iter().find(|entry| entry.action == "recipient.erased").expect("it is noted");
    assert_eq!((noted.actor.as_deref(), noted.subject_id), (Some("admin"), Some(lived.id.0)));
    let detail: Value = serde_json::from_str(noted.detail.as_deref().unwrap()).unwrap();
    assert_eq!(detail, json!({ "why": "asked", "records": 2, "deliveries": 2 }));
    assert!(!log.iter().any(|entry| entry.detail.as_deref().unwrap_or_default().contains("anzi")), "{log:?}");
    assert!(log.iter().any(|entry| entry.action == "import.removed"), "the sheet that waited is gone");
}

#[tokio::test]
async fn a_sheet_that_was_applied_is_taken_back_without_the_household() {
    let lived = Lived::new().await;
    let (org, maud) = (lived.town.org.id, lived.town.client());
    lived.erase().await;
    let sheets = maud.list_imports(org, &PageQuery::default()).await.unwrap().items;
    assert_eq!(sheets.iter().map(|one| one.id).collect::<Vec<_>>(), [lived.sheet], "its file is gone, its counts stay");
    assert_eq!((sheets[0].counts.created, sheets[0].file_name.as_deref()), (1, None));
    assert_eq!(code(maud.read_rejected_rows(org, lived.sheet).await), "import_state");
    let undone = maud.undo_import(org, lived.sheet).await.unwrap();
    assert_eq!((undone.removed, undone.set_back, undone.kept.len()), (1, 0, 0), "Karim goes");
    assert_eq!(code(maud.read_recipient(org, lived.id).await), "not_found");
    assert!(maud.list_recipients(org, &RecipientQuery::default()).await.unwrap().items.is_empty());
    // What is left of the sheet is forgotten in its time, like that of any other.
    lived.town.app.clock.advance(TimeDelta::days(8));
    let tx = lived.town.app.store().write(Scope::System, Actor::System).await.unwrap();
    tx.forget_old_imports().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lived.count("import_effects").await, 0);
}

#[tokio::test]
async fn columns_that_were_settled_are_forgotten_where_the_household_stood_for_the_titles() {
    let town = Town::new().await;
    let (org, maud) = (town.org.id, town.client());
    let id = maud.create_recipient(org, &awa()).await.unwrap().body.id;
    let settle = async |titles: [&str; 2], name: &str| {
        let options = SheetOptions {
            headers: vec![HeaderRow { sheet: None, line: 1 }],
            mapping: [(titles[0].to_owned(), "name".to_owned()), (titles[1].to_owned(), "address".to_owned())].into(),
            ..dry_run(ImportKind::Recipients)
        };
        let text = format!("{};{}\n{name};\"2 rue {name}, 33600 Pessac\"\n", titles[0], titles[1]);
        let import = maud.create_import(org, "a.csv", text.into(), &options).await.unwrap().id;
        maud.apply_import(org, import).await.unwrap();
        assert_eq!(settled(maud, org, import).await.state, ImportState::Completed);
    };
    settle(["Zanzibarine", "Canaris"], "Bois").await;
    settle(["Personne", "Endroit"], "Cros").await;
    let remembered = async || town.app.number("SELECT COUNT(*) FROM import_columns").await;
    assert_eq!(remembered().await, 2);
    town.org.admin.client.erase_recipient(org, id, &ASKED).await.unwrap();
    assert_eq!(remembered().await, 1);
}

#[tokio::test]
async fn only_an_admin_erases_and_only_what_is_over() {
    let town = Town::new().await;
    let (org, maud, admin) = (town.org.id, town.client(), &town.org.admin.client);
    let id = maud.create_recipient(org, &karim()).await.unwrap().body.id;
    assert_eq!(code(maud.erase_recipient(org, id, &ASKED).await), "forbidden");
    let twin = maud.create_recipient(org, &awa()).await.unwrap().body.id;
    maud.merge_recipients(org, id, &MergeRecipient { other_id: twin }).await.unwrap();
    assert_eq!(code(admin.erase_recipient(org, twin, &ASKED).await), "recipient_merged");

    let planned = maud.create_delivery(org, &town::delivery(id)).await.unwrap().id;
    assert_eq!(code(admin.erase_recipient(org, id, &ASKED).await), "delivery_open");
    // Whatever its day: one that nobody closed could still be carried.
    town.app.clock.advance(TimeDelta::days(3));
    let admin = town.app.again(&town.org.admin).await;
    assert_eq!(code(admin.erase_recipient(org, id, &ASKED).await), "delivery_open");
    let maud = town.app.again(&town.maud).await;
    maud.cancel_delivery(org, planned, &CancelDelivery { reason: "Foyer parti".into() }).await.unwrap();

    let sheet = "nom;adresse;code postal;ville\nBois;2 rue Neuve;75011;Paris\n";
    let options = dry_run(ImportKind::Recipients);
    let import = maud.create_import(org, "a.csv", sheet.into(), &options).await.unwrap().id;
    let far = (town.app.now() + TimeDelta::hours(1)).micros();
    let busy =
        format!("UPDATE imports SET state = 'applying', leased_until = {far} WHERE id = {}", town.app.sql_id(import.0));
    town.app.sql(&[&busy]).await;
    assert_eq!(code(admin.erase_recipient(org, id, &ASKED).await), "import_busy");
    town.app.sql(&["UPDATE imports SET state = 'failed'"]).await;

    town.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(code(admin.erase_recipient(org, id, &ASKED).await), "proof_too_old");
    let admin = town.app.again(&town.org.admin).await;
    admin.erase_recipient(org, id, &ASKED).await.unwrap();
}

#[tokio::test]
async fn of_an_erasure_and_a_delivery_made_at_once_one_wins() {
    let town = Town::new().await;
    let (org, admin) = (town.org.id, &town.org.admin.client);
    for n in 0..6 {
        let id = town.household(&format!("Foyer{n}")).await;
        let (ask, other) = (town::delivery(id), town::delivery(town.household(&format!("Autre{n}")).await));
        let (made, erased, beside) = tokio::join!(
            town.client().create_delivery(org, &ask),
            admin.erase_recipient(org, id, &ASKED),
            town.client().create_delivery(org, &other),
        );
        beside.expect("nobody else is kept waiting");
        assert_ne!(made.is_ok(), erased.is_ok(), "{made:?} {erased:?}");
        match erased {
            Ok(()) => assert_eq!(code(made), "fields_invalid"),
            Err(refused) => assert_eq!(refused.code(), "delivery_open"),
        }
    }
}
