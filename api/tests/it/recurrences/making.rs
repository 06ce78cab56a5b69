//! Making: late, twice, by two at once; by hand, previewed and ticked.

use super::{dates, december, ready, tuesdays};
use crate::{
    support::won,
    town::{Town, day},
};
use cabas_kernel::Window;
use cabas_model::{
    audit::{AuditKind, AuditQuery},
    deliveries::{CancelDelivery, PatchDelivery},
    occurrences::{GenerateDeliveries, OccurrenceFate},
    recurrences::{CreateException, CreateRecurrence, ExceptionKind},
};
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// DL-31.
#[tokio::test]
async fn nothing_is_made_in_the_past_and_twice_makes_nothing_new() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let since = CreateRecurrence { starts_on: day(3), ..tuesdays(awa) };
    let rule = town.comes_round(&since).await.body;
    assert_eq!(town.made(rule.id).await, ready(dates()), "the three Tuesdays before today are over");
    for _ in 0..3 {
        town.run().await;
        town.client().generate_deliveries(town.org.id, &GenerateDeliveries::default()).await.unwrap();
    }
    assert_eq!(town.deliveries().await, 5);
    // A server that was off for a month makes what is still to come.
    town.app.clock.advance(TimeDelta::days(30));
    town.run().await;
    assert_eq!(town.deliveries().await, 5 + 4, "29 December to 19 January");
    let query = AuditQuery { kind: Some(AuditKind::Write), ..AuditQuery::default() };
    let log = town.app.again(&town.org.admin).await.list_audit(town.org.id, &query).await.unwrap().items;
    let runs: Vec<_> = log.iter().filter(|e| e.action == "recurrence.generated").collect();
    assert_eq!(runs.len(), 2, "each run that made something is noted once");
    assert!(runs[0].detail.as_ref().unwrap().contains("\"created\":4"), "{:?}", runs[0].detail);
    let made_by_rule = "SELECT COUNT(*) FROM audit_entries WHERE action = 'delivery.created'";
    assert_eq!(town.app.number(made_by_rule).await, 0);
}

#[tokio::test]
async fn what_is_over_today_is_not_made() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    town.app.clock.advance(TimeDelta::hours(3));
    let maud = town.app.again(&town.maud).await;
    let rule = maud.create_recurrence(town.org.id, &tuesdays(awa)).await.unwrap().body;
    assert_eq!(town.made(rule.id).await[0].0, december(1), "its window ended at noon");
}

#[tokio::test]
async fn two_that_make_at_once_make_each_delivery_once() {
    let town = Town::new().await;
    for name in ["Awa", "Binta", "Chloé"] {
        town.weekly(name).await;
    }
    town.app.clock.advance(TimeDelta::days(21));
    let maud = town.app.again(&town.maud).await;
    let tries = (0..8).map(|n| {
        let (app, maud, org) = (town.app.app().clone(), maud.clone(), town.org.id);
        async move {
            if n % 2 == 0 {
                return cabas_api::recurrences::generate_due(&app).await.is_ok();
            }
            maud.generate_deliveries(org, &GenerateDeliveries::default()).await.is_ok()
        }
    });
    assert_eq!(won(tries).await, 8);
    assert_eq!(town.deliveries().await, 3 * (5 + 3));
    let twice =
        "SELECT COUNT(*) FROM (SELECT 1 FROM deliveries GROUP BY recurrence_id, occurrence_date HAVING COUNT(*) > 1) t";
    assert_eq!(town.app.number(twice).await, 0);
}

/// DL-34.
#[tokio::test]
async fn what_was_cancelled_or_moved_by_hand_is_not_made_again() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let (gone, moved) = (town.of_date(rule.id, december(1)).await, town.of_date(rule.id, december(8)).await);
    let ask = CancelDelivery { reason: "En vacances".into() };
    town.client().cancel_delivery(town.org.id, gone.id, &ask).await.unwrap();
    let later =
        Window { start: Some("2026-12-10T09:00:00Z".parse().unwrap()), end: "2026-12-10T11:00:00Z".parse().unwrap() };
    let ask = PatchDelivery { window: Some(later), ..PatchDelivery::default() };
    town.client().patch_delivery(town.org.id, moved.id, "*", &ask).await.unwrap();
    town.run().await;
    assert_eq!(town.deliveries().await, 5);
}

#[tokio::test]
async fn several_rules_and_days_are_previewed_ticked_and_made_in_one_act() {
    let town = Town::new().await;
    let near = |name: &'static str| {
        let town = &town;
        async move {
            let home = town.household(name).await;
            town.comes_round(&CreateRecurrence { horizon_days: Some(1), ..tuesdays(home) }).await.body
        }
    };
    let rules = [near("Awa").await, near("Binta").await, near("Chloé").await];
    let skip = CreateException { date: december(1), kind: ExceptionKind::Skip, to: None, window: None, fields: None };
    town.client().create_exception(town.org.id, rules[1].id, &skip).await.unwrap();
    assert_eq!(town.deliveries().await, 3);
    let ask = GenerateDeliveries {
        recurrence_ids: Some(vec![rules[0].id, rules[1].id]),
        until: Some(december(15)),
        dry_run: true,
        ..GenerateDeliveries::default()
    };
    let shown = town.client().generate_deliveries(town.org.id, &ask).await.unwrap();
    assert_eq!(shown.created.len(), 3 + 2);
    assert!(shown.created.iter().all(|made| made.delivery_id.is_none()), "nothing is made");
    assert_eq!(
        shown.left_out.iter().map(|o| (o.date, o.fate)).collect::<Vec<_>>(),
        [(december(1), OccurrenceFate::Skipped)]
    );
    assert_eq!(town.deliveries().await, 3);
    let ask = GenerateDeliveries { days: Some(vec![december(8)]), dry_run: false, ..ask };
    let done = town.client().generate_deliveries(town.org.id, &ask).await.unwrap();
    let of: BTreeSet<_> = done.created.iter().map(|made| (made.recurrence_id, made.day)).collect();
    assert_eq!(of, BTreeSet::from([(rules[0].id, december(8)), (rules[1].id, december(8))]));
    assert_eq!(town.deliveries().await, 5);
}
