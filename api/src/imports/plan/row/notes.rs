//! What a row is told: each problem under the column of its field.

use super::{Draft, Table};
use cabas_model::{
    FieldError,
    imports::{ImportProblem, Severity},
};
use cabas_sheet::{Param, Problem};
use std::collections::BTreeMap;

/// What of a cell is quoted in a problem, in characters.
const QUOTED: usize = 200;

impl Table<'_> {
    /// Notes a problem that only the server sees, under the column of a field.
    pub(in crate::imports::plan) fn note(&self, draft: &mut Draft, field: &str, code: &str, severity: Severity) {
        self.note_with(draft, field, code, severity, BTreeMap::new());
    }

    pub(in crate::imports::plan) fn note_with(
        &self,
        draft: &mut Draft,
        field: &str,
        code: &str,
        severity: Severity,
        params: BTreeMap<String, String>,
    ) {
        let head = self.heads.get(draft.head);
        let column = head.and_then(|h| h.columns.iter().find(|c| c.field == field));
        let cell = column.and_then(|c| draft.cells.get(c.index)).filter(|text| !text.is_empty());
        draft.problems.push(ImportProblem {
            sheet: head.and_then(|h| h.sheet.clone()),
            line: draft.line,
            column: column.map_or_else(|| field.to_owned(), |c| c.header.clone()),
            code: code.to_owned(),
            severity,
            value: cell.map(|text| text.chars().take(QUOTED).collect()),
            params,
        });
    }

    /// Notes that a row says something otherwise than what is on record, and that an import does not change it.
    pub(in crate::imports::plan) fn keep_as_is(&self, draft: &mut Draft, field: &str) {
        self.note(draft, field, "kept_as_is", Severity::Warning);
    }

    /// Notes what the API's own rules say of a form, each under the column of its field.
    pub(in crate::imports::plan) fn note_fields(
        &self,
        draft: &mut Draft,
        errors: Vec<FieldError>,
        field: impl Fn(&str) -> &'static str,
    ) {
        for error in errors {
            self.note_with(draft, field(&error.pointer), &error.code, Severity::Error, error.params);
        }
    }

    /// Notes that an earlier line of the file speaks of the same, by what it says: of a reference that comes twice the sheet's own
    /// reading tells.
    pub(in crate::imports::plan) fn note_twin(&self, draft: &mut Draft, field: &str, first_line: u32) {
        let params = BTreeMap::from([("first_line".to_owned(), first_line.to_string())]);
        self.note_with(draft, field, "row_repeated", Severity::Error, params);
    }
}

/// What the sheet's own reading found.
pub(super) fn told(problem: Problem) -> ImportProblem {
    let text = |param: Param| match param {
        Param::Number(n) => n.to_string(),
        Param::Text(text) => text,
    };
    ImportProblem {
        sheet: problem.sheet,
        line: problem.line,
        column: problem.column.unwrap_or_default(),
        code: problem.code.as_str().to_owned(),
        severity: problem.severity,
        value: problem.value,
        params: problem.params.into_iter().map(|(name, param)| (name.to_owned(), text(param))).collect(),
    }
}
