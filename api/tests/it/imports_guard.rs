//! What a sheet must not become: a way to read records that nobody opened, or to fill the server.

use crate::{
    support::{code, field, fields, program},
    town::{Town, day},
};
use cabas_client::{Client, ClientError, SheetOptions};
use cabas_kernel::id::{ImportId, OrganisationId, RecipientId};
use cabas_model::{
    PageQuery,
    address::Address,
    api_clients::{CreateApiClient, Scope},
    imports::{
        CellCorrection, DuplicateChoice, ImportCreated, ImportKind, ImportRow, ImportRowQuery, PatchImport, RowChoice,
        RowClass,
    },
    recipients::{CreateRecipient, RecipientQuery},
};
use cabas_store::{
    Actor, Scope as StoreScope,
    imports::{KEPT_AT_ONCE, KEPT_OF_PROGRAMS},
};
use cabas_testkit::TestApp;
use chrono::TimeDelta;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

const HOUSEHOLDS: &str = "\
réf;nom;prénom;adresse;code postal;ville;téléphone;nombre de personnes;consigne\n\
F1;Diallo;Awa;12 rue des Lilas;33000;Bordeaux;05 36 49 00 01;4;Sonner deux fois\n\
F2;Martin;Jean;4 place de la Fontaine;33130;Bègles;05 36 49 00 02;1;\n\
F3;Kovalenko;Olena;27 avenue du Parc;33400;Talence;;5;\n";

/// A row that resembles Awa Diallo by her telephone.
const ALIKE: &str = "nom;adresse;ville;téléphone\nMme Diallo;12 bis rue des Lilas;Bordeaux;0536490001\n";

pub(crate) fn dry_run(kind: ImportKind) -> SheetOptions {
    SheetOptions { date: Some(day(24)), ..SheetOptions::dry_run(kind) }
}

async fn send(client: &Client, org: OrganisationId, text: &str) -> Result<ImportCreated, ClientError> {
    client.create_import(org, "liste.csv", text.into(), &dry_run(ImportKind::Recipients)).await
}

pub(crate) async fn preview(town: &Town, kind: ImportKind, text: &str) -> ImportId {
    town.client().create_import(town.org.id, "liste.csv", text.into(), &dry_run(kind)).await.unwrap().id
}

async fn rows(client: &Client, org: OrganisationId, id: ImportId) -> Vec<ImportRow> {
    client.list_import_rows(org, id, &ImportRowQuery::default()).await.unwrap().items
}

/// A town with three households, each under its name.
async fn settled() -> (Town, impl Fn(&str) -> RecipientId) {
    let town = Town::new().await;
    town.bring(ImportKind::Recipients, HOUSEHOLDS).await;
    let known = town.client().list_recipients(town.org.id, &RecipientQuery::default()).await.unwrap().items;
    (town, move |name: &str| known.iter().find(|r| r.display_name == name).expect("the household").id)
}

fn same(line: u32, household: RecipientId) -> RowChoice {
    RowChoice { sheet: None, line, choice: DuplicateChoice::Same, recipient_id: Some(household) }
}

fn choices(choices: Vec<RowChoice>) -> PatchImport {
    PatchImport { choices, ..PatchImport::default() }
}

#[tokio::test]
async fn only_a_household_that_was_offered_for_a_row_can_be_chosen_for_it() {
    let (town, id) = settled().await;
    let (org, maud, awa, jean) = (town.org.id, town.client(), id("Awa Diallo"), id("Jean Martin"));
    let import = preview(&town, ImportKind::Recipients, ALIKE).await;
    for (asked, at) in [
        (vec![same(2, jean)], 0),
        (vec![same(2, awa), same(2, jean)], 1),
        (vec![same(7, awa)], 0),
        (vec![RowChoice { choice: DuplicateChoice::Skip, ..same(2, jean) }], 0),
        (vec![RowChoice { sheet: Some("Sud".into()), ..same(2, awa) }], 0),
    ] {
        let refused = maud.patch_import(org, import, "*", &choices(asked)).await;
        assert_eq!(fields(refused), field(&format!("/choices/{at}/recipient_id"), "household_not_offered"));
    }
    let row = rows(maud, org, import).await.remove(0);
    assert_eq!((row.class, row.choice, row.changes.len()), (RowClass::Duplicate, None, 0), "nothing was kept of it");
    let chosen = maud.patch_import(org, import, "*", &choices(vec![same(2, awa)])).await.unwrap().body;
    assert_eq!((chosen.counts.updated, chosen.counts.duplicates), (1, 0));
}

#[tokio::test]
async fn whoever_a_correction_of_the_same_request_brings_up_is_offered() {
    let (town, id) = settled().await;
    let (org, maud, awa) = (town.org.id, town.client(), id("Awa Diallo"));
    let import = preview(&town, ImportKind::Recipients, &ALIKE.replace("0536490001", "")).await;
    let refused = maud.patch_import(org, import, "*", &choices(vec![same(2, awa)])).await;
    assert_eq!(fields(refused), field("/choices/0/recipient_id", "household_not_offered"));
    let phone = CellCorrection { sheet: None, line: 2, column: "téléphone".into(), value: "0536490001".into() };
    let ask = PatchImport { corrections: vec![phone], ..choices(vec![same(2, awa)]) };
    assert_eq!(maud.patch_import(org, import, "*", &ask).await.unwrap().body.counts.updated, 1);
}

#[tokio::test]
async fn whoever_has_chosen_a_household_for_a_stop_may_still_choose_the_other() {
    let town = Town::new().await;
    let (org, maud) = (town.org.id, town.client());
    let mut twins = Vec::new();
    for floor in ["2", "3"] {
        let address = Address {
            street: "1 rue A".into(),
            postal_code: "33600".into(),
            city: "Pessac".into(),
            floor: Some(floor.into()),
            ..Address::default()
        };
        let ask = CreateRecipient { address, ..crate::town::household("Abel") };
        twins.push(maud.create_recipient(org, &ask).await.unwrap().body.id);
    }
    let text = "address,address.contactName,after,before\n\"1 rue A, 33600 Pessac\",Abel,10h,12h\n";
    let import = preview(&town, ImportKind::Tasks, text).await;
    let mut offered: Vec<_> = rows(maud, org, import).await[0].candidates.iter().map(|c| c.recipient_id).collect();
    offered.sort();
    twins.sort();
    assert_eq!(offered, twins);
    for household in twins {
        let chosen = maud.patch_import(org, import, "*", &choices(vec![same(2, household)])).await.unwrap().body;
        assert_eq!(chosen.counts.created, 1);
    }
}

#[tokio::test]
async fn a_program_learns_what_would_change_and_not_what_stood_there() {
    let (town, _) = settled().await;
    let (org, program) = (town.org.id, program(&town.app, &town.org).await);
    let text = "réf;nom;adresse;ville;téléphone;nombre de personnes;consigne\n\
        F1;Diallo Awa;3 rue Neuve;Bordeaux;05 36 49 00 09;6;Frapper\n";
    let import = send(&program, org, text).await.unwrap().id;
    let seen = rows(&program, org, import).await;
    let changes: Vec<_> =
        seen[0].changes.iter().map(|c| (c.field.as_str(), c.from.as_str(), c.to.as_str(), c.masked)).collect();
    assert_eq!(
        changes,
        [
            ("address", "", "", true),
            ("phone", "", "", true),
            ("household_size", "4", "6", false),
            ("delivery_note", "", "", true),
        ]
    );
    let said = serde_json::to_string(&seen).unwrap();
    for secret in ["Lilas", "36490001", "Sonner"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    let offered = "nom;adresse;ville;téléphone\nMme Diallo;12 bis rue des Lilas;Bordeaux;0536490001\n";
    let other = send(&program, org, offered).await.unwrap().id;
    let one = rows(&program, org, other).await.remove(0).candidates.remove(0);
    assert_eq!((one.display_name.as_str(), one.street.as_str()), ("", ""), "a choice is made by id");
    let shown = rows(&town.org.admin.client, org, import).await;
    let before: Vec<_> = shown[0].changes.iter().map(|c| (c.from.as_str(), c.masked)).collect();
    let all = [("12 rue des Lilas", false), ("+33536490001", false), ("4", false), ("Sonner deux fois", false)];
    assert_eq!(before, all, "a person compares");
}

#[tokio::test]
async fn every_household_that_a_page_of_rows_shows_something_of_is_noted_as_looked_at() {
    let (town, id) = settled().await;
    let text = "réf;nom;adresse;ville;téléphone;nombre de personnes\n\
        F2;Jean Martin;4 place de la Fontaine;Bègles;;3\n;Mme Diallo;12 bis rue des Lilas;Bordeaux;0536490001;\n";
    let import = preview(&town, ImportKind::Recipients, text).await;
    let seen = rows(town.client(), town.org.id, import).await;
    assert_eq!((seen[0].changes.len(), seen[1].candidates.len()), (1, 1));
    for (name, noted) in [("Jean Martin", true), ("Awa Diallo", true), ("Olena Kovalenko", false)] {
        let readers =
            town.client().list_recipient_readers(town.org.id, id(name), &PageQuery::default()).await.unwrap().items;
        assert_eq!(readers.iter().any(|r| r.purpose.as_str() == "import_rows"), noted, "{name}");
    }
}

/// The head of an upload whose body does not come.
async fn begun(town: &Town) -> TcpStream {
    let mut stream = TcpStream::connect(town.app.url().trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST /api/v1/organisations/{}/imports HTTP/1.1\r\nhost: cabas.test\r\nauthorization: Bearer {}\r\n\
         content-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n",
        town.org.id, town.org.admin.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// The head of an answer, in lower case.
async fn answered(stream: &mut TcpStream) -> String {
    let (mut answer, mut piece) = (Vec::new(), [0; 1024]);
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = timeout(Duration::from_secs(5), stream.read(&mut piece)).await.expect("an answer").unwrap();
        assert!(count > 0, "the connection ended without an answer");
        answer.extend_from_slice(&piece[..count]);
    }
    String::from_utf8_lossy(&answer).to_lowercase()
}

#[tokio::test]
async fn more_sheets_at_once_than_an_organisation_may_send_are_refused_before_they_come() {
    let town = Town::new().await;
    let places = &town.app.app().places;
    let held = places.to_send(town.org.id).unwrap();
    let sending = begun(&town).await;
    let taken = async {
        while places.to_send(town.org.id).is_ok() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(5), taken).await.expect("whoever still sends has a place");
    let mut third = begun(&town).await;
    let told = answered(&mut third).await;
    assert!(told.starts_with("http/1.1 503 ") && told.contains("\r\nretry-after: 3\r\n"), "{told}");
    let gare = town.app.organisation("La Gare").await;
    send(&gare.admin.client, gare.id, HOUSEHOLDS).await.expect("others are not concerned");
    drop((held, sending, third));
    let served = async {
        while send(town.client(), town.org.id, HOUSEHOLDS).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(5), served).await.expect("a place that was left is free");
}

/// As many as there are connections to PostgreSQL, and a few more.
const CROWD: usize = 20;

#[tokio::test]
async fn those_who_wait_for_a_place_leave_the_database_to_others() {
    let town = Town::new().await;
    let (org, client) = (town.org.id, town.client());
    let import = send(client, org, HOUSEHOLDS).await.unwrap().id;
    let places = &town.app.app().places;
    let mut held = Vec::new();
    while let Ok(place) = timeout(Duration::from_millis(300), places.to_open()).await {
        held.push(place.unwrap());
    }
    let waiting = futures_util::future::join_all((0..CROWD).map(|_| client.read_import(org, import)));
    let others = async {
        // All of them are let in, and wait.
        sleep(Duration::from_millis(500)).await;
        for _ in 0..CROWD {
            client.read_organisation(org).await.expect("nobody waits for those");
        }
        drop(held);
    };
    let (found, ()) = tokio::join!(waiting, others);
    assert!(found.iter().all(Result::is_ok), "each has its turn");
}

#[tokio::test]
async fn fifty_previews_wait_at_most_and_none_is_thrown_away_for_another() {
    let town = Town::new().await;
    let (org, maud, program) = (town.org.id, town.client(), program(&town.app, &town.org).await);
    for _ in 0..KEPT_OF_PROGRAMS {
        send(&program, org, HOUSEHOLDS).await.unwrap();
    }
    assert_eq!(code(send(&program, org, HOUSEHOLDS).await), "imports_full", "people have room beside programs");
    let first = send(maud, org, HOUSEHOLDS).await.unwrap().id;
    let name = CellCorrection { sheet: None, line: 2, column: "nom".into(), value: "Ba".into() };
    let corrected = PatchImport { corrections: vec![name], ..PatchImport::default() };
    maud.patch_import(org, first, "*", &corrected).await.unwrap();
    for _ in KEPT_OF_PROGRAMS + 1..KEPT_AT_ONCE {
        send(maud, org, HOUSEHOLDS).await.unwrap();
    }
    let refused = send(maud, org, HOUSEHOLDS).await.expect_err("the fifty-first");
    assert_eq!((refused.code(), refused.status()), ("imports_full", Some(409)));
    assert_eq!(rows(maud, org, first).await[0].cells["nom"], "Ba", "what somebody corrected is still there");
    town.bring(ImportKind::Recipients, HOUSEHOLDS).await;
    maud.delete_import(org, first, "*").await.unwrap();
    send(maud, org, HOUSEHOLDS).await.expect("room again");
}

#[tokio::test]
async fn the_files_of_one_association_take_so_much_room_and_no_more() {
    let town = Town::at(TestApp::with(&[("CABAS_IMPORT_QUOTA_MIB", "1")]).await).await;
    let org = town.org.id;
    town.bring(ImportKind::Recipients, HOUSEHOLDS).await;
    send(town.client(), org, HOUSEHOLDS).await.expect("there is room beside a small file");
    let is_sqlite = town.app.database_url().starts_with("sqlite");
    let mebibyte = if is_sqlite { "zeroblob(1048576)" } else { "decode(repeat('00', 1048576), 'hex')" };
    let applied = "state = 'completed'";
    let large = format!("UPDATE imports SET sealed_content = {mebibyte} WHERE {applied}");
    town.app.sql(&[&large]).await;
    let refused = send(town.client(), org, HOUSEHOLDS).await.expect_err("what was applied takes its room, too");
    assert_eq!((refused.code(), refused.status()), ("imports_heavy", Some(507)));
    let kept = town.client().list_imports(org, &PageQuery::default()).await.unwrap().items;
    assert_eq!(kept.len(), 2, "nothing was kept of it");
    let gare = town.app.organisation("La Gare").await;
    send(&gare.admin.client, gare.id, HOUSEHOLDS).await.expect("others are not concerned");
    town.app.clock.advance(TimeDelta::days(8));
    let tx = town.app.store().write(StoreScope::System, Actor::System).await.unwrap();
    tx.forget_old_imports().await.unwrap();
    tx.commit().await.unwrap();
    send(&town.app.again(&town.maud).await, org, HOUSEHOLDS).await.expect("room again once it is forgotten");
}

#[tokio::test]
async fn programs_take_half_of_the_room_and_people_have_the_rest() {
    let town = Town::at(TestApp::with(&[("CABAS_IMPORT_QUOTA_MIB", "1")]).await).await;
    let (org, program) = (town.org.id, program(&town.app, &town.org).await);
    send(&program, org, HOUSEHOLDS).await.expect("a small file");
    let is_sqlite = town.app.database_url().starts_with("sqlite");
    let half = if is_sqlite { "zeroblob(524288)" } else { "decode(repeat('00', 524288), 'hex')" };
    town.app.sql(&[&format!("UPDATE imports SET sealed_content = {half} WHERE client_id IS NOT NULL")]).await;
    assert_eq!(code(send(&program, org, HOUSEHOLDS).await), "imports_heavy");
    send(town.client(), org, HOUSEHOLDS).await.expect("people have the other half");
}

#[cfg(unix)]
#[tokio::test]
async fn the_rows_that_the_command_sets_aside_are_for_whoever_asked_and_nobody_else() {
    use std::os::unix::fs::PermissionsExt;
    let town = Town::new().await;
    let ask = CreateApiClient { name: "Script".into(), scopes: vec![Scope::Imports] };
    let token = town.org.admin.client.create_api_client(town.org.id, &ask).await.unwrap().token;
    let (dir, url) = (town.app.dir.clone(), town.app.url());
    std::fs::write(dir.join("liste.csv"), "nom;adresse;ville\nAbel;1 rue A;Pessac\n;2 rue B;Pessac\n").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cabas"));
    command.args(["import", "recipients", "liste.csv", "--organisation", "Les Halles", "--rejected", "rejetes.csv"]);
    command.args(["--server", &url]).current_dir(&dir).env("CABAS_TOKEN", token).env("LC_ALL", "fr");
    let ended = tokio::task::spawn_blocking(move || command.output().unwrap().status.code()).await.unwrap();
    assert_eq!(ended, Some(3), "one row was set aside");
    let rights = std::fs::metadata(dir.join("rejetes.csv")).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights, 0o600);
}

#[test]
fn every_refusal_has_a_sentence_in_every_language() {
    for code in ["household_not_offered", "imports_full", "imports_heavy"] {
        for lang in cabas_messages::Lang::ALL {
            assert!(cabas_messages::problems::sentence(lang, code, &[]).is_some(), "{code} in {lang:?}");
        }
    }
}
