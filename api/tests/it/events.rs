//! Live changes: told to who may see them, repeated after a cut, and to nobody whose session is over.

use crate::{
    support::suspension,
    town::{Town, dropoff},
};
use cabas_client::{Client, Streaming};
use cabas_kernel::words::events::EventKind;
use cabas_model::{
    deliveries::AssignDelivery,
    events::{DISPLACED, LiveEvent},
    me::StartStop,
};
use cabas_store::{Actor, Scope};
use cabas_testkit::Member;
use chrono::TimeDelta;
use std::time::Duration;
use uuid::Uuid;

/// The time from which a stream tells, in microseconds, by its first words.
pub(crate) fn begins(first: &[u8]) -> i64 {
    let words = std::str::from_utf8(first).unwrap();
    let id = words.strip_prefix("id: ").and_then(|rest| rest.strip_suffix("\n: open\n\n"));
    id.unwrap().parse().unwrap()
}

/// A stream that is read until nothing comes any more.
pub(crate) struct Ear {
    stream: Streaming,
    text: String,
}

impl Ear {
    pub(crate) async fn open(client: &Client, last: Option<i64>) -> Self {
        let stream = client.stream_events(last).await.unwrap();
        assert_eq!(stream.status, 200);
        let mut ear = Self { stream, text: String::new() };
        while !ear.text.contains(": open\n\n") {
            assert!(ear.hear().await, "a stream says at once that it is open");
        }
        ear
    }

    /// Takes the next piece; false when nothing came for a while, or the stream ended.
    async fn hear(&mut self) -> bool {
        match tokio::time::timeout(Duration::from_millis(700), self.stream.chunk()).await {
            Ok(Some(bytes)) => {
                self.text.push_str(&String::from_utf8(bytes).unwrap());
                true
            }
            _ => false,
        }
    }

    /// The events so far, once no more come.
    pub(crate) async fn events(&mut self) -> Vec<LiveEvent> {
        while self.hear().await {}
        let frames = self.text.split("\n\n").filter(|f| f.contains("\ndata: "));
        frames
            .map(|frame| {
                let (id, rest) = frame.split_once('\n').unwrap();
                let (kind, data) = rest.split_once('\n').unwrap();
                let event: LiveEvent = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
                assert_eq!(id, format!("id: {}", event.id));
                assert_eq!(kind, format!("event: {}", event.kind));
                event
            })
            .collect()
    }

    pub(crate) async fn kinds(&mut self) -> Vec<EventKind> {
        self.events().await.iter().map(|e| e.kind).collect()
    }

    /// Waits for the end, and gives what was said until then.
    async fn last_words(mut self) -> Option<String> {
        let end = async {
            while let Some(bytes) = self.stream.chunk().await {
                self.text.push_str(&String::from_utf8(bytes).unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(3), end).await.ok()?;
        Some(self.text)
    }

    /// Waits for the end.
    async fn ended(self) -> bool {
        self.last_words().await.is_some()
    }
}

#[tokio::test]
async fn a_dispatcher_hears_of_each_change_as_it_happens() {
    let town = Town::new().await;
    town.household("Awa").await;
    let mut ear = Ear::open(town.client(), None).await;
    assert_eq!(ear.kinds().await, [], "what was before is known");
    let id = town.delivery("Karim").await;
    let events = ear.events().await;
    assert_eq!(
        events.iter().map(|e| e.kind).collect::<Vec<_>>(),
        [EventKind::RecipientChanged, EventKind::DeliveryCreated]
    );
    let made = &events[1];
    assert_eq!((made.organisation_id, made.subject_id), (town.org.id, id.0));
    assert_eq!((made.date, made.at), (Some(crate::town::day(24)), town.app.now()));
    assert!(!ear.text.to_lowercase().contains("karim"), "ids and kinds only (DL-29)");
}

#[tokio::test]
async fn a_volunteer_hears_of_what_is_theirs_and_nothing_else() {
    let town = Town::new().await;
    for (name, carrier) in [("Karim", &town.samir), ("Lin", &town.nadia)] {
        town.round(carrier, &[town.delivery(name).await]).await;
    }
    let id = town.delivery("Awa").await;
    let (mut samir, mut nadia) = (Ear::open(&town.samir.client, None).await, Ear::open(&town.nadia.client, None).await);
    let given = town.client().assign_delivery(town.org.id, id, &to(&town.samir)).await.unwrap();
    let heard: Vec<_> = samir.events().await.iter().map(|e| (e.kind, e.subject_id)).collect();
    let (round, stop) = (given.round_id.unwrap(), dropoff(&given).id);
    assert_eq!(heard, [(EventKind::RoundChanged, round.0), (EventKind::StopChanged, stop.0)]);
    town.client().assign_delivery(town.org.id, id, &to(&town.nadia)).await.unwrap();
    assert_eq!(samir.events().await.len(), 4, "whoever loses it is told");
    assert_eq!(nadia.kinds().await, [EventKind::RoundChanged, EventKind::StopChanged], "and whoever gets it");
    town.client().start_stop(town.org.id, stop, &StartStop::default()).await.unwrap();
    assert_eq!((samir.events().await.len(), nadia.events().await.len()), (4, 4));
}

fn to(member: &Member) -> AssignDelivery {
    AssignDelivery { member_id: Some(member.id) }
}

#[tokio::test]
async fn what_is_given_into_a_draft_round_is_told_to_nobody_who_carries() {
    let town = Town::new().await;
    let mut samir = Ear::open(&town.samir.client, None).await;
    town.given("Awa", &town.samir).await;
    assert_eq!(samir.kinds().await, []);
}

#[tokio::test]
async fn a_draft_round_is_told_to_nobody_who_carries() {
    let town = Town::new().await;
    let id = town.delivery("Awa").await;
    let round = town.round(&town.samir, &[id]).await;
    let state = format!("UPDATE rounds SET state = 'draft' WHERE id = {}", town.app.sql_id(round.0));
    town.app.sql(&[&state]).await;
    let mut samir = Ear::open(&town.samir.client, None).await;
    let ask = AssignDelivery { member_id: None };
    town.client().assign_delivery(town.org.id, id, &ask).await.unwrap();
    assert_eq!(samir.kinds().await, [], "what they never saw does not leave them");
}

#[tokio::test]
async fn after_a_cut_what_was_missed_is_repeated_and_little_else() {
    let town = Town::new().await;
    let mut ear = Ear::open(town.client(), None).await;
    let mut made = Vec::new();
    for n in 0..3 {
        town.app.clock.advance(TimeDelta::seconds(10));
        made.push(town.household(&format!("Foyer {n}")).await.0);
    }
    let first = ear.events().await;
    assert_eq!(first.iter().map(|e| e.subject_id).collect::<Vec<_>>(), made);
    drop(ear);
    made.push(town.household("Awa").await.0);
    let mut again = Ear::open(town.client(), Some(first[1].id)).await;
    let repeated: Vec<Uuid> = again.events().await.iter().map(|e| e.subject_id).collect();
    assert_eq!(repeated, made[1..], "the last five seconds before the cut, and all that came since");
    // Later changes are told once, after the repetition.
    made.push(town.household("Karim").await.0);
    let heard: Vec<Uuid> = again.events().await.iter().map(|e| e.subject_id).collect();
    assert_eq!(heard, made[1..]);
}

#[tokio::test]
async fn a_stream_that_is_cut_before_any_event_goes_on_from_its_greeting() {
    let town = Town::new().await;
    let ear = Ear::open(town.client(), None).await;
    let id = begins(ear.text.as_bytes());
    drop(ear);
    town.app.clock.advance(TimeDelta::seconds(10));
    town.household("Awa").await;
    for _ in 0..2 {
        let mut again = Ear::open(town.client(), Some(id)).await;
        assert!(again.text.starts_with(&format!("id: {id}\n: open\n\n")), "{}", again.text);
        assert_eq!(again.kinds().await, [EventKind::RecipientChanged], "what was missed");
    }
}

#[tokio::test]
async fn a_long_absence_is_repeated_whole() {
    let town = Town::new().await;
    let elsewhere = town.app.organisation("La Gare").await;
    let organisation = town.app.sql_id(town.org.id.0);
    let other = town.app.sql_id(elsewhere.id.0);
    let subject = town.app.sql_id(Uuid::new_v4());
    let mut rows = Vec::new();
    for n in 0..1203 {
        let at = if n % 7 == 0 { &other } else { &organisation };
        rows.push(format!("({at}, 'stop.changed', {subject}, {n})"));
    }
    let insert =
        format!("INSERT INTO events (organisation_id, kind, subject_id, created_at) VALUES {}", rows.join(","));
    town.app.sql(&[&insert]).await;
    let mut ear = Ear::open(town.client(), Some(0)).await;
    let heard = ear.events().await;
    let kept: Vec<_> = heard.iter().filter(|e| e.kind == EventKind::StopChanged).collect();
    assert_eq!(kept.len(), 1203 - 172, "none of another organisation's");
    assert!(kept.is_sorted_by(|a, b| a.id < b.id), "in order, each once");
    assert!(heard.iter().all(|e| e.organisation_id == town.org.id));
}

#[tokio::test]
async fn an_id_is_the_time_of_its_event_and_counts_nobody_elses() {
    let town = Town::new().await;
    let elsewhere = town.app.organisation("La Gare").await;
    let mut ear = Ear::open(town.client(), None).await;
    town.delivery("Karim").await;
    for n in 0..30 {
        elsewhere.admin.client.create_recipient(elsewhere.id, &crate::town::household(&format!("{n}"))).await.unwrap();
    }
    town.app.clock.advance(TimeDelta::microseconds(7));
    let id = town.delivery("Awa").await;
    let heard = ear.events().await;
    assert!(heard.iter().all(|e| e.id == e.at.micros()));
    let last = heard.iter().find(|e| e.subject_id == id.0).unwrap();
    assert_eq!(last.id - heard[0].id, 7, "as far apart as they happened");
    let board = town.client().read_day(town.org.id, crate::town::day(24)).await.unwrap();
    assert_eq!(board.last_event, last.id, "a board and its stream speak of the same");
}

#[tokio::test]
async fn an_event_is_as_old_as_its_telling_however_long_its_write_has_been_under_way() {
    let town = Town::new().await;
    let mut ear = Ear::open(town.client(), None).await;
    let tx = town.app.store().write(Scope::Organisation(town.org.id), Actor::System).await.unwrap();
    town.app.clock.advance(TimeDelta::seconds(10));
    tx.announce(EventKind::RecipientChanged, Uuid::new_v4(), None, None).await.unwrap();
    tx.commit().await.unwrap();
    let told: Vec<_> = ear.events().await.iter().map(|e| e.at).collect();
    assert_eq!(told, [town.app.now()], "numbers and times rise together");
}

#[tokio::test]
async fn whatever_number_a_reader_says_they_heard_the_stream_opens() {
    let town = Town::new().await;
    town.household("Awa").await;
    for last in [i64::MIN, -1, 0, i64::MAX] {
        let mut ear = Ear::open(town.client(), Some(last)).await;
        assert_eq!(ear.kinds().await, [EventKind::RecipientChanged], "{last}");
    }
    let soon = (town.app.now() + TimeDelta::hours(1)).micros();
    let mut ear = Ear::open(town.client(), Some(soon)).await;
    assert_eq!(ear.kinds().await, [EventKind::RecipientChanged], "what is later than now is now");
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let town = Town::new().await;
    let mut ear = Ear::open(town.client(), None).await;
    let session = town.client().list_my_sessions().await.unwrap().items.iter().find(|s| s.current).unwrap().id;
    town.client().revoke_my_session(session).await.unwrap();
    town.org.admin.client.create_recipient(town.org.id, &crate::town::household("Awa")).await.unwrap();
    assert_eq!(ear.events().await, [], "nothing more is told, not even what ends it");
    assert!(ear.ended().await);
}

#[tokio::test]
async fn a_member_who_is_suspended_hears_nothing_more() {
    let town = Town::new().await;
    let given = town.given("Awa", &town.samir).await;
    let mut ear = Ear::open(&town.samir.client, None).await;
    let ask = suspension("Charte");
    town.org.admin.client.suspend_member(town.org.id, town.samir.id, &ask).await.unwrap();
    town.client().start_stop(town.org.id, dropoff(&given).id, &StartStop::default()).await.unwrap();
    assert_eq!(ear.events().await, []);
    assert!(ear.ended().await);
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let town = Town::new().await;
    let ear = Ear::open(town.client(), None).await;
    town.app.app().streams.stop();
    let said = ear.last_words().await.expect("an end, or stopping would wait for it");
    assert!(!said.contains(DISPLACED), "whoever listened comes back to the next server: {said}");
}

#[tokio::test]
async fn one_person_has_a_bounded_number_of_streams_and_the_newest_stay() {
    let town = Town::new().await;
    let oldest = Ear::open(town.client(), None).await;
    let mut ears = Vec::new();
    for _ in 0..12 {
        ears.push(Ear::open(town.client(), None).await);
    }
    let said = oldest.last_words().await.expect("an end: the thirteenth took its place");
    assert!(said.ends_with(&format!("event: {DISPLACED}\ndata:\n\n")), "it knows not to come back at once: {said}");
    town.household("Foyer Dumas").await;
    for ear in &mut ears {
        assert!(ear.hear().await, "those that stay hear of it");
    }
}

#[tokio::test]
async fn a_stream_is_neither_compressed_nor_kept_and_nobodys_is_refused() {
    let town = Town::new().await;
    let call = cabas_testkit::reqwest::Client::new()
        .get(format!("{}/api/v1/events", town.app.url()))
        .header("accept-encoding", "gzip")
        .bearer_auth(&town.maud.token);
    let mut answer = call.send().await.unwrap();
    let header = |name: &str| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    assert_ne!(header("content-encoding").as_deref(), Some("gzip"));
    assert_eq!(begins(&answer.chunk().await.unwrap().unwrap()), town.app.now().micros());
    assert_eq!(town.app.anonymous().stream_events(None).await.unwrap().status, 401);
}
