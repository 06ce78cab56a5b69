//! The matrix of who may do what, generated from the document: every operation by every kind of sender, on what is
//! theirs, their organisation's, another organisation's and nobody's. 0 leaks, and what is foreign is absent.

mod actors;
mod bodies;
mod refusals;

use crate::{
    imports::settled,
    recurrences::tuesdays,
    support::{document, household_of, operations, round_of},
};
use cabas_client::SheetOptions;
use cabas_kernel::{Role, Window, words::members::MemberState};
use cabas_model::{
    PageQuery,
    address::Address,
    api_clients::{CreateApiClient, Scope},
    closures::CreateClosure,
    deliveries::{CreateDeliveries, FailureReason},
    follow_ups::FollowUpQuery,
    imports::{ImportKind, ImportState},
    invitations::CreateInvitation,
    me::FailStop,
    organisations::{PutDepot, PutPackageKind, PutTimeSlot, Storage},
    recipients::CreateBlockedPair,
    recurrences::CreateRecurrence,
    rounds::AssignRound,
};
use cabas_testkit::{Member, Organisation, TestApp, reqwest};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Words that only the household's record holds: none may come back to whoever may not see it.
const SECRETS: [&str; 3] = ["Foyer 0", "rue des Canaris", "+336"];

/// An organisation with one of everything, its people, and a stranger.
struct World {
    app: TestApp,
    org: Organisation,
    other: Organisation,
    dispatcher: Member,
    carrier: Member,
    idle: Member,
    program: String,
    /// Part of a path → an id of the organisation's that fits there.
    ids: BTreeMap<&'static str, Uuid>,
}

impl World {
    async fn build() -> Self {
        let app = TestApp::start().await;
        let org = app.organisation("Les Halles").await;
        let other = app.organisation("Belleville").await;
        let dispatcher = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
        let carrier = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(dispatcher.node)).await;
        let idle = app.member(org.id, "nadia@exemple.fr", &[Role::Volunteer], Some(dispatcher.node)).await;
        let mut world =
            Self { app, org, other, dispatcher, carrier, idle, program: String::new(), ids: BTreeMap::new() };
        world.settle().await;
        world.deliver().await;
        world
    }

    /// What an organisation is made of.
    async fn settle(&mut self) {
        let (org, admin) = (self.org.id, self.org.admin.client.clone());
        let place = Address { street: "1 quai de la Loire".into(), city: "Paris".into(), ..Address::default() };
        let depot = PutDepot { name: "Hangar".into(), address: place, opening_hours: None, is_default: true };
        let kind = PutPackageKind {
            slug: "sec".into(),
            name: "Panier sec".into(),
            weight_g: None,
            storage: Storage::default(),
            active: true,
        };
        let slot = PutTimeSlot { name: "Matin".into(), start: "09:00".into(), end: "12:00".into() };
        let invitation = CreateInvitation { email: "neuf@exemple.fr".into(), roles: vec![Role::Volunteer], note: None };
        let program = CreateApiClient { name: "Tableur".into(), scopes: vec![Scope::Imports] };
        self.ids.insert("depots", admin.create_depot(org, &depot).await.unwrap().id.0);
        self.ids.insert("package-kinds", admin.create_package_kind(org, &kind).await.unwrap().id.0);
        self.ids.insert("time-slots", admin.create_time_slot(org, &slot).await.unwrap().id.0);
        self.ids.insert("invitations", admin.create_invitation(org, &invitation).await.unwrap().id.0);
        let made = admin.create_api_client(org, &program).await.unwrap();
        self.ids.insert("api-clients", made.id.0);
        self.program = made.token;
        self.ids.insert("members", self.carrier.id.0);
        self.ids.insert("items", self.carrier.id.0);
    }

    /// A household, its delivery, and the round that carries it.
    async fn deliver(&mut self) {
        let (org, desk) = (self.org.id, self.dispatcher.client.clone());
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let window = Window {
            start: Some("2026-11-24T09:00:00Z".parse().unwrap()),
            end: "2026-11-24T11:00:00Z".parse().unwrap(),
        };
        let home = desk.create_recipient(org, &household_of(0)).await.unwrap().body.id;
        let ask = CreateDeliveries { recipient_ids: vec![home], window, comments: None };
        let delivery = desk.create_deliveries(org, &ask).await.unwrap().ids[0];
        let round = round_of("Canal", day, &[delivery]);
        let round = desk.create_round(org, &round).await.unwrap().body;
        desk.assign_round(org, round.id, "*", &AssignRound { member_id: Some(self.carrier.id) }).await.unwrap();
        desk.publish_round(org, round.id).await.unwrap();
        let stop = round.stops.last().unwrap().id;
        let problem = FailStop { reason: FailureReason::ALL[0], note: None, at: None };
        self.carrier.client.fail_my_stop(stop, &problem).await.unwrap();
        let waiting = desk.list_follow_ups(org, &FollowUpQuery::default()).await.unwrap().items[0].id;
        let pair = CreateBlockedPair { volunteer_id: self.idle.id, recipient_id: home, reason: "Voisins".into() };
        let pair = self.org.admin.client.create_blocked_pair(org, &pair).await.unwrap().id;
        self.ids.extend([
            ("recipients", home.0),
            ("deliveries", delivery.0),
            ("rounds", round.id.0),
            ("stops", stop.0),
            ("follow-ups", waiting.0),
            ("blocked-pairs", pair.0),
        ]);
        let rule = CreateRecurrence { horizon_days: Some(1), ..tuesdays(home) };
        self.ids.insert("recurrences", desk.create_recurrence(org, &rule).await.unwrap().body.id.0);
        let days = CreateClosure { depot_id: None, from: day, until: day, reason: "Travaux".into() };
        self.ids.insert("closures", desk.create_closure(org, &days).await.unwrap().id.0);
        self.bring().await;
    }

    /// A sheet that waits to be applied.
    async fn bring(&mut self) {
        let (org, admin) = (self.org.id, self.org.admin.client.clone());
        let sheet = b"nom;adresse;code postal;ville\nFoyer 0 bis;3 rue des Canaris;75011;Paris\n".to_vec();
        let options = SheetOptions::dry_run(ImportKind::Recipients);
        let import = admin.create_import(org, "liste.csv", sheet, &options).await.unwrap().id;
        assert_eq!(settled(&admin, org, import).await.state, ImportState::Previewed);
        self.ids.insert("imports", import.0);
    }

    fn path(template: &str, organisation: Uuid, id: impl Fn(&str) -> Uuid) -> String {
        let mut before = "";
        let mut parts = Vec::new();
        for part in template.split('/') {
            parts.push(match part {
                "{organisation}" => organisation.to_string(),
                "{date}" | "{from}" => "2026-11-24".to_owned(),
                _ if part.starts_with('{') => id(before).to_string(),
                _ => part.to_owned(),
            });
            before = part;
        }
        parts.join("/")
    }

    /// The id of ours that fits after a part of a path, or one that is nobody's.
    fn ours(&self, part: &str) -> Uuid {
        self.ids.get(part).copied().unwrap_or_else(Uuid::new_v4)
    }

    async fn send(&self, operation: &Operation, path: &str, token: Option<&str>) -> (u16, Value, String) {
        let method = reqwest::Method::from_bytes(operation.method.as_bytes()).unwrap();
        let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.app.url()));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if operation.edits {
            request = request.header("if-match", "*");
        }
        if let Some(body) = &operation.body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        // A stream does not end: its head is all there is to judge.
        let text = if operation.streams && status == 200 { String::new() } else { answer.text().await.unwrap() };
        let mut body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if let Some(problem) = body.as_object_mut() {
            problem.remove("instance");
        }
        (status, body, text)
    }
}

/// One operation of the document, with a body that fits its schema.
struct Operation {
    id: String,
    method: String,
    path: String,
    relation: String,
    roles: BTreeSet<String>,
    scope: Option<String>,
    documented: BTreeSet<u16>,
    body: Option<Value>,
    edits: bool,
    streams: bool,
}

fn all() -> Vec<Operation> {
    let document = document();
    operations(&document)
        .into_iter()
        .map(|(method, path, o)| {
            let authz = &o["x-authz"];
            let schema = &o["requestBody"]["content"]["application/json"]["schema"];
            let documented = o["responses"].as_object().unwrap();
            let texts = |v: &Value| -> BTreeSet<String> {
                v.as_array().into_iter().flatten().filter_map(|r| r.as_str().map(str::to_owned)).collect()
            };
            Operation {
                id: o["operationId"].as_str().unwrap().to_owned(),
                relation: authz["relation"].as_str().unwrap().to_owned(),
                roles: texts(&authz["roles"]),
                scope: authz["scope"].as_str().map(str::to_owned),
                documented: documented.keys().map(|s| s.parse().unwrap()).collect(),
                body: schema.is_object().then(|| example(&document, schema)),
                edits: documented.contains_key("428"),
                streams: o["responses"]["200"]["content"].get("text/event-stream").is_some(),
                method,
                path,
            }
        })
        .collect()
}

/// The least value that fits a schema.
fn example(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return example(document, &document["components"]["schemas"][name]);
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[several].as_array().and_then(|a| a.iter().find(|s| s["type"] != "null")) {
            return example(document, first);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|e| e.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|k| **k != "null").and_then(Value::as_str).unwrap_or("string"),
        kind => kind.as_str().unwrap_or("object"),
    };
    match (kind, schema["format"].as_str()) {
        ("object", _) => {
            let mut object = Map::new();
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                object.insert(name.to_owned(), example(document, &schema["properties"][name]));
            }
            object.into()
        }
        ("array", _) => json!([]),
        ("boolean", _) => json!(false),
        ("integer" | "number", _) => json!(1),
        (_, Some("uuid")) => json!(Uuid::new_v4()),
        (_, Some("date")) => json!("2026-11-24"),
        (_, Some("date-time")) => json!("2026-11-24T10:00:00Z"),
        _ => json!("exemple"),
    }
}

fn refuses_quietly(what: &str, text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} leaks {secret}: {text}");
    }
}

#[tokio::test]
async fn every_operation_lets_in_who_the_document_says_and_nobody_else() {
    let world = World::build().await;
    let mut cells = 0;
    for operation in all().iter().filter(|o| o.relation != "public") {
        let (org, nobodys) = (world.org.id.0, Uuid::new_v4());
        let absent = World::path(&operation.path, org, |_| nobodys);
        let (status, _, text) = world.send(operation, &absent, None).await;
        assert_eq!(status, 401, "{} without a session", operation.id);
        refuses_quietly(&operation.id, &text);
        if operation.relation != "org" {
            continue;
        }
        for (role, who) in [("volunteer", &world.idle), ("dispatcher", &world.dispatcher), ("admin", &world.org.admin)]
        {
            // Nobody's ids, so that what is allowed does no harm; `current` is oneself.
            if operation.id == "leave_organisation" {
                continue;
            }
            let (status, _, text) = world.send(operation, &absent, Some(&who.token)).await;
            let allowed = operation.roles.contains(role);
            assert_eq!(status != 403, allowed, "{} by a {role}: {status} {text}", operation.id);
            assert_ne!(status, 401, "{} by a {role}", operation.id);
            assert!(operation.documented.contains(&status), "{} answers {status} unannounced: {text}", operation.id);
            cells += 1;
        }
        let (status, _, _) = world.send(operation, &absent, Some(&world.program)).await;
        assert_eq!(!matches!(status, 401 | 403), operation.scope.is_some(), "{} by a program: {status}", operation.id);
        cells += 1;
    }
    assert!(cells > 150, "{cells} cells only");
}

#[tokio::test]
async fn what_is_foreign_is_absent_to_the_byte() {
    let world = World::build().await;
    let stranger = &world.other.admin.token;
    for operation in all().iter().filter(|o| o.relation == "org" && o.id != "leave_organisation") {
        let (ours, theirs) = (world.org.id.0, world.other.id.0);
        let inside = World::path(&operation.path, ours, |part| world.ours(part));
        let nowhere = World::path(&operation.path, Uuid::new_v4(), |part| world.ours(part));
        let (status, body, text) = world.send(operation, &inside, Some(stranger)).await;
        let (_, absent, _) = world.send(operation, &nowhere, Some(stranger)).await;
        assert_eq!(status, 404, "{} of another organisation", operation.id);
        assert_eq!(body, absent, "{}: another organisation differs from none", operation.id);
        refuses_quietly(&operation.id, &text);
        if operation.path.matches('{').count() < 2 {
            continue;
        }
        // Our ids under their own organisation: as absent as ids of nobody.
        let smuggled = World::path(&operation.path, theirs, |part| world.ours(part));
        let unknown = World::path(&operation.path, theirs, |_| Uuid::new_v4());
        let (status, body, text) = world.send(operation, &smuggled, Some(stranger)).await;
        let (other, absent, _) = world.send(operation, &unknown, Some(stranger)).await;
        assert_eq!((status, &body), (other, &absent), "{}: our id under their roof", operation.id);
        refuses_quietly(&operation.id, &text);
    }
}

#[tokio::test]
async fn what_somebody_else_carries_is_absent_to_the_byte() {
    let world = World::build().await;
    for operation in all().iter().filter(|o| o.relation == "own" && o.path.contains("{id}")) {
        for who in [&world.idle, &world.dispatcher, &world.other.admin] {
            let ours = World::path(&operation.path, world.org.id.0, |part| world.ours(part));
            let unknown = World::path(&operation.path, world.org.id.0, |_| Uuid::new_v4());
            let (status, body, text) = world.send(operation, &ours, Some(&who.token)).await;
            let (other, absent, _) = world.send(operation, &unknown, Some(&who.token)).await;
            assert_eq!((status, &body), (other, &absent), "{} by {}", operation.id, who.email);
            assert!(matches!(status, 404 | 422), "{} by {}: {status}", operation.id, who.email);
            refuses_quietly(&operation.id, &text);
        }
    }
}

/// TR-5: whatever the role they wait for would allow.
#[tokio::test]
async fn who_waits_for_a_confirmation_sees_that_they_wait_and_the_door_and_nothing_else() {
    const OWN: [&str; 3] = ["read_me", "patch_me", "list_my_sessions"];
    let world = World::build().await;
    let org = world.org.id;
    let waiting = world.app.member(org, "attend@exemple.fr", &Role::ALL, Some(world.org.admin.node)).await;
    let move_to = async |state| {
        let tx = world.app.store().write(cabas_store::Scope::Organisation(org), cabas_store::Actor::System).await;
        let tx = tx.unwrap();
        tx.set_member_state(waiting.id, state, None).await.unwrap();
        tx.commit().await.unwrap();
    };
    move_to(MemberState::AwaitingConfirmation).await;
    let mut refused = 0;
    // Signing out is told by its own tests: it asks where it comes from. The feed opens, and is silent.
    let apart = ["leave_organisation", "delete_current_session", "stream_events"];
    let feed = reqwest::Client::new().get(format!("{}/api/v1/events", world.app.url()));
    let mut feed = feed.bearer_auth(&waiting.token).send().await.unwrap();
    world.dispatcher.client.create_recipient(org, &household_of(1)).await.unwrap();
    let heard = tokio::time::timeout(std::time::Duration::from_millis(1500), async {
        while let Ok(Some(chunk)) = feed.chunk().await {
            if String::from_utf8_lossy(&chunk).contains(&org.to_string()) {
                return true;
            }
        }
        false
    });
    assert!(!heard.await.unwrap_or(false), "the feed speaks of an organisation where one only waits");
    for operation in all().iter().filter(|o| o.relation != "public" && !apart.contains(&o.id.as_str())) {
        let path = World::path(&operation.path, org.0, |part| world.ours(part));
        let (status, body, text) = world.send(operation, &path, Some(&waiting.token)).await;
        refuses_quietly(&operation.id, &text);
        if operation.relation == "org" {
            assert_eq!(status, 404, "{}: {text}", operation.id);
            refused += 1;
        } else if operation.id == "list_my_rounds" {
            assert_eq!(body["items"], json!([]), "{text}");
        } else {
            assert_eq!(status == 200, OWN.contains(&operation.id.as_str()), "{}: {status} {text}", operation.id);
        }
    }
    assert!(refused > 80, "{refused} operations only");
    // The same person, once confirmed: it was the waiting that refused them.
    move_to(MemberState::Active).await;
    waiting.client.list_members(org, &PageQuery::default()).await.unwrap();
    move_to(MemberState::AwaitingConfirmation).await;
    waiting.client.leave_organisation(org).await.unwrap();
}
