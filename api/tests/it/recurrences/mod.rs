//! What comes round: rules that make deliveries, and what is said of single dates.

mod edits;
mod exceptions;
mod making;
mod offs;
mod refusals;
mod watching;

use crate::{
    support::code,
    town::{Town, day},
};
use cabas_client::Version;
use cabas_kernel::id::{RecipientId, RecurrenceId};
use cabas_model::{
    deliveries::{DeliveryDetails, DeliverySource, DeliveryStatus, PackageLine},
    occurrences::{OccurrenceQuery, OccurrenceSummary},
    organisations::{PutPackageKind, Storage},
    recurrences::{
        CancelRecurrence, CreateRecurrence, Leftovers, RecurrenceDetails, RecurrenceQuery, RecurrenceState, WallSpan,
    },
};
use cabas_testkit::reqwest::Method;
use chrono::{NaiveDate, TimeDelta};

/// Tuesdays from today on, 10:00 to 12:00.
pub(crate) fn tuesdays(to: RecipientId) -> CreateRecurrence {
    CreateRecurrence {
        recipient_id: to,
        name: "Panier du mardi".into(),
        rule: "FREQ=WEEKLY;BYDAY=TU".into(),
        starts_on: day(24),
        horizon_days: None,
        window: span("10:00", "12:00"),
        promised: None,
        pickup: None,
        packages: None,
        weight_g: None,
        comments: None,
        tags: Vec::new(),
        service_minutes: None,
        assignee_id: None,
    }
}

fn span(start: &str, end: &str) -> WallSpan {
    WallSpan { start: Some(start.into()), end: end.into() }
}

fn december(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, n).unwrap()
}

/// The Tuesdays of the first horizon.
fn dates() -> [NaiveDate; 5] {
    [day(24), december(1), december(8), december(15), december(22)]
}

impl Town {
    async fn comes_round(&self, ask: &CreateRecurrence) -> Version<RecurrenceDetails> {
        self.client().create_recurrence(self.org.id, ask).await.unwrap()
    }

    /// A household that receives on Tuesdays.
    async fn weekly(&self, name: &str) -> RecurrenceDetails {
        let awa = self.household(name).await;
        self.comes_round(&tuesdays(awa)).await.body
    }

    /// The dates of a rule from today to the end of the year.
    async fn calendar(&self, id: RecurrenceId) -> Vec<OccurrenceSummary> {
        let query = OccurrenceQuery { from: None, until: Some(december(31)) };
        self.app.again(&self.maud).await.list_occurrences(self.org.id, id, &query).await.unwrap().items
    }

    /// Those that were made, by date, with how they stand.
    async fn made(&self, id: RecurrenceId) -> Vec<(NaiveDate, DeliveryStatus)> {
        self.calendar(id).await.into_iter().filter_map(|o| Some((o.date, o.status?))).collect()
    }

    async fn of_date(&self, id: RecurrenceId, date: NaiveDate) -> DeliveryDetails {
        let found = self.calendar(id).await.into_iter().find(|o| o.date == date).unwrap();
        self.app.again(&self.maud).await.read_delivery(self.org.id, found.delivery_id.unwrap()).await.unwrap().body
    }

    async fn basket(&self, slug: &str) -> String {
        let ask = PutPackageKind {
            slug: slug.into(),
            name: slug.into(),
            weight_g: None,
            storage: Storage::default(),
            active: true,
        };
        self.org.admin.client.create_package_kind(self.org.id, &ask).await.unwrap();
        slug.into()
    }

    async fn run(&self) {
        cabas_api::recurrences::generate_due(self.app.app()).await.unwrap();
    }

    async fn deliveries(&self) -> i64 {
        self.app.number("SELECT COUNT(*) FROM deliveries").await
    }
}

fn ready(dates: impl IntoIterator<Item = NaiveDate>) -> Vec<(NaiveDate, DeliveryStatus)> {
    dates.into_iter().map(|date| (date, DeliveryStatus::Ready)).collect()
}

#[tokio::test]
async fn a_rule_makes_the_deliveries_of_its_horizon_at_once_and_says_what_it_is() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let rule =
        town.comes_round(&CreateRecurrence { rule: "rrule:byday=tu;freq=weekly;".into(), ..tuesdays(awa) }).await;
    assert_eq!(rule.body.rule, "FREQ=WEEKLY;BYDAY=TU", "in its normal form");
    assert_eq!((rule.body.state, rule.body.horizon_days), (RecurrenceState::Active, 28));
    assert_eq!(rule.body.recipient.as_ref().map(|r| r.display_name.as_str()), Some("Awa"));
    assert_eq!(town.made(rule.body.id).await, ready(dates()));
    let read = town.client().read_recurrence(town.org.id, rule.body.id).await.unwrap();
    assert_eq!((read.body, read.etag), (rule.body.clone(), rule.etag.clone()));
    let listed = town.client().list_recurrences(town.org.id, &RecurrenceQuery::default()).await.unwrap().items;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].next_day, &listed[0].etag), (rule.body.id, Some(day(24)), &rule.etag));
    assert_eq!((listed[0].name.as_str(), listed[0].drought), ("Panier du mardi", None));
    let of_others = RecurrenceQuery { recipient_id: Some(town.household("Binta").await), ..RecurrenceQuery::default() };
    assert_eq!(town.client().list_recurrences(town.org.id, &of_others).await.unwrap().items, []);
}

#[tokio::test]
async fn the_same_key_twice_makes_one_rule() {
    let town = Town::new().await;
    let ask = tuesdays(town.household("Awa").await);
    let once = town.client().once("deux fois");
    let first = once.create_recurrence(town.org.id, &ask).await.unwrap();
    let second = once.create_recurrence(town.org.id, &ask).await.unwrap();
    assert_eq!(first.body.id, second.body.id);
    assert_eq!(town.deliveries().await, 5);
}

/// DL-33.
#[tokio::test]
async fn an_occurrence_carries_all_of_its_template() {
    let town = Town::new().await;
    town.quay().await;
    let slug = town.basket("sec").await;
    let awa = town.household("Awa").await;
    let ask = CreateRecurrence {
        promised: Some(span("09:00", "13:00")),
        pickup: Some(cabas_model::recurrences::RecurrencePickup {
            depot_id: None,
            window: Some(span("08:30", "09:45")),
        }),
        packages: Some(vec![PackageLine { slug: slug.clone(), quantity: 2 }]),
        weight_g: Some(cabas_kernel::Grams(4_500)),
        comments: Some(" Sonner deux fois ".into()),
        tags: vec!["frais".into()],
        service_minutes: Some(12),
        assignee_id: Some(town.samir.id),
        ..tuesdays(awa)
    };
    let rule = town.comes_round(&ask).await.body;
    assert_eq!(rule.comments.as_deref(), Some("Sonner deux fois"));
    let made = town.of_date(rule.id, december(8)).await;
    assert_eq!((made.source, made.status), (DeliverySource::Recurrence, DeliveryStatus::Assigned));
    assert_eq!((made.recurrence_id, made.occurrence_date), (Some(rule.id), Some(december(8))));
    assert_eq!(made.packages, [PackageLine { slug, quantity: 2 }]);
    assert_eq!((made.weight_g, made.comments.as_deref()), (ask.weight_g, Some("Sonner deux fois")));
    assert_eq!((made.tags.as_slice(), made.assignee_id), (["frais".to_owned()].as_slice(), Some(town.samir.id)));
    let [fetched, brought] = made.stops.as_slice() else { panic!("a pickup and a drop-off") };
    let at = |text: &str| Some(text.parse().unwrap());
    assert_eq!(fetched.window.start, at("2026-12-08T07:30:00Z"));
    assert_eq!(
        (brought.window.start, brought.promised.unwrap().start),
        (at("2026-12-08T09:00:00Z"), at("2026-12-08T08:00:00Z"))
    );
    assert_eq!(town.app.number("SELECT COUNT(*) FROM stops WHERE kind = 'dropoff' AND service_minutes = 12").await, 5);
    assert_eq!(town.app.number("SELECT COUNT(*) FROM rounds").await, 5, "one of Samir's for each day");
}

#[tokio::test]
async fn whoever_may_not_carry_it_is_not_given_it_and_the_delivery_waits() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateRecurrence { assignee_id: Some(town.samir.id), horizon_days: Some(7), ..tuesdays(awa) };
    let rule = town.comes_round(&ask).await.body;
    let refuse = cabas_model::recipients::CreateBlockedPair {
        volunteer_id: town.samir.id,
        recipient_id: awa,
        reason: "Voisins".into(),
    };
    town.org.admin.client.create_blocked_pair(town.org.id, &refuse).await.unwrap();
    let ask = cabas_model::occurrences::GenerateDeliveries { until: Some(december(8)), ..Default::default() };
    let done = town.client().generate_deliveries(town.org.id, &ask).await.unwrap();
    assert_eq!((done.created.len(), done.unassigned.len()), (1, 1));
    assert_eq!(town.of_date(rule.id, december(8)).await.status, DeliveryStatus::Ready);
}

/// DL-32.
#[tokio::test]
async fn a_paused_or_cancelled_rule_makes_nothing() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let (org, maud) = (town.org.id, town.client());
    let paused = maud.pause_recurrence(org, rule.id).await.unwrap();
    assert_eq!(paused.body.state, RecurrenceState::Paused);
    assert_eq!(maud.pause_recurrence(org, rule.id).await.unwrap().etag, paused.etag, "twice is once");
    town.app.clock.advance(TimeDelta::days(14));
    town.run().await;
    assert_eq!(town.deliveries().await, 5, "what it made stays, nothing comes");
    let maud = town.app.again(&town.maud).await;
    let resumed = maud.resume_recurrence(org, rule.id).await.unwrap();
    assert_eq!(resumed.body.state, RecurrenceState::Active);
    assert_eq!(maud.resume_recurrence(org, rule.id).await.unwrap().etag, resumed.etag);
    assert_eq!(town.deliveries().await, 7, "what the horizon lacked is made at once");
    maud.cancel_recurrence(org, rule.id, &resumed.etag, &CancelRecurrence::default()).await.unwrap();
    town.app.clock.advance(TimeDelta::days(14));
    town.run().await;
    assert_eq!(town.deliveries().await, 7);
    let maud = town.app.again(&town.maud).await;
    assert_eq!(maud.list_recurrences(org, &RecurrenceQuery::default()).await.unwrap().items, []);
    let over = RecurrenceQuery { state: Some(RecurrenceState::Cancelled), ..RecurrenceQuery::default() };
    assert_eq!(maud.list_recurrences(org, &over).await.unwrap().items[0].state, RecurrenceState::Cancelled);
}

#[tokio::test]
async fn a_rule_that_ends_takes_what_nobody_began_along_when_that_is_asked() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let first = town.of_date(rule.id, day(24)).await;
    let stop = crate::town::dropoff(&first).id;
    let done = cabas_model::me::CompleteStop {
        outcome: Some(cabas_model::deliveries::Outcome::Delivered),
        ..Default::default()
    };
    town.client().complete_stop(town.org.id, stop, &done).await.unwrap();
    let ask = CancelRecurrence { deliveries: Some(Leftovers::Cancel) };
    town.client().cancel_recurrence(town.org.id, rule.id, "*", &ask).await.unwrap();
    assert_eq!(town.read(first.id).await.status, DeliveryStatus::Delivered);
    assert_eq!(town.app.number("SELECT COUNT(*) FROM stops WHERE status = 'cancelled'").await, 4);
    for refused in [
        code(town.client().cancel_recurrence(town.org.id, rule.id, "*", &CancelRecurrence::default()).await),
        code(town.client().pause_recurrence(town.org.id, rule.id).await),
        code(town.client().resume_recurrence(town.org.id, rule.id).await),
    ] {
        assert_eq!(refused, "recurrence_cancelled");
    }
    let nonsense = format!("/organisations/{}/recurrences/{}?deliveries=burn", town.org.id, rule.id);
    let refused = town.client().request(Method::DELETE, &nonsense).header("if-match", "*").fetch().await.unwrap();
    assert_eq!(refused.status, 422);
}
