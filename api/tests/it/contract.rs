//! The document is the contract: what every operation does alike stands in it, and is done.

use crate::{
    support::{code, document, operations, round_of},
    town::{Town, day, household},
};
use cabas_model::recipients::{CreateBlockedPair, Pause, RecipientQuery};
use cabas_testkit::reqwest;
use serde_json::Value;
use std::collections::HashSet;

/// The parameters of an operation that are header fields of this name.
fn asked<'a>(operation: &'a Value, name: &str) -> Vec<&'a Value> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.filter(|p| p["in"] == "header" && p["name"] == name).collect()
}

#[test]
fn a_refusal_that_passes_says_when_to_come_back() {
    let mut found = 0;
    for (_, _, operation) in operations(&document()) {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let says = answer["headers"]["Retry-After"]["schema"]["type"] == "integer";
            assert_eq!(says, ["429", "503"].contains(&status.as_str()), "{} {status}", operation["operationId"]);
            found += usize::from(says);
        }
    }
    assert!(found > 100, "{found} only");
}

#[test]
fn every_write_of_somebody_takes_a_key_and_none_demands_it() {
    let mut found = 0;
    for (method, _, operation) in operations(&document()) {
        let keys = asked(&operation, "Idempotency-Key");
        let somebody_writes = method != "GET" && operation["x-authz"]["relation"] != "public";
        assert_eq!(keys.len(), usize::from(somebody_writes), "{}", operation["operationId"]);
        assert!(keys.iter().all(|key| key["required"] == false), "{}", operation["operationId"]);
        found += keys.len();
    }
    assert!(found > 60, "{found} only");
}

#[test]
fn what_any_operation_can_answer_is_announced_by_each() {
    for (method, _, operation) in operations(&document()) {
        let id = &operation["operationId"];
        let announced = |status: &str| {
            let answer = &operation["responses"][status];
            assert!(
                answer.is_null() || answer["content"].get("application/problem+json").is_some(),
                "{id} {status} is no problem"
            );
            !answer.is_null()
        };
        assert!(announced("500") && announced("503"), "{id}");
        assert_eq!(announced("408"), operation["requestBody"].is_object(), "{id}");
        let writes = method != "GET" || operation["x-authz"]["pii"] != "none";
        assert_eq!(announced("507"), writes, "{id}");
        assert!(announced("429") || operation["x-authz"]["budget"] == false, "{id} opens a record without a budget");
    }
}

#[tokio::test]
async fn a_key_counts_whatever_it_says_and_whatever_it_is_sent_with() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let id = town.household("Awa").await;
    let ask = CreateBlockedPair { volunteer_id: town.samir.id, recipient_id: id, reason: "Voisins".into() };
    let pair = client.create_blocked_pair(org, &ask).await.unwrap().id;
    let ended = async |key: &str| {
        let path = format!("{}/api/v1/organisations/{org}/blocked-pairs/{pair}", town.app.url());
        let request = reqwest::Client::new().delete(path).bearer_auth(&town.maud.token).header("idempotency-key", key);
        request.send().await.unwrap().status().as_u16()
    };
    let long = "x".repeat(400);
    assert_eq!((ended(&long).await, ended(&long).await), (204, 204), "done once, told again");
    assert_eq!(ended("another").await, 404, "another key is another request");
}

#[tokio::test]
async fn one_request_sent_many_times_at_once_has_one_effect_and_one_answer() {
    let town = Town::new().await;
    let client = town.client().once("impatient");
    let sent: Vec<_> = (0..6)
        .map(|_| {
            let (client, org) = (client.clone(), town.org.id);
            tokio::spawn(async move { client.create_recipient(org, &household("Awa")).await.unwrap().body.id })
        })
        .collect();
    let mut made = HashSet::new();
    for one in sent {
        made.insert(one.await.unwrap());
    }
    assert_eq!(made.len(), 1);
    let all = town.client().list_recipients(town.org.id, &RecipientQuery::default()).await.unwrap().items;
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn what_was_made_is_changed_without_being_read_first() {
    let town = Town::new().await;
    let (client, org) = (town.client(), town.org.id);
    let home = client.create_recipient(org, &household("Awa")).await.unwrap();
    assert_eq!(home, client.read_recipient(org, home.body.id).await.unwrap());
    let pause = Pause { from: day(24), until: Some(day(25)) };
    let paused = client.pause_recipient(org, home.body.id, &pause).await.unwrap();
    assert_eq!(code(client.resume_recipient(org, home.body.id, &home.etag).await), "version_stale");
    client.resume_recipient(org, home.body.id, &paused.etag).await.unwrap();

    let ask = round_of("Nord", day(24), &[town.delivery("Karim").await]);
    let round = client.create_round(org, &ask).await.unwrap();
    assert_eq!(round, client.read_round(org, round.body.id).await.unwrap());
    client.delete_round(org, round.body.id, &round.etag).await.unwrap();
}
