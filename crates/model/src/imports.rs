//! Sheets on their way in.

use crate::recipients::RecipientStatus;
pub use cabas_kernel::words::imports::{
    DuplicateChoice, ImportKind, ImportMode, ImportState, MissingChoice, RowClass, Severity, WriteMode,
};
use cabas_kernel::{
    Ts,
    id::{ImportId, RecipientId},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use validator::Validate;

private! {
    /// A pasted sheet; files come as multipart with the same fields beside `file`.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateImport {
        pub kind: ImportKind,
        /// Cells as the clipboard gives them: lines of tab-separated cells.
        pub text: String,
        /// The day that cells without a date mean.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
        #[serde(default)]
        pub mode: ImportMode,
        #[serde(default)]
        pub write: WriteMode,
        /// Header as written → field, or empty to leave a column out.
        #[serde(default)]
        pub mapping: BTreeMap<String, String>,
        /// Field → the value where its cell is empty or its column is missing.
        #[serde(default)]
        pub defaults: BTreeMap<String, String>,
        /// Lines that hold the titles of the columns, where the search would find others.
        #[serde(default)]
        pub headers: Vec<HeaderRow>,
        /// The households of the sheet agreed that their diet is kept. Without it, diets are left out, with a warning.
        #[serde(default)]
        pub diet_agreed: bool,
    }

    /// The line of a worksheet that holds the titles of its columns.
    #[derive(Eq)]
    #[serde(deny_unknown_fields)]
    pub struct HeaderRow {
        /// Every worksheet when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sheet: Option<String>,
        /// The line a person sees, the first being 1.
        pub line: u32,
    }

    pub struct ImportCreated {
        pub id: ImportId,
    }

    #[derive(Default)]
    pub struct ImportCounts {
        /// Non-blank rows. Each is in exactly one of the next five.
        pub rows: u32,
        pub created: u32,
        pub updated: u32,
        pub unchanged: u32,
        pub rejected: u32,
        pub duplicates: u32,
        pub to_confirm: u32,
        /// Households of ours that the list leaves out.
        pub missing: u32,
        pub warnings: u32,
        /// Of the missing, those that are paused.
        #[serde(default)]
        pub paused: u32,
        /// Of the missing, those that are stopped.
        #[serde(default)]
        pub stopped: u32,
    }

    pub struct ImportProblem {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sheet: Option<String>,
        /// The line a person sees: the header's is 1 when it stands on top.
        pub line: u32,
        /// As written in the file; empty when it is the whole row.
        pub column: String,
        pub code: String,
        pub severity: Severity,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub params: BTreeMap<String, String>,
    }

    pub struct ImportDetails {
        pub id: ImportId,
        pub kind: ImportKind,
        pub state: ImportState,
        pub mode: ImportMode,
        pub write: WriteMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub file_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub date: Option<NaiveDate>,
        /// `utf-8`, `windows-1252`…
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub encoding: Option<String>,
        /// Another encoding that the letters of the file resemble more: the accents are to be checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub encoding_doubt: Option<String>,
        /// This very file was applied before.
        pub known_file: bool,
        /// The cells that were corrected then are read as corrected.
        pub recalled_corrections: bool,
        pub counts: ImportCounts,
        pub problems: Vec<ImportProblem>,
        /// The worksheets that were read.
        pub heads: Vec<ImportHead>,
        /// The worksheets that hold something, and whose titles were not understood: nothing of them is read.
        pub ignored_sheets: Vec<String>,
        pub columns: Vec<ImportColumn>,
        pub ignored_columns: Vec<String>,
        /// Of the ignored columns, those that are understood and that no record has a place for.
        pub unkept_columns: Vec<ImportColumn>,
        /// The columns are read as they were the last time for the same titles.
        pub remembered_columns: bool,
        /// Columns, by their titles or fields, that change nothing of what there is.
        pub kept_columns: Vec<String>,
        /// Columns, by their titles or fields, whose empty cells erase what there is.
        pub erasing_columns: Vec<String>,
        /// Field → the value where its cell is empty or its column is missing.
        pub defaults: BTreeMap<String, String>,
        pub diet_agreed: bool,
        pub created_by: String,
        pub created_at: Ts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub applied_at: Option<Ts>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub undo_until: Option<Ts>,
        /// What its undo did, until that is forgotten with the file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub undone: Option<ImportUndone>,
    }

    pub struct ImportSummary {
        pub id: ImportId,
        pub kind: ImportKind,
        pub state: ImportState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub file_name: Option<String>,
        pub counts: ImportCounts,
        pub created_by: String,
        pub created_at: Ts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub undo_until: Option<Ts>,
    }

    /// Where the titles of a worksheet's columns were found.
    pub struct ImportHead {
        /// Its name, when there are several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sheet: Option<String>,
        pub line: u32,
        /// The lines at the top: another one may be chosen.
        pub top_lines: Vec<TopLine>,
    }

    pub struct TopLine {
        pub line: u32,
        /// Its cells, one after the other.
        pub text: String,
    }

    /// How a column was read.
    pub struct ImportColumn {
        pub header: String,
        pub field: String,
    }

    /// One row of the preview.
    pub struct ImportRow {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sheet: Option<String>,
        pub line: u32,
        pub class: RowClass,
        /// Cells by header, as read (after corrections).
        pub cells: BTreeMap<String, String>,
        /// Texts that stand under no header, as they are read.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub beyond: Vec<String>,
        /// For changed rows: field → old and new.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub changes: Vec<FieldChange>,
        /// Households it may be.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub candidates: Vec<Candidate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub choice: Option<DuplicateChoice>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub problems: Vec<ImportProblem>,
    }

    pub struct FieldChange {
        pub field: String,
        /// Empty, too, where it is masked.
        pub from: String,
        pub to: String,
        /// What stood there is not shown: so it is for programs, of what says something of people.
        #[serde(default)]
        pub masked: bool,
    }

    pub struct Candidate {
        pub recipient_id: RecipientId,
        /// Empty for a program, as the street is.
        pub display_name: String,
        pub street: String,
        pub because: Vec<crate::recipients::DuplicateReason>,
    }

    /// A household of ours that the list leaves out.
    pub struct MissingHousehold {
        pub recipient_id: RecipientId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub external_ref: Option<String>,
        /// Empty for a program, as the street is.
        pub display_name: String,
        pub street: String,
        pub status: RecipientStatus,
        pub choice: MissingChoice,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct MissingDecision {
        pub recipient_id: RecipientId,
        pub choice: MissingChoice,
    }

    /// Corrects cells in place, chooses about duplicates, or changes how columns are read; the preview is made anew.
    #[derive(Default, Validate)]
    #[serde(deny_unknown_fields)]
    pub struct PatchImport {
        #[serde(default)]
        pub corrections: Vec<CellCorrection>,
        #[serde(default)]
        pub choices: Vec<RowChoice>,
        /// With `write: sync`: what becomes of households that the list leaves out. Those not named stay as they are.
        #[serde(default)]
        pub missing: Vec<MissingDecision>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub write: Option<WriteMode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mapping: Option<BTreeMap<String, String>>,
        /// What was remembered of these titles is forgotten; this import stays as it is read.
        #[serde(default)]
        pub forget_columns: bool,
        /// All of them: what is not here has no default any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub defaults: Option<BTreeMap<String, String>>,
        /// All of them: a worksheet that is not here is searched again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub headers: Option<Vec<HeaderRow>>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cabas_kernel::near::optional_day")]
        pub date: Option<NaiveDate>,
        /// The households of the sheet agreed that their diet is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub diet_agreed: Option<bool>,
        /// Columns, by their titles or fields, that change nothing of what there is: they serve new rows only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub keep: Option<Vec<String>>,
        /// Columns whose empty cells erase what we have.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub empty_erases: Option<Vec<String>>,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CellCorrection {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sheet: Option<String>,
        pub line: u32,
        pub column: String,
        pub value: String,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct RowChoice {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sheet: Option<String>,
        pub line: u32,
        pub choice: DuplicateChoice,
        /// Which household, when several are likely.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub recipient_id: Option<RecipientId>,
    }

    /// What an undo did.
    pub struct ImportUndone {
        pub removed: u32,
        pub set_back: u32,
        /// Rows left as they are, with the reason's code.
        pub kept: Vec<UndoKept>,
    }

    pub struct UndoKept {
        pub line: u32,
        pub code: String,
    }
}

wire! {
    #[derive(Default, Validate)]
    #[cfg_attr(feature = "spec", derive(utoipa::IntoParams))]
    #[cfg_attr(feature = "spec", into_params(parameter_in = Query))]
    #[serde(deny_unknown_fields)]
    pub struct ImportRowQuery {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub class: Option<RowClass>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[validate(range(min = 1, max = 100, code = "limit_invalid"))]
        pub limit: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

/// A sheet as a form sends it, for the document: the server reads the parts itself.
#[cfg(feature = "spec")]
#[derive(Debug, utoipa::ToSchema)]
pub struct ImportUpload {
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    pub kind: ImportKind,
    /// The day that cells without a date mean.
    pub date: Option<NaiveDate>,
    pub mode: Option<ImportMode>,
    pub write: Option<WriteMode>,
    /// A JSON object: header as written → field, or empty to leave a column out.
    pub mapping: Option<String>,
    /// A JSON object: field → the value where its cell is empty or its column is missing.
    pub defaults: Option<String>,
    /// A JSON list: the lines that hold the titles, `[{"line": 4}]`, each with its `sheet` when there are several.
    pub headers: Option<String>,
    /// The households of the sheet agreed that their diet is kept.
    pub diet_agreed: Option<bool>,
}
