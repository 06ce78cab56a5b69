//! How much of the corpus is read as the people meant who wrote it.
//!
//! The truth of each sheet stands beside it, written by hand, in the lines of [`super::told`]. What a person can read
//! and the reader refuses ends in ` <- ` and what was meant: told, but not right.

use super::told;
use std::{collections::BTreeMap, fs, path::PathBuf};

pub(super) fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/sheets"))
}

/// What must be read from a sheet.
struct Truth {
    kind: String,
    country: String,
    lines: Vec<String>,
}

impl Truth {
    /// Reads the truth of a sheet: remarks, then its kind and country, then its cells.
    fn of(name: &str) -> Self {
        let path = folder().join("truth").join(format!("{name}.txt"));
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(str::to_owned);
        let first = lines.next().unwrap_or_default();
        let (kind, country) = first.split_once(' ').unwrap_or_else(|| panic!("{name}: {first:?} is no kind of sheet"));
        Self { kind: kind.to_owned(), country: country.to_owned(), lines: lines.collect() }
    }
}

/// What a line says without what was meant.
fn said(line: &str) -> &str {
    line.split(" <- ").next().unwrap_or_default()
}

/// How a sheet was read.
#[derive(Default)]
struct Score {
    /// Cells read as they were meant, or refused because nobody could tell.
    right: usize,
    /// Cells that a person can read and the reader refuses, saying so.
    refused: usize,
    /// Cells that are there and were read otherwise or not at all, nothing being said of their row; and cells made up.
    silent: Vec<String>,
    /// All that differs, the lines and columns left out included.
    differences: Vec<String>,
}

fn score(name: &str) -> Score {
    let truth = Truth::of(name);
    let bytes = fs::read(folder().join(name)).unwrap();
    let mut read = told::lines(&bytes, &truth.kind, &truth.country);
    let mut score = Score::default();
    let is_cell = |line: &str| line.contains(" = ") || line.contains(" ! ") || line.contains(" ? ");
    let place = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let is_told = |read: &[String], at: &str| {
        read.iter().any(|l| place(l) == at && !l.contains(" = ") && (l.contains(" ! ") || l.contains(" ? ")))
    };
    let all = read.clone();
    for wanted in &truth.lines {
        if let Some(found) = read.iter().position(|l| l == said(wanted)) {
            read.remove(found);
            let counter = if wanted.contains(" <- ") { &mut score.refused } else { &mut score.right };
            *counter += usize::from(is_cell(wanted));
            continue;
        }
        score.differences.push(format!("{name}: not read: {wanted}"));
        if is_cell(wanted) && is_told(&all, &place(wanted)) {
            score.refused += 1;
        } else {
            score.silent.push(format!("{name}: {wanted}"));
        }
    }
    for more in read {
        score.differences.push(format!("{name}: not there: {more}"));
        if more.contains(" = ") {
            score.silent.push(format!("{name}: {more}"));
        }
    }
    score
}

/// Holds a sheet against its truth, cell by cell.
pub(super) fn as_meant(name: &str) {
    let differences = score(name).differences;
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// The sheets of the corpus, by name.
pub(super) fn sheets() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().unwrap().is_file());
    let mut names: Vec<String> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "README.md" && !name.starts_with('.'));
    names.sort_unstable();
    names
}

#[test]
fn of_sixty_untidy_files_ninety_eight_cells_in_a_hundred_are_right_and_none_is_silently_wrong() {
    let scores: BTreeMap<String, Score> = sheets().into_iter().map(|name| (name.clone(), score(&name))).collect();
    let right: usize = scores.values().map(|s| s.right).sum();
    let refused: usize = scores.values().map(|s| s.refused).sum();
    let silent: Vec<&String> = scores.values().flat_map(|s| &s.silent).collect();
    println!("{} files: {right} cells right, {refused} refused that a person can read", scores.len());
    assert!(silent.is_empty(), "{silent:#?}");
    assert!(scores.len() >= 60, "{} files", scores.len());
    assert!(right * 100 >= (right + refused) * 98, "{right} right, {refused} refused");
}

#[test]
fn every_sheet_is_told_of_in_the_readme() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    for name in sheets() {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
    for entry in fs::read_dir(folder().join("truth")).unwrap() {
        let truth = entry.unwrap().file_name().into_string().unwrap();
        let name = truth.strip_suffix(".txt").unwrap_or_else(|| panic!("{truth}"));
        assert!(folder().join(name).is_file(), "{truth} is the truth of no sheet");
    }
}
