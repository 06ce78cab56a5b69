//! An organisation at work: Maud plans, Samir and Nadia carry, households wait on Tuesday 24 November 2026.

use cabas_client::{Client, ClientError};
use cabas_domain::{deliveries::Candidate, rounds};
use cabas_kernel::{
    Role, Roles, Window,
    id::{DeliveryId, RecipientId, RoundId},
    time::instant,
    words::{members::MemberState, rounds::RoundState},
};
use cabas_model::{
    Code,
    address::Address,
    deliveries::{AssignDelivery, CreateDelivery, DeliveryDetails, StopDetails},
    recipients::CreateRecipient,
};
use cabas_store::{Actor, Scope, rounds::RoundRecord};
use cabas_testkit::{Member, Organisation, TestApp, reqwest::Method};
use chrono::NaiveDate;
use chrono_tz::{Europe::Paris, Tz};
use serde_json::Value;

pub(crate) const ZONE: Tz = Paris;

pub(crate) struct Town {
    pub(crate) app: TestApp,
    pub(crate) org: Organisation,
    pub(crate) maud: Member,
    pub(crate) samir: Member,
    pub(crate) nadia: Member,
}

impl Town {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start().await;
        let org = app.organisation("Les Halles").await;
        let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
        let samir = app.member(org.id, "samir@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
        let nadia = app.member(org.id, "nadia@exemple.fr", &[Role::Volunteer], Some(maud.node)).await;
        Self { app, org, maud, samir, nadia }
    }

    /// Maud's client.
    pub(crate) fn client(&self) -> &Client {
        &self.maud.client
    }

    pub(crate) async fn household(&self, name: &str) -> RecipientId {
        self.client().create_recipient(self.org.id, &household(name)).await.unwrap().id
    }

    /// A delivery to a new household of this name, on the 24th from 10:00 to 12:00.
    pub(crate) async fn delivery(&self, name: &str) -> DeliveryId {
        let recipient = self.household(name).await;
        self.client().create_delivery(self.org.id, &delivery(recipient)).await.unwrap().id
    }

    pub(crate) async fn read(&self, id: DeliveryId) -> DeliveryDetails {
        self.client().read_delivery(self.org.id, id).await.unwrap().body
    }

    /// The same, given to somebody by itself.
    pub(crate) async fn given(&self, name: &str, to: &Member) -> DeliveryDetails {
        let id = self.delivery(name).await;
        let ask = AssignDelivery { member_id: Some(to.id) };
        self.client().assign_delivery(self.org.id, id, &ask).await.unwrap()
    }

    /// A published round of the 24th, carried by somebody.
    pub(crate) async fn round(&self, to: &Member, deliveries: &[DeliveryId]) -> RoundId {
        let tx = self.app.store().write(Scope::Organisation(self.org.id), Actor::System).await.unwrap();
        let id: RoundId = tx.new_id();
        let record = RoundRecord {
            state: RoundState::Published,
            assignee: Some(to.id),
            ..RoundRecord::draft(id, "Nord".into(), day(24))
        };
        tx.add_round(&record).await.unwrap();
        let stops = tx.stops_of_deliveries(deliveries).await.unwrap();
        let made = rounds::decide_create(id, day(24), &stops, ZONE).unwrap();
        let report = cabas_store::deliveries::Report::default();
        tx.apply_steps(&made.steps, &report, None).await.unwrap();
        tx.set_positions(&made.order).await.unwrap();
        let stops = tx.stops_of_round(id).await.unwrap();
        let nobody = rounds::RoundFacts { assignee: None, ..record.facts(&stops, ZONE) };
        let roles = Roles::NONE.with(Role::Volunteer);
        let candidate = Candidate { member: to.id, state: MemberState::Active, roles };
        let given = rounds::decide_assign(&nobody, &stops, Some(&candidate), &[]).unwrap();
        tx.apply_steps(&given.steps, &report, None).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A round as the store holds it, and its stops' deliveries in order.
    pub(crate) async fn stored(&self, id: RoundId) -> (RoundRecord, Vec<DeliveryId>) {
        let tx = self.app.store().write(Scope::Organisation(self.org.id), Actor::System).await.unwrap();
        let stops = tx.stops_of_round(id).await.unwrap();
        (tx.round(id).await.unwrap().unwrap(), stops.into_iter().map(|s| s.delivery).collect())
    }
}

pub(crate) fn household(name: &str) -> CreateRecipient {
    CreateRecipient {
        display_name: name.into(),
        household_size: 2,
        address: Address {
            street: format!("12 rue de {name}"),
            postal_code: "75011".into(),
            city: "Paris".into(),
            ..Address::default()
        },
        may_contact: true,
        ..CreateRecipient::default()
    }
}

pub(crate) fn delivery(to: RecipientId) -> CreateDelivery {
    CreateDelivery {
        external_ref: None,
        recipient_id: to,
        window: window(24, 10, 12),
        promised: None,
        pickup: None,
        packages: None,
        weight_g: None,
        comments: None,
        tags: Vec::new(),
        draft: false,
    }
}

/// A day of November 2026.
pub(crate) fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
}

/// Hours of a day of November 2026, by the wall.
pub(crate) fn window(d: u32, from: u32, to: u32) -> Window {
    let at = |hour| instant(day(d).and_hms_opt(hour, 0, 0).unwrap(), ZONE);
    Window { start: Some(at(from)), end: at(to) }
}

/// The drop-off of a delivery.
pub(crate) fn dropoff(delivery: &DeliveryDetails) -> &StopDetails {
    delivery.stops.last().unwrap()
}

/// The history of a stop, as words.
pub(crate) fn lines(stop: &StopDetails) -> Vec<&str> {
    stop.history.iter().map(|line| line.kind.as_str()).collect()
}

pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ClientError>) -> String {
    result.expect_err("a refusal").code().to_owned()
}

/// The fields a refusal names, with their codes.
pub(crate) fn fields<T: std::fmt::Debug>(result: Result<T, ClientError>) -> Vec<(String, String)> {
    let error = result.expect_err("a refusal");
    let problem = error.problem().expect("a problem");
    problem.errors.iter().map(|e| (e.pointer.clone(), e.code.clone())).collect()
}

pub(crate) fn field(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.into(), code.into())]
}

/// A call of each kind, as `(method, path below the organisation with {id} in it, body)`.
pub(crate) type Calls<'a> = &'a [(Method, &'a str, Value)];

/// Another organisation's thing answers like one that does not exist, to the byte.
pub(crate) async fn assert_absent(client: &Client, organisation: &str, foreign: &str, absent: &str, calls: Calls<'_>) {
    for (method, path, body) in calls {
        let at = |id: &str| format!("/organisations/{organisation}{}", path.replace("{id}", id));
        let one = answer(client, method, &at(foreign), body).await;
        let other = answer(client, method, &at(absent), body).await;
        assert_eq!((one.0, &one), (404, &other), "{method} {path}");
    }
}

/// Every call is refused to somebody who may see that the thing exists, and no more.
pub(crate) async fn assert_forbidden(client: &Client, organisation: &str, id: &str, calls: Calls<'_>) {
    for (method, path, body) in calls {
        let path = format!("/organisations/{organisation}{}", path.replace("{id}", id));
        let (status, problem) = answer(client, method, &path, body).await;
        assert!(status == 403 && problem.contains(Code::Forbidden.as_str()), "{method} {path} gave {problem}");
    }
}

/// What an answer says, without the id of its request.
async fn answer(client: &Client, method: &Method, path: &str, body: &Value) -> (u16, String) {
    let mut request = client.request(method.clone(), path).header("if-match", "*");
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.fetch().await.unwrap();
    let mut problem: Value = serde_json::from_slice(&answer.body).unwrap();
    problem["instance"] = Value::Null;
    (answer.status, problem.to_string())
}
