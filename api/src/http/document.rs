//! What the document says of every operation alike, so that no handler lists it: the problems that any of them can
//! answer, when to come back after one that passes, and the key under which a write that comes twice is done once.

use super::problems::problem;
use serde_json::Value;
use utoipa::openapi::{
    Header, Object, OpenApi, PathItem, RefOr, Required, Type,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
};

/// Finishes the document that the handlers make.
pub(crate) fn complete(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let PathItem { get, post, put, patch, delete, .. } = item;
        for (operation, writes) in [(get, false), (post, true), (put, true), (patch, true), (delete, true)] {
            if let Some(operation) = operation {
                finish(operation, writes);
            }
        }
    }
}

fn finish(operation: &mut Operation, writes: bool) {
    let authz = operation.extensions.as_ref().and_then(|all| all.get("x-authz")).cloned().unwrap_or_default();
    let says = |name: &str, word: &str| authz.get(name).and_then(Value::as_str) == Some(word);
    let mut statuses = vec!["500", "503"];
    // A body that does not come.
    if operation.request_body.is_some() {
        statuses.push("408");
    }
    // A disk that is full: a look is written, too.
    if writes || !says("pii", "none") {
        statuses.push("507");
    }
    if authz.get("budget").and_then(Value::as_bool).unwrap_or_default() {
        statuses.push("429");
    }
    for status in statuses {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(problem);
    }
    for status in ["429", "503"] {
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) {
            response.headers.insert("Retry-After".to_owned(), RefOr::T(seconds()));
        }
    }
    // Who is nobody has no key: it is remembered for whoever sent it (EN-6).
    if writes && !says("relation", "public") {
        operation.parameters.get_or_insert_default().push(RefOr::T(key()));
    }
}

fn seconds() -> Header {
    let mut header = Header::new(Object::with_type(Type::Integer));
    header.description = Some("Seconds to wait before trying again.".to_owned());
    header
}

/// Honoured wherever something is written, required nowhere (CC-1).
fn key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Any text of one's own. The same request with the same key, within 24 hours, is done once and answered again; \
             with another body it is refused.",
        ))
        .schema(Some(Object::with_type(Type::String)))
        .build()
}
