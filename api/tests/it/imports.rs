//! Sheets on their way in: read, compared, corrected, applied once, taken back.

use crate::support::{code, fields, program, round_of, sheet};
use cabas_client::{Client, SheetOptions};
use cabas_kernel::{
    Role,
    id::{ImportId, OrganisationId, RecipientId},
    words::{address::GeoState, recipients::RecipientStatus, rounds::RoundState},
};
use cabas_model::{
    PageQuery,
    api_clients::{CreateApiClient, Scope},
    deliveries::{DeliverySummary, StopStatus},
    imports::{
        CellCorrection, CreateImport, DuplicateChoice, HeaderRow, ImportCounts, ImportDetails, ImportKind, ImportMode,
        ImportRow, ImportRowQuery, ImportState, MissingChoice, MissingDecision, PatchImport, RowChoice, RowClass,
        Severity, WriteMode,
    },
    me::{CompleteStop, DayQuery},
    organisations::PutPackageKind,
    recipients::{PatchRecipient, RecipientDetails, RecipientQuery, RecipientSummary},
    rounds::{AssignRound, RoundQuery},
};
use cabas_store::{
    Actor, Scope as StoreScope,
    imports::{Part, Sight, sealed_part},
};
use cabas_testkit::{Member, Organisation, TestApp, reqwest};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use std::{io::Write as _, process::Command};
use uuid::Uuid;

const HOUSEHOLDS: &str = "\
réf;nom;prénom;adresse;code postal;ville;téléphone;nombre de personnes;consigne\n\
F1;Diallo;Awa;12 rue des Lilas;33000;Bordeaux;05 36 49 00 01;4;Sonner deux fois\n\
F2;Martin;Jean;4 place de la Fontaine;33130;Bègles;05 36 49 00 02;1;\n\
F3;Kovalenko;Olena;27 avenue du Parc;33400;Talence;;5;\n";

fn options(kind: ImportKind, mode: ImportMode) -> SheetOptions {
    SheetOptions { mode, date: NaiveDate::from_ymd_opt(2026, 11, 24), ..SheetOptions::dry_run(kind) }
}

/// One organisation, and a client that brings sheets into it.
struct Desk {
    app: TestApp,
    org: Organisation,
    client: Client,
}

impl Desk {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let org = app.organisation("Les Halles").await;
        let client = org.admin.client.clone();
        Self { app, org, client }
    }

    /// Lets time pass; whoever sits here signs in again.
    async fn pass(&mut self, time: TimeDelta) {
        self.app.clock.advance(time);
        self.client = self.app.again(&self.org.admin).await;
    }

    /// Brings a file in, and waits until the server is done with it.
    async fn bring(&self, kind: ImportKind, mode: ImportMode, bytes: impl Into<Vec<u8>>) -> ImportDetails {
        self.bring_as(&options(kind, mode), bytes).await
    }

    async fn bring_as(&self, options: &SheetOptions, bytes: impl Into<Vec<u8>>) -> ImportDetails {
        let id = self.client.create_import(self.org.id, "liste.csv", bytes.into(), options).await.unwrap().id;
        self.settled(id).await
    }

    async fn settled(&self, id: ImportId) -> ImportDetails {
        settled(&self.client, self.org.id, id).await
    }

    async fn households(&self, mode: ImportMode, text: &str) -> ImportDetails {
        self.bring(ImportKind::Recipients, mode, text).await
    }

    async fn list(&self) -> Vec<RecipientSummary> {
        let query = RecipientQuery { limit: Some(100), ..RecipientQuery::default() };
        let mut items = self.client.list_recipients(self.org.id, &query).await.unwrap().items;
        items.sort_by(|a, b| a.display_name.cmp(&b.display_name));
        items
    }

    async fn names(&self) -> Vec<String> {
        self.list().await.into_iter().map(|r| r.display_name).collect()
    }

    async fn record(&self, name: &str) -> RecipientDetails {
        let id = self.list().await.into_iter().find(|r| r.display_name == name).expect("the household").id;
        self.client.read_recipient(self.org.id, id).await.unwrap().body
    }

    async fn change(&self, id: RecipientId, ask: &PatchRecipient) {
        self.client.patch_recipient(self.org.id, id, "*", ask).await.unwrap();
    }

    async fn rows(&self, id: ImportId, class: Option<RowClass>) -> Vec<ImportRow> {
        let query = ImportRowQuery { class, limit: Some(100), cursor: None };
        self.client.list_import_rows(self.org.id, id, &query).await.unwrap().items
    }

    async fn apply(&self, id: ImportId) -> ImportDetails {
        self.client.apply_import(self.org.id, id).await.unwrap();
        self.settled(id).await
    }

    async fn patch(&self, id: ImportId, ask: &PatchImport) -> ImportDetails {
        self.client.patch_import(self.org.id, id, "*", ask).await.unwrap().body
    }

    async fn rejected(&self, id: ImportId) -> String {
        String::from_utf8(self.client.read_rejected_rows(self.org.id, id).await.unwrap()).unwrap()
    }

    async fn kind(&self, slug: &str) {
        let put = PutPackageKind {
            slug: slug.into(),
            name: slug.into(),
            weight_g: None,
            storage: cabas_model::organisations::Storage::default(),
            active: true,
        };
        self.client.create_package_kind(self.org.id, &put).await.unwrap();
    }

    /// How many rows a table holds, behind the server's back.
    async fn deliveries(&self) -> Vec<DeliveryRow> {
        let read = self.app.store().read(StoreScope::Organisation(self.org.id)).await.unwrap();
        let everything = cabas_store::deliveries::Filter { day: None, recipient: None, status: None };
        let page = cabas_store::deliveries::list_deliveries(&read, &everything, None, 100).await.unwrap();
        let mut all = Vec::new();
        for summary in page.items {
            let (details, _) = cabas_store::deliveries::delivery(&read, summary.id).await.unwrap().unwrap();
            let stops = details.stops.iter().map(|s| (s.kind.to_string(), s.status.to_string())).collect();
            let address = details.stops.iter().map(|s| s.address.street.clone()).collect();
            all.push(DeliveryRow { summary, comments: details.comments, stops, streets: address });
        }
        all
    }
}

struct DeliveryRow {
    summary: DeliverySummary,
    comments: Option<String>,
    stops: Vec<(String, String)>,
    streets: Vec<String>,
}

/// An import once the server is done with it.
pub(crate) async fn settled(client: &Client, org: OrganisationId, id: ImportId) -> ImportDetails {
    for _ in 0..600 {
        let details = client.read_import(org, id).await.unwrap().body;
        if details.state != ImportState::Applying {
            return details;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the application does not end");
}

/// rows, created, updated, unchanged, rejected.
fn five(counts: &ImportCounts) -> [u32; 5] {
    assert_eq!(
        counts.created + counts.updated + counts.unchanged + counts.rejected,
        counts.rows,
        "each row is in one class"
    );
    [counts.rows, counts.created, counts.updated, counts.unchanged, counts.rejected]
}

fn problems(details: &ImportDetails) -> Vec<String> {
    details.problems.iter().map(|p| format!("{} {} {}", p.line, p.column, p.code)).collect()
}

fn errors(details: &ImportDetails) -> Vec<String> {
    let wrong = details.problems.iter().filter(|p| p.severity == Severity::Error);
    wrong.map(|p| format!("{} {} {}", p.line, p.column, p.code)).collect()
}

fn fix(line: u32, column: &str, value: &str) -> PatchImport {
    let correction = CellCorrection { sheet: None, line, column: column.into(), value: value.into() };
    PatchImport { corrections: vec![correction], ..PatchImport::default() }
}

fn choose(line: u32, choice: DuplicateChoice) -> PatchImport {
    let choice = RowChoice { sheet: None, line, choice, recipient_id: None };
    PatchImport { choices: vec![choice], ..PatchImport::default() }
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_stores_nothing_else() {
    let desk = Desk::open().await;
    let seen = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    assert_eq!((seen.state, seen.mode, seen.write), (ImportState::Previewed, ImportMode::DryRun, WriteMode::Merge));
    assert_eq!(five(&seen.counts), [3, 3, 0, 0, 0]);
    assert_eq!((seen.counts.to_confirm, seen.counts.missing, seen.known_file), (3, 0, false));
    assert_eq!((seen.encoding.as_deref(), seen.file_name.as_deref()), (Some("utf-8"), Some("liste.csv")));
    let columns: Vec<_> = seen.columns.iter().map(|c| (c.header.as_str(), c.field.as_str())).collect();
    assert_eq!(columns[..3], [("réf", "ref"), ("nom", "name"), ("prénom", "first_name")]);
    assert!(desk.names().await.is_empty());
    let rows = desk.rows(seen.id, Some(RowClass::New)).await;
    assert_eq!((rows.len(), rows[0].line, rows[0].cells["nom"].as_str()), (3, 2, "Diallo"));
    assert!(desk.rows(seen.id, Some(RowClass::Rejected)).await.is_empty());
}

#[tokio::test]
async fn an_application_writes_the_households_and_the_same_file_again_changes_nothing() {
    let desk = Desk::open().await;
    let seen = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    let done = desk.apply(seen.id).await;
    assert_eq!((done.state, five(&done.counts)), (ImportState::Completed, [3, 3, 0, 0, 0]));
    assert!(done.applied_at.is_some() && done.undo_until.is_some());
    assert_eq!(desk.names().await, ["Awa Diallo", "Jean Martin", "Olena Kovalenko"]);
    let awa = desk.record("Awa Diallo").await;
    assert_eq!((awa.external_ref.as_deref(), awa.household_size), (Some("F1"), 4));
    assert_eq!((awa.address.street.as_str(), awa.address.postal_code.as_str()), ("12 rue des Lilas", "33000"));
    assert_eq!((awa.phones[0].e164.as_str(), awa.address.geo_state), ("+33536490001", GeoState::ToConfirm));
    assert_eq!((awa.delivery_note.as_deref(), awa.may_contact), (Some("Sonner deux fois"), true));
    assert_eq!(awa.id.0.get_version_num(), 4, "an id must not tell when a household was registered");
    let before = awa.updated_at;
    let again = desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    assert_eq!((again.state, five(&again.counts)), (ImportState::Completed, [3, 0, 0, 3, 0]));
    assert!(again.known_file, "the file is said to be known");
    assert_eq!((desk.list().await.len(), desk.record("Awa Diallo").await.updated_at), (3, before));
}

#[tokio::test]
async fn without_references_the_same_file_again_changes_nothing_either() {
    let desk = Desk::open().await;
    let text = "nom;adresse;ville;étage\nAbel;1 rue A;Pessac;2\nAbel;9 rue Z;Pessac;\nBois;1 rue A;Pessac;3\n";
    assert_eq!(five(&desk.households(ImportMode::Apply, text).await.counts), [3, 3, 0, 0, 0]);
    let louder = text.to_uppercase().replace("ÉTAGE", "étage");
    assert_eq!(five(&desk.households(ImportMode::Apply, &louder).await.counts), [3, 0, 0, 3, 0]);
    assert_eq!(desk.names().await, ["Abel", "Abel", "Bois"]);
}

#[tokio::test]
async fn the_same_file_again_keeps_what_was_corrected_in_it_for_whoever_reads_the_preview() {
    let desk = Desk::open().await;
    let text = "réf;nom;adresse;ville\nF1;Abel;1 rue A, 33600;Pessac\nF2;;2 rue B, 33600;Pessac\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!((five(&seen.counts), seen.recalled_corrections), ([2, 1, 0, 0, 1], false));
    let unsaved = desk.patch(seen.id, &fix(3, "nom", "Bois")).await;
    assert_eq!((five(&unsaved.counts), unsaved.recalled_corrections), ([2, 2, 0, 0, 0], false));
    let beside = desk.households(ImportMode::DryRun, text).await;
    assert!(!beside.recalled_corrections, "what nobody saved is not taken over");
    desk.apply(seen.id).await;

    let again = desk.households(ImportMode::DryRun, text).await;
    assert_eq!((five(&again.counts), again.recalled_corrections), ([2, 0, 0, 2, 0], true));
    let otherwise = desk.patch(again.id, &fix(3, "nom", "Bosc")).await;
    assert_eq!(five(&otherwise.counts), [2, 0, 1, 1, 0], "a later word about the cell stands");
    let other = desk.households(ImportMode::DryRun, &text.replace("1 rue A", "7 rue A")).await;
    assert_eq!(
        (five(&other.counts), other.recalled_corrections),
        ([2, 0, 1, 0, 1], false),
        "another file is read afresh"
    );

    let maud = desk.app.member(desk.org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(desk.org.admin.node)).await;
    let ask = CreateApiClient { name: "Script".into(), scopes: vec![Scope::Imports] };
    let token = desk.client.create_api_client(desk.org.id, &ask).await.unwrap().token;
    for (client, why) in [
        (maud.client, "who did not see the import does not see what was typed there"),
        (desk.app.anonymous().with_token(token), "a program says itself what its rows hold"),
    ] {
        let dry = options(ImportKind::Recipients, ImportMode::DryRun);
        let id = client.create_import(desk.org.id, "liste.csv", text.into(), &dry).await.unwrap().id;
        let told = settled(&client, desk.org.id, id).await;
        assert_eq!((five(&told.counts), told.recalled_corrections), ([2, 0, 0, 1, 1], false), "{why}");
    }
    desk.client.undo_import(desk.org.id, seen.id).await.unwrap();
    let undone = desk.households(ImportMode::DryRun, text).await;
    assert_eq!((five(&undone.counts), undone.recalled_corrections), ([2, 1, 0, 0, 1], false));
}

#[tokio::test]
async fn a_changed_row_updates_the_fields_it_gives_and_shows_old_and_new() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "réf;nom;adresse;ville;nombre de personnes;consigne\nF1;Diallo Awa;3 rue Neuve;Bordeaux;6;\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!((five(&seen.counts), seen.counts.missing), ([1, 0, 1, 0, 0], 2));
    let row = desk.rows(seen.id, Some(RowClass::Changed)).await.remove(0);
    let changes: Vec<_> = row.changes.iter().map(|c| (c.field.as_str(), c.from.as_str(), c.to.as_str())).collect();
    assert_eq!(changes, [("address", "12 rue des Lilas", "3 rue Neuve"), ("household_size", "4", "6")]);
    desk.apply(seen.id).await;
    let awa = desk.record("Awa Diallo").await;
    assert_eq!((awa.address.street.as_str(), awa.address.postal_code.as_str()), ("3 rue Neuve", "33000"));
    assert_eq!(awa.delivery_note.as_deref(), Some("Sonner deux fois"), "an empty cell never erases");
    assert_eq!(awa.phones.len(), 1, "what the file does not speak of stays");
}

#[tokio::test]
async fn an_empty_cell_erases_only_in_a_column_that_was_ticked_for_it() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "réf;nom;adresse;ville;consigne;téléphone\nF1;Awa Diallo;12 rue des Lilas;Bordeaux;;\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!(five(&seen.counts), [1, 0, 0, 1, 0]);
    let ticked = PatchImport { empty_erases: Some(vec!["consigne".into()]), ..PatchImport::default() };
    assert_eq!(five(&desk.patch(seen.id, &ticked).await.counts), [1, 0, 1, 0, 0]);
    desk.apply(seen.id).await;
    let awa = desk.record("Awa Diallo").await;
    assert_eq!((awa.delivery_note, awa.phones.len()), (None, 1));
}

#[tokio::test]
async fn good_rows_are_kept_and_bad_ones_come_back_with_the_line_a_person_sees() {
    let desk = Desk::open().await;
    let done = desk.bring(ImportKind::Recipients, ImportMode::Apply, sheet("foyers-doublons.csv")).await;
    assert_eq!((done.state, five(&done.counts)), (ImportState::Completed, [5, 2, 0, 0, 3]));
    assert_eq!(errors(&done), ["5 réf ref_duplicate_file", "6 nom required", "7 réf ref_duplicate_file"]);
    assert_eq!(done.problems[0].params["first_line"], "2", "blank lines count");
    assert_eq!(desk.names().await, ["Adam", "Blin"]);
    let csv = desk.rejected(done.id).await;
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "réf;nom;adresse;ville;_line;_errors");
    assert_eq!(lines[1], "F1;Adam;1 rue A;Pessac;5;réf: ref_duplicate_file");
    assert_eq!(lines[2], "F3;;3 rue C;Pessac;6;nom: required");
    let corrected = csv.replace("F1;Adam;1 rue A", "F4;Dore;8 rue D").replace("F3;;3", "F3;Cros;3");
    let corrected: Vec<&str> = corrected.lines().take(3).collect();
    let again = desk.households(ImportMode::Apply, &corrected.join("\n")).await;
    assert_eq!((five(&again.counts), errors(&again)), ([2, 2, 0, 0, 0], vec![]));
    assert_eq!(desk.names().await, ["Adam", "Blin", "Cros", "Dore"]);
}

#[tokio::test]
async fn cells_are_corrected_in_place_and_the_preview_is_made_anew() {
    let desk = Desk::open().await;
    let text = "nom;adresse;ville;nb personnes\n;1 rue A;Pessac;deux\nBois;2 rue B;Pessac;3\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!(problems(&seen), ["2 nom required", "2 nb personnes number_invalid"]);
    assert_eq!(seen.problems[1].value.as_deref(), Some("deux"));
    let half = desk.patch(seen.id, &fix(2, "nom", "Abel")).await;
    assert_eq!(problems(&half), ["2 nb personnes number_invalid"]);
    let whole = desk.patch(seen.id, &fix(2, "nb personnes", "2")).await;
    assert_eq!((problems(&whole), five(&whole.counts)), (vec![], [2, 2, 0, 0, 0]));
    let row = desk.rows(seen.id, None).await.remove(0);
    assert_eq!((row.cells["nom"].as_str(), row.cells["nb personnes"].as_str()), ("Abel", "2"));
    desk.apply(seen.id).await;
    assert_eq!(desk.names().await, ["Abel", "Bois"]);
    let late = desk.client.patch_import(desk.org.id, seen.id, "*", &fix(2, "nom", "Cros")).await;
    assert_eq!(code(late), "import_state");
}

#[tokio::test]
async fn a_correction_of_something_unseen_is_refused() {
    let desk = Desk::open().await;
    let seen = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    let etag = desk.client.read_import(desk.org.id, seen.id).await.unwrap().etag;
    let ask = fix(2, "nom", "Ba");
    let after = desk.client.patch_import(desk.org.id, seen.id, &etag, &ask).await.unwrap();
    assert_eq!(code(desk.client.patch_import(desk.org.id, seen.id, &etag, &ask).await), "version_stale");
    assert_eq!(code(desk.client.delete_import(desk.org.id, seen.id, &etag).await), "version_stale");
    let path = format!("/organisations/{}/imports/{}", desk.org.id, seen.id);
    let blind = desk.client.request(reqwest::Method::PATCH, &path).json(&ask).fetch().await.unwrap();
    assert_eq!(blind.status, 428);
    desk.client.delete_import(desk.org.id, seen.id, &after.etag).await.unwrap();
    assert_eq!(code(desk.client.read_import(desk.org.id, seen.id).await), "not_found");
}

#[tokio::test]
async fn columns_are_named_by_hand_or_left_out() {
    let desk = Desk::open().await;
    let text = "qui;nom;adresse;ville\nAbel;A.;1 rue A;Pessac\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!((seen.ignored_columns.as_slice(), seen.columns.len()), (&["qui".to_owned()][..], 3));
    let mapping = [("qui".to_owned(), "name".to_owned()), ("nom".to_owned(), String::new())].into();
    let named = desk.patch(seen.id, &PatchImport { mapping: Some(mapping), ..PatchImport::default() }).await;
    assert_eq!(named.ignored_columns, ["nom"]);
    let wrong = [("qui".to_owned(), "couleur".to_owned())].into();
    let ask = PatchImport { mapping: Some(wrong), ..PatchImport::default() };
    let refused = desk.client.patch_import(desk.org.id, seen.id, "*", &ask).await;
    assert_eq!(fields(refused), [("/mapping".to_owned(), "mapping_unknown".to_owned())]);
    desk.apply(seen.id).await;
    assert_eq!(desk.names().await, ["Abel"]);
}

#[tokio::test]
async fn a_likely_duplicate_is_set_aside_until_somebody_chooses() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "nom;adresse;ville;téléphone\nMme Diallo;12 bis rue des Lilas;Bordeaux;0536490001\n";
    let done = desk.households(ImportMode::Apply, text).await;
    assert_eq!((five(&done.counts), done.counts.duplicates), ([1, 0, 0, 0, 1], 1));
    assert_eq!(errors(&done), ["2 nom probable_duplicate"]);
    assert!(desk.rejected(done.id).await.contains("nom: probable_duplicate"));
    assert_eq!(desk.list().await.len(), 3, "nothing is assumed");

    let seen = desk.households(ImportMode::DryRun, text).await;
    let row = desk.rows(seen.id, Some(RowClass::Duplicate)).await.remove(0);
    assert_eq!((row.candidates.len(), row.candidates[0].display_name.as_str()), (1, "Awa Diallo"));
    let skipped = desk.patch(seen.id, &choose(2, DuplicateChoice::Skip)).await;
    assert_eq!((five(&skipped.counts), errors(&skipped)), ([1, 0, 0, 0, 1], vec![]));
    assert!(!desk.rejected(seen.id).await.contains("Mme Diallo"), "what was left out does not come back");
    let new = desk.patch(seen.id, &choose(2, DuplicateChoice::New)).await;
    assert_eq!(five(&new.counts), [1, 1, 0, 0, 0]);
    let same = desk.patch(seen.id, &choose(2, DuplicateChoice::Same)).await;
    assert_eq!(five(&same.counts), [1, 0, 1, 0, 0]);
    desk.apply(seen.id).await;
    assert_eq!(desk.list().await.len(), 3);
    assert_eq!(desk.record("Mme Diallo").await.external_ref.as_deref(), Some("F1"));
}

#[tokio::test]
async fn the_mode_says_what_may_be_written() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "réf;nom;adresse;ville\nF1;Awa Diallo;9 rue Neuve;Bordeaux\nF9;Neuf;9 rue N;Pessac\n";
    let with = |write| SheetOptions { write, ..options(ImportKind::Recipients, ImportMode::DryRun) };
    let create = desk.bring_as(&with(WriteMode::Create), text).await;
    assert_eq!((five(&create.counts), errors(&create)), ([2, 1, 0, 0, 1], vec!["2 réf ref_exists".to_owned()]));
    let update = desk.bring_as(&with(WriteMode::Update), text).await;
    assert_eq!((five(&update.counts), errors(&update)), ([2, 0, 1, 0, 1], vec!["3 réf ref_unknown".to_owned()]));
    let sync = desk.bring_as(&with(WriteMode::Sync), text).await;
    assert_eq!((five(&sync.counts), sync.counts.missing), ([2, 1, 1, 0, 0], 2));
}

#[tokio::test]
async fn undo_takes_back_what_nobody_touched_since_and_tells_the_rest() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "réf;nom;adresse;ville;nombre de personnes\n\
        F1;Awa Diallo;12 rue des Lilas;Bordeaux;7\nF2;Jean Martin;4 place de la Fontaine;Bègles;8\n\
        F8;Huit;8 rue H;Pessac;1\nF9;Neuf;9 rue N;Pessac;1\n";
    let done = desk.households(ImportMode::Apply, text).await;
    assert_eq!(five(&done.counts), [4, 2, 2, 0, 0]);
    let change = PatchRecipient { household_size: Some(9), ..PatchRecipient::default() };
    desk.change(desk.record("Jean Martin").await.id, &change).await;
    desk.change(desk.record("Neuf").await.id, &change).await;
    let undone = desk.client.undo_import(desk.org.id, done.id).await.unwrap();
    assert_eq!((undone.removed, undone.set_back), (1, 1));
    let kept: Vec<_> = undone.kept.iter().map(|k| (k.line, k.code.as_str())).collect();
    assert_eq!(kept, [(3, "changed_since"), (5, "changed_since")]);
    assert_eq!(desk.names().await, ["Awa Diallo", "Jean Martin", "Neuf", "Olena Kovalenko"]);
    assert_eq!(desk.record("Awa Diallo").await.household_size, 4);
    assert_eq!(desk.record("Jean Martin").await.household_size, 9);
    assert_eq!(desk.settled(done.id).await.state, ImportState::Undone);
    assert_eq!(code(desk.client.undo_import(desk.org.id, done.id).await), "import_state");
    let again = desk.households(ImportMode::DryRun, text).await;
    assert!(!again.known_file, "what was taken back is not known any more");
}

#[tokio::test]
async fn an_application_can_be_taken_back_for_a_day() {
    let mut desk = Desk::open().await;
    let early = desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let never = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    assert_eq!(code(desk.client.undo_import(desk.org.id, never.id).await), "import_state");
    desk.pass(TimeDelta::hours(24) + TimeDelta::minutes(1)).await;
    assert_eq!(code(desk.client.undo_import(desk.org.id, early.id).await), "undo_too_late");
    assert_eq!(desk.list().await.len(), 3);
}

#[tokio::test]
async fn every_format_is_read_by_its_content() {
    let desk = Desk::open().await;
    for (name, rows, encoding) in [
        ("foyers-excel-1252.csv", 3, Some("windows-1252")),
        ("foyers-utf16.txt", 2, Some("utf-16le")),
        ("foyers-tab.tsv", 1, Some("utf-8")),
        ("haushalte.csv", 1, Some("windows-1252")),
    ] {
        let seen = desk.bring(ImportKind::Recipients, ImportMode::DryRun, sheet(name)).await;
        assert!(seen.counts.rows >= rows, "{name}: {} rows", seen.counts.rows);
        assert_eq!(seen.encoding.as_deref(), encoding, "{name}");
    }
    for name in ["foyers.xlsx", "foyers.ods"] {
        let seen = desk.bring(ImportKind::Recipients, ImportMode::DryRun, sheet(name)).await;
        assert_eq!((five(&seen.counts), problems(&seen), seen.encoding), ([2, 2, 0, 0, 0], vec![], None), "{name}");
        let lines: Vec<u32> = desk.rows(seen.id, None).await.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 4], "{name}: the blank line counts");
    }
    let text = "Nom\tAdresse\tVille\nDiallo\t\"3 rue Basse\nBât. B\"\tPessac\n";
    let ask = CreateImport {
        kind: ImportKind::Recipients,
        text: text.into(),
        date: None,
        mode: ImportMode::Apply,
        write: WriteMode::Merge,
        mapping: std::collections::BTreeMap::new(),
        defaults: std::collections::BTreeMap::new(),
        headers: vec![],
        diet_agreed: false,
    };
    let id = desk.client.paste_import(desk.org.id, &ask).await.unwrap().id;
    let pasted = desk.settled(id).await;
    assert_eq!((five(&pasted.counts), pasted.file_name), ([1, 1, 0, 0, 0], None));
    assert_eq!(desk.record("Diallo").await.address.street, "3 rue Basse, Bât. B");
}

#[tokio::test]
async fn each_sheet_of_a_workbook_is_read_under_its_own_header() {
    let desk = Desk::open().await;
    let seen = desk.bring(ImportKind::Recipients, ImportMode::DryRun, sheet("foyers-deux-feuilles.ods")).await;
    assert_eq!((five(&seen.counts), errors(&seen)), ([3, 2, 0, 0, 1], vec!["3 Nb personnes number_invalid".into()]));
    assert_eq!(seen.problems[0].sheet.as_deref(), Some("Sud"));
    let csv = desk.rejected(seen.id).await;
    assert!(
        csv.contains("Nom;Adresse;Ville;Nb personnes;_line;_errors") && csv.contains("Bois;2 rue B;Cenon;deux;3;"),
        "{csv}"
    );
    let elsewhere = desk.patch(seen.id, &fix(3, "Nb personnes", "2")).await;
    assert_eq!(five(&elsewhere.counts), [3, 2, 0, 0, 1], "a correction says in which sheet");
    let mut ask = fix(3, "Nb personnes", "2");
    ask.corrections[0].sheet = Some("Sud".into());
    assert_eq!(five(&desk.patch(seen.id, &ask).await.counts), [3, 3, 0, 0, 0]);
    desk.apply(seen.id).await;
    assert_eq!(desk.names().await, ["Abel", "Bois", "Cros"]);
}

#[tokio::test]
async fn the_examples_import_without_a_problem() {
    let desk = Desk::open().await;
    for slug in ["panier", "colis-bebe"] {
        desk.kind(slug).await;
    }
    for (kind, rows) in [(ImportKind::Recipients, 3), (ImportKind::Tasks, 3), (ImportKind::Deliveries, 2)] {
        let csv = desk.client.read_import_example(desk.org.id, kind).await.unwrap();
        let agreed = SheetOptions { diet_agreed: true, ..options(kind, ImportMode::Apply) };
        let done = desk.bring_as(&agreed, csv.clone()).await;
        assert_eq!((done.state, errors(&done)), (ImportState::Completed, vec![]), "{kind}");
        assert_eq!(five(&done.counts), [rows, rows, 0, 0, 0], "{kind}");
        let again = desk.bring(kind, ImportMode::Apply, csv).await;
        assert_eq!(five(&again.counts), [rows, 0, 0, rows, 0], "{kind}: {:?}", problems(&again));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_its_reason_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let mut encrypted = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0];
    encrypted.extend("EncryptedPackage".bytes().flat_map(|b| [b, 0]));
    for (bytes, reason) in [
        (Vec::new(), "file_empty"),
        (b" \r\n ".to_vec(), "file_empty"),
        (b"%PDF-1.7\n".to_vec(), "file_not_a_sheet"),
        (sheet("pas-une-feuille.xls"), "file_not_a_sheet"),
        (b"PK\x03\x04 nonsense".to_vec(), "file_unreadable"),
        (encrypted, "file_password"),
        (b"nom;adresse\nA\0;b".to_vec(), "file_nul"),
        (sheet("sans-entete.csv"), "header_unknown"),
        (b"nom;ville\nAbel;Pessac\n".to_vec(), "header_missing"),
        (b"nom\nAbel\n".to_vec(), "header_one_column"),
        (vec![b'a'; cabas_sheet_limit() + 1], "file_too_big"),
        (format!("nom;adresse\n{}", "A;1 rue A\n".repeat(10_001)).into_bytes(), "file_too_many_rows"),
    ] {
        let options = options(ImportKind::Recipients, ImportMode::Apply);
        let refused = desk.client.create_import(desk.org.id, "x", bytes, &options).await;
        let error = refused.as_ref().expect_err(reason);
        assert_eq!((error.code(), error.status()), ("file_invalid", Some(422)), "{reason}");
        assert_eq!(fields(refused), [("/file".to_owned(), reason.to_owned())]);
    }
    assert!(desk.client.list_imports(desk.org.id, &PageQuery::default()).await.unwrap().items.is_empty());
}

/// Twenty mebibytes.
const fn cabas_sheet_limit() -> usize {
    20 * 1024 * 1024
}

#[tokio::test]
async fn a_request_that_is_none_is_refused_field_by_field() {
    let desk = Desk::open().await;
    let url = format!("{}/api/v1/organisations/{}/imports", desk.app.url(), desk.org.id);
    let form = |body: &str| {
        reqwest::Client::new()
            .post(&url)
            .bearer_auth(&desk.org.admin.token)
            .header("content-type", "multipart/form-data; boundary=x")
            .body(body.replace('\n', "\r\n"))
    };
    let part = |name: &str, value: &str| {
        let file = if name == "file" { "; filename=\"a.csv\"" } else { "" };
        format!("--x\ncontent-disposition: form-data; name=\"{name}\"{file}\n\n{value}\n")
    };
    let list = part("file", "nom;adresse\nA;1 rue A");
    for (body, pointer, reason) in [
        (part("kind", "recipients"), "/file", "required"),
        (list.clone(), "/kind", "required"),
        (list.clone() + &part("kind", "shoes"), "/kind", "choice_unknown"),
        (list.clone() + &part("kind", "tasks") + &part("date", "demain"), "/date", "date_invalid"),
        (list.clone() + &part("kind", "tasks") + &part("colour", "blue"), "/colour", "field_unknown"),
        (list.clone() + &part("kind", "tasks") + &part("mapping", "{"), "/mapping", "json_invalid"),
        (list.clone() + &list + &part("kind", "tasks"), "/file", "duplicate"),
    ] {
        let answer = form(&(body.clone() + "--x--\n")).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{body}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(
            (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
            (&json!(pointer), &json!(reason))
        );
    }
    let text = reqwest::Client::new().post(&url).bearer_auth(&desk.org.admin.token).body("nom;adresse").send().await;
    assert_eq!(text.unwrap().status(), 415);
    let cut = form(&list).send().await.unwrap();
    assert_eq!(cut.status(), 400, "a form that is cut is none");
}

#[tokio::test]
async fn an_application_does_not_undo_a_correction_that_came_meanwhile() {
    let desk = Desk::open().await;
    let import = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    let scope = StoreScope::Organisation(desk.org.id);
    let read = desk.app.store().read(scope).await.unwrap();
    let options = sealed_part(&read, import.id, Part::Options).await.unwrap().unwrap();
    let preview = sealed_part(&read, import.id, Part::Preview).await.unwrap().unwrap();
    drop(read);
    let tx = desk.app.store().write(scope, Actor::System).await.unwrap();
    let record = tx.import(import.id, Sight::All).await.unwrap().unwrap();
    tx.set_import_preview(&record, (record.day, record.write), &options, &preview, &record.counts).await.unwrap();
    // The application has read the import, and waits for the writer, when the correction lands.
    let (applied, ()) = tokio::join!(desk.client.apply_import(desk.org.id, import.id), async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        tx.commit().await.unwrap();
    });
    assert_eq!(code(applied), "conflict");
    desk.client.apply_import(desk.org.id, import.id).await.unwrap();
}

#[tokio::test]
async fn one_application_at_a_time_and_the_other_waits_its_turn() {
    let mut desk = Desk::open().await;
    let first = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    let second = desk.households(ImportMode::DryRun, &HOUSEHOLDS.replace("F1", "F7")).await;
    // A third one is being applied, by a server that does not answer any more.
    let far = (desk.app.now() + TimeDelta::hours(1)).micros();
    let stuck = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    let id = desk.app.sql_id(stuck.id.0);
    desk.app.sql(&[&format!("UPDATE imports SET state = 'applying', leased_until = {far} WHERE id = {id}")]).await;
    assert_eq!(code(desk.client.apply_import(desk.org.id, first.id).await), "import_busy");
    assert_eq!(code(desk.client.apply_import(desk.org.id, stuck.id).await), "import_busy");
    let options = options(ImportKind::Recipients, ImportMode::Apply);
    let busy = desk.client.create_import(desk.org.id, "x.csv", HOUSEHOLDS.into(), &options).await;
    assert_eq!(code(busy), "import_busy");
    let kept = desk.client.list_imports(desk.org.id, &PageQuery::default()).await.unwrap().items;
    assert_eq!((kept.len(), kept[0].state), (4, ImportState::Previewed), "what was sent is kept");
    // Its lease over, the application is taken up again and done.
    desk.pass(TimeDelta::hours(2)).await;
    assert_eq!(desk.settled(stuck.id).await.state, ImportState::Completed);
    assert_eq!(desk.names().await.len(), 3);
    let tries = [first.id, second.id].map(|id| {
        let (client, org) = (desk.client.clone(), desk.org.id);
        tokio::spawn(async move { client.apply_import(org, id).await })
    });
    for attempt in tries {
        if let Err(e) = attempt.await.unwrap() {
            assert_eq!(e.code(), "import_busy");
        }
    }
}

#[tokio::test]
async fn rows_are_compared_again_when_somebody_changed_a_household_meanwhile() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "réf;nom;adresse;ville;nombre de personnes\nF1;Awa Diallo;12 rue des Lilas;Bordeaux;7\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!(five(&seen.counts), [1, 0, 1, 0, 0]);
    let change = PatchRecipient { household_size: Some(7), ..PatchRecipient::default() };
    desk.change(desk.record("Awa Diallo").await.id, &change).await;
    let done = desk.apply(seen.id).await;
    assert_eq!(five(&done.counts), [1, 0, 0, 1, 0]);
}

#[tokio::test]
async fn a_sheet_of_deliveries_makes_households_deliveries_a_depot_and_a_round() {
    let desk = Desk::open().await;
    desk.kind("panier").await;
    desk.kind("colis-bebe").await;
    let csv = desk.client.read_import_example(desk.org.id, ImportKind::Deliveries).await.unwrap();
    let seen = desk.bring(ImportKind::Deliveries, ImportMode::DryRun, csv.clone()).await;
    assert!(seen.ignored_columns.is_empty(), "every column of the example has its place");
    assert!(desk.deliveries().await.is_empty() && desk.names().await.is_empty());
    desk.apply(seen.id).await;
    assert_eq!(desk.names().await, ["Awa Diallo", "Jean Martin"]);
    let awa = desk.record("Awa Diallo").await;
    assert_eq!((awa.phones[0].e164.as_str(), awa.address.access_note.as_deref()), ("+33536490001", Some("3e étage")));
    let depots = desk.client.list_depots(desk.org.id, &PageQuery::default()).await.unwrap().items;
    assert_eq!((depots.len(), depots[0].name.as_str()), (1, "Entrepôt"), "a pickup that rows share is a depot");
    let made = desk.deliveries().await;
    assert_eq!(made.len(), 2);
    let first = &made[0];
    let both = [("pickup".to_owned(), "ready".to_owned()), ("dropoff".to_owned(), "ready".to_owned())];
    assert_eq!(first.stops, both);
    assert_eq!((first.comments.as_deref(), first.summary.weight_g.unwrap().0), (Some("Sonner deux fois"), 8500));
    assert_eq!((first.summary.packages[0].slug.as_str(), first.summary.packages[0].quantity), ("panier", 1));
    assert_eq!(first.summary.window.end.to_rfc3339(), "2026-11-26T11:00:00+00:00");
    assert_eq!(first.summary.tags, ["frais"]);
    let [said] =
        desk.client.read_delivery(desk.org.id, first.summary.id).await.unwrap().body.metadata.try_into().unwrap();
    assert_eq!((said.kind.as_str(), said.key.as_str(), said.value.as_str()), ("dropoff", "dossier", "F-001"));
    let round = first.summary.round_id.expect("a round");
    assert_eq!(made[1].summary.round_id, Some(round), "one round of that name on that day");

    let undone = desk.client.undo_import(desk.org.id, seen.id).await.unwrap();
    assert_eq!((undone.removed, undone.kept.len()), (2, 0));
    assert!(desk.deliveries().await.is_empty() && desk.names().await.is_empty());
    assert!(desk.client.list_depots(desk.org.id, &PageQuery::default()).await.unwrap().items.is_empty());
}

const DELIVERIES: &str = "\
pickup.address,pickup.timeslot,dropoff.address,dropoff.address.name,dropoff.timeslot,dropoff.packages,dropoff.comments,ref\n\
\"2 quai des Marques, 33300 Bordeaux\",2026-11-26 08:00 - 2026-11-26 09:30,\"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,2026-11-26 10:00 - 2026-11-26 12:00,panier=1,Au gardien,L1\n\
\"7 rue Seule, 33300 Bordeaux\",2026-11-26 08:00 - 2026-11-26 09:30,\"4 place de la Fontaine, 33130 Bègles\",Jean Martin,2026-11-26 10:00 - 2026-11-26 12:00,caviar=2,,\n";

#[tokio::test]
async fn a_delivery_is_known_again_by_reference_or_by_household_and_day() {
    let desk = Desk::open().await;
    desk.kind("panier").await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let done = desk.bring(ImportKind::Deliveries, ImportMode::Apply, DELIVERIES).await;
    assert_eq!(
        (five(&done.counts), problems(&done)),
        ([2, 2, 0, 0, 0], vec!["3 dropoff.packages package_unknown".into()])
    );
    assert_eq!(desk.list().await.len(), 3, "households we have are found again by name and address");
    let elsewhere = desk.deliveries().await.into_iter().find(|d| d.summary.external_ref.is_none()).unwrap();
    assert_eq!(elsewhere.streets, ["7 rue Seule", "4 place de la Fontaine"], "a pickup of its own keeps its address");
    assert_eq!(five(&desk.bring(ImportKind::Deliveries, ImportMode::Apply, DELIVERIES).await.counts), [2, 0, 0, 2, 0]);

    let later = DELIVERIES.replace("2026-11-26 12:00", "2026-11-26 13:00").replace("Au gardien", "Chez la voisine");
    let seen = desk.bring(ImportKind::Deliveries, ImportMode::DryRun, later).await;
    assert_eq!(five(&seen.counts), [2, 0, 2, 0, 0]);
    let row = desk.rows(seen.id, Some(RowClass::Changed)).await.remove(0);
    let changes: Vec<_> = row.changes.iter().map(|c| (c.field.as_str(), c.to.as_str())).collect();
    let slot = "2026-11-26 10:00 - 2026-11-26 13:00";
    assert_eq!(changes, [("dropoff.timeslot", slot), ("dropoff.comments", "Chez la voisine")]);
    desk.apply(seen.id).await;
    let made = desk.deliveries().await;
    assert_eq!((made.len(), made[0].summary.window.end.to_rfc3339()), (2, "2026-11-26T12:00:00+00:00".into()));
    assert!(made.iter().any(|d| d.comments.as_deref() == Some("Chez la voisine")));
    let undone = desk.client.undo_import(desk.org.id, seen.id).await.unwrap();
    assert_eq!((undone.removed, undone.set_back), (0, 2));
    let made = desk.deliveries().await;
    assert_eq!(made[0].summary.window.end.to_rfc3339(), "2026-11-26T11:00:00+00:00");
    assert!(made.iter().any(|d| d.comments.as_deref() == Some("Au gardien")));
}

#[tokio::test]
async fn a_stop_that_is_under_way_is_neither_changed_nor_taken_back() {
    let desk = Desk::open().await;
    let done = desk.bring(ImportKind::Deliveries, ImportMode::Apply, DELIVERIES).await;
    let id = desk.app.sql_id(desk.deliveries().await[0].summary.id.0);
    desk.app.sql(&[&format!("UPDATE stops SET status = 'out' WHERE delivery_id = {id}")]).await;
    let later = DELIVERIES.replace("2026-11-26 12:00", "2026-11-26 13:00");
    let seen = desk.bring(ImportKind::Deliveries, ImportMode::DryRun, later).await;
    assert_eq!((five(&seen.counts), errors(&seen)), ([2, 0, 1, 0, 1], vec!["2 ref stop_already_started".to_owned()]));
    let same = desk.bring(ImportKind::Deliveries, ImportMode::DryRun, DELIVERIES).await;
    assert_eq!(five(&same.counts), [2, 0, 0, 2, 0], "a row that changes nothing is not refused");
    let undone = desk.client.undo_import(desk.org.id, done.id).await.unwrap();
    assert_eq!(undone.removed, 1);
    let kept: Vec<_> = undone.kept.iter().map(|k| (k.line, k.code.as_str())).collect();
    assert_eq!(kept, [(2, "stop_already_started"), (2, "used_since")], "its household stays with it");
}

#[tokio::test]
async fn a_household_that_receives_nothing_is_told_and_gets_no_delivery() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let stop = PatchRecipient { status: Some(RecipientStatus::Stopped), ..PatchRecipient::default() };
    desk.change(desk.record("Awa Diallo").await.id, &stop).await;
    let done = desk.bring(ImportKind::Deliveries, ImportMode::Apply, DELIVERIES).await;
    assert_eq!(
        (five(&done.counts), errors(&done)),
        ([2, 1, 0, 0, 1], vec!["2 dropoff.address recipient_inactive".to_owned()])
    );
}

#[tokio::test]
async fn every_fault_of_a_delivery_is_told() {
    let desk = Desk::open().await;
    let seen = desk.bring(ImportKind::Deliveries, ImportMode::DryRun, sheet("livraisons-fautes.csv")).await;
    let wrong = errors(&seen);
    for fault in ["3 dropoff.address required", "3 weight weight_invalid", "3 dropoff.packages package_quantity"] {
        assert!(wrong.contains(&fault.to_owned()), "{wrong:?}");
    }
    assert!(wrong.contains(&"5 dropoff.timeslot window_order".to_owned()), "{wrong:?}");
}

#[tokio::test]
async fn single_stops_are_read_with_windows_packages_and_people() {
    let desk = Desk::open().await;
    desk.kind("panier").await;
    let samir = desk.app.member(desk.org.id, "samir@exemple.fr", &[Role::Volunteer], Some(desk.org.admin.node)).await;
    let text = "type,address,address.contactName,address.telephone,after,before,packages,weight,assign,comments,ref\n\
        pickup,\"2 quai des Marques, 33300 Bordeaux\",Entrepôt,,8h,9h30,,,,12 cagettes,T1\n\
        dropoff,\"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,05 36 49 00 01,10h,12h,panier=2,\"2,5\",samir@exemple.fr:2026-11-24,,T2\n\
        ,\"4 place de la Fontaine, 33130 Bègles\",Jean Martin,12,,,,,,,T3\n\
        ,\"4 place de la Fontaine, 33130 Bègles\",Jean Martin,,,,,,nobody@exemple.fr:2026-11-24,,T4\n\
        ,\"4 place de la Fontaine, 33130 Bègles\",Jean Martin,,,,,,samir@exemple.fr:2026-11-27,,T5\n\
        ,sans ville,Olena,,14h,16h,,,,,T6\n";
    let done = desk.bring(ImportKind::Tasks, ImportMode::Apply, text).await;
    assert_eq!(five(&done.counts), [6, 3, 0, 0, 3]);
    let told = ["4 address.telephone phone_invalid", "5 assign person_unknown", "6 assign other_day"];
    assert_eq!(errors(&done), told);
    assert_eq!(desk.names().await, ["Awa Diallo", "Olena"]);
    let made = desk.deliveries().await;
    let of = |reference: &str| made.iter().find(|d| d.summary.external_ref.as_deref() == Some(reference)).unwrap();
    assert_eq!(
        (of("T1").stops.as_slice(), of("T1").summary.recipient.is_none()),
        (&[("pickup".to_owned(), "ready".to_owned())][..], true)
    );
    assert_eq!(of("T2").stops, [("dropoff".to_owned(), "assigned".to_owned())]);
    assert_eq!((of("T2").summary.assignee_id, of("T2").summary.weight_g.unwrap().0), (Some(samir.id), 2500));
    let round = of("T2").summary.round_id.expect("what is somebody's is in their round");
    let round = desk.client.read_round(desk.org.id, round).await.unwrap().body;
    assert_eq!((round.name.as_str(), round.assignee_id, round.stops.len()), ("samir", Some(samir.id), 1));
    assert_eq!(of("T2").summary.window.start.unwrap().to_rfc3339(), "2026-11-24T09:00:00+00:00");
    assert_eq!(of("T6").stops, [("dropoff".to_owned(), "draft".to_owned())], "only an unusable address makes a draft");
    assert_eq!(of("T6").summary.tags, ["review-needed"]);
    assert!(["T1", "T2"].iter().all(|reference| of(reference).summary.tags.is_empty()));
    assert_eq!(desk.client.list_depots(desk.org.id, &PageQuery::default()).await.unwrap().items.len(), 1);
    let again = desk.bring(ImportKind::Tasks, ImportMode::Apply, text).await;
    assert_eq!(five(&again.counts), [6, 0, 0, 3, 3]);
    let later = text.replace("10h,12h", "11h,13h");
    let changed = desk.bring(ImportKind::Tasks, ImportMode::Apply, later).await;
    assert_eq!(five(&changed.counts), [6, 0, 1, 2, 3]);
    let made = desk.deliveries().await;
    let awa = made.iter().find(|d| d.summary.external_ref.as_deref() == Some("T2")).unwrap();
    assert_eq!(awa.summary.window.start.unwrap().to_rfc3339(), "2026-11-24T10:00:00+00:00");
}

#[tokio::test]
async fn stops_of_a_sheet_given_to_somebody_end_their_round_of_that_day_and_leave_it_with_the_sheet() {
    let desk = Desk::open().await;
    let samir = desk.app.member(desk.org.id, "samir@exemple.fr", &[Role::Volunteer], Some(desk.org.admin.node)).await;
    let sheet = |lines: &str| format!("address,address.contactName,after,before,assign,ref\n{lines}");
    let first = sheet(
        "\"1 rue A, 33000 Bordeaux\",Abel,10h,12h,samir@exemple.fr:2026-11-24,S1\n\
        \"2 rue B, 33000 Bordeaux\",Bois,9h,11h,samir@exemple.fr:2026-11-24,S2\n",
    );
    desk.bring(ImportKind::Tasks, ImportMode::Apply, first).await;
    let query = RoundQuery { date: NaiveDate::from_ymd_opt(2026, 11, 24), ..RoundQuery::default() };
    let [round] = desk.client.list_rounds(desk.org.id, &query).await.unwrap().items.try_into().unwrap();
    assert_eq!((round.name.as_str(), round.assignee_id, round.state), ("samir", Some(samir.id), RoundState::Draft));
    desk.client.publish_round(desk.org.id, round.id).await.unwrap();
    let shown = async || {
        let [mine] = samir.client.list_my_rounds(&DayQuery::default()).await.unwrap().items.try_into().unwrap();
        mine.stops.iter().map(|s| s.delivery_id).collect::<Vec<_>>()
    };
    let before = desk.client.read_round(desk.org.id, round.id).await.unwrap();
    let second = sheet("\"3 rue C, 33000 Bordeaux\",Cazes,8h,9h,samir@exemple.fr:2026-11-24,S3\n");
    let done = desk.bring(ImportKind::Tasks, ImportMode::Apply, second).await;
    let made = desk.deliveries().await;
    let of = |reference: &str| {
        made.iter().find(|d| d.summary.external_ref.as_deref() == Some(reference)).unwrap().summary.id
    };
    assert_eq!(shown().await, [of("S1"), of("S2"), of("S3")], "the phone shows it, at the end");
    let after = desk.client.read_round(desk.org.id, round.id).await.unwrap();
    assert_ne!(after.etag, before.etag, "who saw the old list edits a stale one");
    desk.client.undo_import(desk.org.id, done.id).await.unwrap();
    assert_eq!(shown().await, [of("S1"), of("S2")]);
    assert_ne!(desk.client.read_round(desk.org.id, round.id).await.unwrap().etag, after.etag);
}

#[tokio::test]
async fn a_pickup_that_stands_alone_is_on_the_board_goes_into_a_round_and_is_a_visit_on_the_phone() {
    let desk = Desk::open().await;
    let samir = desk.app.member(desk.org.id, "samir@exemple.fr", &[Role::Volunteer], Some(desk.org.admin.node)).await;
    let text = "type,address,address.name,after,before,comments\n\
        pickup,\"2 quai des Marques, 33300 Bordeaux\",Entrepôt,8h,9h30,12 cagettes\n";
    desk.bring(ImportKind::Tasks, ImportMode::Apply, text).await;
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let board = desk.client.read_day(desk.org.id, day).await.unwrap();
    let [stop] = board.stops.as_slice() else { panic!("one stop") };
    assert!(stop.alone && stop.round_id.is_none());
    assert_eq!((stop.name.as_str(), stop.comments.as_deref()), ("Entrepôt", Some("12 cagettes")));
    let ask = round_of("Quais", day, &[stop.delivery_id]);
    let round = desk.client.create_round(desk.org.id, &ask).await.unwrap().body.id;
    let to = AssignRound { member_id: Some(samir.id) };
    desk.client.assign_round(desk.org.id, round, "*", &to).await.unwrap();
    desk.client.publish_round(desk.org.id, round).await.unwrap();
    let [mine] = samir.client.list_my_rounds(&DayQuery::default()).await.unwrap().items.try_into().unwrap();
    let [visit] = mine.stops.as_slice() else { panic!("one stop") };
    assert_eq!((mine.stop_count, visit.masked), (1, false), "a depot's address is no secret");
    let place = visit.address.as_ref().expect("where to go");
    assert_eq!((place.name.as_deref(), place.street.as_str()), (Some("Entrepôt"), "2 quai des Marques"));
    let closed = samir.client.complete_my_stop(visit.id, &CompleteStop::default()).await.unwrap();
    assert_eq!(closed.status, StopStatus::Loaded);
}

#[tokio::test]
async fn a_sheet_gives_nobody_what_a_household_comes_for() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    desk.app.member(desk.org.id, "samir@exemple.fr", &[Role::Volunteer], Some(desk.org.admin.node)).await;
    let comes = PatchRecipient { self_pickup: Some(true), ..PatchRecipient::default() };
    desk.change(desk.record("Awa Diallo").await.id, &comes).await;
    let text = "address,address.contactName,after,before,assign\n\
        \"12 rue des Lilas, 33000 Bordeaux\",Awa Diallo,10h,12h,samir@exemple.fr:2026-11-24\n";
    let seen = desk.bring(ImportKind::Tasks, ImportMode::DryRun, text).await;
    assert_eq!(errors(&seen), ["2 assign self_pickup"]);
    let tour =
        format!("{},tour.name\n{},Nord\n", DELIVERIES.lines().next().unwrap(), DELIVERIES.lines().nth(1).unwrap());
    let seen = desk.bring(ImportKind::Deliveries, ImportMode::DryRun, tour).await;
    assert_eq!(errors(&seen), ["2 tour.name self_pickup"]);
}

#[tokio::test]
async fn people_and_parcels_of_a_list_are_looked_up_and_unknown_ones_are_told() {
    let desk = Desk::open().await;
    desk.kind("panier").await;
    let samir = desk.app.member(desk.org.id, "samir@exemple.fr", &[Role::Volunteer], Some(desk.org.admin.node)).await;
    let text = "nom;adresse;ville;panier;quantité;bénévole;statut;en pause jusqu'au;tournée\n\
        Abel;1 rue A;Pessac;Panier;2;samir@exemple.fr;actif;;Mardi\n\
        Bois;2 rue B;Pessac;caviar;1;quelqu'un;en pause;24/12/2026;Mardi\n";
    let done = desk.households(ImportMode::Apply, text).await;
    assert_eq!(five(&done.counts), [2, 2, 0, 0, 0]);
    assert_eq!(problems(&done), ["3 panier package_unknown", "3 bénévole person_unknown"]);
    assert_eq!(done.ignored_columns, ["tournée"], "what has no place with us is told");
    let abel = desk.record("Abel").await;
    let package = abel.default_package.unwrap();
    assert_eq!((package.slug.as_str(), package.quantity, abel.usual_volunteer_id), ("panier", 2, Some(samir.id)));
    let bois = desk.record("Bois").await;
    assert_eq!((bois.status, bois.pauses[0].until), (RecipientStatus::Paused, NaiveDate::from_ymd_opt(2026, 12, 24)));
    assert_eq!(five(&desk.households(ImportMode::Apply, text).await.counts), [2, 0, 0, 2, 0]);
}

#[tokio::test]
async fn who_may_import_sees_their_own_and_an_admin_sees_all() {
    let desk = Desk::open().await;
    let (app, org) = (&desk.app, &desk.org);
    let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let lea = app.member(org.id, "lea@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
    let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(org.admin.node)).await;
    let dry = options(ImportKind::Recipients, ImportMode::DryRun);
    let id = maud.client.create_import(org.id, "a.csv", HOUSEHOLDS.into(), &dry).await.unwrap().id;
    maud.client.read_import(org.id, id).await.unwrap();
    org.admin.client.read_import(org.id, id).await.unwrap();
    let listed = |member: &Member| {
        let client = member.client.clone();
        async move { client.list_imports(org.id, &PageQuery::default()).await.unwrap().items.len() }
    };
    assert_eq!((listed(&maud).await, listed(&lea).await, listed(&org.admin).await), (1, 0, 1));
    let gare = app.organisation("La Gare").await;
    for (client, inside, refusal) in [
        (&lea.client, org.id, "not_found"),
        (&samir.client, org.id, "forbidden"),
        (&gare.admin.client, org.id, "not_found"),
        (&gare.admin.client, gare.id, "not_found"),
    ] {
        let nobody = ImportId(Uuid::from_u128(7));
        for id in [id, nobody] {
            assert_eq!(code(client.read_import(inside, id).await), refusal);
            assert_eq!(code(client.list_import_rows(inside, id, &ImportRowQuery::default()).await), refusal);
            assert_eq!(code(client.apply_import(inside, id).await), refusal);
            assert_eq!(code(client.undo_import(inside, id).await), refusal);
            assert_eq!(code(client.read_rejected_rows(inside, id).await), refusal);
            assert_eq!(code(client.patch_import(inside, id, "*", &fix(2, "nom", "x")).await), refusal);
            assert_eq!(code(client.delete_import(inside, id, "*").await), refusal);
        }
    }
    assert_eq!(code(samir.client.create_import(org.id, "a.csv", HOUSEHOLDS.into(), &dry).await), "forbidden");
    assert_eq!(code(app.anonymous().create_import(org.id, "a.csv", b"%PDF".to_vec(), &dry).await), "unauthenticated");
}

#[tokio::test]
async fn a_program_with_the_scope_imports_into_its_own_organisation_only() {
    let desk = Desk::open().await;
    let program = program(&desk.app, &desk.org).await;
    let me = program.read_current_api_client().await.unwrap();
    assert_eq!((me.organisation_id, me.organisation_name.as_str()), (desk.org.id, "Les Halles"));
    assert_eq!(code(desk.client.read_current_api_client().await), "unauthenticated");
    let apply = options(ImportKind::Recipients, ImportMode::Apply);
    let id = program.create_import(desk.org.id, "a.csv", HOUSEHOLDS.into(), &apply).await.unwrap().id;
    let done = settled(&program, desk.org.id, id).await;
    assert_eq!((done.state, done.created_by.as_str()), (ImportState::Completed, "Tableur du lundi"));
    let gare = desk.app.organisation("La Gare").await;
    assert_eq!(code(program.create_import(gare.id, "a.csv", HOUSEHOLDS.into(), &apply).await), "not_found");
    let theirs = desk.households(ImportMode::DryRun, HOUSEHOLDS).await;
    assert_eq!(code(program.read_import(desk.org.id, theirs.id).await), "not_found");
    let id = desk.app.sql_id(me.id.0);
    desk.app.sql(&[&format!("UPDATE api_clients SET scopes = '' WHERE id = {id}")]).await;
    assert_eq!(code(program.create_import(desk.org.id, "a.csv", HOUSEHOLDS.into(), &apply).await), "forbidden");
}

#[tokio::test]
async fn the_same_key_twice_is_one_import() {
    let desk = Desk::open().await;
    let once = desk.client.once("lundi");
    let apply = options(ImportKind::Recipients, ImportMode::Apply);
    let first = once.create_import(desk.org.id, "a.csv", HOUSEHOLDS.into(), &apply).await.unwrap().id;
    let second = once.create_import(desk.org.id, "a.csv", HOUSEHOLDS.into(), &apply).await.unwrap().id;
    assert_eq!(first, second);
    let other = HOUSEHOLDS.replace("Awa", "Ana");
    assert_eq!(code(once.create_import(desk.org.id, "a.csv", other.into(), &apply).await), "key_reused");
    desk.settled(first).await;
    assert_eq!(desk.client.list_imports(desk.org.id, &PageQuery::default()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn the_file_is_forgotten_after_seven_days_and_its_counts_stay() {
    let mut desk = Desk::open().await;
    let done = desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let only_seen = desk.households(ImportMode::DryRun, "nom;adresse\nA;\n").await;
    desk.pass(TimeDelta::days(7) + TimeDelta::minutes(1)).await;
    let tx = desk.app.store().write(StoreScope::System, Actor::System).await.unwrap();
    tx.forget_old_imports().await.unwrap();
    tx.commit().await.unwrap();
    let left = desk.settled(done.id).await;
    assert_eq!((left.state, five(&left.counts), left.columns.len()), (ImportState::Completed, [3, 3, 0, 0, 0], 0));
    assert!(desk.rows(done.id, None).await.is_empty());
    assert_eq!(code(desk.client.read_rejected_rows(desk.org.id, done.id).await), "import_state");
    assert_eq!(code(desk.client.read_import(desk.org.id, only_seen.id).await), "not_found");
}

#[tokio::test]
async fn a_sheet_leaves_no_name_in_clear_and_every_look_at_it_is_noted() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "nom;adresse;ville;téléphone\nMme Diallo;12 bis rue des Lilas;Bordeaux;0536490001\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    desk.rows(seen.id, None).await;
    desk.rejected(seen.id).await;
    let awa = desk.record("Awa Diallo").await.id;
    let readers = desk.client.list_recipient_readers(desk.org.id, awa, &PageQuery::default()).await.unwrap().items;
    let purposes: Vec<&str> = readers.iter().map(|r| r.purpose.as_str()).collect();
    for purpose in ["import", "import_rows", "import_rejected"] {
        assert!(purposes.contains(&purpose), "{purpose} is missing in {purposes:?}");
    }
    if desk.app.database_url().starts_with("sqlite://") {
        for file in std::fs::read_dir(&desk.app.dir).unwrap().flatten() {
            let bytes = std::fs::read(file.path()).unwrap_or_default();
            for word in ["Kovalenko", "Lilas", "Sonner deux fois"] {
                let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
                assert!(!found, "{word} stands in {}", file.path().display());
            }
        }
    }
}

#[tokio::test]
async fn the_command_brings_a_file_in_and_says_how_it_went() {
    let desk = Desk::open().await;
    let ask = CreateApiClient { name: "Script".into(), scopes: vec![Scope::Imports] };
    let token = desk.client.create_api_client(desk.org.id, &ask).await.unwrap().token;
    let path = desk.app.dir.join("foyers.csv");
    std::fs::File::create(&path).unwrap().write_all(HOUSEHOLDS.as_bytes()).unwrap();
    let (url, folder) = (desk.app.url(), desk.app.dir.clone());
    let cabas = move |token: &str, lang: &str, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cabas"));
        command.args(["import", "recipients"]).args(args).args(["--server", &url]).current_dir(&folder);
        command.env("CABAS_TOKEN", token).env("LC_ALL", lang);
        async move {
            let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
            let said = String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap();
            (out.status.code().unwrap(), said)
        }
    };
    let (status, said) =
        cabas(&token, "fr_FR.UTF-8", &["foyers.csv", "--organisation", "les halles", "--dry-run"]).await;
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("3 lignes lues") && said.contains("3 nouvelles"), "{said}");
    assert!(desk.names().await.is_empty());
    let id = desk.org.id.to_string();
    let (status, said) = cabas(&token, "en_GB.UTF-8", &["foyers.csv", "--organisation", &id]).await;
    assert_eq!((status, said.contains("3 rows read")), (0, true), "{said}");
    assert_eq!(desk.names().await.len(), 3);
    std::fs::write(&path, "nom;adresse;ville\nAbel;1 rue A;Pessac\n;2 rue B;Pessac\n").unwrap();
    let args = ["foyers.csv", "--organisation", "Les Halles", "--rejected", "rejetes.csv"];
    let (status, said) = cabas(&token, "fr", &args).await;
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("Ligne 3, nom") && said.contains("Il manque une réponse ici."), "{said}");
    let csv = std::fs::read_to_string(desk.app.dir.join("rejetes.csv")).unwrap();
    assert!(csv.contains("3;nom: required"), "{csv}");
    std::fs::write(&path, "nom;adresse;x\nnom;adresse;tél\nBois;2 rue B;\n").unwrap();
    let args = ["foyers.csv", "--organisation", "Les Halles", "--header-line", "2", "--default", "city=Pessac"];
    let (status, said) = cabas(&token, "fr", &args).await;
    assert_eq!((status, said.contains("1 ligne lue")), (0, true), "{said}");
    assert_eq!(desk.record("Bois").await.address.city, "Pessac");
    for (token, args, words) in [
        ("", vec!["foyers.csv", "--organisation", "Les Halles"], "CABAS_TOKEN"),
        (token.as_str(), vec!["foyers.csv", "--organisation", "La Gare"], "La Gare"),
        (token.as_str(), vec!["absent.csv", "--organisation", "Les Halles"], "absent.csv"),
        ("cabas_wrong", vec!["foyers.csv", "--organisation", "Les Halles"], "Connectez-vous"),
    ] {
        let (status, said) = cabas(token, "fr", &args).await;
        assert!(status == 1 && said.contains(words), "{status}: {said}");
    }
}

#[test]
fn every_word_about_a_sheet_has_a_sentence_in_every_language() {
    let ours = [
        "file_empty",
        "file_not_a_sheet",
        "file_old_excel",
        "file_password",
        "file_too_big",
        "file_too_many_rows",
        "file_too_many_columns",
        "file_nul",
        "file_unreadable",
        "header_unknown",
        "header_one_column",
        "mapping_unknown",
        "diet_basis_missing",
        "diet_basis_required",
        "household_not_missing",
        "kept_as_is",
        "changed_since",
        "used_since",
        "probable_duplicate",
        "recipient_inactive",
        "pair_blocked",
        "other_day",
        "ref_taken",
        "round_closed",
        "transition_refused",
    ];
    let codes = cabas_sheet::ProblemCode::ALL.iter().map(|c| c.as_str()).chain(ours);
    for code in codes {
        for lang in cabas_messages::Lang::ALL {
            assert!(cabas_messages::problems::sentence(lang, code, &[]).is_some(), "{code} in {lang:?}");
        }
    }
}

#[tokio::test]
async fn the_titles_may_be_said_to_stand_on_another_line() {
    let desk = Desk::open().await;
    let text = "nom;ville;adresse\nqui;où;commune\nAbel;1 rue A;Pessac\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!((seen.heads[0].line, five(&seen.counts)[0]), (1, 2));
    let top: Vec<_> = seen.heads[0].top_lines.iter().map(|t| (t.line, t.text.as_str())).collect();
    assert_eq!(top[1], (2, "qui | où | commune"));
    let headers = Some(vec![HeaderRow { sheet: None, line: 2 }]);
    let alone = PatchImport { headers: headers.clone(), ..PatchImport::default() };
    let refused = desk.client.patch_import(desk.org.id, seen.id, "*", &alone).await;
    assert_eq!(fields(refused), [("/file".to_owned(), "header_unknown".to_owned())], "its titles are asked about");
    let mapping = [("qui", "name"), ("où", "address")].map(|(h, f)| (h.to_owned(), f.to_owned()));
    let named = PatchImport { headers, mapping: Some(mapping.into()), ..PatchImport::default() };
    let named = desk.patch(seen.id, &named).await;
    assert_eq!((named.heads[0].line, five(&named.counts)), (2, [1, 1, 0, 0, 0]));
    let back = PatchImport { headers: Some(vec![]), mapping: Some([].into()), ..PatchImport::default() };
    assert_eq!(desk.patch(seen.id, &back).await.heads[0].line, 1, "without a line, it is searched for again");
    let headers = vec![HeaderRow { sheet: None, line: 2 }];
    let at_once = SheetOptions { headers, ..options(ImportKind::Recipients, ImportMode::DryRun) };
    let known = desk.bring_as(&at_once, "x;y;z\nnom;adresse;ville\nAbel;1 rue A;Pessac\n").await;
    assert_eq!((known.heads[0].line, five(&known.counts)), (2, [1, 1, 0, 0, 0]));
}

#[tokio::test]
async fn a_default_stands_for_empty_cells_and_missing_columns_until_it_is_taken_away() {
    let desk = Desk::open().await;
    let text = "nom;adresse;nombre de personnes\nAbel;1 rue A;\nBois;2 rue B;4\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    let with = |pairs: &[(&str, &str)]| PatchImport {
        defaults: Some(pairs.iter().map(|(f, v)| ((*f).to_owned(), (*v).to_owned())).collect()),
        ..PatchImport::default()
    };
    let set = desk.patch(seen.id, &with(&[("city", "Pessac"), ("household_size", "2")])).await;
    assert_eq!(set.defaults["city"], "Pessac");
    assert!(problems(&set).is_empty(), "{:?}", problems(&set));
    let refused = desk.client.patch_import(desk.org.id, seen.id, "*", &with(&[("couleur", "bleu")])).await;
    assert_eq!(fields(refused), [("/defaults".to_owned(), "mapping_unknown".to_owned())]);
    let refused = desk.client.patch_import(desk.org.id, seen.id, "*", &with(&[("city", &"x".repeat(5_000))])).await;
    assert_eq!(fields(refused), [("/defaults".to_owned(), "text_too_long".to_owned())]);
    desk.apply(seen.id).await;
    let (abel, bois) = (desk.record("Abel").await, desk.record("Bois").await);
    assert_eq!((abel.household_size, bois.household_size), (2, 4), "a cell that says something is believed");
    assert_eq!((abel.address.city.as_str(), bois.address.city.as_str()), ("Pessac", "Pessac"));
    let again = desk.households(ImportMode::DryRun, text).await;
    let without = desk.patch(again.id, &with(&[])).await;
    assert!(without.defaults.is_empty());
}

/// Says that a list is the whole one, and what becomes of those it leaves out.
fn whole(ends: &[(RecipientId, MissingChoice)]) -> PatchImport {
    let missing = ends.iter().map(|&(recipient_id, choice)| MissingDecision { recipient_id, choice }).collect();
    PatchImport { write: Some(WriteMode::Sync), missing, ..PatchImport::default() }
}

#[tokio::test]
async fn a_whole_list_shows_who_is_missing_and_ends_nobody_by_itself() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let seen =
        desk.households(ImportMode::DryRun, "réf;nom;adresse;ville\nF1;Diallo Awa;12 rue des Lilas;Bordeaux\n").await;
    let everyone = PageQuery { limit: Some(1), cursor: None };
    let none = desk.client.list_missing_households(desk.org.id, seen.id, &everyone).await.unwrap();
    assert!(none.items.is_empty(), "an ordinary list leaves nobody out");
    let sync = desk.patch(seen.id, &whole(&[])).await;
    assert_eq!((sync.write, sync.counts.missing, five(&sync.counts)), (WriteMode::Sync, 2, [1, 0, 0, 1, 0]));
    let first = desk.client.list_missing_households(desk.org.id, seen.id, &everyone).await.unwrap();
    let next = PageQuery { limit: Some(1), cursor: first.next_cursor.clone() };
    let second = desk.client.list_missing_households(desk.org.id, seen.id, &next).await.unwrap();
    let names: Vec<_> = first.items.iter().chain(&second.items).map(|h| h.display_name.clone()).collect();
    assert_eq!((names, second.next_cursor), (vec!["Jean Martin".to_owned(), "Olena Kovalenko".to_owned()], None));
    desk.apply(seen.id).await;
    for name in ["Jean Martin", "Olena Kovalenko"] {
        assert_eq!(desk.record(name).await.status, RecipientStatus::Active, "{name}");
    }
}

#[tokio::test]
async fn who_is_missing_is_paused_or_stopped_with_the_rest_and_comes_back_with_it() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let (jean, olena) = (desk.record("Jean Martin").await.id, desk.record("Olena Kovalenko").await.id);
    let text = "réf;nom;adresse;ville;nombre de personnes\nF1;Diallo Awa;12 rue des Lilas;Bordeaux;6\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    desk.patch(seen.id, &whole(&[(jean, MissingChoice::Stop), (olena, MissingChoice::Stop)])).await;
    let ended = desk.patch(seen.id, &whole(&[(olena, MissingChoice::Pause)])).await;
    assert_eq!((ended.counts.paused, ended.counts.stopped, five(&ended.counts)), (1, 1, [1, 0, 1, 0, 0]));
    let done = desk.apply(seen.id).await;
    let status = async |name: &str| desk.record(name).await.status;
    assert_eq!(status("Jean Martin").await, RecipientStatus::Stopped);
    assert_eq!(status("Olena Kovalenko").await, RecipientStatus::Paused);
    assert_eq!(desk.record("Awa Diallo").await.household_size, 6);
    let undone = desk.client.undo_import(desk.org.id, done.id).await.unwrap();
    assert_eq!((undone.set_back, undone.kept.len()), (3, 0));
    assert_eq!(status("Jean Martin").await, RecipientStatus::Active);
    assert_eq!(status("Olena Kovalenko").await, RecipientStatus::Active);
    assert_eq!(desk.record("Awa Diallo").await.household_size, 4);
}

#[tokio::test]
async fn whoever_a_row_set_aside_may_speak_of_is_not_missing() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text =
        "réf;nom;adresse;ville;téléphone\nF2;;4 place;Bègles;\n;Mme Diallo;12 bis rue des Lilas;Bordeaux;0536490001\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    let jean = desk.record("Jean Martin").await.id;
    let ended = desk.client.patch_import(desk.org.id, seen.id, "*", &whole(&[(jean, MissingChoice::Stop)])).await;
    assert_eq!(fields(ended), [("/missing/0/recipient_id".to_owned(), "household_not_missing".to_owned())]);
    let sync = desk.patch(seen.id, &whole(&[])).await;
    assert_eq!((five(&sync.counts), sync.counts.missing), ([2, 0, 0, 0, 2], 1));
    let missing = desk.client.list_missing_households(desk.org.id, seen.id, &PageQuery::default()).await.unwrap();
    assert_eq!(missing.items[0].display_name, "Olena Kovalenko");
}

#[tokio::test]
async fn columns_settled_once_are_read_so_the_next_time_until_they_are_forgotten() {
    let desk = Desk::open().await;
    let dry = options(ImportKind::Recipients, ImportMode::DryRun);
    let stops = options(ImportKind::Tasks, ImportMode::DryRun);
    let text = |name| format!("Liste du mardi;;\nqui;où;couleur\n{name};1 rue {name}, 33600 Pessac;bleu\n");
    let mapping = [("qui", "name"), ("où", "address"), ("couleur", "")];
    let mapping: std::collections::BTreeMap<_, _> = mapping.map(|(h, f)| (h.to_owned(), f.to_owned())).into();
    let unknown = desk.client.create_import(desk.org.id, "a.csv", text("Abel").into(), &dry);
    assert_eq!(code(unknown.await), "file_invalid");
    let settled = SheetOptions { mapping: mapping.clone(), ..dry.clone() };
    let seen = desk.bring_as(&settled, text("Abel")).await;
    let unsaved = desk.client.create_import(desk.org.id, "a.csv", text("Bois").into(), &dry);
    assert_eq!(code(unsaved.await), "file_invalid", "a preview alone settles nothing");
    desk.apply(seen.id).await;

    let again = desk.households(ImportMode::DryRun, &text("Bois")).await;
    assert_eq!((again.remembered_columns, again.heads[0].line, five(&again.counts)), (true, 2, [1, 1, 0, 0, 0]));
    let louder = desk.households(ImportMode::DryRun, &text("Bois").replace("qui;où", "QUI;Où")).await;
    assert!(louder.remembered_columns, "titles are known again whatever their case");
    assert_eq!((louder.columns[0].header.as_str(), five(&louder.counts)), ("QUI", [1, 1, 0, 0, 0]));
    let tasks = desk.client.create_import(desk.org.id, "a.csv", text("Bois").into(), &stops);
    assert_eq!(code(tasks.await), "file_invalid", "another kind of sheet is read in its own way");

    let forget = PatchImport { forget_columns: true, ..PatchImport::default() };
    let kept = desk.patch(again.id, &forget).await;
    assert_eq!((kept.remembered_columns, five(&kept.counts)), (false, [1, 1, 0, 0, 0]), "this import stays as it is");
    desk.apply(again.id).await;
    let forgotten = desk.client.create_import(desk.org.id, "a.csv", text("Cros").into(), &dry);
    assert_eq!(code(forgotten.await), "file_invalid", "what was forgotten is not learned again by saving it");
}

#[tokio::test]
async fn a_column_that_no_record_has_a_place_for_is_named_among_those_left_out() {
    let desk = Desk::open().await;
    let text = "nom;adresse;ville;tournée;ordre;couleur\nAbel;1 rue A;Pessac;Mardi;1;bleu\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    let unkept: Vec<_> = seen.unkept_columns.iter().map(|c| (c.header.as_str(), c.field.as_str())).collect();
    assert_eq!(unkept, [("tournée", "round"), ("ordre", "position")]);
    assert_eq!(seen.ignored_columns, ["couleur", "ordre", "tournée"]);
}

#[tokio::test]
async fn the_diets_of_a_sheet_are_left_out_until_the_households_are_said_to_agree() {
    let desk = Desk::open().await;
    let text = "nom;adresse;ville;régime;sans\nAbel;1 rue A;Pessac;halal;\nBois;2 rue B;Pessac;;arachide\nCros;3 rue C;Pessac;;\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    assert_eq!(problems(&seen), ["2 régime diet_basis_missing", "3 sans diet_basis_missing"]);
    assert_eq!((five(&seen.counts), seen.diet_agreed), ([3, 3, 0, 0, 0], false), "the rest of the row is kept");
    let agreed = PatchImport { diet_agreed: Some(true), ..PatchImport::default() };
    let agreed = desk.patch(seen.id, &agreed).await;
    assert_eq!((problems(&agreed), agreed.diet_agreed), (vec![], true));
    desk.apply(seen.id).await;
    let (abel, cros) = (desk.record("Abel").await, desk.record("Cros").await);
    assert_eq!((abel.diet.len(), cros.diet_basis), (1, None), "nothing is agreed about where there is nothing");
    assert!(abel.diet_basis.is_some_and(|basis| basis.on.is_some()));
    let again = desk.households(ImportMode::Apply, text).await;
    assert_eq!((five(&again.counts), problems(&again)), ([3, 0, 0, 3, 0], vec![]), "a word given stands");
    let other = desk.households(ImportMode::Apply, &text.replace("Abel", "Dore").replace("1 rue A", "8 rue D")).await;
    assert_eq!(problems(&other), ["2 régime diet_basis_missing"]);
    assert!(desk.record("Dore").await.diet.is_empty());
}

#[tokio::test]
async fn an_update_changes_only_the_columns_that_are_ticked_for_it() {
    let desk = Desk::open().await;
    desk.households(ImportMode::Apply, HOUSEHOLDS).await;
    let text = "réf;nom;prénom;adresse;code postal;ville;téléphone;nombre de personnes\n\
        F1;Ba;Awa;3 rue Neuve;33000;Bordeaux;05 36 49 00 09;6\nF9;Neuf;Nina;9 rue N;33600;Pessac;05 36 49 00 08;2\n";
    let seen = desk.households(ImportMode::DryRun, text).await;
    let keep = ["prénom", "adresse", "téléphone"].map(str::to_owned).to_vec();
    let kept = desk.patch(seen.id, &PatchImport { keep: Some(keep.clone()), ..PatchImport::default() }).await;
    assert_eq!((five(&kept.counts), &kept.kept_columns), ([2, 1, 1, 0, 0], &keep));
    let row = desk.rows(seen.id, Some(RowClass::Changed)).await.remove(0);
    let changes: Vec<_> = row.changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(changes, ["household_size"], "a first name is part of the name");
    desk.apply(seen.id).await;
    let awa = desk.record("Awa Diallo").await;
    assert_eq!((awa.address.street.as_str(), awa.household_size), ("12 rue des Lilas", 6));
    assert_eq!(awa.phones[0].e164, "+33536490001");
    let nina = desk.record("Nina Neuf").await;
    assert_eq!((nina.address.street.as_str(), nina.phones.len()), ("9 rue N", 1), "a new household gets all of it");
}
