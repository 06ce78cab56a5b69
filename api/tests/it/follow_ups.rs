//! The inbox: what waits, waits until somebody ticks it, whatever its age.

use crate::{
    support::{code, field, fields, won},
    town::{Town, day, delivery, dropoff, window},
};
use cabas_kernel::{id::DeliveryId, words::recipients::RecipientStatus};
use cabas_model::{
    Patch,
    audit::{AuditKind, AuditQuery},
    deliveries::{FailureReason, Outcome, RescheduleDelivery, StopStatus},
    follow_ups::{
        FollowUpCause, FollowUpCount, FollowUpQuery, FollowUpStatus, FollowUpSummary, HandleFollowUp, PatchFollowUp,
    },
    imports::ImportKind,
    me::{CompleteStop, FailStop},
    recipients::{MergeRecipient, PatchRecipient, Pause, RecipientQuery},
    rounds::PatchRound,
};
use cabas_testkit::reqwest::Method;
use chrono::TimeDelta;
use serde_json::json;

async fn inbox(town: &Town) -> Vec<FollowUpSummary> {
    town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap().items
}

/// A failed delivery, and the follow-up it opened.
async fn failed(town: &Town, name: &str) -> FollowUpSummary {
    let given = town.given(name, &town.samir).await;
    let ask = FailStop { reason: FailureReason::NotHome, note: Some("Volets fermés".into()), at: None };
    town.client().fail_stop(town.org.id, dropoff(&given).id, &ask).await.unwrap();
    inbox(town).await.pop().unwrap()
}

#[tokio::test]
async fn what_failed_waits_until_it_is_ticked_and_once_is_enough() {
    let town = Town::new().await;
    let waits = failed(&town, "Awa").await;
    assert_eq!(
        (waits.cause, waits.status, waits.reason.as_deref()),
        (FollowUpCause::Failed, FollowUpStatus::Open, Some("not_home"))
    );
    assert_eq!((waits.recipient_name.as_deref(), waits.street.as_deref()), (Some("Awa"), Some("12 rue de Awa")));
    assert_eq!((waits.comment.as_deref(), waits.reported_by.as_deref()), (Some("Volets fermés"), Some("maud")));
    let handle = HandleFollowUp { note: Some("Rappelée".into()) };
    let done = town.client().handle_follow_up(town.org.id, waits.id, &handle).await.unwrap();
    assert_eq!(
        (done.status, done.handled_at, done.note.as_deref()),
        (FollowUpStatus::Handled, Some(town.app.now()), Some("Rappelée"))
    );
    assert_eq!(done.comment, waits.comment, "what was said stays");
    let second =
        town.org.admin.client.handle_follow_up(town.org.id, waits.id, &HandleFollowUp::default()).await.unwrap_err();
    assert_eq!((second.code(), second.status()), ("follow_up_handled", Some(409)));
    assert_eq!(inbox(&town).await, []);
    let query = FollowUpQuery { status: Some(FollowUpStatus::Handled), ..FollowUpQuery::default() };
    assert_eq!(town.client().list_follow_ups(town.org.id, &query).await.unwrap().items, [done]);
}

#[tokio::test]
async fn what_failed_leads_to_the_day_it_stands_on_and_to_the_day_it_is_brought_again() {
    let town = Town::new().await;
    let waits = failed(&town, "Awa").await;
    assert_eq!((waits.stop_status, waits.rescheduled_to), (Some(StopStatus::Failed), None));
    let old = waits.delivery_id.unwrap();
    assert_eq!(town.read(old).await.date, day(24), "the link knows the day");
    let ask = RescheduleDelivery { window: window(26, 10, 12) };
    let new = town.client().reschedule_delivery(town.org.id, old, &ask).await.unwrap().id;
    let still = inbox(&town).await.pop().unwrap();
    assert_eq!((still.id, still.rescheduled_to), (waits.id, Some(new)), "it waits until it is ticked, and leads on");
    let (was, is) = (town.read(old).await, town.read(new).await);
    assert_eq!((was.rescheduled_to, is.rescheduled_from), (Some(new), Some(old)), "walked both ways: DL-20");
    assert_eq!((was.date, is.date), (day(24), day(26)));
}

#[tokio::test]
async fn counting_what_waits_is_no_look_and_what_was_seen_last_comes_first() {
    let town = Town::new().await;
    let mut seen = Vec::new();
    for name in ["Awa", "Binta", "Chloé"] {
        seen.push(failed(&town, name).await.id);
    }
    let logged = async || {
        let query = AuditQuery { kind: Some(AuditKind::Look), ..AuditQuery::default() };
        town.org.admin.client.list_audit(town.org.id, &query).await.unwrap().items.len()
    };
    let before = logged().await;
    assert_eq!(town.client().count_follow_ups(town.org.id).await.unwrap(), FollowUpCount { open: 3, urgent: 3 });
    assert_eq!(logged().await, before);
    for id in &seen {
        town.client().handle_follow_up(town.org.id, *id, &HandleFollowUp::default()).await.unwrap();
    }
    assert_eq!(town.client().count_follow_ups(town.org.id).await.unwrap().open, 0);
    let mut query = FollowUpQuery { status: Some(FollowUpStatus::Handled), limit: Some(2), ..FollowUpQuery::default() };
    let mut listed = Vec::new();
    loop {
        let page = town.client().list_follow_ups(town.org.id, &query).await.unwrap();
        listed.extend(page.items.into_iter().map(|f| f.id));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    seen.reverse();
    assert_eq!(listed, seen);
}

#[tokio::test]
async fn a_stop_needs_nothing_more_once_its_last_follow_up_is_ticked() {
    let town = Town::new().await;
    let first = failed(&town, "Awa").await;
    let ask = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    let refused = town.client().complete_stop(town.org.id, first.stop_id.unwrap(), &ask).await;
    assert_eq!(code(refused), "stop_closed_otherwise");
    let all = inbox(&town).await;
    assert_eq!(all.iter().map(|f| f.cause).collect::<Vec<_>>(), [FollowUpCause::Failed, FollowUpCause::Conflict]);
    let count = town.client().count_follow_ups(town.org.id).await.unwrap();
    assert_eq!(count, FollowUpCount { open: 2, urgent: 1 }, "what failed is told at once, what differs can wait");
    for (waits, still) in all.iter().zip([true, false]) {
        let seen = town.client().read_delivery(town.org.id, waits.delivery_id.unwrap()).await.unwrap().etag;
        town.client().handle_follow_up(town.org.id, waits.id, &HandleFollowUp::default()).await.unwrap();
        let now = town.client().read_delivery(town.org.id, waits.delivery_id.unwrap()).await.unwrap();
        assert_eq!(dropoff(&now.body).needs_follow_up, still);
        assert_ne!(now.etag, seen, "who saw it waiting saw another version");
    }
}

#[tokio::test]
async fn a_follow_up_has_an_owner_who_may_read_it_and_a_deadline() {
    let town = Town::new().await;
    let id = failed(&town, "Awa").await.id;
    let seen = town.client().read_follow_up(town.org.id, id).await.unwrap();
    let patch = async |etag: &str, ask: PatchFollowUp| town.client().patch_follow_up(town.org.id, id, etag, &ask).await;
    let owner = |member: &cabas_testkit::Member| PatchFollowUp {
        owner_id: Patch::Value(member.id),
        ..PatchFollowUp::default()
    };
    let due = town.app.now() + TimeDelta::hours(4);
    let ask = PatchFollowUp { due_at: Patch::Value(due), ..owner(&town.maud) };
    let given = patch(&seen.etag, ask.clone()).await.unwrap();
    assert_eq!((given.body.owner_name.as_deref(), given.body.due_at), (Some("maud"), Some(due)));
    assert_eq!(code(patch(&seen.etag, owner(&town.org.admin)).await), "version_stale");
    assert_eq!(patch(&given.etag, ask).await.unwrap().etag, given.etag, "the same again changes nothing");
    let unable = patch("*", owner(&town.samir)).await;
    assert_eq!(
        (unable.as_ref().unwrap_err().code(), unable.as_ref().unwrap_err().status()),
        ("member_not_active", Some(409))
    );
    let elsewhere = town.app.organisation("La Gare").await;
    assert_eq!(fields(patch("*", owner(&elsewhere.admin)).await), field("/owner_id", "person_unknown"));
    let freed = patch("*", PatchFollowUp { owner_id: Patch::Null, ..PatchFollowUp::default() }).await.unwrap().body;
    assert_eq!((freed.owner_id, freed.due_at), (None, Some(due)));
    let blind = town.client().request(Method::PATCH, &format!("/organisations/{}/follow-ups/{id}", town.org.id));
    assert_eq!(blind.json(&json!({})).fetch().await.unwrap().status, 428);
    town.client().handle_follow_up(town.org.id, id, &HandleFollowUp::default()).await.unwrap();
    assert_eq!(code(patch("*", owner(&town.maud)).await), "follow_up_handled");
}

#[tokio::test]
async fn the_same_tick_sent_twice_under_one_key_is_no_refusal() {
    let town = Town::new().await;
    let id = failed(&town, "Awa").await.id;
    let once = town.client().once("tick");
    let first = once.handle_follow_up(town.org.id, id, &HandleFollowUp::default()).await.unwrap();
    assert_eq!(once.handle_follow_up(town.org.id, id, &HandleFollowUp::default()).await.unwrap(), first);
}

#[tokio::test]
async fn of_many_who_tick_at_once_one_does() {
    let town = Town::new().await;
    let id = failed(&town, "Awa").await.id;
    let tries = (0..8).map(|_| {
        let (client, org) = (town.client().clone(), town.org.id);
        async move { client.handle_follow_up(org, id, &HandleFollowUp::default()).await.is_ok() }
    });
    assert_eq!(won(tries).await, 1);
}

#[tokio::test]
async fn what_is_planned_for_a_household_that_goes_away_is_flagged_and_not_removed() {
    let town = Town::new().await;
    let awa = town.given("Awa", &town.samir).await;
    let recipient = awa.recipient.as_ref().unwrap().id;
    let pause = |from, until| Pause { from: day(from), until: Some(day(until)) };
    town.client().pause_recipient(town.org.id, recipient, &pause(25, 26)).await.unwrap();
    assert_eq!(inbox(&town).await, [], "its delivery of the 24th is not concerned");
    town.client().pause_recipient(town.org.id, recipient, &pause(24, 24)).await.unwrap();
    let [waits] = inbox(&town).await.try_into().unwrap();
    assert_eq!((waits.cause, waits.delivery_id), (FollowUpCause::Inactive, Some(awa.id)), "DL-15");
    let after = town.read(awa.id).await;
    assert!(dropoff(&after).needs_follow_up);
    assert_eq!((after.status, after.assignee_id), (awa.status, awa.assignee_id), "a dispatcher decides");
    town.client().pause_recipient(town.org.id, recipient, &pause(24, 27)).await.unwrap();
    assert_eq!(inbox(&town).await.len(), 1, "once");
}

#[tokio::test]
async fn a_household_that_stops_or_dies_is_flagged_and_what_is_closed_is_not() {
    let town = Town::new().await;
    let (over, planned) = (town.given("Awa", &town.samir).await, town.given("Karim", &town.samir).await);
    let ask = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    town.client().complete_stop(town.org.id, dropoff(&over).id, &ask).await.unwrap();
    let stopped = PatchRecipient { status: Some(RecipientStatus::Stopped), ..PatchRecipient::default() };
    for delivery in [&over, &planned] {
        let id = delivery.recipient.as_ref().unwrap().id;
        town.client().patch_recipient(town.org.id, id, "*", &stopped).await.unwrap();
    }
    let flagged: Vec<_> = inbox(&town).await.into_iter().map(|f| f.delivery_id).collect();
    assert_eq!(flagged, [Some(planned.id)]);
    // A death recorded on one of two records is one on both (the merge brings deliveries along).
    let lin = town.given("Lin", &town.samir).await;
    let gone = town.household("Lin B").await;
    let deceased = PatchRecipient { status: Some(RecipientStatus::Deceased), ..PatchRecipient::default() };
    town.client().patch_recipient(town.org.id, gone, "*", &deceased).await.unwrap();
    let kept = lin.recipient.as_ref().unwrap().id;
    town.client().merge_recipients(town.org.id, kept, &MergeRecipient { other_id: gone }).await.unwrap();
    let flagged: Vec<_> = inbox(&town).await.into_iter().map(|f| f.delivery_id).collect();
    assert_eq!(flagged, [Some(planned.id), Some(lin.id)]);
}

/// Two households of a sheet, and a delivery to each.
async fn listed(town: &Town) -> Vec<DeliveryId> {
    town.bring(ImportKind::Recipients, &sheet("actif", "actif")).await;
    let query = RecipientQuery::default();
    let mut households = town.client().list_recipients(town.org.id, &query).await.unwrap().items;
    households.sort_by(|a, b| a.display_name.cmp(&b.display_name));
    let mut made = Vec::new();
    for household in households {
        made.push(town.client().create_delivery(town.org.id, &delivery(household.id)).await.unwrap().id);
    }
    made
}

fn sheet(awa: &str, karim: &str) -> String {
    format!("réf;nom;adresse;ville;statut\nF1;Awa;12 rue A;Paris;{awa}\nF2;Karim;3 rue K;Paris;{karim}\n")
}

/// The deliveries that wait in the inbox, and that say so themselves.
async fn waiting(town: &Town) -> Vec<DeliveryId> {
    let waits: Vec<DeliveryId> = inbox(town).await.into_iter().filter_map(|f| f.delivery_id).collect();
    for id in &waits {
        assert!(dropoff(&town.read(*id).await).needs_follow_up);
    }
    waits
}

#[tokio::test]
async fn a_sheet_that_changes_a_standing_flags_what_is_planned_and_its_undo_leaves_no_wrong_flag() {
    let town = Town::new().await;
    let [awa, karim] = listed(&town).await.try_into().unwrap();
    assert_eq!(waiting(&town).await, []);
    let stops = town.bring(ImportKind::Recipients, &sheet("arrêté", "actif")).await;
    assert_eq!(waiting(&town).await, [awa], "DL-15, as when it is said by hand");
    town.client().undo_import(town.org.id, stops.id).await.unwrap();
    assert_eq!(waiting(&town).await, []);
    assert!(!dropoff(&town.read(awa).await).needs_follow_up);

    town.bring(ImportKind::Recipients, &sheet("décédée", "en pause")).await;
    assert_eq!(waiting(&town).await, [awa, karim]);
    let resumes = town.bring(ImportKind::Recipients, &sheet("décédée", "actif")).await;
    assert_eq!(waiting(&town).await, [awa], "who receives again is flagged no more");
    town.client().undo_import(town.org.id, resumes.id).await.unwrap();
    assert_eq!(waiting(&town).await, [awa, karim], "and again when that is taken back");
}

#[tokio::test]
async fn a_round_that_moves_to_a_day_when_a_household_is_away_says_so_and_no_more_once_it_moves_on() {
    let town = Town::new().await;
    let (awa, karim) = (town.delivery("Awa").await, town.delivery("Karim").await);
    let round = town.round(&town.samir, &[awa, karim]).await;
    let household = town.read(awa).await.recipient.unwrap().id;
    let away = Pause { from: day(25), until: Some(day(25)) };
    town.client().pause_recipient(town.org.id, household, &away).await.unwrap();
    assert_eq!(waiting(&town).await, [], "it receives on the day that is planned");
    let to = async |date| {
        let ask = PatchRound { date: Some(date), ..PatchRound::default() };
        town.client().patch_round(town.org.id, round, "*", &ask).await.unwrap();
    };
    to(day(25)).await;
    assert_eq!(waiting(&town).await, [awa], "DL-15, as when the household says so afterwards");
    to(day(26)).await;
    assert_eq!(waiting(&town).await, []);
}

#[tokio::test]
async fn a_flag_that_is_no_longer_true_is_ticked_for_whoever_said_so() {
    let town = Town::new().await;
    let awa = town.given("Awa", &town.samir).await;
    let recipient = awa.recipient.as_ref().unwrap().id;
    let pause = Pause { from: day(24), until: None };
    town.client().pause_recipient(town.org.id, recipient, &pause).await.unwrap();
    assert_eq!(waiting(&town).await, [awa.id]);
    town.client().resume_recipient(town.org.id, recipient, "*").await.unwrap();
    assert_eq!(waiting(&town).await, []);
    let query = FollowUpQuery { status: Some(FollowUpStatus::Handled), ..FollowUpQuery::default() };
    let [handled] = town.client().list_follow_ups(town.org.id, &query).await.unwrap().items.try_into().unwrap();
    assert_eq!((handled.cause, handled.handled_at), (FollowUpCause::Inactive, Some(town.app.now())));
    // What failed at the door says something else, and waits on.
    let karim = failed(&town, "Karim").await;
    let household = karim.recipient_id.unwrap();
    town.client().pause_recipient(town.org.id, household, &pause).await.unwrap();
    town.client().resume_recipient(town.org.id, household, "*").await.unwrap();
    assert_eq!(waiting(&town).await, [karim.delivery_id.unwrap()]);
}

#[tokio::test]
async fn the_inbox_turns_its_pages_from_what_waits_longest() {
    let town = Town::new().await;
    let mut made = Vec::new();
    for n in 0..3 {
        made.push(failed(&town, &format!("Foyer {n}")).await.id);
    }
    let (mut seen, mut query) = (Vec::new(), FollowUpQuery { limit: Some(2), ..FollowUpQuery::default() });
    loop {
        let page = town.client().list_follow_ups(town.org.id, &query).await.unwrap();
        seen.extend(page.items.into_iter().map(|f| f.id));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, made);
}

#[tokio::test]
async fn a_round_given_back_waits_without_a_household() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let round = town.round(&town.samir, &[id]).await;
    town.samir.client.release_round(round).await.unwrap();
    let [waits] = inbox(&town).await.try_into().unwrap();
    assert_eq!(
        (waits.cause, waits.round_id, waits.round_name.as_deref()),
        (FollowUpCause::Released, Some(round), Some("Nord"))
    );
    assert_eq!((waits.reported_by.as_deref(), waits.recipient_id), (Some("samir"), None));
    let handle = HandleFollowUp { note: Some("Nadia la prend".into()) };
    let done = town.client().handle_follow_up(town.org.id, waits.id, &handle).await.unwrap();
    assert_eq!(done.note.as_deref(), Some("Nadia la prend"));
}
