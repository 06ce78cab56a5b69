//! Imports while others look: open boards hear of each day once, whoever carries a round hears once, nobody writes what
//! they did not see, and what was left aside stays to be read.

use crate::{
    events::Ear,
    imports::settled,
    support::{code, sheet},
    town::{Town, day},
};
use cabas_client::SheetOptions;
use cabas_kernel::{
    id::{DeliveryId, ImportId, RoundId},
    words::events::EventKind,
};
use cabas_model::{
    PageQuery,
    api_clients::{CreateApiClient, Scope as Opened},
    events::LiveEvent,
    imports::{CellCorrection, ImportDetails, ImportKind, ImportState, PatchImport},
    recipients::{PatchRecipient, RecipientQuery},
    rounds::RoundQuery,
};
use cabas_store::{
    Actor, Scope,
    imports::{Part, sealed_part},
};
use chrono::{Days, NaiveDate, TimeDelta};
use std::{fmt::Write as _, process::Command};

const HOUSEHOLDS: &str = "réf;nom;adresse;code postal;ville;nombre de personnes;consigne\n\
    F1;Awa Diallo;12 rue des Lilas;75011;Paris;4;Sonner deux fois\n\
    F2;Jean Martin;4 rue Basse;75011;Paris;1;\n";

/// A workbook of two lists, and notes.
const WORKBOOK: &str = "foyers-deux-feuilles.ods";

/// A Polish list, in the encoding of its language.
const POLISH: &[u8] = b"imi\xea;nazwisko;miasto\n\xa3ukasz;Wi\x9cniewski;\xa3\xf3d\x9f\nGra\xbfyna;\x8cwi\xb9tek;\
    Cz\xeastochowa\n\xafaneta;D\xb9browska;Gda\xf1sk";

/// A sheet of stops: reference, from, until, remark.
fn stops(assigned: &str, rows: &[(&str, &str, &str, &str)]) -> String {
    let mut sheet = "address,address.contactName,after,before,comments,assign,ref\n".to_owned();
    for (n, (reference, after, before, remark)) in (1..).zip(rows) {
        let place = format!("\"{n} rue A, 75011 Paris\",Foyer {reference}");
        writeln!(sheet, "{place},{after},{before},{remark},{assigned},{reference}").unwrap();
    }
    sheet
}

/// The days of what is told of deliveries.
fn days(events: &[LiveEvent]) -> Vec<Option<NaiveDate>> {
    events.iter().filter(|e| e.kind == EventKind::DeliveryChanged).map(|e| e.date).collect()
}

async fn previewed(town: &Town, bytes: &[u8], options: &SheetOptions) -> ImportDetails {
    let id = town.client().create_import(town.org.id, "liste.csv", bytes.to_vec(), options).await.unwrap().id;
    settled(town.client(), town.org.id, id).await
}

fn dry_run() -> SheetOptions {
    SheetOptions::dry_run(ImportKind::Recipients)
}

async fn read(town: &Town, id: ImportId) -> ImportDetails {
    town.org.admin.client.read_import(town.org.id, id).await.unwrap().body
}

#[tokio::test]
async fn an_open_board_hears_once_of_each_day_that_a_sheet_touches_and_once_of_its_undo() {
    let town = Town::new().await;
    let mut ear = Ear::open(town.client(), None).await;
    let sheet = stops(
        "",
        &[
            ("S1", "2026-11-24 10:00", "2026-11-24 12:00", ""),
            ("S2", "2026-11-24 10:00", "2026-11-24 12:00", ""),
            ("S3", "2026-11-25 10:00", "2026-11-25 12:00", ""),
            ("S4", "2026-11-26 18:00", "2026-11-27 09:00", ""),
        ],
    );
    let done = town.bring(ImportKind::Tasks, &sheet).await;
    let told = [None, Some(day(24)), Some(day(25))];
    let heard = ear.events().await;
    assert_eq!(days(&heard), told, "a stop of two days is told to every board");
    assert_eq!(heard.iter().filter(|e| e.kind == EventKind::RecipientChanged).count(), 1, "households, once in all");
    for event in heard.iter().filter(|e| e.kind == EventKind::DeliveryChanged) {
        town.read(DeliveryId(event.subject_id)).await;
    }
    town.client().undo_import(town.org.id, done.id).await.unwrap();
    let after = ear.events().await.split_off(heard.len());
    assert_eq!(days(&after), told);
    assert!(after.iter().any(|e| e.kind == EventKind::RecipientChanged), "the households went with their deliveries");
}

#[tokio::test]
async fn a_board_hears_of_the_day_that_a_stop_left_and_of_the_one_it_came_to() {
    let town = Town::new().await;
    let on = |day: u32| {
        let (from, until) = (format!("2026-11-{day} 10:00"), format!("2026-11-{day} 12:00"));
        stops("", &[("S1", from.as_str(), until.as_str(), "")])
    };
    town.bring(ImportKind::Tasks, &on(24)).await;
    let mut ear = Ear::open(town.client(), None).await;
    let moved = town.bring(ImportKind::Tasks, &on(26)).await;
    assert_eq!(moved.counts.updated, 1);
    assert_eq!(days(&ear.events().await), [Some(day(24)), Some(day(26))]);
}

#[tokio::test]
async fn a_sheet_of_many_days_is_told_as_one_change_that_every_board_hears() {
    let town = Town::new().await;
    let mut ear = Ear::open(town.client(), None).await;
    let dates: Vec<NaiveDate> = (0..32).map(|n| day(24).checked_add_days(Days::new(n)).unwrap()).collect();
    let rows: Vec<[String; 3]> =
        dates.iter().map(|d| [format!("S{d}"), format!("{d} 10:00"), format!("{d} 12:00")]).collect();
    let rows: Vec<_> = rows.iter().map(|[r, from, to]| (r.as_str(), from.as_str(), to.as_str(), "")).collect();
    town.bring(ImportKind::Tasks, &stops("", &rows)).await;
    assert_eq!(days(&ear.events().await), [None]);
}

#[tokio::test]
async fn whoever_carries_a_published_round_hears_once_that_its_stops_changed_and_once_that_they_are_set_back() {
    let town = Town::new().await;
    let rows = |until: &'static str, remark: &'static str| {
        stops(
            "samir@exemple.fr:2026-11-24",
            &[("S1", "2026-11-24 10:00", until, ""), ("S2", "2026-11-24 10:00", "2026-11-24 12:00", remark)],
        )
    };
    town.bring(ImportKind::Tasks, &rows("2026-11-24 12:00", "Au gardien")).await;
    let query = RoundQuery { date: Some(day(24)), ..RoundQuery::default() };
    let [round] = town.client().list_rounds(town.org.id, &query).await.unwrap().items.try_into().unwrap();
    town.client().publish_round(town.org.id, round.id).await.unwrap();
    let etag = async || town.client().read_round(town.org.id, round.id).await.unwrap().etag;
    let before = etag().await;
    let mut samir = Ear::open(&town.samir.client, None).await;
    let mut nadia = Ear::open(&town.nadia.client, None).await;
    let done = town.bring(ImportKind::Tasks, &rows("2026-11-24 13:00", "Chez la voisine")).await;
    assert_eq!(done.counts.updated, 2);
    let once = [(EventKind::RoundChanged, round.id, Some(day(24)))];
    let told =
        |events: &[LiveEvent]| events.iter().map(|e| (e.kind, RoundId(e.subject_id), e.date)).collect::<Vec<_>>();
    assert_eq!(told(&samir.events().await), once);
    let changed = etag().await;
    assert_ne!(changed, before, "a board that saw the old hours is stale");
    town.client().undo_import(town.org.id, done.id).await.unwrap();
    assert_eq!(told(&samir.events().await.split_off(1)), once);
    assert_ne!(etag().await, changed);
    assert_eq!(nadia.events().await, [], "nobody else's business");
}

#[tokio::test]
async fn whoever_saw_the_old_preview_does_not_write_what_somebody_corrected_meanwhile() {
    let town = Town::new().await;
    let (org, maud, admin) = (town.org.id, town.client(), &town.org.admin.client);
    let id = previewed(&town, HOUSEHOLDS.as_bytes(), &dry_run()).await.id;
    let seen = maud.read_import(org, id).await.unwrap().etag;
    let fix = CellCorrection { sheet: None, line: 2, column: "nom".into(), value: "Awa Ba".into() };
    let ask = PatchImport { corrections: vec![fix], ..PatchImport::default() };
    let now = admin.patch_import(org, id, &seen, &ask).await.unwrap().etag;
    let stale = maud.apply_seen_import(org, id, &seen).await.unwrap_err();
    assert_eq!((stale.code(), stale.status()), ("version_stale", Some(412)));
    assert_eq!(code(maud.apply_seen_import(org, id, "what is no version").await), "version_stale");
    assert_eq!(read(&town, id).await.state, ImportState::Previewed, "nothing has begun");
    maud.apply_seen_import(org, id, &now).await.unwrap();
    assert_eq!(settled(maud, org, id).await.state, ImportState::Completed);
    assert_eq!(code(admin.apply_seen_import(org, id, &now).await), "version_stale");
    let listed = maud.list_recipients(org, &RecipientQuery::default()).await.unwrap().items;
    assert!(listed.iter().any(|r| r.display_name == "Awa Ba"));
    // Who names no version writes the preview as it is by then.
    let other = previewed(&town, HOUSEHOLDS.replace("Awa", "Ana").as_bytes(), &dry_run()).await.id;
    maud.apply_import(org, other).await.unwrap();
    assert_eq!(settled(maud, org, other).await.state, ImportState::Completed);
}

#[tokio::test]
async fn the_columns_whose_empty_cells_erase_are_said_to_whoever_opens_the_import_later() {
    let town = Town::new().await;
    let seen = previewed(&town, HOUSEHOLDS.as_bytes(), &dry_run()).await;
    assert!(seen.erasing_columns.is_empty());
    let patch = async |ask: PatchImport| {
        town.client().patch_import(town.org.id, seen.id, "*", &ask).await.unwrap().body.erasing_columns
    };
    let ticked = vec!["consigne".to_owned(), "nombre de personnes".to_owned()];
    assert_eq!(patch(PatchImport { empty_erases: Some(ticked.clone()), ..PatchImport::default() }).await, ticked);
    assert_eq!(
        patch(PatchImport { date: Some(day(25)), ..PatchImport::default() }).await,
        ticked,
        "they stay in force"
    );
    assert_eq!(read(&town, seen.id).await.erasing_columns, ticked);
    assert!(patch(PatchImport { empty_erases: Some(vec![]), ..PatchImport::default() }).await.is_empty());
}

#[tokio::test]
async fn a_worksheet_that_is_not_understood_is_named_with_the_import() {
    let town = Town::new().await;
    let seen = previewed(&town, &sheet(WORKBOOK), &dry_run()).await;
    assert_eq!((seen.ignored_sheets.as_slice(), seen.heads.len()), (&["Notes".to_owned()][..], 2));
    assert_eq!(read(&town, seen.id).await.ignored_sheets, seen.ignored_sheets);
    let done = town.bring(ImportKind::Recipients, HOUSEHOLDS).await;
    assert!(done.ignored_sheets.is_empty());
}

#[tokio::test]
async fn an_encoding_that_was_guessed_is_told_with_the_one_it_resembles_more() {
    let town = Town::new().await;
    let mapping = [("nazwisko", "name"), ("miasto", "address")].map(|(h, f)| (h.to_owned(), f.to_owned())).into();
    let seen = previewed(&town, POLISH, &SheetOptions { mapping, ..dry_run() }).await;
    let both = (seen.encoding.as_deref(), seen.encoding_doubt.as_deref());
    assert_eq!(both, (Some("windows-1252"), Some("windows-1250")));
    let sure = previewed(&town, &sheet("foyers-excel-1252.csv"), &dry_run()).await;
    assert_eq!((sure.encoding.as_deref(), sure.encoding_doubt), (Some("windows-1252"), None));
}

#[tokio::test]
async fn the_command_names_the_worksheets_that_it_leaves_out() {
    let town = Town::new().await;
    let ask = CreateApiClient { name: "Script".into(), scopes: vec![Opened::Imports] };
    let token = town.org.admin.client.create_api_client(town.org.id, &ask).await.unwrap().token;
    std::fs::write(town.app.dir.join("foyers.ods"), sheet(WORKBOOK)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cabas"));
    command.args(["import", "recipients", "foyers.ods", "--organisation", "Les Halles", "--dry-run", "--server"]);
    command.arg(town.app.url()).current_dir(&town.app.dir).env("CABAS_TOKEN", token).env("LC_ALL", "fr_FR.UTF-8");
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(said.contains("Feuilles laissées de côté") && said.contains("Notes"), "{said}");
}

#[tokio::test]
async fn what_an_undo_left_as_it_is_stays_told_and_sealed_until_the_file_is_forgotten() {
    let town = Town::new().await;
    let (org, maud) = (town.org.id, town.client());
    let done = town.bring(ImportKind::Recipients, HOUSEHOLDS).await;
    assert_eq!(read(&town, done.id).await.undone, None);
    let listed = maud.list_recipients(org, &RecipientQuery::default()).await.unwrap().items;
    let jean = listed.iter().find(|r| r.display_name == "Jean Martin").unwrap().id;
    let change = PatchRecipient { household_size: Some(9), ..PatchRecipient::default() };
    maud.patch_recipient(org, jean, "*", &change).await.unwrap();
    let undone = maud.undo_import(org, done.id).await.unwrap();
    let kept: Vec<_> = undone.kept.iter().map(|k| (k.line, k.code.as_str())).collect();
    assert_eq!((undone.removed, kept), (1, vec![(3, "changed_since")]));
    assert_eq!(read(&town, done.id).await.undone, Some(undone), "a colleague reads the same");
    let store = town.app.store().read(Scope::Organisation(org)).await.unwrap();
    let sealed = sealed_part(&store, done.id, Part::Undone).await.unwrap().unwrap();
    drop(store);
    assert!(!String::from_utf8_lossy(&sealed).contains("changed_since"));

    town.app.clock.advance(TimeDelta::days(7) + TimeDelta::minutes(1));
    let tx = town.app.store().write(Scope::System, Actor::System).await.unwrap();
    tx.forget_old_imports().await.unwrap();
    tx.commit().await.unwrap();
    let later = town.app.again(&town.org.admin).await;
    let left = later.read_import(org, done.id).await.unwrap().body;
    assert_eq!((left.state, left.undone), (ImportState::Undone, None));
    assert_eq!(later.list_imports(org, &PageQuery::default()).await.unwrap().items.len(), 1);
}
