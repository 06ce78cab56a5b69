//! Whether something still comes: a rule that makes nothing is told before anybody misses a delivery.

use super::{december, tuesdays};
use crate::town::{Town, day};
use cabas_kernel::id::RecurrenceId;
use cabas_model::{
    deliveries::CancelDelivery,
    recurrences::{CreateRecurrence, DroughtCause, RecurrenceQuery},
};
use chrono::TimeDelta;

impl Town {
    async fn drought(&self, id: RecurrenceId) -> Option<DroughtCause> {
        let maud = self.app.again(&self.maud).await;
        let listed = maud.list_recurrences(self.org.id, &RecurrenceQuery::default()).await.unwrap().items;
        listed.iter().find(|rule| rule.id == id).unwrap().drought
    }
}

#[tokio::test]
async fn a_rule_with_nothing_beyond_half_of_its_horizon_says_why() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let with =
        async |rule: &str| town.comes_round(&CreateRecurrence { rule: rule.into(), ..tuesdays(awa) }).await.body.id;
    let (weekly, yearly) = (with("FREQ=WEEKLY").await, with("FREQ=YEARLY").await);
    let ending = with("FREQ=WEEKLY;UNTIL=20261201").await;
    assert_eq!(town.drought(weekly).await, None);
    assert_eq!(town.drought(yearly).await, Some(DroughtCause::Sparse));
    assert_eq!(town.drought(ending).await, Some(DroughtCause::Ending));
    for date in [december(15), december(22)] {
        let off = town.of_date(weekly, date).await.id;
        let ask = CancelDelivery { reason: "Marché".into() };
        town.client().cancel_delivery(town.org.id, off, &ask).await.unwrap();
    }
    town.run().await;
    assert_eq!(town.drought(weekly).await, Some(DroughtCause::AllOff));
    town.app.clock.advance(TimeDelta::days(7));
    town.run().await;
    assert_eq!(town.drought(weekly).await, None, "29 December was made");
}

/// What one rule cannot make keeps no other one waiting, and is told.
#[tokio::test]
async fn a_rule_whose_deliveries_cannot_be_made_is_told_and_the_others_are_made() {
    let town = Town::new().await;
    let (bad, good) = (town.weekly("Awa").await, town.weekly("Binta").await);
    town.app.clock.advance(TimeDelta::days(21));
    // As a fault of ours would: the insert is refused.
    let id = town.app.sql_id(bad.id.0);
    let trigger = if std::env::var("CABAS_TEST_POSTGRES").is_ok() {
        format!("ALTER TABLE deliveries ADD CONSTRAINT broken CHECK (recurrence_id <> {id}) NOT VALID")
    } else {
        format!(
            "CREATE TRIGGER broken BEFORE INSERT ON deliveries WHEN NEW.recurrence_id = {id} \
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    };
    town.app.sql(&[&trigger]).await;
    town.run().await;
    assert_eq!(town.deliveries().await, 5 + 5 + 3);
    assert_eq!(town.drought(bad.id).await, Some(DroughtCause::NotGenerated));
    assert_eq!(town.drought(good.id).await, None);
    assert_eq!(town.of_date(good.id, december(29)).await.occurrence_date, Some(december(29)));
    assert_eq!(bad.starts_on, day(24));
}
