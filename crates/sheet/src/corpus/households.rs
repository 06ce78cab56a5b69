//! Lists of households.

use super::{file, opened, problems};
use crate::{
    Delimiter, Encoding, FileProblem, Options, Reading, open,
    recipients::{self, RecipientRow},
    testing::context,
};
use cabas_kernel::words::recipients::{Diet, RecipientStatus};

fn households(bytes: &[u8]) -> Reading<RecipientRow> {
    recipients::read(&opened(bytes), &context(), &Options::default()).unwrap()
}

/// `line name, address, phones` of the rows that were kept.
fn kept(reading: &Reading<RecipientRow>) -> Vec<String> {
    let rows = reading.rows.iter().filter_map(|r| r.value.as_ref().map(|v| (r.line, v)));
    rows.map(|(line, v)| {
        let phones: Vec<_> = v.phones.iter().map(|(p, _)| p.as_str()).collect();
        format!("{line} {} | {} | {}", v.display_name, v.address.text, phones.join(" "))
    })
    .collect()
}

#[test]
fn french_excel_in_windows_1252() {
    let book = opened(file!("foyers-excel-1252.csv"));
    assert_eq!(
        (book.encoding, book.delimiter, book.encoding_doubt),
        (Some(Encoding::Windows1252), Some(Delimiter::Semicolon), None)
    );
    let reading = households(file!("foyers-excel-1252.csv"));
    assert_eq!(
        kept(&reading),
        [
            "2 Zoë DÉSIRÉ | 12 rue de l'Église, 33000 Bordeaux | +33639980011",
            "3 Linh Nguyen | 5 bis, cours de l'Yser, 33800 Bordeaux | +33639980012",
            "4 Siobhán O'Brien | Résidence « Les Chênes », bât. C, 33130 Bègles | +33536490013",
        ]
    );
    assert_eq!(problems(&reading), ["4 Nb personnes number_missing?"]);
    let first = reading.rows[0].value.as_ref().unwrap();
    assert_eq!(first.internal_note.as_deref(), Some("Œuvre de l'été – à rappeler"));
    assert_eq!((first.household_size, &first.diet[..]), (Some(4), &[Diet::NoPork][..]));
    assert_eq!((first.address.floor.as_deref(), first.external_ref.as_deref()), (Some("3"), Some("101")));
    assert!(reading.rows[1].filled.contains("floor") && !reading.rows[2].filled.contains("floor"));
}

#[test]
fn unicode_text_of_excel() {
    let book = opened(file!("foyers-utf16.txt"));
    assert_eq!((book.encoding, book.delimiter), (Some(Encoding::Utf16Le), Some(Delimiter::Tab)));
    assert_eq!(
        kept(&households(file!("foyers-utf16.txt"))),
        [
            "2 Miloš Kovačević | 8 allée Ürgüp, Talence | +33639980021",
            "3 Олена Журавель | 14 rue Basse, Pessac | +33639980022"
        ]
    );
    assert_eq!(kept(&households(file!("foyers-utf16be.txt"))), ["2 Işıl Çelik | 3 rue du Port, Lormont | "]);
}

#[test]
fn every_delimiter_with_the_others_inside_cells() {
    assert_eq!(kept(&households(file!("foyers-tab.tsv"))), ["2 Ba, Fatou | 2 place Pey-Berland; esc. A, Bordeaux | "]);
    assert_eq!(
        kept(&households(file!("foyers-pipe.csv"))),
        ["2 Moreau Léa | 7 rue Haute, appt 2, Cenon | +33639980031"]
    );
    assert_eq!(
        kept(&households(file!("foyers-sep.csv"))),
        ["3 Garcia, Inès | 9 rue des Arts, bât. 2, Mérignac | "],
        "the line that names the delimiter counts, as a person sees it"
    );
}

#[test]
fn a_title_above_the_header_is_named_and_ignored() {
    let reading = households(file!("foyers-titre.csv"));
    let sheet = &reading.sheets[0];
    assert_eq!(sheet.header_line, 4);
    let above: Vec<_> = sheet.ignored_lines.iter().map(|l| (l.line, l.text.as_str())).collect();
    assert_eq!(above, [(1, "Association Le Cabas partagé"), (2, "Liste des foyers au 24/11/2026")]);
    assert_eq!(kept(&reading), ["5 Petit | 1 rue Neuve, 33000 Bordeaux | ", "7 Roux | 2 rue Neuve, 33000 Bordeaux | "]);
}

#[test]
fn line_numbers_are_those_a_person_sees() {
    let reading = households(file!("foyers-retours-ligne.csv"));
    assert_eq!(
        kept(&reading),
        ["2 Da Silva | 18 rue Verte, 33400 Talence | +33639980041", "7 Lopez | 20 rue Verte, 33400 Talence | "]
    );
    let first = reading.rows[0].value.as_ref().unwrap();
    assert_eq!(first.internal_note.as_deref(), Some("appeler avant,\nsonner ensuite"));
    assert_eq!((first.address.postal_code.as_deref(), first.address.city.as_deref()), (Some("33400"), Some("Talence")));
}

#[test]
fn only_the_damaged_cells_of_a_utf_8_file_are_refused() {
    let reading = households(file!("foyers-moitie-utf8.csv"));
    assert_eq!(
        problems(&reading),
        [
            "3 nom encoding_invalid",
            "3 adresse encoding_invalid",
            "3 ville encoding_invalid",
            "5 remarques encoding_invalid"
        ]
    );
    assert_eq!(
        kept(&reading),
        ["2 Bérénice Allègre | 3 rue Créon, Bègles | ", "4 Héloïse Sené | 5 rue Créon, Bègles | "]
    );
}

#[test]
fn a_reference_twice_is_an_error_on_the_second_row() {
    let reading = households(file!("foyers-doublons.csv"));
    assert_eq!(problems(&reading), ["5 réf ref_duplicate_file", "6 nom required", "7 réf ref_duplicate_file"]);
    let first_lines: Vec<_> = reading.problems().filter_map(|p| p.params.get("first_line")).collect();
    assert_eq!(first_lines, [&2_u32.into(), &6_u32.into()]);
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_row() {
    assert_eq!(
        kept(&households(file!("foyers-guillemets.csv"))),
        [
            "2 \"Chez Paul | 12 rue Pasteur, Bègles | ",
            "3 Mme \"Momo\" Diop | 13 rue Pasteur, Bègles | ",
            "4 Dit \"le Grand\" | 14 rue Pasteur, Bègles | ",
            "5 Résidence 5\" | 15 rue Pasteur, Bègles | ",
        ]
    );
}

#[test]
fn a_header_that_comes_again_is_no_household() {
    let reading = households(file!("foyers-entete-repete.csv"));
    assert_eq!(kept(&reading), ["2 Abel | 1 rue D, Lormont | ", "4 Bois | 2 rue D, Lormont | "]);
    assert_eq!(problems(&reading), ["5 Adresse required"]);
    assert_eq!(reading.sheets[0].ignored_lines[0].line, 3);
}

#[test]
fn telephones_in_every_state() {
    let reading = households(file!("foyers-telephones.csv"));
    assert_eq!(
        kept(&reading),
        [
            "2 Un | 1 rue T, Floirac | +33639980051",
            "3 Deux | 2 rue T, Floirac | +33639980052",
            "4 Trois | 3 rue T, Floirac | +33639980053 +33536490053 +33639980054",
            "5 Quatre | 4 rue T, Floirac | ",
            "6 Cinq | 5 rue T, Floirac | +33639980055 +33639980056 +33639980057 +33639980058",
            "7 Six | 6 rue T, Floirac | +33639980060",
            "8 Sept | 7 rue T, Floirac | +33639980061 +33639980062",
        ]
    );
    assert_eq!(problems(&reading), ["5 téléphone phone_invalid?", "6 tél 3 phone_extra?"]);
    let row = |i: usize| reading.rows[i].value.as_ref().unwrap();
    let notes: Vec<_> = row(2).phones.iter().map(|(_, n)| n.as_deref()).collect();
    assert_eq!(notes, [Some("voisine"), Some("voisine"), None]);
    let notes: Vec<_> = row(4).phones.iter().map(|(_, n)| n.as_deref()).collect();
    assert_eq!(notes, [Some("fille"), Some("fils"), None, None]);
    assert_eq!(row(3).unread_phones, ["6,3998E+08"]);
    assert_eq!(row(4).unread_phones, ["+33639980059"]);
}

#[test]
fn postcodes_that_lost_their_zero_are_padded_where_they_had_one() {
    let reading = households(file!("foyers-codes-postaux.csv"));
    assert_eq!(problems(&reading), ["2 code postal postal_code_padded?", "6 adresse postal_code_padded?"]);
    let codes: Vec<_> =
        reading.rows.iter().map(|r| r.value.as_ref().unwrap().address.postal_code.clone().unwrap()).collect();
    assert_eq!(codes, ["01000", "1000", "33000", "SW1A 2AA", "06000"]);
    let countries: Vec<_> =
        reading.rows.iter().map(|r| r.value.as_ref().unwrap().address.country.clone().unwrap_or_default()).collect();
    assert_eq!(countries, ["", "BE", "FR", "GB", ""]);
}

#[test]
fn broken_formulas_and_long_cells_refuse_their_row_alone() {
    let reading = households(file!("foyers-formules.csv"));
    assert_eq!(
        problems(&reading),
        ["2 nom formula_error", "4 ville formula_error", "5 consigne text_too_long", "6 consigne text_too_long"]
    );
    let kept = reading.rows[1].value.as_ref().unwrap();
    assert_eq!(kept.delivery_note.as_deref(), Some("=SOMME(A1)"));
}

#[test]
fn flags_statuses_dates_and_units() {
    let reading = households(file!("foyers-booleens.csv"));
    assert_eq!(
        problems(&reading),
        [
            "4 nb pers number_invalid",
            "4 langue language_unknown?",
            "4 statut status_unknown",
            "4 en pause jusqu'au date_two_digit_year",
            "4 pas de sms boolean_invalid",
            "5 nb pers number_invalid",
            "5 en pause jusqu'au date_in_past?",
        ]
    );
    let row = |i: usize| reading.rows[i].value.as_ref().unwrap();
    assert_eq!((row(0).no_sms, row(0).self_pickup, row(0).household_size), (Some(true), None, Some(4)));
    assert_eq!((row(0).status, row(0).language.as_deref()), (Some(RecipientStatus::Active), Some("ar")));
    assert_eq!((row(1).no_sms, row(1).self_pickup, row(1).household_size), (Some(true), Some(false), Some(2)));
    assert_eq!(row(1).paused_until.map(|d| d.to_string()).as_deref(), Some("2026-12-31"));
}

#[test]
fn old_macintosh_lines() {
    assert_eq!(
        kept(&households(file!("foyers-mac.csv"))),
        ["2 Abel | 1 rue M, Cenon | ", "4 Bois | 2 rue M, Cenon | "]
    );
}

#[test]
fn lists_in_six_languages() {
    let read = |bytes: &[u8]| {
        let reading = households(bytes);
        assert!(reading.sheets[0].ignored_columns.is_empty(), "{:?}", reading.sheets[0].ignored_columns);
        kept(&reading).remove(0)
    };
    assert_eq!(read(file!("households.csv")), "2 Mary Poole | 12 High Street, Flat 3, SW1A 2AA London | +33639980081");
    assert_eq!(read(file!("gezinnen.csv")), "2 de Vries | Damstraat 5, 1012 AB Amsterdam | +33639980101");
    let there = |bytes: &[u8], country: &'static str| {
        let mut ctx = context();
        ctx.country = country;
        let reading = recipients::read(&opened(bytes), &ctx, &Options::default()).unwrap();
        assert!(reading.sheets[0].ignored_columns.is_empty(), "{:?}", reading.sheets[0].ignored_columns);
        kept(&reading).remove(0)
    };
    assert_eq!(there(file!("haushalte.csv"), "DE"), "2 Jürgen Groß | Hauptstraße 5, 01067 Dresden | +33639980071");
    assert_eq!(there(file!("famiglie.csv"), "IT"), "2 Rossi Anna | Via Roma 1, 00184 Roma | +33639980091");
    assert_eq!(there(file!("familias.csv"), "ES"), "2 Ñáñez Luz | Calle Mayor 1, 08001 Barcelona | +33639980111");
}

#[test]
fn files_that_are_refused_say_why() {
    assert_eq!(open(file!("pas-une-feuille.xls")), Err(FileProblem::NotASheet { what: "html" }));
    let read = |bytes: &[u8]| recipients::read(&opened(bytes), &context(), &Options::default()).unwrap_err();
    let FileProblem::HeaderMissing { seen, one_column } = read(file!("sans-entete.csv")) else { panic!() };
    assert_eq!((seen.len(), one_column), (3, false));
    assert_eq!(
        read(file!("deux-adresses.csv")),
        FileProblem::HeaderConflict { field: "address", columns: vec!["adresse".into(), "rue".into()] }
    );
}
