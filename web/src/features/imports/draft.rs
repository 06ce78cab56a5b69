//! What a person changes in a preview before it is made anew: corrections, choices, columns, day. Nothing of it is
//! lost by turning a page of rows, nor by a failure: it goes when the server has taken it.

#[cfg(test)]
mod tests;

use cabas_kernel::id::RecipientId;
use cabas_model::{
    FieldError,
    imports::{
        CellCorrection, DuplicateChoice, HeaderRow, ImportColumn, ImportHead, ImportRow, MissingChoice,
        MissingDecision, PatchImport, RowChoice, WriteMode,
    },
};
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

/// The day of rows without a date, as its field gives it; nothing for an empty one.
///
/// # Errors
/// `date_invalid` at `/date`: what is written is no day. To a browser, a year of five figures makes one.
pub(super) fn day_of(text: &str) -> Result<Option<NaiveDate>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| unread_day())
}

fn unread_day() -> FieldError {
    FieldError::new("/date", "date_invalid")
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
    /// The field of the day holds what is no day, or nothing where there was one.
    day_unread: bool,
    /// All the columns whose empty cells erase, once one of them changed.
    erasing: Option<BTreeSet<String>>,
    /// All the columns that change nothing of what there is, once one of them changed.
    keep: Option<BTreeSet<String>>,
    /// Worksheet → the line of its titles; only those that changed.
    headers: BTreeMap<Option<String>, u32>,
    /// All the values for empty cells, once one of them changed.
    defaults: Option<BTreeMap<String, String>>,
    write: Option<WriteMode>,
    /// The households agreed that their diet is kept.
    diet_agreed: Option<bool>,
    /// What is remembered of these titles is to be forgotten.
    forget: bool,
    /// Households that the list leaves out.
    missing: BTreeMap<RecipientId, MissingChoice>,
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

    /// The day of rows without a date, as it is written. A day cannot be taken away again, only changed: a field left
    /// empty, or half rewritten, waits for one, since those who look at it no longer see the day before.
    pub(super) fn set_day(&mut self, was: Option<NaiveDate>, text: &str) {
        let now = day_of(text).ok().flatten();
        self.day = now.filter(|_| now != was);
        self.day_unread = now.is_none() && (was.is_some() || !text.is_empty());
    }

    /// The day chosen, when it is another than the one in force.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        self.day
    }

    /// What is wrong with the day: nothing can be checked, nor saved, before it is one.
    pub(super) fn day_fault(&self) -> Option<FieldError> {
        self.day_unread.then(unread_day)
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

    /// A column changes nothing of what there is, or does again; `before` are those that keep so far.
    pub(super) fn set_keep(&mut self, before: &BTreeSet<String>, header: &str, keeps: bool) {
        let mut keep = self.keep.take().unwrap_or_else(|| before.clone());
        if keeps {
            keep.insert(header.to_owned());
        } else {
            keep.remove(header);
        }
        self.keep = Some(keep).filter(|now| now != before);
    }

    pub(super) fn keep(&self) -> Option<&BTreeSet<String>> {
        self.keep.as_ref()
    }

    /// The titles of a worksheet stand on another line; on the one they were found on is no change.
    pub(super) fn set_header(&mut self, head: &ImportHead, line: u32) {
        if line == head.line {
            self.headers.remove(&head.sheet);
        } else {
            self.headers.insert(head.sheet.clone(), line);
        }
    }

    /// The line chosen for the titles of a worksheet, when it is another than the one they were found on.
    pub(super) fn header_of(&self, sheet: Option<&String>) -> Option<u32> {
        self.headers.get(&sheet.cloned()).copied()
    }

    /// The values for empty cells; `before` are those in force.
    pub(super) fn set_defaults(&mut self, before: &BTreeMap<String, String>, now: BTreeMap<String, String>) {
        self.defaults = Some(now).filter(|now| now != before);
    }

    pub(super) fn defaults(&self) -> Option<&BTreeMap<String, String>> {
        self.defaults.as_ref()
    }

    /// What may be written; as it was is no change.
    pub(super) fn set_write(&mut self, was: WriteMode, now: WriteMode) {
        self.write = Some(now).filter(|now| *now != was);
    }

    pub(super) fn write(&self) -> Option<WriteMode> {
        self.write
    }

    /// The households agreed, or not; as it was is no change.
    pub(super) fn set_diet_agreed(&mut self, was: bool, now: bool) {
        self.diet_agreed = Some(now).filter(|now| *now != was);
    }

    pub(super) fn diet_agreed(&self) -> Option<bool> {
        self.diet_agreed
    }

    pub(super) fn set_forget(&mut self, forget: bool) {
        self.forget = forget;
    }

    pub(super) fn forgets(&self) -> bool {
        self.forget
    }

    /// What becomes of a household that the list leaves out; as it was is no change.
    pub(super) fn end(&mut self, household: RecipientId, was: MissingChoice, now: MissingChoice) {
        if now == was {
            self.missing.remove(&household);
        } else {
            self.missing.insert(household, now);
        }
    }

    pub(super) fn ended(&self, household: RecipientId) -> Option<MissingChoice> {
        self.missing.get(&household).copied()
    }

    /// How many changes wait.
    pub(super) fn count(&self) -> usize {
        let single = [
            self.forget,
            self.keep.is_some(),
            self.diet_agreed.is_some(),
            self.day.is_some() || self.day_unread,
            self.erasing.is_some(),
            self.defaults.is_some(),
            self.write.is_some(),
        ];
        let lists = [self.corrections.len(), self.choices.len(), self.columns.len()];
        let lists = lists.into_iter().chain([self.headers.len(), self.missing.len()]);
        single.iter().map(|is| usize::from(*is)).chain(lists).fold(0, usize::saturating_add)
    }

    /// What is sent, all at once. The API replaces the reading of columns, and that of titles, as a whole, so that they
    /// are sent as a whole; `columns`, `ignored` and `heads` say how they are read so far.
    pub(super) fn request(&self, columns: &[ImportColumn], ignored: &[String], heads: &[ImportHead]) -> PatchImport {
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
        let missing = self.missing.iter();
        let missing = missing.map(|(&recipient_id, &choice)| MissingDecision { recipient_id, choice });
        PatchImport {
            corrections: corrections.collect(),
            choices: choices.collect(),
            missing: missing.collect(),
            write: self.write,
            forget_columns: self.forget,
            diet_agreed: self.diet_agreed,
            keep: self.keep.as_ref().map(|headers| headers.iter().cloned().collect()),
            mapping: (!self.columns.is_empty()).then(|| self.mapping(columns, ignored)),
            defaults: self.defaults.clone(),
            headers: (!self.headers.is_empty()).then(|| self.header_rows(heads)),
            date: self.day,
            empty_erases: self.erasing.as_ref().map(|headers| headers.iter().cloned().collect()),
        }
    }

    fn header_rows(&self, heads: &[ImportHead]) -> Vec<HeaderRow> {
        let line = |head: &ImportHead| self.header_of(head.sheet.as_ref()).unwrap_or(head.line);
        heads.iter().map(|head| HeaderRow { sheet: head.sheet.clone(), line: line(head) }).collect()
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
