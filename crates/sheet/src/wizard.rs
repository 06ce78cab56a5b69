//! What a person settles in the wizard, and what comes back to them: mapping, defaults, corrections, rejected rows.

use crate::{
    Correction, DefaultValue, FileProblem, HeaderAt, MapTo, Mapping, Options, RejectedLine, Workbook, deliveries,
    errors, examples, from_paste, open, recipients, rejected_csv, tasks,
    testing::{context, day, sheet, told},
};

fn map(header: &str, field: &str) -> Mapping {
    Mapping { header: header.into(), to: MapTo::Field(field.into()) }
}

fn correct(line: u32, column: &str, value: &str) -> Correction {
    Correction { sheet: None, line, column: column.into(), value: value.into() }
}

#[test]
fn each_example_is_read_without_a_problem() {
    let read = recipients::read(&open(&examples::recipients_csv()).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!((read.rows.len(), told(read.problems())), (3, vec![]));
    assert!(read.sheets[0].ignored_columns.is_empty(), "{:?}", read.sheets[0].ignored_columns);
    let read = tasks::read(&open(&examples::tasks_csv()).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!((read.rows.len(), told(read.problems())), (3, vec![]));
    assert!(read.sheets[0].ignored_columns.is_empty());
    let read = deliveries::read(&open(&examples::deliveries_csv()).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!((read.rows.len(), told(read.problems())), (2, vec![]));
    assert!(read.sheets[0].ignored_columns.is_empty());
}

#[test]
fn columns_named_by_hand_are_joined_ignored_or_kept_as_metadata() {
    let book = sheet("Foyer;Voie;Suite;Commentaires;Couleur\nAbel;1 rue;Neuve, 33000 Bordeaux;non;bleu\n");
    let options = Options {
        mapping: vec![
            map("Foyer", "address.contactName"),
            map("Voie", "address"),
            map("Suite", "address"),
            Mapping { header: "Commentaires".into(), to: MapTo::Ignore },
            Mapping { header: "Couleur".into(), to: MapTo::Metadata },
        ],
        ..Options::default()
    };
    let read = tasks::read(&book, &context(), &options).unwrap();
    let value = read.rows[0].value.as_ref().unwrap();
    assert_eq!(value.address.text, "1 rue Neuve, 33000 Bordeaux");
    assert_eq!(value.comments, None);
    assert_eq!(value.metadata.get("Couleur").map(String::as_str), Some("bleu"));
    let wrong = Options { mapping: vec![map("Foyer", "couleur")], ..Options::default() };
    let refused = tasks::read(&book, &context(), &wrong).unwrap_err();
    assert_eq!(refused, FileProblem::UnknownField { field: "couleur".into() });
}

#[test]
fn a_column_named_by_hand_wins_over_one_found_by_name() {
    let book = sheet("nom;adresse;domicile principal\nAbel;ancienne;1 rue Neuve, 33000 Bordeaux\n");
    let options = Options { mapping: vec![map("domicile principal", "address")], ..Options::default() };
    let read = recipients::read(&book, &context(), &options).unwrap();
    assert_eq!(read.rows[0].value.as_ref().unwrap().address.city.as_deref(), Some("Bordeaux"));
}

#[test]
fn a_default_fills_empty_cells_and_missing_columns() {
    let book = sheet("nom;adresse;ville\nAbel;1 rue Neuve;\nBois;2 rue Neuve;Bègles\n");
    let default = |field: &str, value: &str| DefaultValue { field: field.into(), value: value.into() };
    let options =
        Options { defaults: vec![default("city", "Bordeaux"), default("round", "Mardi")], ..Options::default() };
    let read = recipients::read(&book, &context(), &options).unwrap();
    let cities: Vec<_> = read.rows.iter().map(|r| r.value.as_ref().unwrap().address.city.clone().unwrap()).collect();
    assert_eq!(cities, ["Bordeaux", "Bègles"]);
    assert_eq!(read.rows[0].value.as_ref().unwrap().round.as_deref(), Some("Mardi"));
    assert!(read.rows[0].filled.contains("round"));
}

#[test]
fn a_correction_is_put_in_place_before_anything_is_typed() {
    let book = sheet("nom;adresse;nb personnes\n;1 rue Neuve;deux\nBois;2 rue Neuve;3\n");
    let read = recipients::read(&book, &context(), &Options::default()).unwrap();
    assert_eq!(told(read.problems()), ["2 nom required", "2 nb personnes number_invalid"]);
    let options = Options {
        corrections: vec![correct(2, "nom", "Abel"), correct(2, "nb personnes", "2"), correct(2, "city", "Bègles")],
        ..Options::default()
    };
    let read = recipients::read(&book, &context(), &options).unwrap();
    assert_eq!(told(read.problems()), [""; 0]);
    let value = read.rows[0].value.as_ref().unwrap();
    assert_eq!((value.display_name.as_str(), value.household_size), ("Abel", Some(2)));
    assert_eq!(value.address.city.as_deref(), Some("Bègles"), "a field without a column may be given too");
}

#[test]
fn a_header_chosen_by_hand_is_believed() {
    let book = sheet("nom;ville;adresse\nqui;où;combien\nAbel;1 rue Neuve;3\n");
    let options = Options {
        headers: vec![HeaderAt { sheet: None, line: 2 }],
        mapping: vec![map("qui", "name"), map("où", "address")],
        ..Options::default()
    };
    let read = recipients::read(&book, &context(), &options).unwrap();
    assert_eq!((read.sheets[0].header_line, read.rows[0].line), (2, 3));
    let top: Vec<_> = read.sheets[0].top_lines.iter().map(|l| (l.line, l.text.as_str())).collect();
    assert_eq!(top, [(1, "nom | ville | adresse"), (2, "qui | où | combien"), (3, "Abel | 1 rue Neuve | 3")]);
}

#[test]
fn of_a_header_chosen_by_hand_and_not_understood_the_titles_are_told() {
    let book = sheet("nom;ville;adresse\nqui;où;combien\nAbel;1 rue Neuve;3\n");
    let options = Options { headers: vec![HeaderAt { sheet: None, line: 2 }], ..Options::default() };
    let refused = recipients::read(&book, &context(), &options).unwrap_err();
    let seen = ["qui", "où", "combien"].map(str::to_owned).to_vec();
    assert_eq!(refused, FileProblem::HeaderMissing { seen, one_column: false });
}

#[test]
fn a_column_left_aside_is_named_and_refuses_no_row_whatever_it_holds() {
    let long = "x".repeat(crate::MAX_CELL_BYTES + 1);
    let book = sheet(&format!(
        "nom;adresse;ordre;tournée\nAbel;1 rue Neuve;A1;#REF!\nBois;2 rue Neuve;12;{long}\nCros;3 rue Neuve;;Nord\n"
    ));
    let default = DefaultValue { field: "position".into(), value: "premier".into() };
    let read_all = Options { defaults: vec![default], ..Options::default() };
    let read = recipients::read(&book, &context(), &read_all).unwrap();
    assert_eq!(
        told(read.problems()),
        ["2 tournée formula_error", "2 ordre number_invalid", "3 tournée text_too_long", "4 ordre number_invalid"]
    );
    let corrections = vec![correct(3, "ordre", "douze"), correct(4, "region", &"x".repeat(200))];
    let aside = ["round", "position", "region"].map(str::to_owned).to_vec();
    let kept = Options { left_aside: aside, corrections, ..read_all };
    let read = recipients::read(&book, &context(), &kept).unwrap();
    assert_eq!(told(read.problems()), [""; 0]);
    let columns: Vec<_> = read.sheets[0].columns.iter().map(|c| (c.header.as_str(), c.field)).collect();
    assert_eq!(columns[2..], [("ordre", "position"), ("tournée", "round")]);
    let last = read.rows[2].value.as_ref().unwrap();
    assert_eq!((last.round.as_ref(), last.position_in_round), (None, None));
    assert!(!read.rows[2].filled.contains("round"), "what is not read is not filled");

    let book = sheet("address;metadata;group\n1 rue Neuve, 33000 Bordeaux;dossier;A\n");
    let aside = Options { left_aside: vec!["metadata".into(), "group".into()], ..Options::default() };
    let refused = tasks::read(&book, &context(), &Options::default()).unwrap();
    assert_eq!(told(refused.problems()), ["2 metadata metadata_syntax"]);
    assert_eq!(told(tasks::read(&book, &context(), &aside).unwrap().problems()), [""; 0]);
}

#[test]
fn a_default_for_a_field_that_nobody_knows_is_refused() {
    let default = DefaultValue { field: "couleur".into(), value: "bleu".into() };
    let options = Options { defaults: vec![default], ..Options::default() };
    let refused = recipients::read(&sheet("nom;adresse\nAbel;1 rue A\n"), &context(), &options).unwrap_err();
    assert_eq!(refused, FileProblem::UnknownDefault { field: "couleur".into() });
}

#[test]
fn a_file_without_its_needed_columns_names_them() {
    let book = sheet("nom;ville\nAbel;Bègles\n");
    let refused = recipients::read(&book, &context(), &Options::default()).unwrap_err();
    assert_eq!(refused, FileProblem::ColumnMissing { fields: vec!["address"] });
    assert_eq!(refused.code(), "header_missing");
    let refused = tasks::read(&sheet("type;comments\npickup;x\n"), &context(), &Options::default()).unwrap_err();
    assert_eq!(refused, FileProblem::ColumnMissing { fields: vec!["address|latlong"] });
    for both in ["address;address.streetAddress;after", "latlong;address.latlng;after"] {
        let refused = tasks::read(&sheet(&format!("{both}\na;b;c\n")), &context(), &Options::default()).unwrap_err();
        assert_eq!(refused.code(), "header_conflict");
    }
    let one = sheet("nom\nAbel\n");
    let refused = recipients::read(&one, &context(), &Options::default()).unwrap_err();
    assert!(matches!(refused, FileProblem::HeaderMissing { one_column: true, .. }));
}

#[test]
fn more_than_ten_thousand_rows_are_refused() {
    let row = "A;1 rue Neuve\n";
    let full = sheet(&format!("nom;adresse\n{}", row.repeat(crate::MAX_ROWS)));
    assert_eq!(recipients::read(&full, &context(), &Options::default()).unwrap().rows.len(), crate::MAX_ROWS);
    let more = sheet(&format!("nom;adresse\n{}", row.repeat(crate::MAX_ROWS + 1)));
    assert_eq!(recipients::read(&more, &context(), &Options::default()).unwrap_err(), FileProblem::TooManyRows);
}

#[test]
fn the_chosen_day_stands_for_missing_dates() {
    let mut ctx = context();
    ctx.day = Some(day("2026-12-01"));
    let read = tasks::read(&sheet("address;after\n1 rue Neuve;8h\n"), &ctx, &Options::default()).unwrap();
    let window = read.rows[0].value.as_ref().unwrap().window;
    assert_eq!(window.start.unwrap().to_rfc3339(), "2026-12-01T07:00:00+00:00");
    assert_eq!(window.end.to_rfc3339(), "2026-12-01T22:59:00+00:00");
}

#[test]
fn a_delivery_may_start_at_the_depot_when_the_organisation_says_so() {
    let book = sheet("dropoff.address;dropoff.timeslot\n1 rue Neuve;2026-11-26 10:00 - 2026-11-26 12:00\n");
    assert!(deliveries::read(&book, &context(), &Options::default()).is_err());
    let options = Options { pickup_from_depot: true, ..Options::default() };
    let read = deliveries::read(&book, &context(), &options).unwrap();
    assert!(read.rows[0].value.as_ref().unwrap().pickup.is_none());
}

#[test]
fn the_same_stop_twice_without_reference_is_told() {
    let text = "type,address,contact,after\n,\"1 rue N, 33000 Bordeaux\",Awa,8h\n,\"1 Rue N. 33000 BORDEAUX\",AWA,9h\npickup,\"1 rue N, 33000 Bordeaux\",Awa,8h\n";
    let read = tasks::read(&sheet(text), &context(), &Options::default()).unwrap();
    assert_eq!(told(read.problems()), ["3 address row_repeated"]);
    assert_eq!(read.problems().next().unwrap().params.get("by"), Some(&"address".into()));
}

fn rejected<T>(book: &Workbook, read: &crate::Reading<T>) -> Vec<u8> {
    let header_line = |name: Option<&str>| {
        let sheet = read.sheets.iter().find(|s| name.is_none() || s.sheet.as_deref() == name).unwrap();
        sheet.header_line
    };
    let lines: Vec<_> = read
        .rejected()
        .map(|r| RejectedLine {
            sheet: r.sheet.as_deref(),
            line: r.line,
            header_line: header_line(r.sheet.as_deref()),
            errors: errors(
                r.problems
                    .iter()
                    .filter(|p| p.is_error())
                    .map(|p| (p.column.as_deref().unwrap_or_default(), p.code.as_str())),
            ),
        })
        .collect();
    rejected_csv(book, &lines)
}

#[test]
fn rejected_rows_come_back_in_their_own_words_and_read_again_once_corrected() {
    let book = sheet(
        "Titre;;\nNom;Adresse;Nb;Couleur\nAbel;1 rue Neuve;deux;'=bleu\nBois;2 rue Neuve;3;vert\n;\"3 rue \"\"B\"\"\n33000 Bordeaux\";;\n",
    );
    let read = recipients::read(
        &book,
        &context(),
        &Options { mapping: vec![map("Nb", "household_size")], ..Options::default() },
    );
    let csv = rejected(&book, &read.unwrap());
    assert_eq!(
        String::from_utf8(csv.clone()).unwrap(),
        "\u{FEFF}Nom;Adresse;Nb;Couleur;_line;_errors\r\nAbel;1 rue Neuve;deux;'=bleu;3;Nb: number_invalid\r\n;\"3 rue \"\"B\"\"\n33000 Bordeaux\";;;5;Nom: required\r\n"
    );
    let corrected = String::from_utf8(csv).unwrap().replace("deux", "2").replace("\r\n;", "\r\nCros;");
    let again = open(corrected.as_bytes()).unwrap();
    let read = recipients::read(&again, &context(), &Options::default()).unwrap();
    assert_eq!(read.rejected().count(), 0);
    let ignored: Vec<_> = read.sheets[0].ignored_columns.iter().map(|c| (c.header.as_str(), c.suggestion)).collect();
    assert_eq!(ignored, [("Nb", None), ("Couleur", None), ("_line", None), ("_errors", None)]);
}

#[test]
fn rejected_rows_of_a_paste_keep_its_tabs() {
    let book = from_paste("nom\tadresse\nAbel\t\n").unwrap();
    let read = recipients::read(&book, &context(), &Options::default()).unwrap();
    let csv = String::from_utf8(rejected(&book, &read)).unwrap();
    assert_eq!(csv, "\u{FEFF}nom\tadresse\t_line\t_errors\r\nAbel\t\t2\tadresse: required\r\n");
}

#[test]
fn a_row_whose_cells_slipped_comes_back_whole() {
    let book = sheet(
        "nom,adresse,code postal,ville\nAbel,1 rue A, bât. B,33000,Bordeaux\nBois,2 rue B,33000,Bordeaux\nCros,3 rue C,33000,Bordeaux\n",
    );
    let read = recipients::read(&book, &context(), &Options::default()).unwrap();
    assert_eq!(told(read.problems()), ["2 - cells_shifted"]);
    let csv = String::from_utf8(rejected(&book, &read)).unwrap();
    assert_eq!(
        csv,
        "\u{FEFF}nom,adresse,code postal,ville,,_line,_errors\r\nAbel,1 rue A, bât. B,33000,Bordeaux,2,cells_shifted\r\n"
    );
    let uncorrected = recipients::read(&open(csv.as_bytes()).unwrap(), &context(), &Options::default()).unwrap();
    assert_eq!(told(uncorrected.problems()), ["2 ville cells_shifted"], "a town of figures alone is none");
    assert_eq!(uncorrected.sheets[0].shape, read.sheets[0].shape);
}

#[test]
fn what_looks_converted_is_believed_once_it_was_written_by_hand() {
    let book = sheet("nom;adresse;digicode\nAbel;1 rue A, 33000 Bordeaux;03-mai\n");
    let read = recipients::read(&book, &context(), &Options::default()).unwrap();
    assert_eq!(told(read.problems()), ["2 digicode value_converted"]);
    let options = Options { corrections: vec![correct(2, "digicode", "03-mai")], ..Options::default() };
    assert_eq!(told(recipients::read(&book, &context(), &options).unwrap().problems()), [""; 0]);
}

#[test]
fn a_row_that_slipped_is_read_as_it_was_corrected() {
    let book = sheet("nom,adresse\nAbel,1 rue A, 33000 Bordeaux\nBois,\"2 rue B, 33000 Bordeaux\"\n");
    let options = Options { corrections: vec![correct(2, "adresse", "1 rue A, 33000 Bordeaux")], ..Options::default() };
    let read = recipients::read(&book, &context(), &options).unwrap();
    assert_eq!(read.rejected().count(), 0, "{:?}", told(read.problems()));
    assert_eq!(read.rows[0].value.as_ref().unwrap().address.city.as_deref(), Some("Bordeaux"));
}

#[test]
fn where_most_rows_have_more_cells_than_titles_the_last_columns_have_none() {
    let book = sheet("nom;adresse\nAbel;1 rue A;sonner\nBois;2 rue B;absent\nCros;3 rue C\n");
    let read = recipients::read(&book, &context(), &Options::default()).unwrap();
    assert_eq!((read.rejected().count(), read.sheets[0].ignored_columns.len()), (0, 1));
}

#[test]
fn the_shape_of_a_header_is_that_of_its_line_before_it_is_read() {
    let book = sheet("Liste du mardi;;\nNom;Adresse;Couleur\nAbel;1 rue A;bleu\n");
    let read = recipients::read(&book, &context(), &Options::default()).unwrap();
    let candidates: Vec<_> = crate::header_candidates(&book.sheets[0]).collect();
    assert_eq!(candidates[0].line, 2, "a title alone is no header");
    assert_eq!(candidates[0].shape, read.sheets[0].shape);
    let back = sheet("Nom;Adresse;Couleur;_line;_errors\nBois;2 rue B;vert;4;Nom: required\n");
    let back = crate::header_candidates(&back.sheets[0]).next().unwrap();
    assert_eq!(back.shape, read.sheets[0].shape, "rows that come back have the titles of their sheet");
    let louder = sheet("NOM;adresse ;Couleur !\nBois;2 rue B;\n");
    let louder = crate::header_candidates(&louder.sheets[0]).next().unwrap();
    assert_eq!((louder.shape.as_str(), louder.title("Couleur")), (read.sheets[0].shape.as_str(), Some("Couleur !")));
}
