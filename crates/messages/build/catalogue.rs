//! Reads the catalogues, sets their typography and compares the languages.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

/// The languages, the reference first: its keys and parameters are what the others are held to.
pub(crate) const LANGUAGES: [&str; 2] = ["fr", "en"];

/// The slice whose keys are problem codes, looked up at run time instead of called by name.
pub(crate) const PROBLEMS: &str = "problems";

/// A piece of a text: words as they stand, or the place of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Words(String),
    /// `{name}`: a text given by the caller.
    Text(String),
    /// `{n}` or `{name:number}`: a whole number, written the way the language groups its digits.
    Number(String),
}

/// One text, cut at its parameters.
pub(crate) type Text = Vec<Piece>;

/// What a key stands for in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Plain(Text),
    /// CLDR arms; `{n}` chooses.
    Plural {
        one: Text,
        other: Text,
    },
    /// A problem code: its short title, and the sentence that says what happened and what to do.
    Problem {
        title: Text,
        sentence: Box<Entry>,
    },
}

/// A slice: key → one entry per language, in the order of [`LANGUAGES`].
pub(crate) type Slice = BTreeMap<String, Vec<Entry>>;

/// All slices by name, or every fault found.
pub(crate) fn load(root: &Path) -> Result<BTreeMap<String, Slice>, Vec<String>> {
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    for language in LANGUAGES {
        match fs::read_dir(root.join(language)) {
            Ok(files) => names.extend(files.flatten().filter_map(|file| slice_name(&file.path()))),
            Err(error) => faults.push(format!("messages/{language}: {error}")),
        }
    }
    let mut slices = BTreeMap::new();
    for name in names {
        let mut languages = Vec::new();
        for language in LANGUAGES {
            let place = format!("messages/{language}/{name}.json");
            let read = fs::read_to_string(root.join(language).join(format!("{name}.json")));
            let parsed =
                read.map_err(|error| vec![format!("{place}: {error}")]).and_then(|json| parse(&place, &json, language));
            match parsed {
                Ok(entries) => languages.push(entries),
                Err(found) => faults.extend(found),
            }
        }
        if languages.len() == LANGUAGES.len() {
            slices.insert(name.clone(), compare(&name, languages, &mut faults));
        }
    }
    if faults.is_empty() { Ok(slices) } else { Err(faults) }
}

fn slice_name(path: &Path) -> Option<String> {
    (path.extension()? == "json").then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))?
}

/// Reads one file. Twice the same key is a fault: the second would silently win.
pub(crate) fn parse(place: &str, json: &str, language: &str) -> Result<BTreeMap<String, Entry>, Vec<String>> {
    let pairs: Pairs = serde_json::from_str(json).map_err(|error| vec![format!("{place}: {error}")])?;
    let mut entries = BTreeMap::new();
    let mut faults = Vec::new();
    for (key, raw) in pairs.0 {
        if !is_name(&key) {
            faults
                .push(format!("{place}: key \"{key}\" must be lower-case letters, digits and _, and no word of Rust"));
        }
        match entry(&raw, language) {
            Ok(entry) => {
                if entries.insert(key.clone(), entry).is_some() {
                    faults.push(format!("{place}: key \"{key}\" stands twice"));
                }
            }
            Err(why) => faults.push(format!("{place}: key \"{key}\": {why}")),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn is_name(key: &str) -> bool {
    const RESERVED: [&str; 16] = [
        "as", "box", "break", "continue", "else", "enum", "for", "if", "in", "loop", "match", "move", "return", "type",
        "use", "where",
    ];
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !RESERVED.contains(&key)
}

fn entry(raw: &Raw, language: &str) -> Result<Entry, String> {
    match raw {
        Raw::Text(words) => Ok(Entry::Plain(text(words, language)?)),
        Raw::Plural { one, other } => plural(one, other, language),
        Raw::Problem { title, sentence } => {
            let title = text(title, language)?;
            if title.iter().any(|piece| !matches!(piece, Piece::Words(_))) {
                return Err("a title takes no parameter".to_owned());
            }
            Ok(Entry::Problem { title, sentence: Box::new(entry(sentence, language)?) })
        }
    }
}

fn plural(one: &str, other: &str, language: &str) -> Result<Entry, String> {
    let (one, other) = (text(one, language)?, text(other, language)?);
    if !parameters_of(&other).contains_key("n") {
        return Err("the arm \"other\" of a plural needs {n}".to_owned());
    }
    Ok(Entry::Plural { one, other })
}

/// Cuts a text at its parameters.
fn text(words: &str, language: &str) -> Result<Text, String> {
    if words.trim().is_empty() {
        return Err("the text is empty".to_owned());
    }
    let set = typeset(words, language);
    let mut pieces = Vec::new();
    let mut rest = set.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, tail) = after.split_once('}').ok_or_else(|| "a { is never closed".to_owned())?;
        if !before.is_empty() {
            pieces.push(Piece::Words(before.to_owned()));
        }
        pieces.push(parameter(inside)?);
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    Ok(pieces)
}

fn parameter(inside: &str) -> Result<Piece, String> {
    let (name, kind) = inside.split_once(':').map_or((inside, ""), |(name, kind)| (name, kind));
    if !is_name(name) || name == "lang" {
        return Err(format!("{{{inside}}} is not a parameter name"));
    }
    match kind {
        "" if name == "n" => Ok(Piece::Number(name.to_owned())),
        "" => Ok(Piece::Text(name.to_owned())),
        "number" => Ok(Piece::Number(name.to_owned())),
        _ => Err(format!("{{{inside}}}: the only kind is number")),
    }
}

/// The typography of a language, so that catalogues are written with a plain keyboard: curved apostrophes, one
/// ellipsis, and in French the no-break spaces around `: ; ? !`, guillemets and units of time (identity 3).
/// The space is U+00A0 because the desk font lacks U+202F.
pub(crate) fn typeset(words: &str, language: &str) -> String {
    let mut set = words.replace('\'', "\u{2019}").replace("...", "\u{2026}");
    if language == "fr" {
        for mark in [":", ";", "?", "!", "»"] {
            set = set.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
        }
        set = set.replace("« ", "«\u{a0}");
        for unit in ["heures", "heure", "minutes", "minute", "jours", "jour", "secondes", "Mo", "Ko", "kg", "%"] {
            for digit in '0'..='9' {
                set = set.replace(&format!("{digit} {unit}"), &format!("{digit}\u{a0}{unit}"));
            }
        }
    }
    set
}

/// Every parameter of an entry with its kind (true: a number).
pub(crate) fn parameters(entry: &Entry) -> BTreeMap<String, bool> {
    match entry {
        Entry::Plain(text) => parameters_of(text),
        Entry::Plural { one, other } => {
            let mut all = parameters_of(other);
            all.extend(parameters_of(one));
            all
        }
        Entry::Problem { sentence, .. } => parameters(sentence),
    }
}

fn parameters_of(text: &Text) -> BTreeMap<String, bool> {
    text.iter()
        .filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Text(name) => Some((name.clone(), false)),
            Piece::Number(name) => Some((name.clone(), true)),
        })
        .collect()
}

/// Joins the languages key by key and tells where they disagree.
fn compare(slice: &str, mut languages: Vec<BTreeMap<String, Entry>>, faults: &mut Vec<String>) -> Slice {
    let keys: BTreeSet<String> = languages.iter().flat_map(|entries| entries.keys().cloned()).collect();
    let mut joined = Slice::new();
    for key in keys {
        let mut row = Vec::new();
        for (language, entries) in LANGUAGES.iter().zip(&mut languages) {
            match entries.remove(&key) {
                Some(entry) => row.push(entry),
                None => faults.push(format!("messages/{language}/{slice}.json: key \"{key}\" is missing")),
            }
        }
        if let (true, Some((first, others))) = (row.len() == LANGUAGES.len(), row.split_first()) {
            let expected = parameters(first);
            for (language, other) in LANGUAGES.iter().skip(1).zip(others) {
                tell_differences(
                    &format!("messages/{language}/{slice}.json"),
                    &key,
                    &expected,
                    &parameters(other),
                    faults,
                );
            }
            joined.insert(key, row);
        }
    }
    joined
}

fn tell_differences(
    place: &str,
    key: &str,
    expected: &BTreeMap<String, bool>,
    found: &BTreeMap<String, bool>,
    faults: &mut Vec<String>,
) {
    for (name, kind) in expected {
        match found.get(name) {
            None => faults.push(format!("{place}: key \"{key}\": parameter {{{name}}} is missing")),
            Some(other) if other != kind => {
                faults.push(format!("{place}: key \"{key}\": parameter {{{name}}} has another kind than in French"));
            }
            Some(_) => {}
        }
    }
    for name in found.keys().filter(|name| !expected.contains_key(*name)) {
        faults.push(format!("{place}: key \"{key}\": parameter {{{name}}} is unknown in French"));
    }
}

/// A value of a catalogue, as written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Text(String),
    Plural { one: String, other: String },
    Problem { title: String, sentence: Box<Raw> },
}

/// The pairs of a JSON object in their order, doubles included.
struct Pairs(Vec<(String, Raw)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of messages")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}
