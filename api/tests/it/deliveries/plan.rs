//! Giving deliveries to people, giving them up, bringing them again.

use crate::{
    support::{code, field, fields, suspension},
    town::{Town, day, delivery, dropoff, lines, window},
};
use cabas_kernel::{Role, words::rounds::RoundState};
use cabas_model::{
    deliveries::{
        AssignDelivery, CancelDelivery, CreateDelivery, CreatePickup, DeliverySource, DeliveryStatus, FailureReason,
        Outcome, RescheduleDelivery, StopStatus,
    },
    me::{CompleteStop, DayQuery, FailStop, ReopenStop, StartStop},
    recipients::{CreateBlockedPair, Pause},
};

fn to(member: &cabas_testkit::Member) -> AssignDelivery {
    AssignDelivery { member_id: Some(member.id) }
}

const NOBODY: AssignDelivery = AssignDelivery { member_id: None };

#[tokio::test]
async fn a_delivery_is_given_to_one_person_at_a_time_and_taken_back() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let assign = async |ask: &AssignDelivery| town.client().assign_delivery(town.org.id, id, ask).await;
    assert_eq!(code(assign(&NOBODY).await), "transition_refused", "it is nobody's");
    let given = assign(&to(&town.samir)).await.unwrap();
    assert_eq!((given.status, given.assignee_id), (DeliveryStatus::Assigned, Some(town.samir.id)));
    let before = town.client().read_delivery(town.org.id, id).await.unwrap().etag;
    assign(&to(&town.samir)).await.unwrap();
    assert_eq!(town.client().read_delivery(town.org.id, id).await.unwrap().etag, before, "twice is once");
    let other = assign(&to(&town.nadia)).await.unwrap();
    assert_eq!(other.assignee_id, Some(town.nadia.id));
    let back = assign(&NOBODY).await.unwrap();
    assert_eq!((back.status, back.assignee_id), (DeliveryStatus::Ready, None));
    assert_eq!(lines(dropoff(&back)), ["created", "assigned", "assigned", "unassigned"]);
}

#[tokio::test]
async fn a_delivery_goes_to_nobody_who_must_not_or_cannot_carry_it() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let recipient = town.read(id).await.recipient.unwrap().id;
    let apart = CreateBlockedPair { volunteer_id: town.samir.id, recipient_id: recipient, reason: "Voisins".into() };
    town.client().create_blocked_pair(town.org.id, &apart).await.unwrap();
    let assign = async |ask: &AssignDelivery| town.client().assign_delivery(town.org.id, id, ask).await;
    assert_eq!(code(assign(&to(&town.samir)).await), "pair_blocked", "DL-14");
    let elsewhere = town.app.organisation("La Gare").await;
    assert_eq!(fields(assign(&to(&elsewhere.admin)).await), field("/member_id", "person_unknown"));
    let suspended = town.app.member(town.org.id, "old@exemple.fr", &[Role::Volunteer], Some(town.maud.node)).await;
    let ask = suspension("Absence longue");
    town.org.admin.client.suspend_member(town.org.id, suspended.id, &ask).await.unwrap();
    assert_eq!(code(assign(&to(&suspended)).await), "member_not_active");
    assert_eq!(town.read(id).await.status, DeliveryStatus::Ready);
}

#[tokio::test]
async fn what_a_suspended_member_carries_by_itself_returns_to_the_dispatchers() {
    let town = Town::new().await;
    let (waits, under_way, over) = (
        town.given("Awa", &town.samir).await,
        town.given("Karim", &town.samir).await,
        town.given("Lin", &town.samir).await,
    );
    let others = town.given("Zoé", &town.nadia).await;
    town.client().start_stop(town.org.id, dropoff(&under_way).id, &StartStop::default()).await.unwrap();
    let done = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    town.client().complete_stop(town.org.id, dropoff(&over).id, &done).await.unwrap();
    let ask = suspension("Vérification");
    town.org.admin.client.suspend_member(town.org.id, town.samir.id, &ask).await.unwrap();
    for delivery in [&waits, &under_way] {
        let after = town.read(delivery.id).await;
        assert_eq!((after.status, after.assignee_id), (DeliveryStatus::Ready, None), "TR-9");
    }
    assert_eq!(town.read(over.id).await.status, DeliveryStatus::Delivered, "what they did stays");
    assert_eq!(town.read(others.id).await.assignee_id, Some(town.nadia.id));
}

#[tokio::test]
async fn a_delivery_given_by_itself_leaves_its_round_whose_order_stays_whole() {
    let town = Town::new().await;
    let mut ids = Vec::new();
    for name in ["Awa", "Karim", "Lin"] {
        ids.push(town.delivery(name).await);
    }
    let round = town.round(&town.samir, &ids).await;
    let before = town.stored(round).await.0.version;
    let given = town.client().assign_delivery(town.org.id, ids[1], &to(&town.nadia)).await.unwrap();
    assert_ne!(given.round_id, Some(round), "DL-10");
    let hers = town.stored(given.round_id.unwrap()).await;
    assert_eq!((hers.0.assignee, hers.0.name.as_str(), hers.1), (Some(town.nadia.id), "nadia", vec![ids[1]]));
    let (record, order) = town.stored(round).await;
    assert_eq!(order, [ids[0], ids[2]]);
    assert!(record.version > before, "who saw the old list edits a stale one");
    let last = town.read(ids[2]).await;
    assert_eq!((last.round_id, dropoff(&last).position), (Some(round), 1), "places stay dense");
    town.client().start_stop(town.org.id, dropoff(&last).id, &StartStop::default()).await.unwrap();
    assert_eq!(
        code(town.client().assign_delivery(town.org.id, ids[2], &to(&town.nadia)).await),
        "stop_already_started"
    );
    assert_eq!(code(town.client().assign_delivery(town.org.id, ids[2], &NOBODY).await), "stop_already_started");
    let (record, _) = town.stored(round).await;
    assert_eq!((record.state, record.started_at), (RoundState::Running, Some(town.app.now())));
}

#[tokio::test]
async fn what_is_given_to_somebody_enters_their_round_of_that_day_so_that_their_phone_shows_it() {
    let town = Town::new().await;
    let shown = async || town.samir.client.list_my_rounds(&DayQuery::default()).await.unwrap().items;
    let (awa, karim) = (town.given("Awa", &town.samir).await, town.given("Karim", &town.samir).await);
    let round = awa.round_id.unwrap();
    assert_eq!(karim.round_id, Some(round), "one round a day");
    let (record, order) = town.stored(round).await;
    assert_eq!((record.state, record.day, record.name.as_str()), (RoundState::Draft, day(24), "samir"));
    assert_eq!((record.assignee, order), (Some(town.samir.id), vec![awa.id, karim.id]));
    assert_eq!(shown().await, [], "a draft is told to nobody");
    town.client().publish_round(town.org.id, round).await.unwrap();
    let lin = town.given("Lin", &town.samir).await;
    assert_eq!(lin.round_id, Some(round), "a round that was told takes it, too");
    let [mine] = shown().await.try_into().unwrap();
    let stops: Vec<_> = mine.stops.iter().map(|s| s.delivery_id).collect();
    assert_eq!(stops, [awa.id, karim.id, lin.id], "at the end, without anything else to do");
    let done = CompleteStop { outcome: Some(Outcome::Delivered), ..CompleteStop::default() };
    let closed = town.samir.client.complete_my_stop(dropoff(&lin).id, &done).await.unwrap();
    assert_eq!(closed.status, StopStatus::Delivered, "an act on it is answered with the stop");
    for delivery in [&awa, &karim] {
        town.samir.client.complete_my_stop(dropoff(delivery).id, &done).await.unwrap();
    }
    town.samir.client.close_my_round(round).await.unwrap();
    let late = town.given("Zoé", &town.samir).await;
    assert_ne!(late.round_id, Some(round), "a round that is over takes nothing in");
}

#[tokio::test]
async fn what_is_loaded_at_the_depot_for_a_delivery_given_late_is_loaded_first() {
    let town = Town::new().await;
    town.quay().await;
    let awa = town.given("Awa", &town.samir).await;
    let karim = town.household("Karim").await;
    let ask = CreateDelivery { pickup: Some(CreatePickup { depot_id: None, window: None }), ..delivery(karim) };
    let id = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    town.client().assign_delivery(town.org.id, id, &to(&town.samir)).await.unwrap();
    assert_eq!(town.stored(awa.round_id.unwrap()).await.1, [id, awa.id, id]);
}

#[tokio::test]
async fn a_cancelled_delivery_leaves_its_person_and_comes_back_as_nobodys() {
    let town = Town::new().await;
    let (id, other) = (town.delivery("Awa").await, town.delivery("Karim").await);
    let round = town.round(&town.samir, &[id, other]).await;
    let cancel = async |reason: &str| {
        town.client().cancel_delivery(town.org.id, id, &CancelDelivery { reason: reason.into() }).await
    };
    assert_eq!(fields(cancel(" ").await), field("/reason", "required"));
    let gone = cancel("Repas annulé").await.unwrap();
    assert_eq!((gone.status, gone.assignee_id, gone.round_id), (DeliveryStatus::Cancelled, None, None));
    let line = dropoff(&gone).history.last().unwrap().clone();
    assert_eq!(
        (line.kind.as_str(), line.note.as_deref(), line.from),
        ("cancelled", Some("Repas annulé"), Some(StopStatus::Assigned))
    );
    assert_eq!(town.stored(round).await.1, [other]);
    assert_eq!(code(cancel("Encore").await), "transition_refused");
    let back = town.client().restore_delivery(town.org.id, id).await.unwrap();
    assert_eq!((back.status, back.assignee_id, back.round_id), (DeliveryStatus::Ready, None, None));
    assert_eq!(code(town.client().restore_delivery(town.org.id, id).await), "transition_refused");
}

#[tokio::test]
async fn a_success_is_reopened_before_it_is_cancelled() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let done = CompleteStop { outcome: Some(Outcome::LeftAtDoor), ..CompleteStop::default() };
    town.client().complete_stop(town.org.id, dropoff(&delivery).id, &done).await.unwrap();
    let ask = CancelDelivery { reason: "Erreur".into() };
    assert_eq!(code(town.client().cancel_delivery(town.org.id, delivery.id, &ask).await), "transition_refused");
    assert_eq!(town.read(delivery.id).await.status, DeliveryStatus::LeftAtDoor);
}

#[tokio::test]
async fn a_failure_is_brought_again_once_and_stays_what_it_was() {
    let town = Town::new().await;
    let awa = town.household("Awa").await;
    let ask = CreateDelivery {
        comments: Some("Au fond de la cour".into()),
        tags: vec!["frais".into()],
        external_ref: Some("L-1".into()),
        ..delivery(awa)
    };
    let old = town.client().create_delivery(town.org.id, &ask).await.unwrap().id;
    let again = RescheduleDelivery { window: window(26, 10, 12) };
    let reschedule = async |id, ask: &RescheduleDelivery| town.client().reschedule_delivery(town.org.id, id, ask).await;
    assert_eq!(code(reschedule(old, &again).await), "transition_refused", "it may still go well");
    let stop = dropoff(&town.read(old).await).id;
    let failed = FailStop { reason: FailureReason::NotHome, note: None, at: None };
    town.client().fail_stop(town.org.id, stop, &failed).await.unwrap();
    town.client().pause_recipient(town.org.id, awa, &Pause { from: day(25), until: Some(day(25)) }).await.unwrap();
    assert_eq!(code(reschedule(old, &RescheduleDelivery { window: window(25, 10, 12) }).await), "recipient_inactive");
    let once = town.client().once("again");
    let new = once.reschedule_delivery(town.org.id, old, &again).await.unwrap().id;
    assert_eq!(once.reschedule_delivery(town.org.id, old, &again).await.unwrap().id, new, "the same key, one effect");
    assert_eq!(code(reschedule(old, &again).await), "already_rescheduled", "DL-20");
    let (was, is) = (town.read(old).await, town.read(new).await);
    assert_eq!((was.status, was.rescheduled_to, is.rescheduled_from), (DeliveryStatus::Failed, Some(new), Some(old)));
    assert_eq!((is.status, is.source, is.window), (DeliveryStatus::Ready, DeliverySource::Reschedule, again.window));
    assert_eq!(
        (is.comments.as_deref(), is.tags, is.external_ref),
        (Some("Au fond de la cour"), vec!["frais".into()], None)
    );
    assert_eq!(lines(dropoff(&was)), ["created", "failed", "rescheduled"]);
    let reopen = ReopenStop { reason: "Erreur".into() };
    assert_eq!(code(town.client().reopen_stop(town.org.id, stop, &reopen).await), "already_rescheduled");
    town.client().cancel_delivery(town.org.id, old, &CancelDelivery { reason: "Reportée".into() }).await.unwrap();
    assert_eq!(code(town.client().restore_delivery(town.org.id, old).await), "already_rescheduled");
}

#[tokio::test]
async fn a_delivery_restored_after_a_failure_forgets_how_it_ended() {
    let town = Town::new().await;
    let delivery = town.given("Awa", &town.samir).await;
    let stop = dropoff(&delivery).id;
    town.client().start_stop(town.org.id, stop, &StartStop::default()).await.unwrap();
    let failed = FailStop { reason: FailureReason::Refused, note: Some("Pas faim".into()), at: None };
    town.client().fail_stop(town.org.id, stop, &failed).await.unwrap();
    let ask = CancelDelivery { reason: "Plus besoin".into() };
    let gone = town.client().cancel_delivery(town.org.id, delivery.id, &ask).await.unwrap();
    assert_eq!(dropoff(&gone).failure_reason, Some(FailureReason::Refused), "a cancelled failure keeps its reason");
    let back = town.client().restore_delivery(town.org.id, delivery.id).await.unwrap();
    let stop = dropoff(&back);
    assert_eq!(
        (stop.failure_reason, stop.closed_at, stop.started_at, stop.outcome_note.as_deref()),
        (None, None, None, None)
    );
    assert_eq!(stop.history.iter().filter_map(|l| l.note.as_deref()).collect::<Vec<_>>(), ["Pas faim", "Plus besoin"]);
}
