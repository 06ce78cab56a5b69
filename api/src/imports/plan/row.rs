//! The rows of a preview as they are made: cells, problems, what becomes of each.

mod notes;

use super::Job;
use crate::imports::preview::{Head, Preview, Shown};
use cabas_domain::imports::{Fate, Tally};
use cabas_kernel::id::RecipientId;
use cabas_model::imports::{
    Candidate, CellCorrection, DuplicateChoice, FieldChange, ImportCounts, ImportProblem, MissingChoice,
    MissingHousehold, RowChoice, Severity,
};
use cabas_sheet::{self as sheet, Row, Workbook};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// The texts of one line of a worksheet.
pub(super) fn texts(book: &Workbook, name: Option<&str>, number: u32) -> Vec<String> {
    let named = |s: &&sheet::Sheet| match name {
        Some(name) => s.name.as_deref() == Some(name),
        None => !s.lines.is_empty(),
    };
    let Some(found) = book.sheets.iter().find(named) else { return Vec::new() };
    // Lines come in order, save in a workbook that was not written by a spreadsheet.
    let at = found.lines.binary_search_by_key(&number, |l| l.number).ok();
    let line = at.and_then(|i| found.lines.get(i)).or_else(|| found.lines.iter().find(|l| l.number == number));
    line.map(|l| l.cells.iter().map(|c| c.text.clone()).collect()).unwrap_or_default()
}

/// The preview being made.
pub(super) struct Table<'a> {
    book: &'a Workbook,
    heads: Vec<Head>,
    by_sheet: HashMap<Option<String>, usize>,
    corrections: HashMap<u32, Vec<&'a CellCorrection>>,
    choices: HashMap<(Option<&'a str>, u32), &'a RowChoice>,
    rows: Vec<Shown>,
    /// Fields, as changes are named, that no row changes of what there is.
    keeps: Arc<HashSet<String>>,
    tally: Tally,
    to_confirm: u32,
    warnings: u32,
    pub(super) missing: u32,
    paused: u32,
    stopped: u32,
    absent: Vec<MissingHousehold>,
}

/// A row on its way to a verdict.
pub(super) struct Draft {
    pub(super) line: u32,
    head: usize,
    cells: Vec<String>,
    added: BTreeMap<String, String>,
    /// The fields that the row gives something for.
    filled: Vec<&'static str>,
    pub(super) problems: Vec<ImportProblem>,
    pub(super) choice: Option<DuplicateChoice>,
    /// The household that was chosen.
    pub(super) chosen: Option<RecipientId>,
    pub(super) changes: Vec<FieldChange>,
    /// Fields that no row changes of what there is.
    keeps: Arc<HashSet<String>>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) recipient: Option<RecipientId>,
    /// What is written waits for a place on the map.
    pub(super) to_confirm: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(book: &'a Workbook, heads: Vec<Head>, job: &'a Job) -> Self {
        let mut corrections: HashMap<u32, Vec<&CellCorrection>> = HashMap::new();
        for correction in &job.settings.corrections {
            corrections.entry(correction.line).or_default().push(correction);
        }
        let keeps = Arc::new(kept(&heads, &job.settings.keep));
        let by_sheet = heads.iter().enumerate().map(|(i, h)| (h.sheet.clone(), i)).collect();
        Self {
            book,
            by_sheet,
            heads,
            corrections,
            choices: job.settings.choices(),
            keeps,
            rows: Vec::new(),
            tally: Tally::default(),
            to_confirm: 0,
            warnings: 0,
            missing: 0,
            paused: 0,
            stopped: 0,
            absent: Vec::new(),
        }
    }

    /// Begins a row; gives its value beside, when it could be read.
    pub(super) fn draft<T>(&self, row: Row<T>) -> (Draft, Option<T>) {
        let (sheet, line) = (row.sheet.as_deref(), row.line);
        let head = self.by_sheet.get(&sheet.map(str::to_owned)).copied().unwrap_or(0);
        let mut cells = texts(self.book, sheet, line);
        let mut added = BTreeMap::new();
        for correction in self.corrections.get(&line).into_iter().flatten() {
            if correction.sheet.as_deref() == sheet {
                self.correct(head, correction, &mut cells, &mut added);
            }
        }
        let choice = self.choices.get(&(sheet, line));
        let draft = Draft {
            line,
            head,
            cells,
            added,
            filled: row.filled.iter().collect(),
            problems: row.problems.into_iter().map(notes::told).collect(),
            choice: choice.map(|c| c.choice),
            chosen: choice.and_then(|c| c.recipient_id),
            changes: Vec::new(),
            keeps: Arc::clone(&self.keeps),
            candidates: Vec::new(),
            recipient: None,
            to_confirm: false,
        };
        (draft, row.value)
    }

    fn correct(
        &self,
        head: usize,
        correction: &CellCorrection,
        cells: &mut Vec<String>,
        added: &mut BTreeMap<String, String>,
    ) {
        let wanted = correction.column.trim();
        let head = self.heads.get(head);
        let by_header = head.and_then(|h| h.headers.iter().position(|name| name == wanted));
        let of_field = || head?.columns.iter().find(|c| c.field == wanted).map(|c| c.index);
        match by_header.or_else(of_field) {
            Some(column) => {
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                if let Some(cell) = cells.get_mut(column) {
                    cell.clone_from(&correction.value);
                }
            }
            None => {
                added.insert(wanted.to_owned(), correction.value.clone());
            }
        }
    }

    /// Ends a row. What `fate` says comes back gets its reason, under the column of `field`.
    pub(super) fn settle(&mut self, mut draft: Draft, fate: Fate, field: &str) {
        let fate = if draft.is_rejected() { Fate::Reject("") } else { fate };
        if let Some(code) = fate.code().filter(|code| !code.is_empty()) {
            self.note(&mut draft, field, code, Severity::Error);
        }
        self.tally.add(fate);
        let warnings = draft.problems.iter().filter(|p| p.severity == Severity::Warning).count();
        self.warnings += u32::try_from(warnings).unwrap_or(0);
        self.to_confirm += u32::from(draft.to_confirm && fate.is_written());
        self.rows.push(Shown {
            head: draft.head,
            line: draft.line,
            class: fate.class(),
            cells: draft.cells,
            added: draft.added,
            changes: if fate == Fate::Update { draft.changes } else { Vec::new() },
            candidates: draft.candidates,
            choice: draft.choice,
            problems: draft.problems,
            recipient: draft.recipient,
        });
    }

    /// Ends a row that cannot be read.
    pub(super) fn reject(&mut self, draft: Draft) {
        self.settle(draft, Fate::Reject(""), "");
    }

    /// Says whether the file has a column for a field.
    pub(super) fn has_column(&self, draft: &Draft, field: &str) -> bool {
        self.heads.get(draft.head).is_some_and(|h| h.columns.iter().any(|c| c.field == field))
    }

    /// The fields whose empty cells erase, of columns named by header or by field.
    pub(super) fn erased(&self, columns: &[String]) -> Vec<String> {
        let read = self.heads.iter().flat_map(|h| &h.columns);
        let wanted = read.filter(|c| columns.contains(&c.header) || columns.contains(&c.field));
        wanted.map(|c| c.field.clone()).collect()
    }

    /// Notes a household of ours that the list leaves out, and what becomes of it.
    pub(super) fn leave_out(&mut self, household: MissingHousehold) {
        self.missing += 1;
        match household.choice {
            MissingChoice::Keep => {}
            MissingChoice::Pause => self.paused += 1,
            MissingChoice::Stop => self.stopped += 1,
        }
        self.absent.push(household);
    }

    /// The text of a field's cell, for rows that could not be read.
    pub(super) fn cell<'d>(&self, draft: &'d Draft, field: &str) -> Option<&'d str> {
        let column = self.heads.get(draft.head)?.columns.iter().find(|c| c.field == field)?;
        draft.cells.get(column.index).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn finish(self, encoding: Option<String>) -> (Preview, ImportCounts) {
        let counts = ImportCounts {
            rows: self.tally.rows,
            created: self.tally.created,
            updated: self.tally.updated,
            unchanged: self.tally.unchanged,
            rejected: self.tally.rejected,
            duplicates: self.tally.duplicates,
            to_confirm: self.to_confirm,
            missing: self.missing,
            warnings: self.warnings,
            paused: self.paused,
            stopped: self.stopped,
        };
        let preview =
            Preview { encoding, heads: self.heads, rows: self.rows, missing: self.absent, ..Preview::default() };
        (preview, counts)
    }
}

impl Draft {
    /// Says whether the cell of a field, or a correction of it, holds something.
    pub(super) fn is_filled(&self, field: &str) -> bool {
        self.filled.contains(&field)
    }

    /// Says whether one of its problems keeps it out.
    pub(super) fn is_rejected(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    /// Says whether a field of what there is stays as it is, whatever the row says.
    pub(super) fn keeps(&self, field: &str) -> bool {
        self.keeps.contains(field)
    }

    /// Says whether a field changes.
    pub(super) fn has_changed(&self, field: &str) -> bool {
        self.changes.iter().any(|c| c.field == field)
    }

    /// Notes that a field changes, unless it is one that stays.
    pub(super) fn change(&mut self, field: &str, from: String, to: String) {
        if self.keeps(field) {
            return;
        }
        self.changes.push(FieldChange { field: field.to_owned(), from, to, masked: false });
    }
}

/// The fields that some columns, named by title or by field, would change.
fn kept(heads: &[Head], columns: &[String]) -> HashSet<String> {
    let read = heads.iter().flat_map(|h| &h.columns);
    let wanted = read.filter(|c| columns.contains(&c.header) || columns.contains(&c.field));
    wanted.map(|c| changed_by(&c.field).to_owned()).collect()
}

/// The field that a column changes: several columns may speak of one.
fn changed_by(column: &str) -> &str {
    match column {
        "first_name" | "last_name" => "name",
        "house_number" | "address2" => "address",
        "latitude" | "longitude" => "latlong",
        "after" | "before" => "timeslot",
        "pickup.comments" => "dropoff.comments",
        "pickup.tags" => "dropoff.tags",
        "pickup.metadata" => "dropoff.metadata",
        phone if phone.starts_with("phone") => "phone",
        other => other,
    }
}
