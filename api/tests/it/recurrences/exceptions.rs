//! What is said of single dates, and taken back.

use super::{december, ready, span};
use crate::{
    support::{code, field, fields},
    town::{Town, day, dropoff},
};
use cabas_kernel::{Grams, id::RecurrenceId};
use cabas_model::{
    deliveries::{DeliveryStatus, PatchDelivery},
    occurrences::OccurrenceFate,
    recurrences::{CreateException, ExceptionKind, OccurrenceFields, RecurrenceDetails},
};
use chrono::{NaiveDate, TimeDelta};

fn on(date: NaiveDate, kind: ExceptionKind) -> CreateException {
    CreateException { date, kind, to: None, window: None, fields: None }
}

impl Town {
    async fn say(&self, id: RecurrenceId, ask: &CreateException) -> RecurrenceDetails {
        self.client().create_exception(self.org.id, id, ask).await.unwrap().body
    }

    async fn unsay(&self, id: RecurrenceId, date: NaiveDate) {
        self.client().delete_exceptions(self.org.id, id, date, "*").await.unwrap();
    }
}

/// DL-34.
#[tokio::test]
async fn skipping_a_date_cancels_that_one_and_taking_it_back_restores_it() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let said = town.say(rule.id, &on(december(8), ExceptionKind::Skip)).await;
    assert_eq!(
        said.exceptions.iter().map(|e| (e.date, e.kind)).collect::<Vec<_>>(),
        [(december(8), ExceptionKind::Skip)]
    );
    town.run().await;
    let shown = town.calendar(rule.id).await;
    let skipped = shown.iter().find(|o| o.date == december(8)).unwrap();
    assert_eq!((skipped.fate, skipped.status), (OccurrenceFate::Skipped, Some(DeliveryStatus::Cancelled)));
    assert_eq!(shown.iter().filter(|o| o.fate == OccurrenceFate::Runs).count(), 5, "the others, up to 29 December");
    assert_eq!(town.deliveries().await, 5, "a skipped date is not made again");
    town.unsay(rule.id, december(8)).await;
    assert_eq!(town.made(rule.id).await, ready(super::dates()));
    assert_eq!(town.deliveries().await, 5, "the same delivery came back");
}

#[tokio::test]
async fn a_date_skipped_before_it_is_made_is_made_once_that_is_taken_back() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    town.say(rule.id, &on(december(29), ExceptionKind::Skip)).await;
    town.app.clock.advance(TimeDelta::days(7));
    town.run().await;
    assert_eq!(town.deliveries().await, 5);
    let maud = town.app.again(&town.maud).await;
    maud.delete_exceptions(town.org.id, rule.id, december(29), "*").await.unwrap();
    assert_eq!(town.deliveries().await, 6);
}

#[tokio::test]
async fn a_moved_date_keeps_its_identity_and_moves_what_was_made() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let before = town.of_date(rule.id, december(8)).await;
    let ask = CreateException {
        to: Some(december(10)),
        window: Some(span("18:00", "20:00")),
        ..on(december(8), ExceptionKind::Move)
    };
    let said = town.say(rule.id, &ask).await;
    assert_eq!((said.exceptions[0].to, said.exceptions[0].window.as_ref()), (Some(december(10)), ask.window.as_ref()));
    let after = town.read(before.id).await;
    assert_eq!((after.date, after.occurrence_date), (december(10), Some(december(8))));
    assert_eq!(dropoff(&after).window.start, Some("2026-12-10T17:00:00Z".parse().unwrap()));
    town.run().await;
    assert_eq!(town.deliveries().await, 5);
    town.unsay(rule.id, december(8)).await;
    let back = town.read(before.id).await;
    assert_eq!((back.date, back.window), (december(8), before.window));
}

#[tokio::test]
async fn one_date_brings_something_else_and_what_was_changed_by_hand_stays() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let made = town.of_date(rule.id, december(8)).await;
    let by_hand = PatchDelivery { tags: Some(vec!["noel".into()]), ..PatchDelivery::default() };
    town.client().patch_delivery(town.org.id, made.id, "*", &by_hand).await.unwrap();
    let fields = OccurrenceFields {
        weight_g: Some(Grams(9_000)),
        comments: Some("Double colis".into()),
        tags: Some(vec!["frais".into()]),
        packages: None,
    };
    let ask = CreateException { fields: Some(fields.clone()), ..on(december(8), ExceptionKind::Override) };
    assert_eq!(town.say(rule.id, &ask).await.exceptions[0].fields, Some(fields));
    let after = town.read(made.id).await;
    assert_eq!((after.weight_g, after.comments.as_deref()), (Some(Grams(9_000)), Some("Double colis")));
    assert_eq!(after.tags, ["noel"], "by hand");
    assert_eq!(town.of_date(rule.id, december(15)).await.weight_g, None, "the other dates are as they were");
    town.unsay(rule.id, december(8)).await;
    let back = town.read(made.id).await;
    assert_eq!((back.weight_g, back.comments, back.tags), (None, None, vec!["noel".to_owned()]));
}

#[tokio::test]
async fn an_extra_date_is_made_and_goes_when_it_is_taken_back() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    town.say(rule.id, &on(december(3), ExceptionKind::Extra)).await;
    assert_eq!(town.of_date(rule.id, december(3)).await.status, DeliveryStatus::Ready);
    let again = town.client().create_exception(town.org.id, rule.id, &on(december(3), ExceptionKind::Extra)).await;
    assert_eq!(fields(again), field("/date", "duplicate"));
    town.unsay(rule.id, december(3)).await;
    assert_eq!(town.app.number("SELECT COUNT(*) FROM stops WHERE status = 'cancelled'").await, 1);
    assert_eq!(town.made(rule.id).await, ready(super::dates()));
}

#[tokio::test]
async fn what_is_said_of_a_date_must_be_possible() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let say = async |ask: CreateException| town.client().create_exception(town.org.id, rule.id, &ask).await;
    let moved = |to: Option<NaiveDate>| CreateException { to, ..on(december(8), ExceptionKind::Move) };
    assert_eq!(fields(say(on(december(9), ExceptionKind::Skip)).await), field("/date", "occurrence_unknown"));
    assert_eq!(fields(say(moved(None)).await), field("/to", "required"));
    assert_eq!(fields(say(moved(Some(day(20)))).await), field("/to", "date_in_past"));
    let hours = CreateException { window: Some(span("25:00", "26:00")), ..moved(None) };
    assert_eq!(fields(say(hours).await).len(), 2);
    let with_hours = CreateException { window: Some(span("10:00", "11:00")), ..on(december(8), ExceptionKind::Skip) };
    assert_eq!(fields(say(with_hours).await), field("/window", "field_unknown"));
    assert_eq!(fields(say(on(december(8), ExceptionKind::Override)).await), field("/fields", "required"));
    let fields_of = |fields| CreateException { fields: Some(fields), ..on(december(8), ExceptionKind::Override) };
    let strange = cabas_model::deliveries::PackageLine { slug: "lune".into(), quantity: 1 };
    let unknown = OccurrenceFields { packages: Some(vec![strange]), ..OccurrenceFields::default() };
    assert_eq!(fields(say(fields_of(unknown)).await), field("/fields/packages/0/slug", "package_unknown"));
    let misplaced = CreateException { kind: ExceptionKind::Skip, ..fields_of(OccurrenceFields::default()) };
    assert_eq!(fields(say(misplaced).await), field("/fields", "field_unknown"));
    let (org, maud) = (town.org.id, town.client());
    assert_eq!(code(maud.delete_exceptions(org, rule.id, december(8), "*").await), "not_found");
    let first = dropoff(&town.of_date(rule.id, day(24)).await).id;
    maud.start_stop(org, first, &cabas_model::me::StartStop::default()).await.unwrap();
    assert_eq!(code(say(on(day(24), ExceptionKind::Skip)).await), "transition_refused", "it is on its way");
    let later = CreateException { window: Some(span("14:00", "15:00")), ..on(december(8), ExceptionKind::Move) };
    say(later).await.unwrap();
    let second = dropoff(&town.of_date(rule.id, december(8)).await).id;
    maud.start_stop(org, second, &cabas_model::me::StartStop::default()).await.unwrap();
    assert_eq!(code(maud.delete_exceptions(org, rule.id, december(8), "*").await), "transition_refused");
}
