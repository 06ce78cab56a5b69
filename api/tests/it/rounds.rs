//! Rounds: one stop in one round, orders kept, nothing overwritten unseen, and each volunteer sees their own stops
//! and nothing else.

use crate::{
    support::{code, household_of, round_of, suspension},
    town::{Town, day, window},
};
use cabas_client::{Client, ClientError, Method};
use cabas_kernel::{
    Window,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    words::{deliveries::StopStatus, me::StopAct, rounds::RoundState},
};
use cabas_model::{
    PageQuery,
    days::BoardStop,
    deliveries::{CancelDelivery, CreateDeliveries, StopKind},
    follow_ups::{FollowUpCause, FollowUpQuery},
    me::{CompleteStop, DayQuery, MyRound, ReopenStop, StartStop},
    recipients::{CreateBlockedPair, MergeRecipient},
    rounds::{AssignRound, MergeRound, PatchRound, PutRoundStops, RoundDetails, RoundQuery, SplitRound},
};
use cabas_testkit::{Member, TestApp};
use chrono::{Datelike, NaiveDate, TimeDelta};
use std::ops::Deref;

/// The day of the tests' clock, and the next one.
fn tuesday() -> NaiveDate {
    day(24)
}
fn wednesday() -> NaiveDate {
    day(25)
}

/// Ten to noon.
fn morning(day: NaiveDate) -> Window {
    window(day.day(), 10, 12)
}

/// A town, and some of its households.
struct Homes {
    town: Town,
    homes: Vec<RecipientId>,
}

impl Deref for Homes {
    type Target = Town;
    fn deref(&self) -> &Town {
        &self.town
    }
}

impl Homes {
    async fn with(households: usize) -> Self {
        Self::at(TestApp::start().await, households).await
    }

    async fn at(app: TestApp, households: usize) -> Self {
        let town = Town::at(app).await;
        let mut homes = Vec::new();
        for n in 0..households {
            homes.push(town.client().create_recipient(town.org.id, &household_of(n)).await.unwrap().body.id);
        }
        Self { town, homes }
    }

    /// A delivery to each household.
    async fn deliveries(&self, day: NaiveDate) -> Vec<DeliveryId> {
        let ask = CreateDeliveries { recipient_ids: self.homes.clone(), window: morning(day), comments: None };
        let made = self.client().create_deliveries(self.org.id, &ask).await.unwrap();
        assert!(made.left_out.is_empty(), "{:?}", made.left_out.len());
        made.ids
    }
    async fn draft(&self, name: &str, day: NaiveDate, deliveries: &[DeliveryId]) -> RoundDetails {
        let ask = round_of(name, day, deliveries);
        self.client().create_round(self.org.id, &ask).await.unwrap().body
    }
    async fn seen(&self, id: RoundId) -> (RoundDetails, String) {
        let found = self.client().read_round(self.org.id, id).await.unwrap();
        (found.body, found.etag)
    }
    async fn assign(&self, id: RoundId, to: Option<MembershipId>) -> Result<RoundDetails, ClientError> {
        let ask = AssignRound { member_id: to };
        Ok(self.client().assign_round(self.org.id, id, "*", &ask).await?.body)
    }
    /// A round of these households, given to a member and published.
    async fn carried(&self, name: &str, day: NaiveDate, ids: &[DeliveryId], by: &Member) -> RoundDetails {
        let round = self.draft(name, day, ids).await;
        self.assign(round.id, Some(by.id)).await.unwrap();
        self.client().publish_round(self.org.id, round.id).await.unwrap();
        self.seen(round.id).await.0
    }
    async fn put(
        &self,
        id: RoundId,
        etag: &str,
        stops: &[StopId],
        from: &[RoundId],
    ) -> Result<RoundDetails, ClientError> {
        let ask = PutRoundStops { stop_ids: stops.to_vec(), moved_from: from.to_vec() };
        Ok(self.client().put_round_stops(self.org.id, id, etag, &ask).await?.body)
    }
}

async fn mine(who: &Client) -> Vec<MyRound> {
    who.list_my_rounds(&DayQuery::default()).await.unwrap().items
}

fn stops(round: &RoundDetails) -> Vec<StopId> {
    round.stops.iter().map(|s| s.id).collect()
}

fn dropoffs(round: &RoundDetails) -> Vec<StopId> {
    round.stops.iter().filter(|s| s.kind == StopKind::Dropoff).map(|s| s.id).collect()
}

#[tokio::test]
async fn a_round_keeps_the_order_it_was_given_and_is_listed_on_its_day() {
    let town = Homes::with(3).await;
    let mut ids = town.deliveries(tuesday()).await;
    ids.reverse();
    let round = town.draft("Canal", tuesday(), &ids).await;
    let order: Vec<DeliveryId> =
        round.stops.iter().filter(|s| s.kind == StopKind::Dropoff).map(|s| s.delivery_id).collect();
    assert_eq!(order, ids);
    assert_eq!((round.state, round.assignee_id), (RoundState::Draft, None));
    let query = RoundQuery { date: Some(tuesday()), ..RoundQuery::default() };
    let listed = town.client().list_rounds(town.org.id, &query).await.unwrap().items;
    assert_eq!(listed.iter().map(|r| r.id).collect::<Vec<_>>(), [round.id]);
    assert_eq!(usize::from(listed[0].stop_count), round.stops.len());
    let other = RoundQuery { date: Some(wednesday()), ..RoundQuery::default() };
    assert!(town.client().list_rounds(town.org.id, &other).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_stop_is_in_one_round_at_most_and_moves_only_by_a_deliberate_act() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    let first = town.draft("Canal", tuesday(), &ids).await;
    let ask = round_of("Gare", tuesday(), &[ids[1]]);
    assert_eq!(code(town.client().create_round(town.org.id, &ask).await), "stop_elsewhere");
    let second = town.draft("Gare", tuesday(), &[]).await;
    let taken = dropoffs(&first)[1];
    let (_, etag) = town.seen(second.id).await;
    assert_eq!(code(town.put(second.id, &etag, &[taken], &[]).await), "stop_elsewhere");
    let now = town.put(second.id, &etag, &[taken], &[first.id]).await.unwrap();
    assert!(stops(&now).contains(&taken));
    let left = town.seen(first.id).await.0;
    assert!(!stops(&left).contains(&taken) && left.stops.iter().all(|s| s.delivery_id == ids[0]));
    assert_eq!(
        left.stops.iter().map(|s| s.position).collect::<Vec<_>>(),
        (0..).take(left.stops.len()).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn two_dispatchers_at_once_lose_nothing() {
    let town = Homes::with(3).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.draft("Canal", tuesday(), &ids).await;
    let (seen, etag) = town.seen(round.id).await;
    let mut turned = stops(&seen);
    turned.reverse();
    let path = format!("/organisations/{}/rounds/{}/stops", town.org.id, round.id);
    let blind = town.client().request(Method::PUT, &path).json(&PutRoundStops { stop_ids: vec![], moved_from: vec![] });
    assert_eq!(blind.fetch().await.unwrap().status, 428, "an edit says what it saw");
    let after = town.put(round.id, &etag, &turned, &[]).await.unwrap();
    assert_eq!(code(town.put(round.id, &etag, &stops(&seen), &[]).await), "version_stale");
    assert_eq!(stops(&town.seen(round.id).await.0), stops(&after), "the second edit must not have been applied");
    let patch = PatchRound { name: Some("Quais".into()), ..PatchRound::default() };
    assert_eq!(code(town.client().patch_round(town.org.id, round.id, &etag, &patch).await), "version_stale");
}

#[tokio::test]
async fn of_two_rounds_filled_at_the_same_time_one_gets_the_household() {
    let town = Homes::with(1).await;
    let ids = town.deliveries(tuesday()).await;
    let mut rounds = Vec::new();
    for n in 0..6 {
        rounds.push(town.draft(&format!("Tournée {n}"), tuesday(), &[]).await.id);
    }
    let delivery = town.client().read_delivery(town.org.id, ids[0]).await.unwrap().body;
    let stop = delivery.stops.iter().find(|s| s.kind == StopKind::Dropoff).unwrap().id;
    let asks = rounds.iter().map(|id| town.put(*id, "*", std::slice::from_ref(&stop), &[]));
    let answers = futures_util::future::join_all(asks).await;
    let won = answers.iter().filter(|a| a.is_ok()).count();
    assert_eq!(
        won,
        1,
        "{:?}",
        answers.iter().map(|a| a.as_ref().err().map(|e| e.code().to_owned())).collect::<Vec<_>>()
    );
    assert!(answers.into_iter().filter_map(Result::err).all(|e| e.code() == "stop_elsewhere"));
    let mut holding = 0;
    for id in rounds {
        holding += stops(&town.seen(id).await.0).iter().filter(|s| **s == stop).count();
    }
    assert_eq!(holding, 1);
}

#[tokio::test]
async fn a_published_round_reaches_its_volunteer_by_mail_and_only_theirs() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(wednesday()).await;
    let round = town.draft("Canal", wednesday(), &ids).await;
    assert_eq!(code(town.client().publish_round(town.org.id, round.id).await), "round_nobody");
    town.assign(round.id, Some(town.samir.id)).await.unwrap();
    assert!(mine(&town.samir.client).await.is_empty(), "a draft is invisible to its volunteer");
    town.client().publish_round(town.org.id, round.id).await.unwrap();
    assert_eq!(code(town.client().publish_round(town.org.id, round.id).await), "round_published");
    let mail = town.app.mail("samir@exemple.fr", 1).await;
    assert!(mail.text.contains(&format!("/my-rounds/{}", round.id)), "{}", mail.text);
    for home in 0..2 {
        let ask = household_of(home);
        assert!(!mail.text.contains(&ask.display_name) && !mail.text.contains(&ask.address.street));
    }
    assert!(mine(&town.nadia.client).await.is_empty());
    assert_eq!(mine(&town.samir.client).await.len(), 1);
}

#[tokio::test]
async fn addresses_open_twelve_hours_before_and_close_two_hours_after_each_stop() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(wednesday()).await;
    let round = town.carried("Canal", wednesday(), &ids, &town.samir).await;
    let masked = mine(&town.app.again(&town.samir).await).await.remove(0);
    assert_eq!(masked.areas, ["75011"]);
    assert!(masked.stops.iter().all(|s| s.masked && s.address.is_none() && s.recipient.is_none() && s.can.is_empty()));
    // 22:00 the evening before: twelve hours before ten.
    town.app.clock.set("2026-11-24T20:59:59Z".parse().unwrap());
    assert!(mine(&town.app.again(&town.samir).await).await[0].stops.iter().all(|s| s.masked));
    town.app.clock.set("2026-11-24T21:00:00Z".parse().unwrap());
    let open = mine(&town.app.again(&town.samir).await).await.remove(0);
    let stop = open.stops.iter().find(|s| s.kind == StopKind::Dropoff).unwrap();
    assert!(!stop.masked && stop.can.contains(&StopAct::Complete));
    let household = stop.recipient.as_ref().unwrap();
    assert!(household.display_name.starts_with("Foyer"));
    assert!(stop.address.as_ref().unwrap().street.contains("rue des Canaris"));
    // The door: it is closed, and masked again two hours later, while the other one stays open.
    town.app.clock.set("2026-11-25T09:30:00Z".parse().unwrap());
    let done = CompleteStop { outcome: Some(cabas_model::deliveries::Outcome::Delivered), ..CompleteStop::default() };
    let closed = town.app.again(&town.samir).await.complete_my_stop(stop.id, &done).await.unwrap();
    assert_eq!((closed.status, closed.can.as_slice()), (StopStatus::Delivered, [StopAct::Reopen].as_slice()));
    town.app.clock.advance(TimeDelta::minutes(119));
    let ask = ReopenStop { reason: "Mauvaise porte".into() };
    assert!(!mine(&town.app.again(&town.samir).await).await[0].stops.iter().find(|s| s.id == stop.id).unwrap().masked);
    town.app.clock.advance(TimeDelta::minutes(1));
    let later = mine(&town.app.again(&town.samir).await).await.remove(0);
    let (old, other): (Vec<_>, Vec<_>) =
        later.stops.iter().filter(|s| s.kind == StopKind::Dropoff).partition(|s| s.id == stop.id);
    assert!(old[0].masked && old[0].recipient.is_none() && old[0].outcome_note.is_none());
    assert!(!other[0].masked);
    assert_eq!(code(town.app.again(&town.samir).await.reopen_my_stop(stop.id, &ask).await), "reopen_too_late");
    // The looks are on the record of the household.
    let admin = town.app.again(&town.org.admin).await;
    let readers = admin.list_recipient_readers(town.org.id, household.id, &PageQuery::default()).await.unwrap();
    assert!(readers.items.iter().any(|r| r.purpose == "my_round"), "{:?}", readers.items.len());
    let desk = town.app.again(&town.maud).await;
    assert_eq!(desk.read_round(town.org.id, round.id).await.unwrap().body.state, RoundState::Running);
}

#[tokio::test]
async fn a_volunteer_sees_no_stop_but_their_own_and_acts_on_no_other() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    town.carried("Canal", tuesday(), &ids[..1], &town.samir).await;
    let hers = town.carried("Gare", tuesday(), &ids[1..], &town.nadia).await;
    let seen = mine(&town.samir.client).await;
    assert_eq!(seen.len(), 1);
    assert!(seen[0].stops.iter().all(|s| s.delivery_id == ids[0]));
    let other = dropoffs(&hers)[0];
    assert_eq!(code(town.samir.client.start_my_stop(other, &StartStop::default()).await), "not_found");
    assert_eq!(code(town.samir.client.release_round(hers.id).await), "not_found");
    assert_eq!(code(town.samir.client.read_round(town.org.id, hers.id).await), "forbidden");
    assert_eq!(code(town.samir.client.read_day(town.org.id, tuesday()).await), "forbidden");
}

#[tokio::test]
async fn a_round_moves_whole_to_another_person_and_keeps_its_order() {
    let town = Homes::with(3).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    let after = town.assign(round.id, Some(town.nadia.id)).await.unwrap();
    assert_eq!(stops(&after), stops(&round));
    assert!(mine(&town.samir.client).await.is_empty(), "access ends at once");
    assert_eq!(mine(&town.nadia.client).await[0].stops.len(), round.stops.len());
    assert!(town.app.mail("nadia@exemple.fr", 1).await.text.contains(&round.id.to_string()));
    town.app.mail("samir@exemple.fr", 2).await;
}

#[tokio::test]
async fn a_round_is_cut_and_joined_with_both_orders_kept() {
    let town = Homes::with(4).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.draft("Canal", tuesday(), &ids).await;
    let goals = dropoffs(&round);
    let ask = SplitRound { first_stop_id: goals[2], name: "Canal 2".into() };
    let new = town.client().split_round(town.org.id, round.id, &ask).await.unwrap().body;
    assert_eq!(dropoffs(&new), goals[2..]);
    assert_eq!(dropoffs(&town.seen(round.id).await.0), goals[..2]);
    assert_eq!(
        code(town.client().merge_round(town.org.id, round.id, &MergeRound { other_id: round.id }).await),
        "rounds_differ"
    );
    let merged = town.client().merge_round(town.org.id, round.id, &MergeRound { other_id: new.id }).await.unwrap();
    assert_eq!(dropoffs(&merged.body), goals);
    assert_eq!(code(town.client().read_round(town.org.id, new.id).await), "not_found");
}

#[tokio::test]
async fn another_day_moves_the_windows_and_a_removed_round_leaves_its_stops_to_be_planned() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.draft("Canal", tuesday(), &ids).await;
    let (_, etag) = town.seen(round.id).await;
    let patch = PatchRound { date: Some(wednesday()), ..PatchRound::default() };
    let moved = town.client().patch_round(town.org.id, round.id, &etag, &patch).await.unwrap();
    assert!(moved.body.stops.iter().filter(|s| s.kind == StopKind::Dropoff).all(|s| s.window == morning(wednesday())));
    let day = town.client().read_day(town.org.id, wednesday()).await.unwrap();
    assert_eq!(day.rounds.iter().map(|r| r.id).collect::<Vec<_>>(), [round.id]);
    assert!(town.client().read_day(town.org.id, tuesday()).await.unwrap().stops.is_empty());
    assert_eq!(code(town.client().delete_round(town.org.id, round.id, &etag).await), "version_stale");
    town.client().delete_round(town.org.id, round.id, &moved.etag).await.unwrap();
    let day = town.client().read_day(town.org.id, wednesday()).await.unwrap();
    assert!(day.rounds.is_empty());
    assert!(day.stops.iter().all(|s| s.round_id.is_none() && s.status == StopStatus::Ready));
    assert_eq!(day.stops.iter().filter(|s| s.kind == StopKind::Dropoff).count(), 2);
}

#[tokio::test]
async fn the_board_shows_every_stop_of_the_day_once_and_who_can_carry() {
    let town = Homes::with(3).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids[..2], &town.samir).await;
    let day = town.client().read_day(town.org.id, tuesday()).await.unwrap();
    assert_eq!(day.stops.iter().filter(|s| s.kind == StopKind::Dropoff).count(), 3);
    assert_eq!(day.rounds[0].stop_ids, stops(&round));
    assert_eq!(day.rounds[0].etag, town.seen(round.id).await.1, "the board's version is the round's");
    let people: Vec<MembershipId> = day.people.iter().map(|p| p.member_id).collect();
    assert!(people.contains(&town.samir.id) && people.contains(&town.maud.id));
    assert!(day.last_event > 0);
    let home = day.stops.iter().find(|s| s.kind == StopKind::Dropoff).unwrap();
    assert!(home.name.starts_with("Foyer") && home.street.contains("rue des Canaris") && home.city == "Paris");
}

#[tokio::test]
async fn what_is_cancelled_leaves_its_round_and_stays_on_the_board_of_its_day_to_be_restored() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    let ask = CancelDelivery { reason: "Le foyer est absent".into() };
    town.client().cancel_delivery(town.org.id, ids[0], &ask).await.unwrap();
    let seen = async |day| {
        let board = town.client().read_day(town.org.id, day).await.unwrap();
        let goal = |s: &BoardStop| s.delivery_id == ids[0] && s.kind == StopKind::Dropoff;
        board.stops.into_iter().find(goal).map(|s| (s.status, s.round_id, s.assignee_id))
    };
    assert_eq!(seen(tuesday()).await, Some((StopStatus::Cancelled, None, None)));
    assert_eq!(seen(wednesday()).await, None, "it is of its own day only");
    assert!(!stops(&town.seen(round.id).await.0).iter().any(|id| dropoffs(&round)[0] == *id));
    town.client().restore_delivery(town.org.id, ids[0]).await.unwrap();
    assert_eq!(seen(tuesday()).await, Some((StopStatus::Ready, None, None)));
}

#[tokio::test]
async fn an_opened_round_goes_to_the_first_who_takes_it() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(wednesday()).await;
    let round = town.draft("Canal", wednesday(), &ids).await;
    assert_eq!(code(town.samir.client.take_round(round.id).await), "not_found");
    let open = PatchRound { self_assign: Some(true), ..PatchRound::default() };
    town.client().patch_round(town.org.id, round.id, "*", &open).await.unwrap();
    town.client().publish_round(town.org.id, round.id).await.unwrap();
    let offer = mine(&town.samir.client).await.remove(0);
    assert!(offer.offered && offer.stops.is_empty() && offer.window.is_none() && offer.areas == ["75011"]);
    let answers = futures_util::future::join_all((0..8).map(|n| {
        let who = if n % 2 == 0 { &town.samir } else { &town.nadia };
        async move { who.client.take_round(round.id).await.map(|t| t.member_id) }
    }))
    .await;
    let holder = town.seen(round.id).await.0.assignee_id.unwrap();
    assert!(answers.iter().flatten().all(|m| *m == holder), "only the one who holds it was told so");
    assert!(answers.iter().filter_map(|a| a.as_ref().err()).all(|e| e.code() == "round_taken"));
    assert!(answers.iter().any(Result::is_ok));
    // Given back, it is not taken again by the same person, and a dispatcher is told.
    let (loser, winner) = if holder == town.samir.id { (&town.nadia, &town.samir) } else { (&town.samir, &town.nadia) };
    winner.client.release_round(round.id).await.unwrap();
    assert_eq!(code(winner.client.take_round(round.id).await), "round_not_offered");
    let waiting = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap().items;
    assert_eq!(waiting.iter().map(|f| f.round_id).collect::<Vec<_>>(), [Some(round.id)]);
    assert_eq!(loser.client.take_round(round.id).await.unwrap().member_id, loser.id);
}

#[tokio::test]
async fn what_a_dispatcher_gave_may_be_read_as_often_as_one_likes_and_what_one_takes_alone_may_not() {
    // A twentieth of forty households a day and of ten reveals a minute: two, and one.
    let town = Homes::at(TestApp::with(&[("CABAS_RATE_SCALE", "0.05")]).await, 3).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    for _ in 0..4 {
        assert_eq!(mine(&town.samir.client).await[0].stop_count, 3);
    }
    // Offered to whoever takes it, the same round is beyond what Nadia may open.
    let open = PatchRound { self_assign: Some(true), ..PatchRound::default() };
    town.client().patch_round(town.org.id, round.id, "*", &open).await.unwrap();
    town.assign(round.id, None).await.unwrap();
    town.nadia.client.take_round(round.id).await.unwrap();
    assert_eq!(code(town.nadia.client.list_my_rounds(&DayQuery::default()).await), "look_budget");
    let mut shown = 0;
    for stop in dropoffs(&round) {
        let stop = town.nadia.client.start_my_stop(stop, &StartStop::default()).await.unwrap();
        assert_eq!(stop.status, StopStatus::Out, "what she does is done");
        assert_eq!(stop.masked, stop.address.is_none() && stop.recipient.is_none());
        shown += usize::from(!stop.masked);
        town.app.clock.advance(TimeDelta::minutes(2));
    }
    assert_eq!(shown, 2, "two households a day, whichever way they are opened");
}

#[tokio::test]
async fn those_who_must_not_meet_are_kept_apart_and_neither_is_told() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    let pair = CreateBlockedPair { volunteer_id: town.samir.id, recipient_id: town.homes[0], reason: "Voisins".into() };
    town.org.admin.client.create_blocked_pair(town.org.id, &pair).await.unwrap();
    let round = town.draft("Canal", tuesday(), &ids).await;
    assert_eq!(code(town.assign(round.id, Some(town.samir.id)).await), "pair_blocked");
    let open = PatchRound { self_assign: Some(true), ..PatchRound::default() };
    town.client().patch_round(town.org.id, round.id, "*", &open).await.unwrap();
    town.client().publish_round(town.org.id, round.id).await.unwrap();
    assert!(mine(&town.samir.client).await.is_empty(), "the offer does not exist for them");
    assert_eq!(code(town.samir.client.take_round(round.id).await), "not_found");
    assert!(mine(&town.nadia.client).await[0].offered);
}

#[tokio::test]
async fn a_volunteer_loses_at_once_what_they_held_of_a_household_they_must_not_meet() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    let later = town.deliveries(wednesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    let draft = town.draft("Demain", wednesday(), &later).await;
    town.assign(draft.id, Some(town.samir.id)).await.unwrap();
    town.samir.client.start_my_stop(dropoffs(&round)[0], &StartStop::default()).await.unwrap();
    let pair = CreateBlockedPair { volunteer_id: town.samir.id, recipient_id: town.homes[0], reason: "Voisins".into() };
    town.org.admin.client.create_blocked_pair(town.org.id, &pair).await.unwrap();
    let seen = mine(&town.samir.client).await;
    assert!(seen.iter().flat_map(|r| &r.stops).all(|s| s.id != dropoffs(&round)[0]), "no address of theirs is left");
    for (round, gone) in [(&round, dropoffs(&round)[0]), (&draft, dropoffs(&draft)[0])] {
        let left = dropoffs(&town.seen(round.id).await.0);
        assert_eq!(left, dropoffs(round).into_iter().filter(|s| *s != gone).collect::<Vec<_>>());
    }
    town.client().publish_round(town.org.id, draft.id).await.unwrap();
    let waiting = town.client().list_follow_ups(town.org.id, &FollowUpQuery::default()).await.unwrap().items;
    assert_eq!(waiting.iter().map(|f| f.cause).collect::<Vec<_>>(), [FollowUpCause::Apart; 2], "a dispatcher is told");
}

#[tokio::test]
async fn two_records_that_become_one_keep_their_people_apart_from_what_they_held() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    town.carried("Canal", tuesday(), &ids[..1], &town.samir).await;
    let pair = CreateBlockedPair { volunteer_id: town.samir.id, recipient_id: town.homes[1], reason: "Voisins".into() };
    town.org.admin.client.create_blocked_pair(town.org.id, &pair).await.unwrap();
    assert_eq!(mine(&town.samir.client).await[0].stop_count, 1);
    let same = MergeRecipient { other_id: town.homes[1] };
    town.client().merge_recipients(town.org.id, town.homes[0], &same).await.unwrap();
    assert!(mine(&town.samir.client).await.iter().all(|r| r.stop_count == 0 && r.stops.is_empty()));
}

#[tokio::test]
async fn a_suspended_members_rounds_return_to_the_dispatcher() {
    let town = Homes::with(2).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    town.samir.client.start_my_stop(dropoffs(&round)[0], &StartStop::default()).await.unwrap();
    let ask = suspension("Vérification");
    town.org.admin.client.suspend_member(town.org.id, town.samir.id, &ask).await.unwrap();
    let after = town.seen(round.id).await.0;
    assert_eq!((after.assignee_id, after.state), (None, RoundState::Draft));
    assert_eq!(stops(&after), stops(&round));
    assert!(after.stops.iter().all(|s| s.status == StopStatus::Ready), "nobody is left at a door");
}

#[tokio::test]
async fn a_round_ends_when_its_volunteer_says_so_and_every_stop_is_closed() {
    let town = Homes::with(1).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    town.samir.client.start_my_round(round.id).await.unwrap();
    town.samir.client.start_my_round(round.id).await.unwrap();
    assert_eq!(town.seen(round.id).await.0.state, RoundState::Running);
    assert_eq!(code(town.samir.client.close_my_round(round.id).await), "transition_refused");
    let done = CompleteStop { outcome: Some(cabas_model::deliveries::Outcome::LeftAtDoor), ..CompleteStop::default() };
    town.samir.client.complete_my_stop(dropoffs(&round)[0], &done).await.unwrap();
    town.samir.client.close_my_round(round.id).await.unwrap();
    let over = town.seen(round.id).await.0;
    assert_eq!(over.state, RoundState::Closed);
    assert!(mine(&town.samir.client).await.iter().flat_map(|r| &r.stops).all(|s| s.masked), "addresses close at once");
    let patch = PatchRound { name: Some("Autre".into()), ..PatchRound::default() };
    assert_eq!(code(town.client().patch_round(town.org.id, round.id, "*", &patch).await), "round_closed");
}

#[tokio::test]
async fn a_round_nobody_ended_closes_two_hours_after_its_last_stop() {
    let town = Homes::with(1).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.carried("Canal", tuesday(), &ids, &town.samir).await;
    let done = CompleteStop { outcome: Some(cabas_model::deliveries::Outcome::Delivered), ..CompleteStop::default() };
    town.samir.client.complete_my_stop(dropoffs(&round)[0], &done).await.unwrap();
    town.app.clock.advance(TimeDelta::minutes(119));
    cabas_api::rounds::close_overdue(town.app.app()).await.unwrap();
    let state = async || town.app.again(&town.maud).await.read_round(town.org.id, round.id).await.unwrap().body.state;
    assert_eq!(state().await, RoundState::Running);
    town.app.clock.advance(TimeDelta::minutes(1));
    cabas_api::rounds::close_overdue(town.app.app()).await.unwrap();
    assert_eq!(state().await, RoundState::Closed);
}

#[tokio::test]
async fn another_organisations_round_is_absent() {
    let town = Homes::with(1).await;
    let ids = town.deliveries(tuesday()).await;
    let round = town.draft("Canal", tuesday(), &ids).await;
    let other = town.app.organisation("Belleville").await;
    let stranger = &other.admin.client;
    assert_eq!(code(stranger.read_round(town.org.id, round.id).await), "not_found");
    assert_eq!(code(stranger.read_round(other.id, round.id).await), "not_found");
    assert_eq!(code(stranger.publish_round(other.id, round.id).await), "not_found");
    let put = PutRoundStops { stop_ids: stops(&round), moved_from: vec![round.id] };
    let theirs = round_of("La leur", tuesday(), &[]);
    let theirs = stranger.create_round(other.id, &theirs).await.unwrap().body;
    assert_eq!(code(stranger.put_round_stops(other.id, theirs.id, "*", &put).await), "fields_invalid");
    let taken = AssignRound { member_id: Some(town.samir.id) };
    assert_eq!(code(stranger.assign_round(other.id, theirs.id, "*", &taken).await), "fields_invalid");
}
