//! House rules that clippy cannot express. Few, and exact: each says what to do instead.

use std::path::Path;

use anyhow::{Result, bail};

use crate::tree::{self, File};

struct Rule {
    /// Which files it reads.
    applies: fn(&str) -> bool,
    /// The faults of one file, as line numbers from 1.
    faults: fn(&str) -> Vec<usize>,
    /// What to do instead.
    advice: &'static str,
}

const RULES: [Rule; 5] = [
    Rule {
        applies: |path| path.starts_with("api/src/") && is_rust(path),
        faults: |text| lines_with(text, &[".route("]),
        advice: "register handlers with `.service(…)`: the OpenAPI document does not see `.route(…)`",
    },
    Rule {
        // The modules that hold the clock and the id generator, and the test kit that names databases, are the homes.
        applies: |path| {
            let home = ["clock.rs", "id.rs", "ids.rs"].iter().any(|name| path.ends_with(&format!("/{name}")));
            is_rust(path) && path.contains("/src/") && !home && !in_any(path, &["crates/testkit/", "xtask/"])
        },
        faults: |text| lines_with(text, &["Utc::now", "Local::now", "SystemTime::now", "Uuid::new_v", "Uuid::now_v"]),
        advice: "take time from `Clock` and ids from `IdGen`",
    },
    Rule {
        // The gallery of components, in development builds only, shows samples.
        applies: |path| {
            path.starts_with("web/src/")
                && is_rust(path)
                && !path.ends_with("/gallery.rs")
                && !path.contains("/tests/")
                && !path.ends_with("/tests.rs")
        },
        faults: sentences,
        advice: "words that people read live in the message catalogues, by key",
    },
    Rule {
        applies: |path| !in_any(path, &["testdata/", "LICENSE"]) && !path.ends_with("package-lock.json"),
        faults: |text| lines_with(text, &[concat!("TO", "DO"), concat!("FIX", "ME")]),
        advice: "finish it, or file an issue",
    },
    Rule {
        applies: |path| path.starts_with("messages/"),
        faults: |text| lines_with_words(text, &AVOIDED),
        advice: "the glossary has another word for it",
    },
];

/// Words that the glossary replaces (docs/GLOSSARY.md); in lower case.
const AVOIDED: [&str; 5] = ["usager", "usagers", "usagère", "usagères", "tableau de bord"];

pub(crate) fn check() -> Result<()> {
    let files = tree::text_files(|path| RULES.iter().any(|rule| (rule.applies)(path)))?;
    let faults: Vec<String> = files.iter().flat_map(faults).collect();
    if faults.is_empty() {
        println!("{} files keep the house rules", files.len());
        return Ok(());
    }
    bail!("house rules (xtask/src/house.rs):\n  {}", faults.join("\n  "))
}

fn faults(file: &File) -> Vec<String> {
    RULES
        .iter()
        .filter(|rule| (rule.applies)(&file.path))
        .flat_map(|rule| {
            let lines = (rule.faults)(&file.text);
            lines.into_iter().map(|line| format!("{}:{line}: {}", file.path, rule.advice))
        })
        .collect()
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

fn in_any(path: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| path.starts_with(start))
}

fn lines_with(text: &str, patterns: &[&str]) -> Vec<usize> {
    lines_where(text, |line| patterns.iter().any(|pattern| line.contains(pattern)))
}

/// As [`lines_with`], whatever the case, and only where nothing continues the word on either side.
fn lines_with_words(text: &str, words: &[&str]) -> Vec<usize> {
    lines_where(text, |line| {
        let line = line.to_lowercase();
        words.iter().any(|word| {
            line.match_indices(word).any(|(start, found)| {
                let before = line.get(..start).and_then(|text| text.chars().next_back());
                let after = line.get(start + found.len()..).and_then(|text| text.chars().next());
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            })
        })
    })
}

fn lines_where(text: &str, is_fault: impl Fn(&str) -> bool) -> Vec<usize> {
    text.lines().zip(1..).filter(|(line, _)| is_fault(line)).map(|(_, number)| number).collect()
}

/// Lines of Rust, before its tests, with a string that reads like a sentence: a capital or an accent, and a blank
/// between two words. Names of classes, events and properties have neither. Reasons given to lints and to `expect` are
/// for developers.
fn sentences(text: &str) -> Vec<usize> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    lines_where(code, |line| {
        let code = line.split("//").next().unwrap_or_default();
        let for_developers =
            ["reason = ", "expect(", "assert", "console_", "log!("].iter().any(|mark| code.contains(mark));
        !for_developers && code.split('"').skip(1).step_by(2).any(is_sentence)
    })
}

fn is_sentence(literal: &str) -> bool {
    let accented = literal.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii());
    let capital = literal.trim_start().starts_with(|letter: char| letter.is_ascii_uppercase());
    let mut words =
        literal.split_whitespace().filter(|word| word.chars().all(|c| c.is_alphabetic() || ".,!?’'".contains(c)));
    accented || (capital && words.nth(1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_found_and_class_names_are_not() {
        assert_eq!(sentences("view! { <h1>\"Mes tournées\"</h1> }"), [1]);
        assert_eq!(sentences("let text = \"Nothing to deliver\";"), [1]);
        assert!(sentences("view! { <p class=\"row row--tight\">{t!(key)}</p> }").is_empty());
        assert!(sentences("// \"Mes tournées\" is the page's title").is_empty());
        assert!(sentences("#[expect(dead_code, reason = \"The board comes next\")]").is_empty());
        assert!(sentences("#[cfg(test)]\nmod tests { const X: &str = \"Une phrase entière\"; }").is_empty());
    }

    #[test]
    fn avoided_words_are_whole_words() {
        assert_eq!(lines_with_words("\"a\": \"Un usager\"\n\"b\": \"les usages\"", &AVOIDED), [1]);
    }

    #[test]
    fn time_and_ids_have_a_home() {
        let rule = RULES.get(1).unwrap();
        assert!((rule.applies)("api/src/sessions/create.rs"));
        assert!(!(rule.applies)("crates/kernel/src/clock.rs"));
        assert!(!(rule.applies)("crates/testkit/src/lib.rs"));
        assert_eq!((rule.faults)("let now = Utc::now();"), [1]);
    }
}
