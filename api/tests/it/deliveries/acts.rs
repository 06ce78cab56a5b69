//! What a dispatcher does to stops: each act once, each report kept, whoever comes second.

use crate::{
    support::{code, field, fields},
    town::{Town, day, delivery, dropoff, lines, window},
};
use cabas_client::ClientError;
use cabas_kernel::{Role, Ts, id::StopId, words::rounds::RoundState};
use cabas_model::{
    audit::{AuditKind, AuditQuery},
    deliveries::{CreateDelivery, CreatePickup, DeliveryDetails, DeliveryStatus, FailureReason, Outcome, StopStatus},
    follow_ups::{FollowUpCause, FollowUpQuery},
    me::{CompleteStop, FailStop, ReopenStop, StartStop},
    recipients::MergeRecipient,
};
use chrono::TimeDelta;

fn done(outcome: Outcome) -> CompleteStop {
    CompleteStop { outcome: Some(outcome), ..CompleteStop::default() }
}

fn problem(reason: FailureReason, note: &str) -> FailStop {
    FailStop { reason, note: Some(note.into()), at: None }
}

async fn complete(town: &Town, stop: StopId, ask: &CompleteStop) -> Result<DeliveryDetails, ClientError> {
    town.client().complete_stop(town.org.id, stop, ask).await
}

/// The causes in the inbox, oldest first.
async fn inbox(town: &Town) -> Vec<FollowUpCause> {
    let page = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap();
    page.items.into_iter().map(|f| f.cause).collect()
}

#[tokio::test]
async fn a_stop_goes_from_hand_to_door() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let stop = dropoff(&delivery).id;
    let out = town.client().start_stop(town.org.id, stop, &StartStop::default()).await.unwrap();
    assert_eq!((out.status, dropoff(&out).started_at), (DeliveryStatus::Out, Some(town.app.now())));
    let again = town.client().start_stop(town.org.id, stop, &StartStop::default()).await.unwrap();
    assert_eq!(again, out, "started twice is one event (DL-17)");
    let ask = CompleteStop {
        received_by: Some("Mme Petit".into()),
        note: Some("Sonnette en panne".into()),
        at: Some(town.app.now() - TimeDelta::minutes(20)),
        ..done(Outcome::HandedToThirdParty)
    };
    let closed = complete(&town, stop, &ask).await.unwrap();
    let stop = dropoff(&closed);
    assert_eq!(closed.status, DeliveryStatus::HandedToThirdParty);
    assert_eq!(
        (stop.received_by.as_deref(), stop.outcome_note.as_deref()),
        (Some("Mme Petit"), Some("Sonnette en panne"))
    );
    assert_eq!((stop.closed_at, stop.reported_at), (Some(town.app.now()), ask.at), "both clocks are kept (DL-21)");
    assert_eq!(lines(stop), ["created", "assigned", "started", "completed"]);
    assert_eq!(inbox(&town).await, [], "a dispatcher's own note needs nobody's look");
    let recipient = closed.recipient.unwrap().id;
    let last = town.client().read_recipient(town.org.id, recipient).await.unwrap().body.last_delivery.unwrap();
    assert_eq!((last.status, last.date), (DeliveryStatus::HandedToThirdParty, day(24)));
}

#[tokio::test]
async fn a_drop_off_says_how_it_went_and_a_pickup_does_not() {
    let town = Town::new().await;
    let (pickup, dropoff) = two_stops(&town).await;
    assert_eq!(fields(complete(&town, dropoff, &CompleteStop::default()).await), field("/outcome", "required"));
    assert_eq!(fields(complete(&town, pickup, &done(Outcome::Delivered)).await), field("/outcome", "field_unknown"));
    let loaded = complete(&town, pickup, &CompleteStop::default()).await.unwrap();
    assert_eq!((loaded.stops[0].status, loaded.status), (StopStatus::Loaded, DeliveryStatus::Out));
}

/// A pickup at the depot and a drop-off, given to Samir.
async fn two_stops(town: &Town) -> (StopId, StopId) {
    town.quay().await;
    let awa = town.household("Awa").await;
    let ask = CreateDelivery { pickup: Some(CreatePickup { depot_id: None, window: None }), ..delivery(awa) };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    let to = cabas_model::deliveries::AssignDelivery { member_id: Some(town.samir.id) };
    let given = town.client().assign_delivery(town.org.id, id, &to).await.unwrap();
    (given.stops[0].id, given.stops[1].id)
}

#[tokio::test]
async fn a_door_that_closes_well_or_not_closes_the_depots_pickup_along() {
    let town = Town::new().await;
    let (_, dropoff) = two_stops(&town).await;
    let ask = problem(FailureReason::NotHome, "Volets fermés");
    let failed = town.client().fail_stop(town.org.id, dropoff, &ask).await.unwrap();
    let [pickup, door] = failed.stops.as_slice() else { panic!("two stops") };
    assert_eq!((pickup.status, door.status), (StopStatus::Loaded, StopStatus::Failed), "the goods did leave");
    assert_eq!((pickup.failure_reason, pickup.outcome_note.as_deref(), pickup.needs_follow_up), (None, None, false));
    assert_eq!(
        (door.failure_reason, door.outcome_note.as_deref()),
        (Some(FailureReason::NotHome), Some("Volets fermés"))
    );
    assert_eq!(pickup.history.last().unwrap().note, None, "what was said is about the door");
    assert!(door.needs_follow_up);
    assert_eq!(inbox(&town).await, [FollowUpCause::Failed], "DL-23");
}

#[tokio::test]
async fn the_same_report_twice_is_one_effect_with_a_key_and_without() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let stop = dropoff(&delivery).id;
    let once = town.client().once("tap-1");
    let first = once.complete_stop(town.org.id, stop, &done(Outcome::Delivered)).await.unwrap();
    assert_eq!(once.complete_stop(town.org.id, stop, &done(Outcome::Delivered)).await.unwrap(), first);
    assert_eq!(complete(&town, stop, &done(Outcome::Delivered)).await.unwrap(), first);
    assert_eq!(code(once.complete_stop(town.org.id, stop, &done(Outcome::LeftAtDoor)).await), "key_reused");
}

#[tokio::test]
async fn of_two_who_close_a_stop_differently_the_first_wins_and_nothing_is_dropped() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let stop = dropoff(&delivery).id;
    complete(&town, stop, &done(Outcome::Delivered)).await.unwrap();
    let second = problem(FailureReason::BadAddress, "Pas de numéro 12");
    let key = town.org.admin.client.once("second");
    let refused = key.fail_stop(town.org.id, stop, &second).await;
    assert_eq!(
        (refused.as_ref().unwrap_err().code(), refused.as_ref().unwrap_err().status()),
        ("stop_closed_otherwise", Some(409))
    );
    assert_eq!(code(key.fail_stop(town.org.id, stop, &second).await), "stop_closed_otherwise", "the same answer again");
    let after = town.read(delivery.id).await;
    assert_eq!(after.status, DeliveryStatus::Delivered, "DL-19");
    let kept = dropoff(&after).history.last().unwrap();
    assert_eq!((kept.kind.as_str(), kept.from, kept.to), ("conflict", Some(StopStatus::Delivered), StopStatus::Failed));
    assert_eq!((kept.note.as_deref(), kept.by.as_deref()), (Some("Pas de numéro 12"), Some("admin")));
    let page = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap();
    let [waits] = page.items.as_slice() else { panic!("one conflict, sent twice under one key") };
    assert_eq!((waits.cause, waits.comment.as_deref()), (FollowUpCause::Conflict, Some("Pas de numéro 12")));
    assert_eq!((waits.reason.as_deref(), waits.stop_id), (Some("bad_address"), Some(stop)));
    assert!(dropoff(&after).needs_follow_up);
}

#[tokio::test]
async fn what_a_volunteer_writes_waits_in_the_inbox() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    town.round(&town.samir, &[id]).await;
    let stop = dropoff(&town.read(id).await).id;
    let ask = CompleteStop { note: Some("Elle demande un rappel".into()), ..done(Outcome::Delivered) };
    town.samir.client.complete_my_stop(stop, &ask).await.unwrap();
    let page = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap();
    let [waits] = page.items.as_slice() else { panic!("one") };
    assert_eq!((waits.cause, waits.comment.as_deref()), (FollowUpCause::Comment, Some("Elle demande un rappel")));
    assert_eq!(waits.reported_by.as_deref(), Some("samir"));
    assert!(dropoff(&town.read(id).await).needs_follow_up, "DL-23");
}

#[tokio::test]
async fn the_same_outcome_again_with_other_words_drops_none_of_them() {
    let town = Town::new().await;
    let (id, other) = (town.delivery("Awa").await, town.delivery("Karim").await);
    town.round(&town.samir, &[id, other]).await;
    let stop = dropoff(&town.read(id).await).id;
    let said = |note: &str| CompleteStop { note: Some(note.into()), ..done(Outcome::Delivered) };
    let (first, more) = (said("Elle demande un rappel"), said("Sonnette cassée"));
    for ask in [&first, &first, &done(Outcome::Delivered), &more] {
        town.samir.client.complete_my_stop(stop, ask).await.unwrap();
    }
    let page = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap();
    let comments: Vec<Option<&str>> = page.items.iter().map(|f| f.comment.as_deref()).collect();
    assert_eq!(comments, [Some("Elle demande un rappel"), Some("Sonnette cassée")], "DL-23");
    let after = town.read(id).await;
    assert_eq!(dropoff(&after).outcome_note.as_deref(), Some("Elle demande un rappel"), "the first one stands");
}

#[tokio::test]
async fn a_late_report_of_somebody_unassigned_meanwhile_is_kept_as_a_conflict() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    town.round(&town.samir, &[id]).await;
    let to = cabas_model::deliveries::AssignDelivery { member_id: Some(town.nadia.id) };
    town.client().assign_delivery(town.org.id, id, &to).await.unwrap();
    let stop = dropoff(&town.read(id).await).id;
    let late = CompleteStop { note: Some("Fait à midi".into()), ..done(Outcome::Delivered) };
    let refused = town.samir.client.complete_my_stop(stop, &late).await.unwrap_err();
    assert_eq!((refused.code(), refused.status()), ("conflict", Some(409)));
    let after = town.read(id).await;
    assert_eq!((after.status, after.assignee_id), (DeliveryStatus::Assigned, Some(town.nadia.id)), "it stays hers");
    let line = dropoff(&after).history.last().unwrap();
    assert_eq!((line.kind.as_str(), line.to, line.by.as_deref()), ("conflict", StopStatus::Delivered, Some("samir")));
    assert_eq!(inbox(&town).await, [FollowUpCause::Conflict], "DL-19");
    let stranger = town.app.member(town.org.id, "lin@exemple.fr", &[Role::Volunteer], Some(town.maud.node)).await;
    assert_eq!(code(stranger.client.complete_my_stop(stop, &late).await), "not_found", "it never was theirs (DL-25)");
}

#[tokio::test]
async fn of_sixteen_completions_at_once_exactly_one_changes_the_stop() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let stop = dropoff(&delivery).id;
    let tries: Vec<_> = (0..16)
        .map(|n| {
            let (client, org) = (town.client().once(format!("tap-{n}")), town.org.id);
            let outcome = if n % 2 == 0 { Outcome::Delivered } else { Outcome::LeftAtDoor };
            tokio::spawn(async move {
                client.complete_stop(org, stop, &done(outcome)).await.map_err(|e| e.code().to_owned())
            })
        })
        .collect();
    let mut refused = Vec::new();
    for attempt in tries {
        refused.extend(attempt.await.unwrap().err());
    }
    assert_eq!(refused, vec!["stop_closed_otherwise"; 8], "half of them agree with the first, the others do not");
    let after = town.read(delivery.id).await;
    let kinds = lines(dropoff(&after));
    assert_eq!(kinds.iter().filter(|k| **k == "completed").count(), 1);
    assert_eq!(kinds.iter().filter(|k| **k == "conflict").count(), 8, "none is dropped");
    assert_eq!(inbox(&town).await.len(), 8);
}

#[tokio::test]
async fn what_was_closed_by_mistake_opens_again_and_its_history_keeps_what_was_said() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let stop = dropoff(&delivery).id;
    let reopen =
        async |reason: &str| town.client().reopen_stop(town.org.id, stop, &ReopenStop { reason: reason.into() }).await;
    assert_eq!(code(reopen("Pas fermé").await), "transition_refused");
    let ask =
        CompleteStop { received_by: Some("M. Roux".into()), note: Some("Au 3e".into()), ..done(Outcome::Delivered) };
    complete(&town, stop, &ask).await.unwrap();
    assert_eq!(fields(reopen("").await), field("/reason", "required"));
    let open = reopen("Mauvaise porte").await.unwrap();
    let now = dropoff(&open);
    assert_eq!(
        (now.status, now.closed_at, now.received_by.as_deref(), now.outcome_note.as_deref()),
        (StopStatus::Out, None, None, None)
    );
    let said: Vec<_> = now.history.iter().filter_map(|l| Some((l.kind.as_str(), l.note.as_deref()?))).collect();
    assert_eq!(said, [("completed", "Au 3e\nM. Roux"), ("reopened", "Mauvaise porte")], "DL-18");
    complete(&town, stop, &done(Outcome::LeftAtDoor)).await.unwrap();
    assert_eq!(town.read(delivery.id).await.status, DeliveryStatus::LeftAtDoor);
}

#[tokio::test]
async fn a_time_that_cannot_be_is_kept_and_flagged() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let tomorrow: Ts = window(25, 10, 12).end;
    let ask = CompleteStop { at: Some(tomorrow), ..done(Outcome::Delivered) };
    let closed = complete(&town, dropoff(&delivery).id, &ask).await.unwrap();
    assert_eq!((dropoff(&closed).reported_at, dropoff(&closed).closed_at), (Some(tomorrow), Some(town.app.now())));
    let query = AuditQuery { kind: Some(AuditKind::Write), ..AuditQuery::default() };
    let log = town.org.admin.client.list_audit(town.org.id, &query).await.unwrap().items;
    let entry = log.iter().find(|e| e.action == "stop.completed").unwrap();
    assert!(entry.detail.as_deref().unwrap().contains("implausible_time"), "DL-21");
    let recipient = closed.recipient.unwrap().id;
    let last = town.client().read_recipient(town.org.id, recipient).await.unwrap().body.last_delivery.unwrap();
    assert_eq!(last.date, day(24), "it is not believed");
}

#[tokio::test]
async fn a_round_runs_with_its_first_stop_and_again_when_one_reopens() {
    let town = Town::new().await;
    let (one, two) = (town.delivery("Awa").await, town.delivery("Karim").await);
    let round = town.round(&town.samir, &[one, two]).await;
    let state = async || town.stored(round).await.0.state;
    for id in [one, two] {
        let stop = dropoff(&town.read(id).await).id;
        complete(&town, stop, &done(Outcome::Delivered)).await.unwrap();
        assert_eq!(state().await, RoundState::Running);
    }
    town.app.clock.advance(TimeDelta::hours(3));
    let maud = town.app.again(&town.maud).await;
    // Its correction window is over, so the next change of a stop finds the round closed; a reopening opens it.
    let stop = maud.read_delivery(town.org.id, one).await.unwrap().body.stops[0].id;
    let second = FailStop { reason: FailureReason::Other, note: None, at: None };
    assert_eq!(code(maud.fail_stop(town.org.id, stop, &second).await), "stop_closed_otherwise");
    maud.reopen_stop(town.org.id, stop, &ReopenStop { reason: "Erreur".into() }).await.unwrap();
    assert_eq!(state().await, RoundState::Running);
}

#[tokio::test]
async fn an_address_stays_what_it_was_when_the_stop_closed() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    complete(&town, dropoff(&delivery).id, &done(Outcome::Delivered)).await.unwrap();
    let recipient = delivery.recipient.as_ref().unwrap().id;
    let address = crate::town::household("Ailleurs").address;
    let change = cabas_model::recipients::PatchRecipient { address: Some(address), ..Default::default() };
    town.client().patch_recipient(town.org.id, recipient, "*", &change).await.unwrap();
    let after = town.read(delivery.id).await;
    assert_eq!(
        (after.address.street.as_str(), dropoff(&after).address.street.as_str()),
        ("12 rue de Awa", "12 rue de Awa")
    );
}

#[tokio::test]
async fn what_was_said_at_the_door_follows_a_merge() {
    let town = Town::new().await;
    let other = town.given("Awa B", &town.samir).await;
    let recipient = other.recipient.as_ref().unwrap().id;
    let note = cabas_model::deliveries::PatchDelivery {
        comments: cabas_model::Patch::Value("Code 12B".into()),
        ..Default::default()
    };
    town.client().patch_delivery(town.org.id, other.id, "*", &note).await.unwrap();
    let ask = problem(FailureReason::NotHome, "Volets fermés");
    town.client().fail_stop(town.org.id, dropoff(&other).id, &ask).await.unwrap();
    let kept = town.household("Awa").await;
    let into = MergeRecipient { other_id: recipient };
    town.client().merge_recipients(town.org.id, kept, &into).await.unwrap();
    let after = town.read(other.id).await;
    assert_eq!((after.recipient.as_ref().unwrap().id, after.comments.as_deref()), (kept, Some("Code 12B")));
    let stop = dropoff(&after);
    assert_eq!(
        (stop.outcome_note.as_deref(), stop.address.street.as_str()),
        (Some("Volets fermés"), "12 rue de Awa B")
    );
    assert_eq!(stop.history.last().unwrap().note.as_deref(), Some("Volets fermés"));
    let page = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap();
    assert_eq!((page.items[0].recipient_id, page.items[0].comment.as_deref()), (Some(kept), Some("Volets fermés")));
}
