//! What waits to be checked.

use super::*;

fn row(line: u32) -> RowKey {
    RowKey { sheet: None, line }
}

fn columns(pairs: &[(&str, &str)]) -> Vec<ImportColumn> {
    pairs.iter().map(|(header, field)| ImportColumn { header: (*header).into(), field: (*field).into() }).collect()
}

#[test]
fn a_cell_written_back_as_it_was_is_no_change() {
    let mut draft = Draft::default();
    draft.correct(&row(9), "Téléphone", "6,00E+08", "06 39 98 00 01");
    assert_eq!((draft.count(), draft.corrected(&row(9), "Téléphone")), (1, Some("06 39 98 00 01")));
    draft.correct(&row(9), "Téléphone", "6,00E+08", "6,00E+08");
    assert_eq!(draft.count(), 0);
    draft.correct(&row(9), "Téléphone", "6,00E+08", "");
    assert_eq!(draft.count(), 1, "an emptied cell is a correction");
}

#[test]
fn all_changes_are_sent_at_once() {
    let mut draft = Draft::default();
    let sheet = RowKey { sheet: Some("Liste".into()), line: 4 };
    draft.correct(&sheet, "Nom", "", "Diallo");
    draft.correct(&row(2), "Nom", "x", "y");
    draft.choose(&row(10), (DuplicateChoice::Skip, None));
    draft.choose(&row(10), (DuplicateChoice::New, None));
    draft.set_day(None, "2026-11-24");
    assert_eq!(draft.count(), 4, "a later choice takes the place of the earlier one");
    let sent = draft.request(&[], &[], &[]);
    let cells: Vec<_> = sent.corrections.iter().map(|c| (c.sheet.as_deref(), c.line, c.value.as_str())).collect();
    assert_eq!(cells, [(None, 2, "y"), (Some("Liste"), 4, "Diallo")]);
    assert_eq!(sent.choices.iter().map(|c| c.choice).collect::<Vec<_>>(), [DuplicateChoice::New]);
    assert_eq!(sent.date, "2026-11-24".parse().ok());
    assert!(sent.mapping.is_none() && sent.empty_erases.is_none(), "what did not change is not sent");
}

#[test]
fn the_reading_of_columns_is_sent_whole() {
    let mut draft = Draft::default();
    draft.read_as("Couleur", "", "tags");
    draft.read_as("Nom", "name", "last_name");
    draft.read_as("Nom", "name", "name");
    let read = columns(&[("Nom", "name"), ("Tel", "phone"), ("Tel", "phone2"), ("Rue", "address")]);
    let sent = draft.request(&read, &["Année".into(), "Couleur".into()], &[]).mapping.unwrap_or_default();
    let pairs: Vec<_> = sent.iter().map(|(header, field)| (header.as_str(), field.as_str())).collect();
    assert_eq!(pairs, [("Année", ""), ("Couleur", "tags"), ("Nom", "name"), ("Rue", "address")]);
}

#[test]
fn a_day_chosen_again_as_it_was_is_no_change() {
    let mut draft = Draft::default();
    let day = "2026-11-24".parse().ok();
    draft.set_day(day, "2026-11-25");
    assert_eq!((draft.count(), draft.day()), (1, "2026-11-25".parse().ok()));
    draft.set_day(day, "2026-11-24");
    assert_eq!((draft.count(), draft.day()), (0, None));
}

#[test]
fn a_day_that_cannot_be_read_is_never_taken_for_the_one_before() {
    let mut draft = Draft::default();
    let day = "2026-11-24".parse().ok();
    draft.set_day(day, "2026-11-25");
    // A browser gives no text for a date that is half rewritten.
    for written in ["", "20266-11-24"] {
        draft.set_day(day, written);
        let code = draft.day_fault().map(|fault| fault.code);
        assert_eq!((code.as_deref(), draft.count(), draft.day()), (Some("date_invalid"), 1, None), "{written:?}");
    }
    draft.set_day(day, "2026-11-24");
    assert_eq!((draft.day_fault(), draft.count()), (None, 0));
    draft.set_day(None, "");
    assert_eq!((draft.day_fault(), draft.count()), (None, 0), "where there was none, none is needed");
}

#[test]
fn only_an_empty_field_is_no_day() {
    assert_eq!(day_of(""), Ok(None));
    assert_eq!(day_of("2026-11-24").map(|day| day == "2026-11-24".parse().ok()), Ok(true));
    for written in ["20266-11-24", "2026-02-30", "demain"] {
        assert_eq!(day_of(written), Err(FieldError::new("/date", "date_invalid")), "{written}");
    }
}

#[test]
fn columns_that_erase_are_sent_as_a_list() {
    let before = BTreeSet::from(["Digicode".to_owned()]);
    let mut draft = Draft::default();
    draft.set_erasing(&before, "Étage", true);
    let sent = draft.request(&[], &[], &[]).empty_erases.unwrap_or_default();
    assert_eq!((draft.count(), sent), (1, vec!["Digicode".to_owned(), "Étage".to_owned()]));
    draft.set_erasing(&before, "Étage", false);
    assert_eq!(draft.count(), 0, "back to what it was");
    draft.set_erasing(&before, "Digicode", false);
    assert_eq!(draft.request(&[], &[], &[]).empty_erases, Some(vec![]), "an empty list is one too");
}

#[test]
fn what_erases_already_stays_in_force_when_another_column_is_ticked() {
    let in_force = BTreeSet::from(["Digicode".to_owned(), "Étage".to_owned()]);
    let mut draft = Draft::default();
    let shown = |draft: &Draft, header: &str| draft.erasing().unwrap_or(&in_force).contains(header);
    assert!(shown(&draft, "Digicode") && !shown(&draft, "Consigne"), "a new page shows what is in force");
    draft.set_erasing(&in_force, "Consigne", true);
    draft.set_erasing(&in_force, "Étage", false);
    assert!(shown(&draft, "Digicode") && shown(&draft, "Consigne") && !shown(&draft, "Étage"));
    let sent = draft.request(&[], &[], &[]).empty_erases;
    assert_eq!((draft.count(), sent), (1, Some(vec!["Consigne".to_owned(), "Digicode".to_owned()])));
}

fn head(sheet: Option<&str>, line: u32) -> ImportHead {
    ImportHead { sheet: sheet.map(str::to_owned), line, top_lines: vec![] }
}

#[test]
fn titles_on_another_line_are_sent_with_those_of_every_worksheet() {
    let (a, b) = (head(Some("A"), 1), head(Some("B"), 3));
    let mut draft = Draft::default();
    draft.set_header(&a, 4);
    draft.set_header(&b, 5);
    draft.set_header(&b, 3);
    assert_eq!((draft.count(), draft.header_of(a.sheet.as_ref())), (1, Some(4)));
    let sent = draft.request(&[], &[], &[a.clone(), b]).headers.unwrap_or_default();
    let lines: Vec<_> = sent.iter().map(|row| (row.sheet.as_deref(), row.line)).collect();
    assert_eq!(lines, [(Some("A"), 4), (Some("B"), 3)]);
    draft.set_header(&a, 1);
    assert!(draft.count() == 0 && draft.request(&[], &[], &[a]).headers.is_none());
}

#[test]
fn values_for_empty_cells_are_sent_as_a_whole_once_one_changed() {
    let before = BTreeMap::from([("city".to_owned(), "Pessac".to_owned())]);
    let mut draft = Draft::default();
    draft.set_defaults(&before, BTreeMap::new());
    assert_eq!((draft.count(), draft.request(&[], &[], &[]).defaults), (1, Some(BTreeMap::new())));
    draft.set_defaults(&before, before.clone());
    assert_eq!((draft.count(), draft.request(&[], &[], &[]).defaults), (0, None));
}

#[test]
fn a_mode_and_an_ending_chosen_again_as_they_were_are_no_change() {
    let mut draft = Draft::default();
    let household = RecipientId::from(uuid::Uuid::from_u128(7));
    draft.set_write(WriteMode::Merge, WriteMode::Sync);
    draft.end(household, MissingChoice::Keep, MissingChoice::Stop);
    let sent = draft.request(&[], &[], &[]);
    assert_eq!((draft.count(), sent.write), (2, Some(WriteMode::Sync)));
    let ended: Vec<_> = sent.missing.iter().map(|one| (one.recipient_id, one.choice)).collect();
    assert_eq!(ended, [(household, MissingChoice::Stop)]);
    draft.set_write(WriteMode::Merge, WriteMode::Merge);
    draft.end(household, MissingChoice::Keep, MissingChoice::Keep);
    assert_eq!(draft.count(), 0);
}

#[test]
fn columns_that_change_nothing_are_sent_as_a_list() {
    let before = BTreeSet::from(["Téléphone".to_owned()]);
    let mut draft = Draft::default();
    draft.set_keep(&before, "Nom", true);
    draft.set_keep(&before, "Téléphone", false);
    assert_eq!((draft.count(), draft.request(&[], &[], &[]).keep), (1, Some(vec!["Nom".to_owned()])));
    draft.set_keep(&before, "Nom", false);
    draft.set_keep(&before, "Téléphone", true);
    assert_eq!((draft.count(), draft.request(&[], &[], &[]).keep), (0, None));
}
