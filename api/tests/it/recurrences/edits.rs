//! Changing a rule: previewed, from its next date on or from a later one, and what was made follows.

use super::{dates, december, ready, span, tuesdays};
use crate::{
    support::{code, field, fields},
    town::{Town, day, dropoff},
};
use cabas_kernel::{Grams, id::RecurrenceId};
use cabas_model::{
    Patch,
    deliveries::DeliveryStatus,
    occurrences::{OccurrenceFate, PreviewRecurrence, RecurrencePreview, TouchedDate},
    recurrences::{
        CreateException, CreateRecurrence, ExceptionKind, Leftovers, PatchRecurrence, RecurrenceDetails,
        RecurrenceState,
    },
};
use chrono::NaiveDate;

fn dates_of(touched: &[TouchedDate]) -> Vec<NaiveDate> {
    touched.iter().map(|t| t.date).collect()
}

impl Town {
    async fn change(&self, id: RecurrenceId, ask: &PatchRecurrence) -> RecurrenceDetails {
        self.client().patch_recurrence(self.org.id, id, "*", ask).await.unwrap().body
    }

    async fn preview(&self, ask: &PreviewRecurrence) -> RecurrencePreview {
        self.client().preview_recurrence(self.org.id, ask).await.unwrap()
    }
}

#[tokio::test]
async fn a_rule_is_shown_before_it_is_saved() {
    let town = Town::new().await;
    let ask = PreviewRecurrence {
        rule: Some("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3".into()),
        starts_on: Some(day(1)),
        window: Some(span("22:00", "02:00")),
        ..PreviewRecurrence::default()
    };
    let shown = town.preview(&ask).await;
    assert_eq!((shown.rule.as_str(), shown.changes.is_none()), ("FREQ=MONTHLY;COUNT=3;BYDAY=-1FR", true));
    let next: Vec<_> = shown.next.iter().map(|o| o.date).collect();
    assert_eq!(next, [day(27), december(25), NaiveDate::from_ymd_opt(2027, 1, 29).unwrap()]);
    assert_eq!(shown.next[0].window.unwrap().end, "2026-11-28T01:00:00Z".parse().unwrap(), "it ends on the next day");
    assert_eq!(town.app.number("SELECT COUNT(*) FROM recurrences").await, 0);
    let preview = async |ask: PreviewRecurrence| town.client().preview_recurrence(town.org.id, &ask).await;
    assert_eq!(fields(preview(PreviewRecurrence::default()).await), field("/rule", "required"));
    let no_start = PreviewRecurrence { starts_on: None, ..ask.clone() };
    assert_eq!(fields(preview(no_start).await), field("/starts_on", "required"));
    let of_nothing = PreviewRecurrence { from: Some(december(1)), ..ask };
    assert_eq!(fields(preview(of_nothing).await), field("/from", "field_unknown"));
}

#[tokio::test]
async fn an_edit_shows_what_stays_moves_comes_and_goes() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let first = dropoff(&town.of_date(rule.id, day(24)).await).id;
    town.client().start_stop(town.org.id, first, &cabas_model::me::StartStop::default()).await.unwrap();
    let ask = PreviewRecurrence {
        recurrence_id: Some(rule.id),
        rule: Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH".into()),
        ..PreviewRecurrence::default()
    };
    let shown = town.preview(&ask).await;
    let changes = shown.changes.unwrap();
    assert_eq!(changes.from, december(1), "what is on its way stays as it is");
    assert_eq!(dates_of(&changes.kept), [december(1), december(15)]);
    assert_eq!(dates_of(&changes.created), [december(3), december(17)]);
    let removed: Vec<_> = changes.removed.iter().map(|r| (r.date, r.instead)).collect();
    assert_eq!(removed, [(december(8), Some(december(3))), (december(22), Some(december(17)))]);
    assert!(changes.touches_existing && changes.moved.is_empty());
    assert_eq!(shown.next[1].date, december(3));
    let later = PreviewRecurrence { window: Some(span("14:00", "16:00")), rule: None, ..ask };
    let moved = town.preview(&later).await.changes.unwrap().moved;
    assert_eq!(moved.iter().map(|m| (m.date, m.other_times)).collect::<Vec<_>>().len(), 4);
    assert_eq!(town.made(rule.id).await.len(), 5, "nothing is done");
}

#[tokio::test]
async fn from_a_date_on_another_rule_takes_over_and_what_came_before_stays() {
    let town = Town::new().await;
    let rule = town.weekly("Awa").await;
    let skipped =
        CreateException { date: december(22), kind: ExceptionKind::Skip, to: None, window: None, fields: None };
    town.client().create_exception(town.org.id, rule.id, &skipped).await.unwrap();
    let kept = town.of_date(rule.id, december(15)).await;
    let ask = PatchRecurrence {
        from: Some(december(8)),
        rule: Some("FREQ=WEEKLY;BYDAY=TU,FR".into()),
        weight_g: Patch::Value(Grams(3_000)),
        window: Some(span("14:00", "16:00")),
        ..PatchRecurrence::default()
    };
    let new = town.change(rule.id, &ask).await;
    assert_eq!((new.predecessor_id, new.starts_on), (Some(rule.id), december(8)));
    assert_eq!(new.exceptions.iter().map(|e| e.date).collect::<Vec<_>>(), [december(22)], "what was said goes along");
    let old = town.client().read_recurrence(town.org.id, rule.id).await.unwrap().body;
    assert_eq!((old.rule.as_str(), old.state), ("FREQ=WEEKLY;UNTIL=20261207;BYDAY=TU", RecurrenceState::Active));
    assert_eq!(town.made(rule.id).await, ready([day(24), december(1)]));
    let made: Vec<_> = town.made(new.id).await;
    let waits = ready([december(8), december(11), december(15), december(18)]);
    assert_eq!(made, [waits, vec![(december(22), DeliveryStatus::Cancelled)]].concat());
    let now = town.read(kept.id).await;
    assert_eq!((now.recurrence_id, now.weight_g), (Some(new.id), Some(Grams(3_000))), "the same delivery, changed");
    assert_eq!(dropoff(&now).window.start, Some("2026-12-15T13:00:00Z".parse().unwrap()));
    assert_eq!(town.of_date(rule.id, december(1)).await.weight_g, None);
    town.run().await;
    assert_eq!(town.deliveries().await, 5 + 2);
}

#[tokio::test]
async fn what_the_changed_rule_no_longer_has_is_cancelled_or_stays_by_itself() {
    let town = Town::new().await;
    for (leftovers, status) in [(None, DeliveryStatus::Cancelled), (Some(Leftovers::Keep), DeliveryStatus::Ready)] {
        let home = town.household(&format!("Awa {status:?}")).await;
        let rule = town.comes_round(&tuesdays(home)).await.body;
        let gone = town.of_date(rule.id, december(8)).await.id;
        let ask = PatchRecurrence {
            rule: Some("FREQ=WEEKLY;BYDAY=TH".into()),
            removed: leftovers,
            ..PatchRecurrence::default()
        };
        let new = town.change(rule.id, &ask).await;
        assert_eq!(new.id, rule.id, "nothing was before it");
        let was = town.read(gone).await;
        assert_eq!((was.status, was.recurrence_id, was.occurrence_date), (status, None, None));
        assert_eq!(town.made(new.id).await, ready([day(26), december(3), december(10), december(17)]));
        // And back: a date that was given up by a rule is free again.
        let back = PatchRecurrence { rule: Some("FREQ=WEEKLY;BYDAY=TU".into()), ..PatchRecurrence::default() };
        let back = town.change(new.id, &back).await;
        assert_eq!(town.made(back.id).await.last(), ready([december(22)]).first());
    }
}

#[tokio::test]
async fn every_second_week_stays_so_and_a_count_goes_on_counting() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateRecurrence { rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4".into(), ..tuesdays(awa) };
    let rule = town.comes_round(&ask).await.body;
    let heavier =
        PatchRecurrence { from: Some(december(8)), weight_g: Patch::Value(Grams(1_000)), ..PatchRecurrence::default() };
    let new = town.change(rule.id, &heavier).await;
    assert_eq!((new.rule.as_str(), new.starts_on), ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", december(8)));
    let query = cabas_model::occurrences::OccurrenceQuery { from: None, until: NaiveDate::from_ymd_opt(2027, 3, 1) };
    let all = town.client().list_occurrences(town.org.id, new.id, &query).await.unwrap().items;
    let next = |n| NaiveDate::from_ymd_opt(2027, 1, n).unwrap();
    assert_eq!(
        all.iter().map(|o| o.date).collect::<Vec<_>>(),
        [december(8), december(22), next(5)],
        "over the year's end"
    );
    assert!(all.iter().all(|o| o.fate == OccurrenceFate::Runs));
}

#[tokio::test]
async fn a_name_and_a_horizon_change_as_they_are_and_nothing_changes_nothing() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let rule = town.comes_round(&tuesdays(awa)).await;
    let patch = async |etag: &str, ask: PatchRecurrence| {
        town.client().patch_recurrence(town.org.id, rule.body.id, etag, &ask).await
    };
    assert_eq!(patch(&rule.etag, PatchRecurrence::default()).await.unwrap().etag, rule.etag);
    let ask = PatchRecurrence { name: Some("Panier".into()), horizon_days: Some(7), ..PatchRecurrence::default() };
    let named = patch(&rule.etag, ask.clone()).await.unwrap();
    assert_eq!((named.body.id, named.body.name.as_str(), named.body.horizon_days), (rule.body.id, "Panier", 7));
    assert_eq!(code(patch(&rule.etag, ask).await), "version_stale");
    assert_eq!(town.deliveries().await, 5);
    let strange =
        PatchRecurrence { from: Some(december(2)), tags: Some(vec!["x".into()]), ..PatchRecurrence::default() };
    assert_eq!(fields(patch("*", strange).await), field("/from", "occurrence_unknown"));
    let early = PatchRecurrence { from: Some(december(8)), starts_on: Some(december(1)), ..PatchRecurrence::default() };
    assert_eq!(fields(patch("*", early).await), field("/starts_on", "recurrence_start"));
}

#[tokio::test]
async fn another_person_takes_over_what_nobody_gave_by_hand() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let rule = town.comes_round(&CreateRecurrence { assignee_id: Some(town.samir.id), ..tuesdays(awa) }).await.body;
    let given = town.of_date(rule.id, december(8)).await;
    let by_hand = cabas_model::deliveries::AssignDelivery { member_id: None };
    town.client().assign_delivery(town.org.id, town.of_date(rule.id, december(1)).await.id, &by_hand).await.unwrap();
    let ask = PatchRecurrence { assignee_id: Patch::Value(town.nadia.id), ..PatchRecurrence::default() };
    let new = town.change(rule.id, &ask).await;
    assert_eq!((new.id, new.assignee_id), (rule.id, Some(town.nadia.id)));
    assert_eq!(town.read(given.id).await.assignee_id, Some(town.nadia.id));
    assert_eq!(town.of_date(rule.id, december(1)).await.assignee_id, None, "taken back by hand");
    let ask = PatchRecurrence { assignee_id: Patch::Null, ..PatchRecurrence::default() };
    town.change(rule.id, &ask).await;
    assert_eq!(town.made(rule.id).await, ready(dates()));
}
