//! Which columns of a page of rows are shown, and what stands in each cell: text, old and new, or what is wrong.

use super::fields;
use cabas_model::imports::{FieldChange, ImportColumn, ImportKind, ImportProblem, ImportRow, RowClass, Severity};
use std::collections::BTreeSet;

/// The columns to show, in the file's order: those that tell rows apart, those where something is to be seen or was
/// `seen` before, or `every` one. A header that several columns share is shown once, because cells are named by it.
pub(super) fn columns(
    kind: ImportKind,
    read: &[ImportColumn],
    rows: &[ImportRow],
    every: bool,
    seen: &mut BTreeSet<String>,
) -> Vec<ImportColumn> {
    let speaking = read.iter().filter(|column| speaks(column, rows)).map(|column| column.header.clone());
    seen.extend(speaking);
    let mut shown: Vec<ImportColumn> = Vec::new();
    for column in read {
        let wanted = every || fields::is_key(kind, &column.field) || seen.contains(&column.header);
        if wanted && !shown.iter().any(|other| other.header == column.header) {
            shown.push(column.clone());
        }
    }
    shown
}

/// Whether something is to be seen in a column.
fn speaks(column: &ImportColumn, rows: &[ImportRow]) -> bool {
    rows.iter().any(|row| {
        row.problems.iter().any(|problem| problem.column == column.header)
            || row.changes.iter().any(|change| change.field == column.field)
    })
}

/// A row, sorted by where its parts are shown.
pub(super) struct Sorted<'a> {
    /// One for each column.
    pub(super) cells: Vec<Spot<'a>>,
    /// Problems of fields that no shown column holds, by the name they are corrected under.
    pub(super) loose: Vec<(&'a str, Vec<&'a ImportProblem>)>,
    /// Problems of the row as a whole.
    pub(super) whole: Vec<&'a ImportProblem>,
    /// Changes of fields that no shown column holds.
    pub(super) changes: Vec<&'a FieldChange>,
}

/// One cell.
pub(super) struct Spot<'a> {
    pub(super) text: &'a str,
    pub(super) problems: Vec<&'a ImportProblem>,
    pub(super) change: Option<&'a FieldChange>,
}

/// Sorts a row into the columns shown.
pub(super) fn sort<'a>(row: &'a ImportRow, columns: &[ImportColumn]) -> Sorted<'a> {
    // A likeness is told by the question that is asked about it.
    let asked = |problem: &ImportProblem| row.class == RowClass::Duplicate && problem.code == "probable_duplicate";
    let problems: Vec<&ImportProblem> = row.problems.iter().filter(|problem| !asked(problem)).collect();
    let cells = columns.iter().map(|column| Spot {
        text: row.cells.get(&column.header).map_or("", String::as_str),
        problems: problems.iter().copied().filter(|problem| problem.column == column.header).collect(),
        change: row.changes.iter().find(|change| change.field == column.field),
    });
    let is_shown = |problem: &ImportProblem| columns.iter().any(|column| column.header == problem.column);
    let mut loose: Vec<(&str, Vec<&ImportProblem>)> = Vec::new();
    for &problem in problems.iter().filter(|problem| !problem.column.is_empty() && !is_shown(problem)) {
        match loose.iter_mut().find(|(column, _)| *column == problem.column) {
            Some((_, known)) => known.push(problem),
            None => loose.push((&problem.column, vec![problem])),
        }
    }
    Sorted {
        cells: cells.collect(),
        loose,
        whole: problems.into_iter().filter(|problem| problem.column.is_empty()).collect(),
        changes: row.changes.iter().filter(|change| !columns.iter().any(|c| c.field == change.field)).collect(),
    }
}

impl Spot<'_> {
    /// A number, in a column of numbers: it stands at the end side.
    pub(super) fn is_number(field: &str) -> bool {
        matches!(field, "household_size" | "quantity" | "position" | "weight" | "service_minutes")
    }
}

/// One of the problems keeps the row out.
pub(super) fn any_error(problems: &[&ImportProblem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn column(header: &str, field: &str) -> ImportColumn {
        ImportColumn { header: header.into(), field: field.into() }
    }

    fn problem(column: &str, code: &str, severity: Severity) -> ImportProblem {
        ImportProblem {
            sheet: None,
            line: 9,
            column: column.into(),
            code: code.into(),
            severity,
            value: None,
            params: BTreeMap::new(),
        }
    }

    fn row(class: RowClass, problems: Vec<ImportProblem>, changes: &[&str]) -> ImportRow {
        let change =
            |field: &&str| FieldChange { field: (*field).into(), from: "1".into(), to: "2".into(), masked: false };
        ImportRow {
            sheet: None,
            line: 9,
            class,
            cells: BTreeMap::from([("Nom".to_owned(), "Petit".to_owned())]),
            beyond: vec![],
            changes: changes.iter().map(change).collect(),
            candidates: vec![],
            choice: None,
            problems,
        }
    }

    fn read() -> Vec<ImportColumn> {
        [("Réf", "ref"), ("Nom", "name"), ("Étage", "floor"), ("Tel", "phone"), ("Tel", "phone2"), ("Nb", "quantity")]
            .map(|(header, field)| column(header, field))
            .into()
    }

    fn headers(shown: &[ImportColumn]) -> Vec<&str> {
        shown.iter().map(|column| column.header.as_str()).collect()
    }

    #[test]
    fn a_page_shows_who_and_where_and_what_is_wrong_or_changes() {
        let kind = ImportKind::Recipients;
        let mut seen = BTreeSet::new();
        let mut shown = |rows: &[ImportRow], every| columns(kind, &read(), rows, every, &mut seen);
        assert_eq!(headers(&shown(&[], false)), ["Nom", "Tel"]);
        let wrong = row(RowClass::Rejected, vec![problem("Étage", "text_too_long", Severity::Error)], &[]);
        let changed = row(RowClass::Changed, vec![], &["quantity"]);
        assert_eq!(headers(&shown(&[wrong, changed], false)), ["Nom", "Étage", "Tel", "Nb"]);
        assert_eq!(headers(&shown(&[], true)), ["Réf", "Nom", "Étage", "Tel", "Nb"]);
        assert_eq!(headers(&shown(&[], false)), ["Nom", "Étage", "Tel", "Nb"], "what was corrected stays in sight");
    }

    #[test]
    fn each_problem_is_told_once_and_where_it_is() {
        let problems = vec![
            problem("Tel", "phone_invalid", Severity::Warning),
            problem("Tel", "phone_extra", Severity::Error),
            problem("address", "required", Severity::Error),
            problem("", "ref_exists", Severity::Error),
        ];
        let row = row(RowClass::Rejected, problems, &["name", "city"]);
        let shown = columns(ImportKind::Recipients, &read(), &[], false, &mut BTreeSet::new());
        let sorted = sort(&row, &shown);
        let counts: Vec<usize> = sorted.cells.iter().map(|cell| cell.problems.len()).collect();
        assert_eq!((counts, sorted.loose.len(), sorted.whole.len()), (vec![0, 2], 1, 1));
        assert_eq!(sorted.loose.first().map(|(column, _)| *column), Some("address"));
        assert_eq!(sorted.changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["city"]);
        assert_eq!(sorted.cells.first().map(|cell| (cell.text, cell.change.is_some())), Some(("Petit", true)));
    }

    #[test]
    fn a_warning_alone_keeps_no_row_out() {
        let (warning, error) =
            (problem("Tel", "phone_invalid", Severity::Warning), problem("Tel", "phone_extra", Severity::Error));
        assert!(!any_error(&[&warning]) && any_error(&[&warning, &error]) && !any_error(&[]));
    }

    #[test]
    fn a_likeness_is_not_told_twice() {
        let likeness = |class| row(class, vec![problem("Nom", "probable_duplicate", Severity::Error)], &[]);
        let told = |row: &ImportRow| {
            let sorted = sort(row, &columns(ImportKind::Recipients, &read(), &[], false, &mut BTreeSet::new()));
            sorted.cells.iter().map(|cell| cell.problems.len()).sum::<usize>()
        };
        assert_eq!((told(&likeness(RowClass::Duplicate)), told(&likeness(RowClass::Rejected))), (0, 1));
    }
}
