//! The catalogues obey the house's words and typography, whoever edits them.

#![allow(clippy::panic, reason = "a helper of tests stops at once and says where")]

#[path = "../build/catalogue.rs"]
#[allow(dead_code, reason = "the build uses the rest")]
mod catalogue;

use catalogue::{Entry, Piece};
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
