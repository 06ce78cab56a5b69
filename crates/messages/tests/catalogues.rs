//! The catalogues obey the house's words and typography, whoever edits them.

#![allow(clippy::panic, reason = "a helper of tests stops at once and says where")]

#[path = "../build/catalogue.rs"]
#[allow(dead_code, reason = "the build uses the rest")]
mod catalogue;

use catalogue::{Entry, PROBLEMS, Piece};
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../messages")
}

/// Every text of the catalogues: language, place, words with parameters left out.
fn texts() -> Vec<(&'static str, String, String)> {
    let slices = catalogue::load(&root()).unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
    let mut all = Vec::new();
    for (slice, keys) in slices {
        for (key, row) in keys {
            for (language, entry) in catalogue::LANGUAGES.into_iter().zip(row) {
                let place = format!("messages/{language}/{slice}.json: {key}");
                collect(language, &place, &entry, &mut all);
            }
        }
    }
    all
}

fn collect(language: &'static str, place: &str, entry: &Entry, all: &mut Vec<(&'static str, String, String)>) {
    let mut push = |text: &[Piece]| {
        let words: String =
            text.iter().map(|piece| if let Piece::Words(words) = piece { words } else { "{}" }).collect();
        all.push((language, place.to_owned(), words));
    };
    match entry {
        Entry::Plain(text) => push(text),
        Entry::Plural { one, other } => {
            push(one);
            push(other);
        }
        Entry::Problem { title, sentence } => {
            push(title);
            collect(language, place, sentence, all);
        }
    }
}

#[test]
fn every_key_and_parameter_exists_in_both_languages() {
    if let Err(faults) = catalogue::load(&root()) {
        panic!("{}", faults.join("\n"));
    }
}

/// The Rust of all that speaks, without what lies in a folder of tests.
fn sources() -> Vec<String> {
    let mut folders = ["web/src", "api/src", "crates"].map(|path| root().join("..").join(path)).to_vec();
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                texts.extend(fs::read_to_string(&path));
            }
        }
    }
    texts
}

/// The names on both sides of each `mark`.
fn beside<'a>(source: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let is_between = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    source.match_indices(mark).filter_map(move |(at, _)| {
        let (before, after) = source.split_at(at);
        Some((before.rsplit(is_between).next()?, after.strip_prefix(mark)?.split(is_between).next()?))
    })
}

/// A sentence that nobody says is translated and checked in vain. Rust names it `slice::key`, by the name of the slice
/// or the one it is imported `as`; the codes of problems, which arrive as texts, stand in quotes.
#[test]
fn every_key_is_said_somewhere() {
    let slices = catalogue::load(&root()).unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
    let sources = sources();
    let mut said = HashSet::new();
    for source in &sources {
        let other_names: Vec<(&str, &str)> = beside(source, " as ").collect();
        for (module, key) in beside(source, "::") {
            said.insert((module, key));
            said.extend(other_names.iter().filter(|(_, other)| *other == module).map(|(slice, _)| (*slice, key)));
        }
        said.extend(source.split('"').map(|text| (PROBLEMS, text)));
    }
    let all = slices.iter().flat_map(|(slice, keys)| keys.keys().map(move |key| (slice.as_str(), key.as_str())));
    let unsaid: Vec<(&str, &str)> = all.filter(|key| !said.contains(key)).collect();
    assert!(unsaid.is_empty(), "no Rust says these: {unsaid:?}");
}

/// ux WR2 and WR6: one word per concept, and none that belittles.
#[test]
fn words_to_avoid_are_avoided() {
    const FRENCH: &[&str] = &[
        "pauvre",
        "assisté",
        "nécessiteu",
        "usager",
        "livreur",
        "livreuse",
        "parcours",
        "trajet",
        "course",
        "tâche",
        "échec",
        "valider",
        "soumettre",
        "tableau de bord",
        "workflow",
        "dashboard",
        "merci de",
        "veuillez",
        "email",
        "mail ",
        "login",
        "êtes-vous sûr",
    ];
    const ENGLISH: &[&str] = &[
        "poor",
        "needy",
        "beneficiar",
        "user",
        "courier",
        "deliveryman",
        "task",
        "dashboard",
        "submit",
        "are you sure",
        "oops",
    ];
    for (language, place, words) in texts() {
        let lower = words.to_lowercase();
        let avoided = if language == "fr" { FRENCH } else { ENGLISH };
        for word in avoided {
            let found = lower
                .match_indices(word)
                .any(|(at, _)| !lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-'));
            assert!(!found, "{place}: « {word} » is a word to avoid, in « {words} »");
        }
    }
}

#[test]
fn typography_is_set() {
    for (language, place, words) in texts() {
        assert!(!words.contains('\''), "{place}: straight apostrophe in « {words} »");
        assert!(!words.contains("..."), "{place}: three points in « {words} »");
        assert!(!words.contains('!'), "{place}: no exclamation mark (identity 8), in « {words} »");
        assert!(!words.contains('\u{202f}'), "{place}: the desk font lacks U+202F, in « {words} »");
        // The short dash is for spans only, between two values: « 9 h–11 h ».
        let dash = words.contains('—') || words.contains(" - ") || words.contains("– ") || words.contains(" –");
        assert!(!dash, "{place}: no dash as punctuation in « {words} »");
        assert!(words.trim() == words, "{place}: blank at an end of « {words} »");
        if language == "fr" {
            for mark in [" :", " ;", " ?", " »", "« "] {
                assert!(!words.contains(mark), "{place}: ordinary space at « {mark} » in « {words} »");
            }
        }
    }
}

#[test]
fn french_spaces_are_set_by_the_build() {
    assert_eq!(catalogue::typeset("Qui vient ?", "fr"), "Qui vient\u{a0}?");
    assert_eq!(
        catalogue::typeset("l'arrêt « Gare » : 15 minutes...", "fr"),
        "l’arrêt «\u{a0}Gare\u{a0}»\u{a0}: 15\u{a0}minutes…"
    );
    assert_eq!(catalogue::typeset("Who comes?", "en"), "Who comes?");
}

#[test]
fn faults_name_the_file_and_the_key() {
    let twice = catalogue::parse("messages/fr/x.json", r#"{"a": "A", "a": "B"}"#, "fr");
    assert_eq!(twice.unwrap_err(), [r#"messages/fr/x.json: key "a" stands twice"#]);
    let open = catalogue::parse("messages/fr/x.json", r#"{"a": "A {b"}"#, "fr");
    assert_eq!(open.unwrap_err(), [r#"messages/fr/x.json: key "a": a { is never closed"#]);
    let plural = catalogue::parse("messages/fr/x.json", r#"{"a": {"one": "un", "other": "plusieurs"}}"#, "fr");
    assert_eq!(plural.unwrap_err(), [r#"messages/fr/x.json: key "a": the arm "other" of a plural needs {n}"#]);
}
