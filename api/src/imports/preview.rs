//! How a sheet was read, as it is kept between requests and shown.

use super::settings::Settings;
use crate::http::{Cx, Gate, Who};
use cabas_kernel::id::RecipientId;
use cabas_model::imports::{
    Candidate, DuplicateChoice, FieldChange, ImportColumn, ImportDetails, ImportHead, ImportProblem, ImportRow,
    MissingHousehold, RowClass, Severity, TopLine,
};
use cabas_store::imports::ImportRecord;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Preview {
    pub(super) encoding: Option<String>,
    /// The encoding that the letters resemble more.
    #[serde(default)]
    pub(super) encoding_doubt: Option<String>,
    pub(super) heads: Vec<Head>,
    /// The worksheets that are not read.
    #[serde(default)]
    pub(super) ignored_sheets: Vec<String>,
    pub(super) rows: Vec<Shown>,
    /// With `sync`, the households of ours that the list leaves out, by name.
    #[serde(default)]
    pub(super) missing: Vec<MissingHousehold>,
}

/// One worksheet that was read.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Head {
    /// Its name, when there are several.
    pub(super) sheet: Option<String>,
    pub(super) line: u32,
    /// The fingerprint of its titles.
    pub(super) shape: Vec<u8>,
    pub(super) top_lines: Vec<TopLine>,
    pub(super) headers: Vec<String>,
    pub(super) columns: Vec<ColumnRead>,
    pub(super) ignored: Vec<String>,
    /// Of the ignored, those that are understood.
    pub(super) unkept: Vec<ColumnRead>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ColumnRead {
    pub(super) header: String,
    pub(super) field: String,
    pub(super) index: usize,
}

/// One row.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Shown {
    /// Its worksheet among the heads.
    pub(super) head: usize,
    pub(super) line: u32,
    pub(super) class: RowClass,
    pub(super) cells: Vec<String>,
    /// Corrections of fields that the file has no column for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) added: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) changes: Vec<FieldChange>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) candidates: Vec<Candidate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<DuplicateChoice>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) problems: Vec<ImportProblem>,
    /// The household it speaks of, when we have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) recipient: Option<RecipientId>,
}

impl Shown {
    /// The households of ours that it shows something of.
    pub(super) fn recipients(&self) -> impl Iterator<Item = RecipientId> {
        self.recipient.into_iter().chain(self.candidates.iter().map(|c| c.recipient_id))
    }

    /// Says whether it comes back in the file of rejected rows: what a person left out does not.
    pub(super) fn comes_back(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }
}

/// Fields whose old value a program may read: none says who somebody is, or how they live.
const OPEN: [&str; 12] = [
    "ref",
    "household_size",
    "package",
    "quantity",
    "timeslot",
    "pickup.timeslot",
    "dropoff.timeslot",
    "packages",
    "dropoff.packages",
    "weight",
    "service_minutes",
    "tour.name",
];

/// For whom a row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Person,
    /// It learns that a field changes, not what stood there or will: with a list of references, a token would otherwise read
    /// every record out.
    Program,
}

impl Reader {
    pub(super) fn of<G: Gate>(cx: &Cx<G>) -> Self {
        if matches!(cx.who(), Who::Program(_)) { Self::Program } else { Self::Person }
    }

    fn change(self, change: &FieldChange) -> FieldChange {
        let masked = self == Self::Program && !OPEN.contains(&change.field.as_str());
        // What a field becomes holds what it was, where both are kept: a second number, a note with a new line.
        if masked {
            return FieldChange { field: change.field.clone(), from: String::new(), to: String::new(), masked };
        }
        change.clone()
    }

    fn candidate(self, candidate: &Candidate) -> Candidate {
        let mut shown = candidate.clone();
        if self == Self::Program {
            (shown.display_name, shown.street) = Default::default();
        }
        shown
    }

    /// A household that the list leaves out: a list of one row would otherwise have a token told of all the others.
    pub(super) fn missing(self, mut household: MissingHousehold) -> MissingHousehold {
        if self == Self::Program {
            (household.display_name, household.street) = Default::default();
        }
        household
    }
}

impl Preview {
    /// The households that are offered for its rows: worksheet, line, household.
    pub(super) fn offered(&self) -> impl Iterator<Item = (Option<&str>, u32, RecipientId)> {
        self.rows.iter().flat_map(move |row| {
            let sheet = self.heads.get(row.head).and_then(|head| head.sheet.as_deref());
            row.candidates.iter().map(move |candidate| (sheet, row.line, candidate.recipient_id))
        })
    }

    pub(super) fn row(&self, shown: &Shown, reader: Reader) -> ImportRow {
        let head = self.heads.get(shown.head);
        let headers = head.map(|h| h.headers.as_slice()).unwrap_or_default();
        let named = headers.iter().zip(&shown.cells).filter(|(header, _)| !header.is_empty());
        let mut cells: BTreeMap<String, String> = named.map(|(h, c)| (h.clone(), c.clone())).collect();
        cells.extend(shown.added.clone());
        let is_titled = |at: usize| headers.get(at).is_some_and(|header| !header.is_empty());
        let untitled = shown.cells.iter().enumerate().filter(|(at, text)| !is_titled(*at) && !text.trim().is_empty());
        ImportRow {
            sheet: head.and_then(|h| h.sheet.clone()),
            line: shown.line,
            class: shown.class,
            cells,
            beyond: untitled.map(|(_, text)| text.clone()).collect(),
            changes: shown.changes.iter().map(|change| reader.change(change)).collect(),
            candidates: shown.candidates.iter().map(|candidate| reader.candidate(candidate)).collect(),
            choice: shown.choice,
            problems: shown.problems.clone(),
        }
    }

    /// The import as it is shown; what an undo did of it is kept apart.
    pub(super) fn details(&self, record: ImportRecord, settings: Settings, known_file: bool) -> ImportDetails {
        let ignored: BTreeSet<String> = self.heads.iter().flat_map(|h| &h.ignored).cloned().collect();
        let head = |h: &Head| ImportHead { sheet: h.sheet.clone(), line: h.line, top_lines: h.top_lines.clone() };
        ImportDetails {
            id: record.id,
            kind: record.kind,
            state: record.state,
            mode: record.mode,
            write: record.write,
            file_name: settings.file_name,
            date: record.day,
            encoding: self.encoding.clone(),
            encoding_doubt: self.encoding_doubt.clone(),
            known_file,
            recalled_corrections: settings.recalled,
            problems: self.rows.iter().flat_map(|r| r.problems.iter().cloned()).collect(),
            heads: self.heads.iter().map(head).collect(),
            ignored_sheets: self.ignored_sheets.clone(),
            columns: each_once(self.heads.iter().flat_map(|h| &h.columns)),
            unkept_columns: each_once(self.heads.iter().flat_map(|h| &h.unkept)),
            remembered_columns: settings.remembered,
            kept_columns: settings.keep,
            erasing_columns: settings.empty_erases,
            diet_agreed: settings.diet_agreed,
            defaults: settings.defaults,
            ignored_columns: ignored.into_iter().collect(),
            undo_until: record.undo_until(),
            created_by: record.brought_by,
            created_at: record.created_at,
            applied_at: record.applied_at,
            counts: record.counts,
            undone: None,
        }
    }
}

/// The columns of all worksheets, each once.
fn each_once<'a>(read: impl Iterator<Item = &'a ColumnRead>) -> Vec<ImportColumn> {
    let mut columns: Vec<ImportColumn> = Vec::new();
    for read in read {
        let column = ImportColumn { header: read.header.clone(), field: read.field.clone() };
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}
