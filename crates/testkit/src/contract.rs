//! What the API's document promises of an answer, and whether an answer keeps it.

use crate::schema;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::Write,
    sync::{LazyLock, Mutex, PoisonError},
};

/// A folder where each process notes which statuses of which operations it saw: `create_round 201`, one a line.
const SEEN: &str = "CABAS_TEST_SEEN";

/// Header fields that say something to whoever calls: an answer has each that is announced, and no other.
const SPEAKING: [&str; 2] = ["etag", "retry-after"];

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(cabas_api::api::document_text()).expect("the document"));

/// An answer as it passed.
pub(crate) struct Passed<'a> {
    pub(crate) method: &'a str,
    /// Path and query as asked.
    pub(crate) target: &'a str,
    pub(crate) status: u16,
    pub(crate) media_type: &'a str,
    /// The names of its header fields, as they came.
    pub(crate) fields: Vec<&'a str>,
    /// `None` when it is not there to be judged: a stream, or compressed.
    pub(crate) body: Option<&'a [u8]>,
}

/// What the answer does that the document does not say. Paths of no operation promise nothing.
pub(crate) fn faults(passed: &Passed<'_>) -> Vec<String> {
    let Some(operation) = operation(passed.method, passed.target) else { return Vec::new() };
    let id = operation["operationId"].as_str().unwrap_or_default();
    note(id, passed.status);
    let promised = &operation["responses"][passed.status.to_string()];
    let mut found = if promised.is_null() { vec!["unannounced".to_owned()] } else { head_faults(passed, promised) };
    if found.is_empty() {
        found = body_faults(passed, promised);
    }
    let text = passed.body.map(String::from_utf8_lossy).unwrap_or_default();
    found.into_iter().map(|fault| format!("{id} {}: {fault}: {text}", passed.status)).collect()
}

/// Header fields that are announced and missing, or there and not announced.
fn head_faults(passed: &Passed<'_>, promised: &Value) -> Vec<String> {
    let announced: Vec<&str> =
        promised["headers"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let holds = |names: &[&str], name: &str| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    let missing = announced.iter().filter(|name| !holds(&passed.fields, name)).map(|name| format!("lacks {name}"));
    let more = SPEAKING.iter().filter(|name| holds(&passed.fields, name) && !holds(&announced, name));
    missing.chain(more.map(|name| format!("has {name} unannounced"))).collect()
}

/// What the body is that the document does not say.
fn body_faults(passed: &Passed<'_>, promised: &Value) -> Vec<String> {
    let Some(contents) = promised["content"].as_object() else {
        let silent = passed.body.is_none_or(<[u8]>::is_empty);
        return if silent { Vec::new() } else { vec!["says something".to_owned()] };
    };
    let Some(content) = contents.get(passed.media_type) else {
        return vec![format!("is {:?} unannounced", passed.media_type)];
    };
    let Some(body) = passed.body.filter(|_| passed.media_type.ends_with("json")) else { return Vec::new() };
    match serde_json::from_slice(body) {
        Ok(value) => schema::faults(&DOCUMENT, &content["schema"], &value),
        Err(error) => vec![error.to_string()],
    }
}

/// What one event of a stream says that the document does not.
pub(crate) fn event_faults(method: &str, target: &str, data: &str) -> Vec<String> {
    let Some(operation) = operation(method, target) else { return Vec::new() };
    let schema = &operation["responses"]["200"]["content"]["text/event-stream"]["schema"];
    match serde_json::from_str(data) {
        Ok(value) => schema::faults(&DOCUMENT, schema, &value),
        Err(error) => vec![format!("an event cannot be read: {error}")],
    }
}

/// The operation of a request: of several paths that fit, the one with the fewest parameters.
fn operation(method: &str, target: &str) -> Option<&'static Value> {
    let path = target.split('?').next().unwrap_or_default();
    let asked: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == asked.len() && parts.iter().zip(&asked).all(|(t, a)| t.starts_with('{') || t == a)
    };
    let method = method.to_ascii_lowercase();
    DOCUMENT["paths"]
        .as_object()?
        .iter()
        .filter(|(template, item)| fits(template) && item.get(&method).is_some())
        .min_by_key(|(template, _)| template.matches('{').count())
        .map(|(_, item)| &item[&method])
}

fn note(operation: &str, status: u16) {
    static NOTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let Ok(folder) = std::env::var(SEEN) else { return };
    let line = format!("{operation} {status}\n");
    if NOTED.lock().unwrap_or_else(PoisonError::into_inner).insert(line.clone()) {
        std::fs::create_dir_all(&folder).expect("the folder of what was seen");
        let path = std::path::Path::new(&folder).join(std::process::id().to_string());
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        file.expect("a file of what was seen").write_all(line.as_bytes()).expect("a note");
    }
}
