//! Days on which nothing takes place: closures, absences, a household that left; and records that are joined or erased.

use super::{dates, december, ready, tuesdays};
use crate::{
    sealed_words::on_disk,
    support::{code, field, fields},
    town::{Town, day},
};
use cabas_model::{
    PageQuery, Patch,
    closures::CreateClosure,
    deliveries::DeliveryStatus,
    occurrences::{OccurrenceFate, PreviewRecurrence},
    recipients::{EraseRecipient, ErasureReason, MergeRecipient, PatchRecipient, Pause, RecipientStatus},
    recurrences::{
        CreateException, CreateRecurrence, ExceptionKind, OccurrenceFields, RecurrencePickup, RecurrenceQuery,
        RecurrenceState,
    },
};
use chrono::{NaiveDate, TimeDelta};

fn closed(from: NaiveDate, until: NaiveDate) -> CreateClosure {
    CreateClosure { depot_id: None, from, until, reason: "Congés".into() }
}

#[tokio::test]
async fn nothing_is_made_in_closed_days_and_lifting_them_makes_it() {
    let town = Town::new().await;
    let before = town.weekly("Awa").await;
    let (org, maud) = (town.org.id, town.client());
    let made = maud.create_closure(org, &closed(december(1), december(10))).await.unwrap();
    let standing = [town.of_date(before.id, december(1)).await.id, town.of_date(before.id, december(8)).await.id];
    assert_eq!(made.standing, standing, "what was made stays, and is named");
    let after = town.weekly("Binta").await;
    assert_eq!(town.made(after.id).await, ready([day(24), december(15), december(22)]));
    let shown = town.calendar(after.id).await;
    let one = shown.iter().find(|o| o.date == december(8)).unwrap();
    assert_eq!((one.fate, one.closed.as_ref().map(|c| c.reason.as_str())), (OccurrenceFate::Closed, Some("Congés")));
    let listed = maud.list_closures(org, &PageQuery::default()).await.unwrap().items;
    assert_eq!((listed.len(), listed[0].id, listed[0].until), (1, made.id, december(10)));
    assert_eq!(code(maud.delete_closure(org, made.id, "\"0123456789ab\"").await), "version_stale");
    maud.delete_closure(org, made.id, &listed[0].etag).await.unwrap();
    town.run().await;
    assert_eq!(town.made(after.id).await, ready(dates()));
    let backward = maud.create_closure(org, &closed(december(10), december(1))).await;
    assert_eq!(fields(backward), field("/until", "window_order"));
}

#[tokio::test]
async fn a_closed_depot_closes_what_loads_there_alone() {
    let town = Town::new().await;
    town.quay().await;
    let (org, maud) = (town.org.id, town.client());
    let depot = maud.list_depots(org, &PageQuery::default()).await.unwrap().items[0].clone();
    let awa = town.household("Awa").await;
    let pickup = Some(RecurrencePickup { depot_id: Some(depot.id), window: None });
    let fetched = town.comes_round(&CreateRecurrence { pickup, horizon_days: Some(1), ..tuesdays(awa) }).await.body;
    let direct = town.comes_round(&CreateRecurrence { horizon_days: Some(1), ..tuesdays(awa) }).await.body;
    let ask = CreateClosure { depot_id: Some(depot.id), ..closed(day(24), december(1)) };
    assert_eq!(maud.create_closure(org, &ask).await.unwrap().standing, [town.of_date(fetched.id, day(24)).await.id]);
    let fate = async |id| town.calendar(id).await.iter().find(|o| o.date == december(1)).unwrap().fate;
    assert_eq!((fate(fetched.id).await, fate(direct.id).await), (OccurrenceFate::Closed, OccurrenceFate::Runs));
    let refused = town.org.admin.client.delete_depot(org, depot.id, "*").await;
    assert_eq!(code(refused), "depot_in_use", "a rule loads there");
    let nowhere = CreateClosure { depot_id: Some(uuid::Uuid::new_v4().into()), ..ask };
    assert_eq!(fields(maud.create_closure(org, &nowhere).await), field("/depot_id", "not_found_here"));
}

/// DL-15.
#[tokio::test]
async fn a_household_that_is_away_or_left_is_made_nothing_for() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let (org, maud) = (town.org.id, town.client());
    let away = Pause { from: december(1), until: Some(december(8)) };
    maud.pause_recipient(org, awa, &away).await.unwrap();
    let preview = PreviewRecurrence {
        recipient_id: Some(awa),
        rule: Some("FREQ=WEEKLY".into()),
        starts_on: Some(day(24)),
        ..PreviewRecurrence::default()
    };
    let shown = maud.preview_recurrence(org, &preview).await.unwrap().next;
    assert_eq!((shown[1].fate, shown[1].away_until), (OccurrenceFate::Paused, Some(december(8))));
    let rule = town.comes_round(&tuesdays(awa)).await.body;
    assert_eq!(town.made(rule.id).await, ready([day(24), december(15), december(22)]));
    let left = PatchRecipient { status: Some(RecipientStatus::Stopped), ..PatchRecipient::default() };
    maud.patch_recipient(org, awa, "*", &left).await.unwrap();
    town.app.clock.advance(TimeDelta::days(14));
    town.run().await;
    assert_eq!(town.deliveries().await, 3);
    let inactive = town.calendar(rule.id).await.into_iter().filter(|o| o.fate == OccurrenceFate::Inactive).count();
    assert_eq!(inactive, 4, "8, 15, 22 and 29 December: shown with the reason, never missing");
}

#[tokio::test]
async fn a_record_that_is_joined_to_another_takes_its_rules_along() {
    let town = Town::new().await;
    let (org, maud) = (town.org.id, town.client());
    let (kept, gone) = (town.household("Diallo").await, town.household("Dialo").await);
    let rule = town.comes_round(&CreateRecurrence { comments: Some("Sonner".into()), ..tuesdays(gone) }).await.body;
    let ask = CreateException {
        date: december(8),
        kind: ExceptionKind::Override,
        to: None,
        window: None,
        fields: Some(OccurrenceFields { comments: Some("Frapper".into()), ..OccurrenceFields::default() }),
    };
    maud.create_exception(org, rule.id, &ask).await.unwrap();
    maud.merge_recipients(org, kept, &MergeRecipient { other_id: gone }).await.unwrap();
    let now = maud.read_recurrence(org, rule.id).await.unwrap().body;
    assert_eq!(now.recipient.map(|r| r.id), Some(kept));
    assert_eq!(now.comments.as_deref(), Some("Sonner"));
    assert_eq!(now.exceptions[0].fields, ask.fields);
    assert_eq!(code(maud.create_recurrence(org, &tuesdays(gone)).await), "recipient_merged");
    town.app.clock.advance(TimeDelta::days(7));
    town.run().await;
    assert_eq!(town.deliveries().await, 6);
}

#[tokio::test]
async fn what_a_rule_says_of_a_household_stands_sealed_and_goes_with_it() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateRecurrence {
        name: "Madame Zanzibarine".into(),
        comments: Some("Code zanzi 4711".into()),
        tags: vec!["zanzi-tag".into()],
        horizon_days: Some(1),
        ..tuesdays(awa)
    };
    let rule = town.comes_round(&ask).await.body;
    if let Some(text) = on_disk(&town) {
        assert!(!text.contains("zanzi"), "what a rule says stands in the database in clear");
    }
    let end = cabas_model::deliveries::CancelDelivery { reason: "Fini".into() };
    town.client().cancel_delivery(town.org.id, town.of_date(rule.id, day(24)).await.id, &end).await.unwrap();
    let admin = &town.org.admin.client;
    admin.erase_recipient(town.org.id, awa, &EraseRecipient { reason: ErasureReason::Asked }).await.unwrap();
    assert_eq!(town.app.number("SELECT COUNT(*) FROM recurrences WHERE sealed IS NOT NULL").await, 0);
    let left = town.client().read_recurrence(town.org.id, rule.id).await.unwrap().body;
    assert_eq!((left.state, left.name.as_str(), left.recipient), (RecurrenceState::Cancelled, "", None));
    let over = RecurrenceQuery { state: Some(RecurrenceState::Cancelled), ..RecurrenceQuery::default() };
    assert_eq!(town.client().list_recurrences(town.org.id, &over).await.unwrap().items[0].recipient, None);
    town.run().await;
    assert_eq!(town.deliveries().await, 1);
}

#[tokio::test]
async fn what_is_made_follows_its_household_as_any_delivery_does() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let slug = town.basket("sec").await;
    let rule = town.comes_round(&tuesdays(awa)).await.body;
    let usual = cabas_model::recipients::DefaultPackage { slug: slug.clone(), quantity: 3 };
    let ask = PatchRecipient { default_package: Patch::Value(usual), ..PatchRecipient::default() };
    town.client().patch_recipient(town.org.id, awa, "*", &ask).await.unwrap();
    town.app.clock.advance(TimeDelta::days(7));
    town.run().await;
    assert_eq!(town.of_date(rule.id, december(22)).await.packages, [], "made before");
    let last = town.of_date(rule.id, december(29)).await;
    assert_eq!((last.packages[0].quantity, last.status), (3, DeliveryStatus::Ready), "the usual parcel of its day");
}
