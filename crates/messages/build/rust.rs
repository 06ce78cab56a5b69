//! Writes the Rust of the catalogues: one module per slice, one function per key.
//!
//! Texts are joined from slices of `str` rather than with `format!`, whose machinery weighs more in the browser
//! than the texts themselves.

use crate::catalogue::{Entry, PROBLEMS, Piece, Slice, Text, parameters};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The languages as variants of `Lang`, in the order of the catalogues.
const VARIANTS: [&str; 2] = ["Fr", "En"];

/// All modules.
pub(crate) fn modules(slices: &BTreeMap<String, Slice>) -> String {
    let mut code = String::new();
    for (name, slice) in slices {
        if name == PROBLEMS {
            code.push_str(&problems(slice));
        } else {
            let _ = writeln!(
                code,
                "/// The slice `{name}`.\npub mod {name} {{\n    #[allow(unused_imports)]\n    use crate::{{Count, Lang, join}};"
            );
            for (key, row) in slice {
                code.push_str(&function(key, row));
            }
            code.push_str("}\n");
        }
    }
    code
}

fn function(key: &str, row: &[Entry]) -> String {
    let wanted = row.first().map(parameters).unwrap_or_default();
    let mut code = String::new();
    for (language, entry) in VARIANTS.iter().zip(row) {
        let _ = writeln!(code, "    /// {language}: {}\n    ///", sample(entry));
    }
    let mut signature = String::from("lang: Lang");
    // `n` first, then by name: an order that does not move when a sentence is rewritten.
    let mut names: Vec<_> = wanted.iter().collect();
    names.sort_by_key(|(name, _)| (*name != "n", *name));
    for (name, number) in &names {
        let kind = if **number { "impl Count" } else { "&str" };
        let _ = write!(signature, ", {name}: {kind}");
    }
    let output = if names.is_empty() { "&'static str" } else { "String" };
    let _ = writeln!(code, "    #[must_use]\n    pub fn {key}({signature}) -> {output} {{");
    for (name, number) in &names {
        if **number {
            let _ = writeln!(
                code,
                "        let {name}_count = {name}.count();\n        let {name} = lang.number({name}_count);"
            );
        }
    }
    code.push_str("        match lang {\n");
    for (language, entry) in VARIANTS.iter().zip(row) {
        let _ = writeln!(code, "            Lang::{language} => {},", expression(entry, !names.is_empty()));
    }
    code.push_str("        }\n    }\n");
    code
}

fn expression(entry: &Entry, owned: bool) -> String {
    match entry {
        Entry::Plain(text) => joined(text, owned),
        Entry::Plural { one, other } => {
            format!("if lang.is_one(n_count) {{ {} }} else {{ {} }}", joined(one, owned), joined(other, owned))
        }
        Entry::Problem { sentence, .. } => expression(sentence, owned),
    }
}

fn joined(text: &Text, owned: bool) -> String {
    let pieces: Vec<String> = text
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => format!("{words:?}"),
            Piece::Text(name) => name.clone(),
            Piece::Number(name) => format!("&{name}"),
        })
        .collect();
    if owned { format!("join(&[{}])", pieces.join(", ")) } else { pieces.concat() }
}

/// The text as a person would read it, for the documentation of its function.
fn sample(entry: &Entry) -> String {
    let text = match entry {
        Entry::Plain(text) | Entry::Plural { other: text, .. } => text,
        Entry::Problem { sentence, .. } => return sample(sentence),
    };
    template(text).replace('\n', " ")
}

/// The text with its parameters in braces.
fn template(text: &Text) -> String {
    text.iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Text(name) | Piece::Number(name) => format!("{{{name}}}"),
        })
        .collect()
}

/// Problem codes are looked up when they arrive: one sorted table of sentences, each row holding its languages, and one of
/// titles, which the server alone says: what nobody asks for weighs nothing in the browser.
fn problems(slice: &Slice) -> String {
    let mut code = String::from("pub(crate) static PROBLEMS: &[(&str, [crate::problems::Words; 2])] = &[\n");
    for (key, row) in slice {
        let words: Vec<String> = row.iter().map(words).collect();
        let _ = writeln!(code, "    ({key:?}, [{}]),", words.join(", "));
    }
    code.push_str("];\npub(crate) static TITLES: &[(&str, [&str; 2])] = &[\n");
    for (key, row) in slice {
        let titles: Vec<String> = row.iter().filter_map(title).collect();
        if titles.len() == row.len() {
            let _ = writeln!(code, "    ({key:?}, [{}]),", titles.join(", "));
        }
    }
    code.push_str("];\n");
    code
}

fn title(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Problem { title, .. } => Some(format!("{:?}", template(title))),
        _ => None,
    }
}

fn words(entry: &Entry) -> String {
    let sentence = match entry {
        Entry::Problem { sentence, .. } => sentence.as_ref(),
        other => other,
    };
    let (one, other) = match sentence {
        Entry::Plural { one, other } => (template(one), template(other)),
        Entry::Plain(text) => (template(text), template(text)),
        Entry::Problem { .. } => (String::new(), String::new()),
    };
    format!("crate::problems::Words {{ one: {one:?}, other: {other:?} }}")
}
