//! Kinds, states, counts and problems of imports, in words and shapes.

use crate::{
    failure::{Failure, field_sentence},
    i18n::Lang,
    ui::Shape,
};
use cabas_messages::{imports as said, problems, ui};
use cabas_model::{
    imports::{
        DuplicateChoice, ImportCounts, ImportKind, ImportProblem, ImportRow, ImportState, MissingChoice, RowClass,
        Severity, WriteMode,
    },
    recipients::DuplicateReason,
};

pub(super) fn kind(lang: Lang, kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Recipients => said::kind_recipients(lang),
        ImportKind::Deliveries => said::kind_deliveries(lang),
        ImportKind::Tasks => said::kind_tasks(lang),
    }
}

/// A kind of sheet, and what one row of it is.
pub(super) fn kind_words(lang: Lang, kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Recipients => said::kind_recipients_words(lang),
        ImportKind::Deliveries => said::kind_deliveries_words(lang),
        ImportKind::Tasks => said::kind_tasks_words(lang),
    }
}

/// What an import is called: its file, or « Lignes collées ».
pub(super) fn name(lang: Lang, file_name: Option<&str>) -> String {
    file_name.unwrap_or_else(|| said::pasted_name(lang)).to_owned()
}

/// The title of an import's page.
pub(super) fn title(lang: Lang, state: Option<ImportState>) -> &'static str {
    match state {
        None => said::title_any(lang),
        Some(ImportState::Pending | ImportState::Started) => said::title_reading(lang),
        Some(ImportState::Previewed) => said::title_check(lang),
        Some(ImportState::Applying) => said::title_applying(lang),
        Some(ImportState::Completed) => said::title_done(lang),
        Some(ImportState::Failed) => said::title_failed(lang),
        Some(ImportState::Undone) => said::title_undone(lang),
    }
}

/// Class, shape and word of an import's state.
pub(super) fn state(lang: Lang, state: ImportState) -> (&'static str, Shape, &'static str) {
    match state {
        ImportState::Pending | ImportState::Started => ("status", Shape::Draft, said::state_reading(lang)),
        ImportState::Previewed => ("status", Shape::Ready, said::state_previewed(lang)),
        ImportState::Applying => ("status status--out", Shape::Out, said::state_applying(lang)),
        ImportState::Completed => ("status status--done", Shape::Done, said::state_completed(lang)),
        ImportState::Failed => ("status status--failed", Shape::Failed, said::state_failed(lang)),
        ImportState::Undone => ("status status--quiet", Shape::Cancelled, said::state_undone(lang)),
    }
}

/// The state changes by itself: ask again soon.
pub(super) const fn is_moving(state: ImportState) -> bool {
    matches!(state, ImportState::Pending | ImportState::Started | ImportState::Applying)
}

/// Class, shape and word of what becomes of a row.
pub(super) fn effect(lang: Lang, row: &ImportRow) -> (&'static str, Shape, &'static str) {
    let skipped = row.choice == Some(DuplicateChoice::Skip);
    match row.class {
        _ if skipped => ("status status--quiet", Shape::Cancelled, said::class_skipped(lang)),
        RowClass::New => ("status status--done", Shape::New, said::class_new(lang)),
        RowClass::Changed => ("status", Shape::Changed, said::class_changed(lang)),
        RowClass::Unchanged => ("status status--quiet", Shape::Same, said::class_unchanged(lang)),
        RowClass::Duplicate => ("status", Shape::Twin, said::class_duplicate(lang)),
        RowClass::Rejected => ("status status--failed", Shape::Failed, said::class_rejected(lang)),
    }
}

pub(super) fn because(lang: Lang, reason: DuplicateReason) -> &'static str {
    match reason {
        DuplicateReason::SamePhone => said::because_phone(lang),
        DuplicateReason::SameAddress => said::because_address(lang),
        DuplicateReason::SameName => said::because_name(lang),
    }
}

/// The filters of the list of rows, with how many each shows: `None` is all of them. Duplicates count among the
/// rejected, since they are not written before someone chose; here they stand apart. They exist for households only.
pub(super) fn figures(kind: ImportKind, counts: &ImportCounts) -> Vec<(Option<RowClass>, u32)> {
    let mut figures = vec![
        (None, counts.rows),
        (Some(RowClass::New), counts.created),
        (Some(RowClass::Changed), counts.updated),
        (Some(RowClass::Unchanged), counts.unchanged),
        (Some(RowClass::Duplicate), counts.duplicates),
        (Some(RowClass::Rejected), refused(counts)),
    ];
    if kind != ImportKind::Recipients {
        figures.retain(|(class, count)| *class != Some(RowClass::Duplicate) || *count > 0);
    }
    figures
}

/// Rows to correct: the rejected that do not wait for a choice.
pub(super) const fn refused(counts: &ImportCounts) -> u32 {
    counts.rejected.saturating_sub(counts.duplicates)
}

/// How much an application writes: rows, and households that it ends.
pub(super) const fn written(counts: &ImportCounts) -> u32 {
    counts.created.saturating_add(counts.updated).saturating_add(ended(counts))
}

/// Households that the list leaves out and that are paused or stopped.
pub(super) const fn ended(counts: &ImportCounts) -> u32 {
    counts.paused.saturating_add(counts.stopped)
}

/// « Enregistrer 42 lignes », or changes when not all of them are lines.
pub(super) fn apply(lang: Lang, counts: &ImportCounts) -> String {
    if ended(counts) > 0 { said::apply_changes(lang, written(counts)) } else { said::apply(lang, written(counts)) }
}

/// What may be written, in two words and in a sentence.
pub(super) fn write(lang: Lang, mode: WriteMode) -> (&'static str, &'static str) {
    match mode {
        WriteMode::Merge => (said::write_merge(lang), said::write_merge_words(lang)),
        WriteMode::Create => (said::write_create(lang), said::write_create_words(lang)),
        WriteMode::Update => (said::write_update(lang), said::write_update_words(lang)),
        WriteMode::Sync => (said::write_sync(lang), said::write_sync_words(lang)),
    }
}

/// What becomes of a household that the list leaves out.
pub(super) fn ending(lang: Lang, choice: MissingChoice) -> &'static str {
    match choice {
        MissingChoice::Keep => said::absent_keep(lang),
        MissingChoice::Pause => said::absent_pause(lang),
        MissingChoice::Stop => said::absent_stop(lang),
    }
}

/// A filter of the list of rows.
pub(super) fn show(lang: Lang, class: Option<RowClass>) -> (Option<Shape>, &'static str) {
    match class {
        None => (None, said::show_all(lang)),
        Some(RowClass::New) => (Some(Shape::New), said::show_new(lang)),
        Some(RowClass::Changed) => (Some(Shape::Changed), said::show_changed(lang)),
        Some(RowClass::Unchanged) => (Some(Shape::Same), said::show_unchanged(lang)),
        Some(RowClass::Duplicate) => (Some(Shape::Twin), said::show_duplicate(lang)),
        Some(RowClass::Rejected) => (Some(Shape::Failed), said::show_rejected(lang)),
    }
}

/// What an application will write, and only that: « 42 foyers seront ajoutés. »
pub(super) fn will_write(lang: Lang, kind: ImportKind, counts: &ImportCounts) -> Vec<(Shape, String)> {
    let (add, change) = match kind {
        ImportKind::Recipients => {
            (said::will_add_recipients(lang, counts.created), said::will_change_recipients(lang, counts.updated))
        }
        ImportKind::Deliveries => {
            (said::will_add_deliveries(lang, counts.created), said::will_change_deliveries(lang, counts.updated))
        }
        ImportKind::Tasks => {
            (said::will_add_tasks(lang, counts.created), said::will_change_tasks(lang, counts.updated))
        }
    };
    let lines = [
        (counts.created, Shape::New, add),
        (counts.updated, Shape::Changed, change),
        (counts.paused, Shape::Maybe, said::will_pause(lang, counts.paused)),
        (counts.stopped, Shape::Cancelled, said::will_stop(lang, counts.stopped)),
    ];
    lines.into_iter().filter(|(count, ..)| *count > 0).map(|(_, shape, words)| (shape, words)).collect()
}

/// What an application will leave as it is, or aside.
pub(super) fn will_leave(lang: Lang, counts: &ImportCounts) -> Vec<(Shape, String)> {
    let lines = [
        (counts.unchanged, Shape::Same, said::will_keep(lang, counts.unchanged)),
        (counts.duplicates, Shape::Twin, said::will_ask(lang, counts.duplicates)),
        (refused(counts), Shape::Failed, said::will_reject(lang, refused(counts))),
    ];
    lines.into_iter().filter(|(count, ..)| *count > 0).map(|(_, shape, words)| (shape, words)).collect()
}

/// What was written.
pub(super) fn did_write(lang: Lang, kind: ImportKind, counts: &ImportCounts) -> Vec<(Shape, String)> {
    let (added, changed) = match kind {
        ImportKind::Recipients => {
            (said::did_add_recipients(lang, counts.created), said::did_change_recipients(lang, counts.updated))
        }
        ImportKind::Deliveries => {
            (said::did_add_deliveries(lang, counts.created), said::did_change_deliveries(lang, counts.updated))
        }
        ImportKind::Tasks => (said::did_add_tasks(lang, counts.created), said::did_change_tasks(lang, counts.updated)),
    };
    let lines = [
        (counts.created, Shape::New, added),
        (counts.updated, Shape::Changed, changed),
        (counts.paused, Shape::Maybe, said::did_pause(lang, counts.paused)),
        (counts.stopped, Shape::Cancelled, said::did_stop(lang, counts.stopped)),
        (counts.unchanged, Shape::Same, said::did_keep(lang, counts.unchanged)),
        (counts.rejected, Shape::Failed, said::did_aside(lang, counts.rejected)),
    ];
    lines.into_iter().filter(|(count, ..)| *count > 0).map(|(_, shape, words)| (shape, words)).collect()
}

/// The counts of one line of the list: « 51 lignes : 42 nouvelles, 9 modifiées ».
pub(super) fn counted(lang: Lang, counts: &ImportCounts) -> String {
    let parts = [
        (counts.created, said::count_new(lang, counts.created)),
        (counts.updated, said::count_changed(lang, counts.updated)),
        (counts.unchanged, said::count_unchanged(lang, counts.unchanged)),
        (counts.rejected, said::count_aside(lang, counts.rejected)),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    let lines = cabas_messages::common::lines(lang, counts.rows);
    if parts.is_empty() { lines } else { said::count_of(lang, &parts.join(", "), &lines) }
}

/// What is wrong with a cell or a row.
pub(super) fn problem(lang: Lang, problem: &ImportProblem) -> String {
    let params: Vec<(&str, &str)> =
        problem.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    problems::sentence(lang, &problem.code, &params).unwrap_or_else(|| ui::unknown_problem(lang).to_owned())
}

/// « Lignes 13, 20, 31 », of the rows with a remark that keeps none of them out; at most so many, then « … ».
pub(super) fn lines_of_remarks(lang: Lang, problems: &[ImportProblem]) -> Option<String> {
    const MOST: usize = 8;
    let mut lines: Vec<u32> =
        problems.iter().filter(|one| one.severity == Severity::Warning).map(|one| one.line).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut told: Vec<String> = lines.iter().take(MOST).map(|line| lang.number((*line).into())).collect();
    if lines.len() > MOST {
        told.push("…".to_owned());
    }
    (!told.is_empty()).then(|| said::at_lines(lang, &told.join(", ")))
}

/// Why a sheet was not read, and what to do about it; nothing when the sheet is not to blame.
pub(super) fn refusal(lang: Lang, failure: &Failure) -> Option<String> {
    if failure.code() != Some("file_invalid") {
        return None;
    }
    let told: Vec<String> = failure.errors().iter().map(|error| field_sentence(lang, error)).collect();
    Some(if told.is_empty() { failure.sentence(lang) } else { told.join(" ") })
}

/// The titles of a sheet none of which are known, when that is why it was refused.
pub(super) fn unknown_titles(failure: &Failure) -> Vec<String> {
    let seen =
        failure.errors().iter().filter(|error| error.code == "header_unknown").find_map(|e| e.params.get("seen"));
    let mut titles: Vec<String> = Vec::new();
    for title in seen.map(String::as_str).unwrap_or_default().split(" | ").map(str::trim) {
        if !title.is_empty() && !titles.iter().any(|known| known == title) {
            titles.push(title.to_owned());
        }
    }
    titles
}

/// The columns are to blame, which a sheet of another kind often explains.
pub(super) fn is_about_columns(failure: &Failure) -> bool {
    failure.errors().iter().any(|error| error.code.starts_with("header_"))
}

/// Why an undo left a row as it is.
pub(super) fn kept(lang: Lang, code: &str) -> String {
    problems::sentence(lang, code, &[]).unwrap_or_else(|| said::kept_other(lang).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::{FieldError, Problem};
    use std::sync::Arc;

    fn counts() -> ImportCounts {
        ImportCounts {
            rows: 196,
            created: 42,
            updated: 9,
            unchanged: 138,
            rejected: 7,
            duplicates: 3,
            ..ImportCounts::default()
        }
    }

    #[test]
    fn the_figures_add_up_to_all_rows() {
        let figures = figures(ImportKind::Recipients, &counts());
        assert_eq!(figures.first(), Some(&(None, 196)));
        assert_eq!(figures.iter().skip(1).map(|(_, count)| count).sum::<u32>(), 196);
        assert_eq!(figures.last(), Some(&(Some(RowClass::Rejected), 4)), "a duplicate is no row to correct");
        let stops = super::figures(ImportKind::Tasks, &ImportCounts { duplicates: 0, ..counts() });
        assert!(stops.iter().all(|(class, _)| *class != Some(RowClass::Duplicate)));
    }

    #[test]
    fn what_will_happen_is_said_line_by_line_without_zeros() {
        let words = |lines: Vec<(Shape, String)>| lines.into_iter().map(|(_, words)| words).collect::<Vec<_>>();
        assert_eq!(
            words(will_write(Lang::Fr, ImportKind::Recipients, &ImportCounts { updated: 0, ..counts() })),
            ["42 foyers seront ajoutés."]
        );
        assert!(words(will_write(Lang::Fr, ImportKind::Tasks, &ImportCounts::default())).is_empty());
        let ending = ImportCounts { missing: 5, paused: 1, stopped: 2, ..ImportCounts::default() };
        assert_eq!(
            words(will_write(Lang::Fr, ImportKind::Recipients, &ending)),
            ["1 foyer absent du tableau sera mis en pause.", "2 foyers absents du tableau seront arrêtés."]
        );
        assert_eq!((written(&ending), apply(Lang::Fr, &ending).as_str()), (3, "Enregistrer 3 changements"));
        assert_eq!(words(will_leave(Lang::Fr, &counts())).len(), 3);
        assert_eq!(words(did_write(Lang::En, ImportKind::Deliveries, &counts()))[0], "42 deliveries added");
    }

    #[test]
    fn a_list_says_how_many_rows_and_what_became_of_them() {
        let counts = ImportCounts { rows: 51, created: 42, updated: 9, ..ImportCounts::default() };
        assert_eq!(counted(Lang::Fr, &counts), "51 lignes\u{a0}: 42 nouvelles, 9 modifiées");
        assert_eq!(counted(Lang::Fr, &ImportCounts::default()), "0 ligne");
    }

    #[test]
    fn remarks_are_found_by_their_lines() {
        let one = |line, severity| ImportProblem {
            sheet: None,
            line,
            column: String::new(),
            code: String::new(),
            severity,
            value: None,
            params: std::collections::BTreeMap::new(),
        };
        let few = [
            one(31, Severity::Warning),
            one(9, Severity::Error),
            one(13, Severity::Warning),
            one(13, Severity::Warning),
        ];
        assert_eq!(lines_of_remarks(Lang::Fr, &few).as_deref(), Some("Lignes\u{a0}: 13, 31"));
        assert_eq!(lines_of_remarks(Lang::Fr, &[one(9, Severity::Error)]), None);
        let many: Vec<_> = (1..=1_000).map(|line| one(line, Severity::Warning)).collect();
        assert!(lines_of_remarks(Lang::Fr, &many).is_some_and(|told| told.ends_with("8, …")));
    }

    fn refused_file(code: &str, errors: Vec<FieldError>) -> Failure {
        Failure::Problem(Arc::new(Problem {
            kind: String::new(),
            title: String::new(),
            status: 422,
            detail: String::new(),
            instance: String::new(),
            code: code.to_owned(),
            errors,
        }))
    }

    #[test]
    fn a_wrong_file_says_why() {
        let missing = FieldError::new("/file", "header_missing").with("column", "address");
        let failure = refused_file("file_invalid", vec![missing]);
        assert!(refusal(Lang::Fr, &failure).is_some_and(|told| told.contains("address")));
        assert!(is_about_columns(&failure) && unknown_titles(&failure).is_empty());
        assert!(refusal(Lang::Fr, &refused_file("file_invalid", vec![])).is_some_and(|told| told.ends_with('.')));
        assert_eq!(refusal(Lang::Fr, &refused_file("import_busy", vec![])), None);
        assert_eq!(refusal(Lang::Fr, &Failure::Network), None);
    }

    #[test]
    fn titles_that_nobody_knows_can_be_named() {
        let seen = FieldError::new("/file", "header_unknown").with("seen", "Qui | Où |  | Qui");
        assert_eq!(unknown_titles(&refused_file("file_invalid", vec![seen])), ["Qui", "Où"]);
    }
}
