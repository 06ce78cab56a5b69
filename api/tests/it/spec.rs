//! The API's document is an artefact: complete, authorised, covered.

use crate::support::{document, operations};
use std::collections::HashSet;

#[test]
fn every_operation_says_who_may_and_has_an_id_of_its_own() {
    let document = document();
    let mut ids = HashSet::new();
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no id"));
        assert!(ids.insert(id.to_owned()), "{id} twice");
        let authz = &operation["x-authz"];
        assert!(authz["relation"].is_string() && authz["pii"].is_string(), "{id} has no x-authz");
        assert!(operation["summary"].as_str().is_some_and(|s| s.ends_with('.')), "{id} is not described");
        assert!(operation["responses"].as_object().unwrap().keys().any(|s| s.starts_with('2')), "{id} has no success");
    }
    assert!(ids.len() > 10);
}

#[test]
fn what_needs_no_token_is_a_list_that_only_shrinks() {
    let document = document();
    let mut public: Vec<String> = operations(&document)
        .into_iter()
        .filter(|(_, _, o)| o["x-authz"]["relation"] == "public")
        .map(|(_, _, o)| o["operationId"].as_str().unwrap().to_owned())
        .collect();
    public.sort();
    let known = [
        "accept_invitation",
        "create_password_reset",
        "create_session",
        "create_session_link",
        "refresh_session",
        "request_invitation",
        "use_password_reset",
    ];
    assert_eq!(public, known);
}

#[test]
fn every_operation_has_a_client_method() {
    let source: String = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/client/src"))
        .unwrap()
        .flatten()
        .filter_map(|e| std::fs::read_to_string(e.path()).ok())
        .collect();
    for (_, _, operation) in operations(&document()) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(source.contains(&format!("pub async fn {id}(")), "the client has no method {id}");
    }
}

#[test]
fn every_code_has_a_title_and_a_sentence_in_every_language() {
    for code in cabas_model::Code::ALL {
        for lang in cabas_messages::Lang::ALL {
            assert!(
                cabas_messages::problems::title(lang, code.as_str()).is_some(),
                "{code:?} has no title in {lang:?}"
            );
            assert!(
                cabas_messages::problems::sentence(lang, code.as_str(), &[]).is_some(),
                "{code:?} has no sentence in {lang:?}"
            );
        }
    }
}
