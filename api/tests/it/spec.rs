//! The API's document is an artefact: complete, authorised, covered.

use crate::support::{document, operations};
use std::collections::{BTreeSet, HashSet};

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

#[test]
fn a_version_that_may_be_sent_can_be_stale_and_one_that_must_be_can_be_missing() {
    let mut may = Vec::new();
    for (_, _, operation) in operations(&document()) {
        let header = operation["parameters"].as_array().into_iter().flatten().find(|p| p["name"] == "If-Match");
        let asked = header.is_some_and(|p| p["required"] == true);
        let refused = |status: &str| operation["responses"].get(status).is_some();
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert_eq!((header.is_some(), asked), (refused("412"), refused("428")), "{id}");
        if header.is_some() && !asked {
            may.push(id);
        }
    }
    assert_eq!(may, ["apply_import"], "a change asks for the version that was seen: only this act may do without");
}

/// Announced statuses that no suite provokes, and why.
const NOT_PROVOKED: [(&str, &str, &str); 6] = [
    ("*", "400", "a body has to break off on its way: then nobody is there to hear the answer"),
    ("*", "408", "a body has to stay away for ten seconds: the reading of bodies has tests of its own"),
    ("*", "500", "something of ours has to be broken"),
    ("*", "503", "the machine has to be overloaded, or the database away, at the right moment"),
    ("*", "507", "the disk has to be full"),
    ("accept_invitation", "409", "no member is invited: only a membership made in the same instant meets it"),
];

/// The budget of looking is one for all that shows a record; it is tried by reading.
fn shows_a_record_after_a_change(method: &str, operation: &serde_json::Value) -> bool {
    method != "GET" && operation["x-authz"]["budget"] == true
}

/// Runs by itself, after the suite: every test is a process of its own, and each notes what it saw.
#[test]
#[ignore = "judges what a whole run of the suite saw, in the folder of CABAS_TEST_SEEN"]
fn every_announced_status_was_seen() {
    let folder = std::env::var("CABAS_TEST_SEEN").expect("the folder of what was seen");
    let notes: String =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let seen: BTreeSet<&str> = notes.lines().collect();
    assert!(seen.len() > 300, "{} statuses only: was the whole suite run?", seen.len());
    let mut unseen = Vec::new();
    for (method, _, operation) in operations(&document()) {
        let id = operation["operationId"].as_str().unwrap();
        for status in operation["responses"].as_object().unwrap().keys() {
            let excused = |(o, s, _): &(&str, &str, &str)| (*o == "*" || *o == id) && s == status;
            let budget = status == "429" && shows_a_record_after_a_change(&method, &operation);
            if !seen.contains(format!("{id} {status}").as_str()) && !budget && !NOT_PROVOKED.iter().any(excused) {
                unseen.push(format!("{id} {status}"));
            }
        }
    }
    assert!(unseen.is_empty(), "announced, never seen:\n{}", unseen.join("\n"));
}
