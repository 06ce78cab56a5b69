//! What several slices' tests say alike.

use cabas_client::{Client, ClientError};
use cabas_kernel::id::{DeliveryId, NodeId};
use cabas_model::{
    address::{Address, PhoneEntry},
    api_clients::{CreateApiClient, Scope},
    members::{CreateFreeze, SuspendMember},
    recipients::CreateRecipient,
    rounds::{CreateRound, TravelMode},
};
use cabas_testkit::{
    Organisation, TestApp,
    reqwest::{Response, header},
};
use chrono::NaiveDate;
use serde_json::Value;

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ClientError>) -> String {
    result.expect_err("a refusal").code().to_owned()
}

/// The fields a refusal names, with their codes.
pub(crate) fn fields<T: std::fmt::Debug>(result: Result<T, ClientError>) -> Vec<(String, String)> {
    let error = result.expect_err("a refusal");
    let problem = error.problem().expect("a problem");
    problem.errors.iter().map(|e| (e.pointer.clone(), e.code.clone())).collect()
}

/// One such field.
pub(crate) fn field(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.into(), code.into())]
}

/// One of many invented households of one street.
pub(crate) fn household_of(n: usize) -> CreateRecipient {
    CreateRecipient {
        display_name: format!("Foyer {n}"),
        household_size: 2,
        address: Address {
            street: format!("{} rue des Canaris", n + 1),
            postal_code: "75011".into(),
            city: "Paris".into(),
            ..Address::default()
        },
        phones: vec![PhoneEntry { e164: format!("+3361234{:04}", n % 10_000), note: None }],
        may_contact: true,
        ..CreateRecipient::default()
    }
}

/// A round to make, with some deliveries.
pub(crate) fn round_of(name: &str, date: NaiveDate, deliveries: &[DeliveryId]) -> CreateRound {
    CreateRound {
        name: name.into(),
        date,
        delivery_ids: deliveries.to_vec(),
        mode: TravelMode::default(),
        depot_id: None,
        max_load_g: None,
    }
}

/// A suspension that somebody ends, for a reason of which inviters learn nothing.
pub(crate) fn suspension(reason: &str) -> SuspendMember {
    SuspendMember { reason: reason.into(), reason_code: None, until: None }
}

/// A freeze of somebody's whole branch.
pub(crate) fn freeze_of(root: NodeId) -> CreateFreeze {
    CreateFreeze { root, summary: "Une vérification".into(), depth: None }
}

/// A program of an organisation's that brings sheets.
pub(crate) async fn program(app: &TestApp, org: &Organisation) -> Client {
    let ask = CreateApiClient { name: "Tableur du lundi".into(), scopes: vec![Scope::Imports] };
    let made = org.admin.client.create_api_client(org.id, &ask).await.unwrap();
    app.anonymous().with_token(made.token)
}

/// One of the sheets that are kept for tests.
pub(crate) fn sheet(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../testdata/sheets/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The cookie of this name that an answer sets.
pub(crate) fn cookie(answer: &Response, name: &str) -> Option<String> {
    let all = answer.headers().get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap());
    let mut named = all.filter(|c| c.starts_with(&format!("{name}=")));
    named.next().and_then(|c| c.split(';').next()).map(str::to_owned)
}

/// Of some tries that are made at once, how many succeed.
pub(crate) async fn won(tries: impl Iterator<Item: Future<Output = bool> + Send + 'static>) -> usize {
    let tries: Vec<_> = tries.map(tokio::spawn).collect();
    let mut won = 0;
    for attempt in tries {
        won += usize::from(attempt.await.unwrap());
    }
    won
}

/// The API's document.
pub(crate) fn document() -> Value {
    serde_json::from_str(cabas_api::api::document_text()).unwrap()
}

/// Its operations: method, path, and what it says of them.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut list = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            list.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    list
}
