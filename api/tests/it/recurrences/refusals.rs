//! What a rule may not say, and who may say it.

use super::{december, span, tuesdays};
use crate::{
    support::{code, field, fields},
    town::{Town, day},
};
use cabas_kernel::Grams;
use cabas_model::{
    deliveries::PackageLine,
    members::SuspendMember,
    occurrences::{GenerateDeliveries, OccurrenceQuery, PreviewRecurrence},
    recipients::CreateBlockedPair,
    recurrences::{
        CancelRecurrence, CreateException, CreateRecurrence, ExceptionKind, PatchRecurrence, RecurrencePickup,
    },
};

#[tokio::test]
async fn a_rule_that_does_not_read_is_told_by_its_part() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let make = async |rule: &str| {
        town.client().create_recurrence(town.org.id, &CreateRecurrence { rule: rule.into(), ..tuesdays(awa) }).await
    };
    for (rule, fault) in [
        ("", "rule_missing"),
        ("FREQ=HOURLY", "rule_frequency"),
        ("FREQ=WEEKLY;BYDAY=2TU", "rule_combination"),
        ("FREQ=WEEKLY;BYDAY=XX", "rule_weekday"),
        ("FREQ=WEEKLY;BYHOUR=9", "rule_part"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261201", "rule_end"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "rule_never"),
    ] {
        assert_eq!(fields(make(rule).await), field("/rule", fault), "{rule}");
    }
    let told = make("FREQ=WEEKLY;BYHOUR=9").await.unwrap_err();
    assert_eq!(told.problem().unwrap().errors[0].params["part"], "BYHOUR");
    assert_eq!(town.app.number("SELECT COUNT(*) FROM recurrences").await, 0);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_form_is_told() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let (org, maud) = (town.org.id, town.client());
    let make = async |ask: CreateRecurrence| maud.create_recurrence(org, &ask).await;
    let nobody = CreateRecurrence { recipient_id: uuid::Uuid::new_v4().into(), ..tuesdays(awa) };
    assert_eq!(fields(make(nobody).await), field("/recipient_id", "not_found_here"));
    let strange = CreateRecurrence {
        packages: Some(vec![PackageLine { slug: "lune".into(), quantity: 1 }]),
        weight_g: Some(Grams(2_000_000)),
        ..tuesdays(awa)
    };
    let told = fields(make(strange).await);
    assert_eq!(told, [field("/weight_g", "weight_invalid"), field("/packages/0/slug", "package_unknown")].concat());
    let pickup = |window| Some(RecurrencePickup { depot_id: None, window });
    let without = CreateRecurrence { pickup: pickup(None), ..tuesdays(awa) };
    assert_eq!(fields(make(without).await), field("/pickup/depot_id", "required"));
    town.quay().await;
    let late = CreateRecurrence { pickup: pickup(Some(span("11:00", "12:00"))), ..tuesdays(awa) };
    assert_eq!(fields(make(late).await), field("/pickup/window", "window_order"));
    let hours = CreateRecurrence { window: span("9:00", "24:00"), horizon_days: Some(93), ..tuesdays(awa) };
    let told = fields(make(hours).await);
    let expected =
        [("/horizon_days", "limit_invalid"), ("/window/end", "time_invalid"), ("/window/start", "time_invalid")];
    assert_eq!(told, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    let stranger = CreateRecurrence { assignee_id: Some(uuid::Uuid::new_v4().into()), ..tuesdays(awa) };
    assert_eq!(fields(make(stranger).await), field("/assignee_id", "person_unknown"));
    let pair = CreateBlockedPair { volunteer_id: town.samir.id, recipient_id: awa, reason: "Voisins".into() };
    town.org.admin.client.create_blocked_pair(org, &pair).await.unwrap();
    let blocked = CreateRecurrence { assignee_id: Some(town.samir.id), ..tuesdays(awa) };
    assert_eq!(code(make(blocked).await), "pair_blocked");
    let away = SuspendMember { reason: "Repos".into(), reason_code: None, until: None };
    town.org.admin.client.suspend_member(org, town.nadia.id, &away).await.unwrap();
    let suspended = CreateRecurrence { assignee_id: Some(town.nadia.id), ..tuesdays(awa) };
    assert_eq!(code(make(suspended).await), "member_not_active");
}

#[tokio::test]
async fn a_rule_that_is_over_changes_no_more() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let (org, maud) = (town.org.id, town.client());
    let skip = CreateException { date: december(8), kind: ExceptionKind::Skip, to: None, window: None, fields: None };
    maud.create_exception(org, rule.id, &skip).await.unwrap();
    maud.cancel_recurrence(org, rule.id, "*", &CancelRecurrence::default()).await.unwrap();
    let named = PatchRecurrence { name: Some("Autre".into()), ..PatchRecurrence::default() };
    let shown = PreviewRecurrence { recurrence_id: Some(rule.id), ..PreviewRecurrence::default() };
    for refused in [
        code(maud.patch_recurrence(org, rule.id, "*", &named).await),
        code(maud.create_exception(org, rule.id, &skip).await),
        code(maud.delete_exceptions(org, rule.id, december(8), "*").await),
        code(maud.preview_recurrence(org, &shown).await),
    ] {
        assert_eq!(refused, "recurrence_cancelled");
    }
    let ask = GenerateDeliveries { recurrence_ids: Some(vec![rule.id]), ..GenerateDeliveries::default() };
    assert_eq!(fields(maud.generate_deliveries(org, &ask).await), field("/recurrence_ids/0", "not_found_here"));
}

#[tokio::test]
async fn a_calendar_and_a_run_have_their_limits() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let (org, maud) = (town.org.id, town.client());
    let shown = async |from, until| {
        maud.list_occurrences(org, rule.id, &OccurrenceQuery { from: Some(from), until: Some(until) }).await
    };
    let far = chrono::NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
    assert_eq!(fields(shown(day(24), day(23)).await), field("/until", "window_order"));
    assert_eq!(fields(shown(day(24), far).await), field("/until", "limit_invalid"));
    assert_eq!(shown(day(1), day(24)).await.unwrap().items.len(), 1, "it starts on the 24th");
    let run = async |until| {
        maud.generate_deliveries(org, &GenerateDeliveries { until: Some(until), ..GenerateDeliveries::default() }).await
    };
    assert_eq!(fields(run(day(23)).await), field("/until", "date_in_past"));
    assert_eq!(fields(run(far).await), field("/until", "limit_invalid"));
    let none = GenerateDeliveries { days: Some(Vec::new()), ..GenerateDeliveries::default() };
    assert_eq!(fields(maud.generate_deliveries(org, &none).await), field("/days", "required"));
}

#[tokio::test]
async fn looks_at_rules_are_noted_with_whom_they_are_about() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let rule = town.comes_round(&tuesdays(awa)).await.body;
    let readers = async || {
        let query = cabas_model::PageQuery::default();
        town.client().list_recipient_readers(town.org.id, awa, &query).await.unwrap().items.len()
    };
    let before = readers().await;
    town.client().read_recurrence(town.org.id, rule.id).await.unwrap();
    town.client().list_recurrences(town.org.id, &cabas_model::recurrences::RecurrenceQuery::default()).await.unwrap();
    assert!(readers().await > before);
}
