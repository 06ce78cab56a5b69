//! What a person changes in a preview before it is made anew: corrections, choices, columns, day. Nothing of it is
//! lost by turning a page of rows, nor by a failure: it goes when the server has taken it.

use cabas_kernel::id::RecipientId;
use cabas_model::imports::{CellCorrection, DuplicateChoice, ImportColumn, ImportRow, PatchImport, RowChoice};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A row, by the line that a person sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    pub(super) sheet: Option<String>,
    pub(super) line: u32,
}

impl From<&ImportRow> for RowKey {
    fn from(row: &ImportRow) -> Self {
        Self { sheet: row.sheet.clone(), line: row.line }
    }
}

/// What was decided about a probable duplicate.
pub(super) type Decision = (DuplicateChoice, Option<RecipientId>);

/// Changes that wait to be checked. It holds cells, so it prints nothing.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Draft {
    corrections: BTreeMap<(RowKey, String), String>,
    choices: BTreeMap<RowKey, Decision>,
    /// Header → field, empty to leave the column out; only those that changed.
    columns: BTreeMap<String, String>,
    day: Option<NaiveDate>,
    /// All the columns whose empty cells erase, once one of them changed.
    erasing: Option<BTreeSet<String>>,
}

impl Draft {
    /// A cell is written: the text as read is no correction.
    pub(super) fn correct(&mut self, row: &RowKey, column: &str, was: &str, now: &str) {
        let cell = (row.clone(), column.to_owned());
        if now == was {
            self.corrections.remove(&cell);
        } else {
            self.corrections.insert(cell, now.to_owned());
        }
    }

    /// The text written in a cell, when it is another than the one read.
    pub(super) fn corrected(&self, row: &RowKey, column: &str) -> Option<&str> {
        self.corrections.get(&(row.clone(), column.to_owned())).map(String::as_str)
    }

    pub(super) fn choose(&mut self, row: &RowKey, decision: Decision) {
        self.choices.insert(row.clone(), decision);
    }

    pub(super) fn chosen(&self, row: &RowKey) -> Option<Decision> {
        self.choices.get(row).copied()
    }

    /// A column is read as another field; as the one it was read as is no change.
    pub(super) fn read_as(&mut self, header: &str, was: &str, now: &str) {
        if now == was {
            self.columns.remove(header);
        } else {
            self.columns.insert(header.to_owned(), now.to_owned());
        }
    }

    /// The field chosen for a column, when it is another than the one it is read as.
    pub(super) fn field_of(&self, header: &str) -> Option<&str> {
        self.columns.get(header).map(String::as_str)
    }

    /// The day of rows without a date. A day cannot be taken away again, only changed.
    pub(super) fn set_day(&mut self, was: Option<NaiveDate>, now: Option<NaiveDate>) {
        self.day = now.filter(|_| now != was);
    }

    /// An empty cell of a column erases, or no longer; `before` are those that erased so far.
    pub(super) fn set_erasing(&mut self, before: &BTreeSet<String>, header: &str, erases: bool) {
        let mut erasing = self.erasing.take().unwrap_or_else(|| before.clone());
        if erases {
            erasing.insert(header.to_owned());
        } else {
            erasing.remove(header);
        }
        self.erasing = Some(erasing).filter(|now| now != before);
    }

    pub(super) fn erasing(&self) -> Option<&BTreeSet<String>> {
        self.erasing.as_ref()
    }

    /// How many changes wait.
    pub(super) fn count(&self) -> usize {
        let others = usize::from(self.day.is_some()).saturating_add(usize::from(self.erasing.is_some()));
        [self.corrections.len(), self.choices.len(), self.columns.len()]
            .iter()
            .fold(others, |sum, n| sum.saturating_add(*n))
    }

    /// What is sent, all at once. The API replaces the reading of columns as a whole, so that it is sent as a whole;
    /// `columns` and `ignored` say how they are read so far.
    pub(super) fn request(&self, columns: &[ImportColumn], ignored: &[String]) -> PatchImport {
        let corrections = self.corrections.iter().map(|((row, column), value)| CellCorrection {
            sheet: row.sheet.clone(),
            line: row.line,
            column: column.clone(),
            value: value.clone(),
        });
        let choices = self.choices.iter().map(|(row, &(choice, recipient_id))| RowChoice {
            sheet: row.sheet.clone(),
            line: row.line,
            choice,
            recipient_id,
        });
        PatchImport {
            corrections: corrections.collect(),
            choices: choices.collect(),
            mapping: (!self.columns.is_empty()).then(|| self.mapping(columns, ignored)),
            date: self.day,
            empty_erases: self.erasing.as_ref().map(|headers| headers.iter().cloned().collect()),
        }
    }

    /// Columns that share a header stay as the reader found them, unless that header was chosen for: a name alone
    /// would give them all one field.
    fn mapping(&self, columns: &[ImportColumn], ignored: &[String]) -> BTreeMap<String, String> {
        let shared = |header: &str| columns.iter().filter(|column| column.header == header).count() > 1;
        let read = columns.iter().filter(|column| !shared(&column.header));
        let mut mapping: BTreeMap<String, String> =
            read.map(|column| (column.header.clone(), column.field.clone())).collect();
        for header in ignored {
            mapping.entry(header.clone()).or_default();
        }
        mapping.extend(self.columns.clone());
        mapping
    }
}

#[cfg(test)]
mod tests {
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
        draft.set_day(None, "2026-11-24".parse().ok());
        assert_eq!(draft.count(), 4, "a later choice takes the place of the earlier one");
        let sent = draft.request(&[], &[]);
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
        let sent = draft.request(&read, &["Année".into(), "Couleur".into()]).mapping.unwrap_or_default();
        let pairs: Vec<_> = sent.iter().map(|(header, field)| (header.as_str(), field.as_str())).collect();
        assert_eq!(pairs, [("Année", ""), ("Couleur", "tags"), ("Nom", "name"), ("Rue", "address")]);
    }

    #[test]
    fn a_day_chosen_again_as_it_was_is_no_change() {
        let mut draft = Draft::default();
        let day = "2026-11-24".parse().ok();
        draft.set_day(day, "2026-11-25".parse().ok());
        assert_eq!(draft.count(), 1);
        draft.set_day(day, day);
        draft.set_day(day, None);
        assert_eq!(draft.count(), 0);
    }

    #[test]
    fn columns_that_erase_are_sent_as_a_list() {
        let before = BTreeSet::from(["Digicode".to_owned()]);
        let mut draft = Draft::default();
        draft.set_erasing(&before, "Étage", true);
        let sent = draft.request(&[], &[]).empty_erases.unwrap_or_default();
        assert_eq!((draft.count(), sent), (1, vec!["Digicode".to_owned(), "Étage".to_owned()]));
        draft.set_erasing(&before, "Étage", false);
        assert_eq!(draft.count(), 0, "back to what it was");
        draft.set_erasing(&before, "Digicode", false);
        assert_eq!(draft.request(&[], &[]).empty_erases, Some(vec![]), "an empty list is one too");
    }
}
