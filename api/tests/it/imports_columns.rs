//! How columns are read: left aside when nobody keeps them, named once and recalled for people, named each time by
//! programs.

use crate::{
    imports::settled,
    imports_rules::{bring_as, errors, four, options},
    support::code,
    town::Town,
};
use cabas_client::SheetOptions;
use cabas_model::{
    api_clients::{CreateApiClient, Scope},
    imports::{ImportKind, ImportMode},
    recipients::RecipientQuery,
};
use std::process::Command;

#[tokio::test]
async fn a_column_that_nobody_keeps_refuses_no_row() {
    let town = Town::new().await;
    let long = "x".repeat(200);
    for (kind, text, left) in [
        (
            ImportKind::Recipients,
            format!("nom;adresse;ville;tournée;ordre\nAbel;1 rue A;Pessac;#REF!;A1\nBois;2 rue B;Pessac;{long};2bis\n"),
            vec!["ordre", "tournée"],
        ),
        (ImportKind::Tasks, format!("address,contact,group\n\"1 rue C, 33000 Bordeaux\",Cros,{long}\n"), vec!["group"]),
    ] {
        let rows = u32::try_from(text.lines().count()).unwrap() - 1;
        let done = bring_as(&town, &options(kind, ImportMode::Apply), &text).await;
        let told: Vec<_> = done.problems.iter().map(|p| p.code.clone()).collect();
        assert_eq!((four(&done), told), ([rows, 0, 0, 0], vec![]), "{kind}");
        assert_eq!(done.ignored_columns, left, "{kind}: it is told once, not row by row");
    }
}

#[tokio::test]
async fn pairs_that_cannot_be_read_or_are_too_long_refuse_their_row() {
    let town = Town::new().await;
    let row = |who: &str, pairs: &str| format!("\"1 rue {who}, 33000 Bordeaux\",{who},{pairs}\n");
    let long = format!("note={}", "x".repeat(996));
    let rows = [row("Abel", "dossier"), row("Bois", &long), row("Cros", &long[1..])];
    let text = format!("address,contact,metadata\n{}", rows.concat());
    let done = bring_as(&town, &options(ImportKind::Tasks, ImportMode::Apply), &text).await;
    assert_eq!(four(&done), [1, 0, 0, 2]);
    assert_eq!(errors(&done), ["2 metadata metadata_syntax", "3 metadata text_too_long"]);
}

const TITLES: [(&str, &str); 3] = [("qui", "name"), ("où", "address"), ("couleur", "")];

#[tokio::test]
async fn rows_that_come_back_corrected_are_read_as_their_sheet_was() {
    let town = Town::new().await;
    let text = "qui;où;couleur\nAbel;1 rue Abel, 33600 Pessac;bleu\n;2 rue Bois, 33600 Pessac;vert\n";
    let dry = options(ImportKind::Recipients, ImportMode::DryRun);
    let named = SheetOptions { mapping: TITLES.map(|(t, f)| (t.to_owned(), f.to_owned())).into(), ..dry.clone() };
    let seen = bring_as(&town, &named, text).await;
    town.client().apply_import(town.org.id, seen.id).await.unwrap();
    let done = settled(town.client(), town.org.id, seen.id).await;
    assert_eq!((four(&done), errors(&done)), ([1, 0, 0, 1], vec!["3 qui required".to_owned()]));
    let csv = town.client().read_rejected_rows(town.org.id, seen.id).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("qui;où;couleur;_line;_errors"), "{csv}");
    let corrected = csv.replace("\n;2 rue Bois", "\nBois;2 rue Bois");
    assert_ne!(corrected, csv);
    let again = bring_as(&town, &SheetOptions { mode: ImportMode::Apply, ..dry }, &corrected).await;
    assert_eq!((again.remembered_columns, four(&again), errors(&again)), (true, [1, 0, 0, 0], vec![]));
    let read: Vec<_> = again.columns.iter().map(|c| (c.header.as_str(), c.field.as_str())).collect();
    assert_eq!(read, TITLES[..2]);
    assert_eq!(again.ignored_columns, ["couleur"], "what we wrote ourselves is nobody's column");
}

#[tokio::test]
async fn the_command_names_columns_and_a_program_is_not_read_by_what_people_settled() {
    let town = Town::new().await;
    let text = "qui;où;couleur\nAbel;1 rue Abel, 33600 Pessac;bleu\n";
    let dry = options(ImportKind::Recipients, ImportMode::DryRun);
    let named = SheetOptions { mapping: TITLES.map(|(t, f)| (t.to_owned(), f.to_owned())).into(), ..dry.clone() };
    let seen = bring_as(&town, &named, text).await;
    town.client().apply_import(town.org.id, seen.id).await.unwrap();
    settled(town.client(), town.org.id, seen.id).await;
    let ask = CreateApiClient { name: "Script".into(), scopes: vec![Scope::Imports] };
    let token = town.org.admin.client.create_api_client(town.org.id, &ask).await.unwrap().token;
    let program = town.app.anonymous().with_token(token.clone());
    let unnamed = program.create_import(town.org.id, "a.csv", text.into(), &dry);
    assert_eq!(code(unnamed.await), "file_invalid", "a program says itself how its columns are read");

    std::fs::write(town.app.dir.join("liste.csv"), text.replace("Abel", "Bois")).unwrap();
    let (url, folder) = (town.app.url(), town.app.dir.clone());
    let cabas = async |columns: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cabas"));
        command.args(["import", "recipients", "liste.csv", "--organisation", "Les Halles", "--server", &url]);
        command.args(columns.iter().flat_map(|column| ["--column", *column])).current_dir(&folder);
        command.env("CABAS_TOKEN", &token).env("LC_ALL", "fr_FR.UTF-8");
        let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let said = String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap();
        (out.status.code().unwrap(), said)
    };
    for (columns, status, words) in [
        (vec!["qui"], 2, "--column <TITLE=FIELD>"),
        (vec!["=name"], 2, "--column <TITLE=FIELD>"),
        (vec!["qui=name", "où=adresse"], 1, "adresse"),
        (vec!["qui=name", "qui=ref"], 1, "qui"),
    ] {
        let (ended, said) = cabas(&columns).await;
        assert!(ended == status && said.contains(words), "{columns:?} ended with {ended}: {said}");
        assert!(said.contains("--column"), "it names the option: {said}");
    }
    let (status, said) = cabas(&["qui=name"]).await;
    assert_eq!(status, 1, "half of the columns is not enough: {said}");
    let (status, said) = cabas(&["qui=name", "où=address", "couleur=", "secteur=round"]).await;
    assert!(status == 0 && said.contains("1 ligne lue") && said.contains("secteur"), "{said}");
    assert_eq!(said.matches("--column").count(), 1, "only a title that is not there is told: {said}");
    let found = town.client().list_recipients(town.org.id, &RecipientQuery::default()).await.unwrap().items;
    let mut names: Vec<_> = found.into_iter().map(|r| r.display_name).collect();
    names.sort();
    assert_eq!(names, ["Abel", "Bois"]);
}
