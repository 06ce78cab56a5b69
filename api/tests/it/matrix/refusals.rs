//! What every operation refuses alike, whoever is let in: each refusal that the document announces is provoked.

use super::{Operation, World, all};
use cabas_testkit::reqwest;
use serde_json::{Value, json};
use uuid::Uuid;

/// More than any body may be: pasted sheets are the longest (2 MiB).
const TOO_LONG: usize = 3 * 1024 * 1024;

impl World {
    /// Who is let in by an operation, and to what it may be done.
    fn entitled(&self, operation: &Operation) -> (Option<&str>, String) {
        let token = match operation.relation.as_str() {
            "public" => None,
            _ if operation.roles.is_empty() => Some(self.program.as_str()),
            "own" => Some(self.carrier.token.as_str()),
            _ => Some(self.org.admin.token.as_str()),
        };
        (token, Self::path(&operation.path, self.org.id.0, |part| self.ours(part)))
    }

    fn request(&self, operation: &Operation) -> reqwest::RequestBuilder {
        let (token, path) = self.entitled(operation);
        self.request_to(operation, &path, token)
    }

    fn request_to(&self, operation: &Operation, path: &str, token: Option<&str>) -> reqwest::RequestBuilder {
        let method = reqwest::Method::from_bytes(operation.method.as_bytes()).unwrap();
        let request = reqwest::Client::new().request(method, format!("{}{path}", self.app.url()));
        if let Some(token) = token { request.bearer_auth(token) } else { request }
    }

    /// The request with a version, where one is asked.
    fn versioned(&self, operation: &Operation) -> reqwest::RequestBuilder {
        let request = self.request(operation);
        if operation.edits { request.header("if-match", "*") } else { request }
    }
}

/// A body that is good in itself, for what asks for a version.
fn good_body(operation: &Operation) -> Option<Value> {
    let place = json!({ "street": "1 quai de la Loire", "city": "Paris" });
    match operation.id.as_str() {
        "put_depot" => Some(json!({ "name": "Hangar", "address": place })),
        "put_package_kind" => Some(json!({ "slug": "sec", "name": "Panier sec" })),
        "set_member_roles" => Some(json!({ "roles": ["volunteer"] })),
        "patch_recurrence" => Some(json!({ "name": "Autre" })),
        "put_time_slot" => Some(json!({ "name": "Matin", "start": "09:00", "end": "12:00" })),
        _ => operation.body.clone(),
    }
}

async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_body_of_another_type_too_long_or_wrong_is_refused_as_announced() {
    let world = World::build().await;
    let mut refused = 0;
    for operation in all().iter().filter(|o| o.body.is_some()) {
        let id = &operation.id;
        let length = if id == "create_import" { TOO_LONG } else { TOO_LONG / 10 };
        let long = json!({ "nonsense": "x".repeat(length) });
        let other = world.versioned(operation).header("content-type", "text/plain").body("x");
        assert_eq!(status(other).await, 415, "{id} of another type");
        assert_eq!(status(world.versioned(operation).json(&long)).await, 413, "{id} too long");
        assert_eq!(status(world.versioned(operation).json(&json!({ "nonsense": 1 }))).await, 422, "{id} wrong");
        refused += 1;
    }
    assert!(refused > 40, "{refused} operations only");
}

#[tokio::test]
async fn a_parameter_that_nobody_knows_is_refused_as_announced() {
    let world = World::build().await;
    let mut refused = 0;
    for operation in all().iter().filter(|o| o.method == "GET" && o.documented.contains(&422)) {
        let answer = world.request(operation).query(&[("nonsense", "1")]);
        assert_eq!(status(answer).await, 422, "{}", operation.id);
        refused += 1;
    }
    assert!(refused > 10, "{refused} operations only");
}

#[tokio::test]
async fn no_change_without_the_version_that_was_seen() {
    let world = World::build().await;
    let mut refused = 0;
    for operation in all().iter().filter(|o| o.edits) {
        let with_body = |request: reqwest::RequestBuilder| match good_body(operation) {
            Some(body) => request.json(&body),
            None => request,
        };
        assert_eq!(status(with_body(world.request(operation))).await, 428, "{} of no version", operation.id);
        let old = world.request(operation).header("if-match", "\"0123456789ab\"");
        assert_eq!(status(with_body(old)).await, 412, "{} of an old version", operation.id);
        refused += 1;
    }
    assert!(refused > 10, "{refused} operations only");
}

#[tokio::test]
async fn what_nobody_has_is_absent_for_whoever_is_let_in() {
    let world = World::build().await;
    for operation in all().iter().filter(|o| o.path.contains("id}") || o.path.contains("{member}")) {
        let (token, _) = world.entitled(operation);
        let path = World::path(&operation.path, world.org.id.0, |_| Uuid::new_v4());
        let request = world.request_to(operation, &path, token).header("if-match", "*");
        let body = good_body(operation).unwrap_or_else(|| json!({}));
        let told = request.json(&body).send().await.unwrap();
        let status = told.status().as_u16();
        // A body that is wrong in itself is refused before anything is looked for.
        assert!(matches!(status, 404 | 422), "{}: {status} {}", operation.id, told.text().await.unwrap());
    }
}
