//! Ids inside bodies: one of another organisation's is as unknown as one of nobody's, wherever a body may hold it.

use super::{Operation, World, all, example};
use crate::{
    recurrences::tuesdays,
    support::{document, household_of, operations, round_of},
};
use cabas_kernel::{Role, Window};
use cabas_model::{address::Address, deliveries::CreateDeliveries, organisations::PutDepot};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A place of a body that holds an id: its pointer.
type Place = String;

impl World {
    /// Belleville's own household, delivery, round, stop, depot, member and branch.
    async fn theirs(&self) -> BTreeMap<&'static str, Uuid> {
        let (org, admin) = (self.other.id, &self.other.admin.client);
        let member = self.app.member(org, "lea@exemple.fr", &[Role::Volunteer], Some(self.other.admin.node)).await;
        let home = admin.create_recipient(org, &household_of(1)).await.unwrap().body.id;
        let window = Window {
            start: Some("2026-11-24T09:00:00Z".parse().unwrap()),
            end: "2026-11-24T11:00:00Z".parse().unwrap(),
        };
        let ask = CreateDeliveries { recipient_ids: vec![home], window, comments: None };
        let delivery = admin.create_deliveries(org, &ask).await.unwrap().ids[0];
        let place = Address { street: "1 rue de Belleville".into(), city: "Paris".into(), ..Address::default() };
        let depot = PutDepot { name: "Cave".into(), address: place, opening_hours: None, is_default: true };
        let depot = admin.create_depot(org, &depot).await.unwrap().id;
        let round = round_of("Est", "2026-11-24".parse().unwrap(), &[delivery]);
        let round = admin.create_round(org, &round).await.unwrap().body;
        BTreeMap::from([
            ("recipients", home.0),
            ("deliveries", delivery.0),
            ("depots", depot.0),
            ("rounds", round.id.0),
            ("stops", round.stops.last().unwrap().id.0),
            ("members", member.id.0),
            ("nodes", member.node.0),
            ("recurrences", admin.create_recurrence(org, &tuesdays(home)).await.unwrap().body.id.0),
        ])
    }
}

/// What an id in a body is of. A new name has to be told here, or nobody would try it.
fn kind_of<'a>(operation: &'a Operation, place: &str) -> &'a str {
    let name = place.split('/').rfind(|part| part.parse::<u8>().is_err()).unwrap();
    match name {
        "recipient_id" | "recipient_ids" => "recipients",
        "delivery_ids" => "deliveries",
        "stop_ids" | "first_stop_id" => "stops",
        "moved_from" => "rounds",
        "member_id" | "volunteer_id" | "usual_volunteer_id" | "owner_id" | "assignee_id" => "members",
        "recurrence_id" | "recurrence_ids" => "recurrences",
        "depot_id" => "depots",
        "root" => "nodes",
        // Two of a kind become one: /recipients/{id}/merge.
        "other_id" => operation.path.split('/').rev().nth(2).unwrap(),
        other => panic!("{}: whose id is {other}?", operation.id),
    }
}

/// Every place of a schema that holds an id, those of optional fields too.
fn places(document: &Value, schema: &Value, at: &str, found: &mut Vec<Place>) {
    if let Some(name) = schema["$ref"].as_str() {
        return places(document, document.pointer(name.trim_start_matches('#')).unwrap(), at, found);
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        schema[several].as_array().into_iter().flatten().for_each(|one| places(document, one, at, found));
    }
    if schema["format"] == "uuid" {
        found.push(at.to_owned());
    }
    if schema["items"].is_object() {
        places(document, &schema["items"], &format!("{at}/0"), found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        places(document, property, &format!("{at}/{name}"), found);
    }
}

/// Puts an id at a place of a body, making the lists and the least objects on the way.
fn put(document: &Value, schema: &Value, body: &mut Value, place: &[&str], id: Uuid) {
    let Some((first, rest)) = place.split_first() else {
        *body = json!(id);
        return;
    };
    let schema = resolved(document, schema);
    if first.parse::<usize>().is_ok() {
        let item = example(document, &schema["items"]);
        let list = body.as_array_mut().unwrap();
        if list.is_empty() {
            list.push(item);
        }
        return put(document, &schema["items"], &mut list[0], rest, id);
    }
    let property = &schema["properties"][*first];
    let inner = body.as_object_mut().unwrap().entry(*first).or_insert_with(|| example(document, property));
    put(document, property, inner, rest, id);
}

/// A schema without its name, and without the null beside it.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        return resolved(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    match schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null")) {
        Some(one) => resolved(document, one),
        None => schema,
    }
}

/// Households that are not there are left out by name; rounds that stops may come from are only allowed.
const HARMLESS: [&str; 2] = ["/recipient_ids/0", "/moved_from/0"];

#[tokio::test]
async fn an_id_of_another_organisation_in_a_body_is_an_id_of_nobody() {
    let world = World::build().await;
    let (theirs, document) = (world.theirs().await, document());
    let schemas: BTreeMap<String, Value> = operations(&document)
        .into_iter()
        .map(|(_, _, o)| {
            let schema = &o["requestBody"]["content"]["application/json"]["schema"];
            (o["operationId"].as_str().unwrap().to_owned(), schema.clone())
        })
        .collect();
    let mut tried = 0;
    for mut operation in all().into_iter().filter(|o| o.relation == "org" && o.body.is_some()) {
        let (schema, mut found) = (&schemas[&operation.id], Vec::new());
        places(&document, schema, "", &mut found);
        let least = operation.body.clone().unwrap();
        for place in &found {
            let parts: Vec<&str> = place.split('/').skip(1).collect();
            let mut answers = Vec::new();
            for id in [Uuid::new_v4(), theirs[kind_of(&operation, place)]] {
                let mut body = least.clone();
                // Every other id that the body must hold is one of ours.
                for other in found.iter().filter(|p| least.pointer(p).is_some()) {
                    let ours = world.ours(kind_of(&operation, other));
                    put(&document, schema, &mut body, &other.split('/').skip(1).collect::<Vec<_>>(), ours);
                }
                put(&document, schema, &mut body, &parts, id);
                operation.body = Some(body);
                let path = World::path(&operation.path, world.org.id.0, |part| world.ours(part));
                let (status, body, text) = world.send(&operation, &path, Some(&world.org.admin.token)).await;
                // An answer may say the id that was asked about, and no more of it.
                answers.push((status, body.to_string().replace(&id.to_string(), "ID"), text));
            }
            let (unknown, foreign) = (&answers[0], &answers[1]);
            assert_eq!(unknown.0, foreign.0, "{}{place}: {} but {}", operation.id, unknown.2, foreign.2);
            assert_eq!(unknown.1, foreign.1, "{}{place}: what is foreign differs from what is not", operation.id);
            let harmless = HARMLESS.contains(&place.as_str());
            assert!(harmless || unknown.0 >= 400, "{}{place} takes anything: {}", operation.id, unknown.2);
            for secret in ["Foyer 1", "rue de Belleville", "lea@", "Cave"] {
                assert!(!foreign.2.contains(secret), "{}{place} leaks {secret}: {}", operation.id, foreign.2);
            }
            tried += 1;
        }
    }
    assert!(tried > 18, "{tried} ids only");
}
