//! A suspension under fire: from its commit on, whoever is suspended gets nothing more, however fast they ask.

use crate::{
    events::begins,
    support::{freeze_of, suspension},
    town::Town,
};
use cabas_client::Client;
use cabas_kernel::id::OrganisationId;
use cabas_model::{PageQuery, me::DayQuery};
use cabas_testkit::Member;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// What came back to somebody who never stops asking.
#[derive(Default)]
struct Shots {
    /// Set as soon as the suspension is known to be committed.
    over: AtomicBool,
    good_before: AtomicUsize,
    refused_after: AtomicUsize,
    good_after: AtomicUsize,
}

/// Asks again and again, in one of several ways, until it was refused thirty times after the end.
async fn hammer(client: Client, org: OrganisationId, way: usize, shots: Arc<Shots>) {
    for _ in 0..20_000 {
        // Taken before the question leaves: what was asked earlier may still be answered.
        let after = shots.over.load(Ordering::SeqCst);
        let good = match way % 4 {
            0 => client.list_my_rounds(&DayQuery::default()).await.is_ok(),
            1 => client.read_me().await.is_ok(),
            2 => client.read_organisation(org).await.is_ok(),
            _ => client.list_members(org, &PageQuery::default()).await.is_ok(),
        };
        match (after, good) {
            (false, true) => shots.good_before.fetch_add(1, Ordering::SeqCst),
            (true, true) => shots.good_after.fetch_add(1, Ordering::SeqCst),
            (true, false) => shots.refused_after.fetch_add(1, Ordering::SeqCst),
            (false, false) => 0,
        };
        if shots.refused_after.load(Ordering::SeqCst) > 240 {
            return;
        }
    }
}

/// Hammers as a member while `act` shuts them out; says what came back.
async fn during(town: &Town, who: &Member, act: impl AsyncFnOnce()) -> Arc<Shots> {
    let shots = Arc::new(Shots::default());
    let tasks: Vec<_> =
        (0..8).map(|way| tokio::spawn(hammer(who.client.clone(), town.org.id, way, Arc::clone(&shots)))).collect();
    while shots.good_before.load(Ordering::SeqCst) < 40 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    act().await;
    shots.over.store(true, Ordering::SeqCst);
    for task in tasks {
        task.await.unwrap();
    }
    shots
}

fn expect_shut(shots: &Shots) {
    let count = |of: &AtomicUsize| of.load(Ordering::SeqCst);
    assert_eq!(count(&shots.good_after), 0, "answered after the end");
    assert!(count(&shots.good_before) >= 40 && count(&shots.refused_after) >= 240);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_suspended_member_gets_nothing_from_the_commit_on() {
    let town = Town::new().await;
    let delivery = town.delivery("Foyer").await;
    town.round(&town.samir, &[delivery]).await;
    for who in [&town.samir, &town.maud] {
        let shots = during(&town, who, async || {
            let because = suspension("Une question");
            town.org.admin.client.suspend_member(town.org.id, who.id, &because).await.unwrap();
        })
        .await;
        expect_shut(&shots);
        // Signed in anew, they have their account and nothing of the organisation.
        let again = town.app.again(who).await;
        assert!(again.list_my_rounds(&DayQuery::default()).await.unwrap().items.is_empty());
        assert_eq!(again.read_organisation(town.org.id).await.unwrap_err().code(), "not_found");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_frozen_branch_gets_nothing_from_the_commit_on() {
    let town = Town::new().await;
    let root = town.maud.node;
    let shots = during(&town, &town.samir, async || {
        let freeze = freeze_of(root);
        town.org.admin.client.create_freeze(town.org.id, &freeze).await.unwrap();
    })
    .await;
    expect_shut(&shots);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stream_that_is_open_tells_nothing_after_the_suspension_and_ends() {
    let town = Town::new().await;
    let mut stream = town.maud.client.stream_events(None).await.unwrap();
    assert_eq!(begins(&stream.chunk().await.unwrap()), town.app.now().micros());
    let because = suspension("Une question");
    town.org.admin.client.suspend_member(town.org.id, town.maud.id, &because).await.unwrap();
    let home = crate::town::household("Foyer");
    town.org.admin.client.create_recipient(town.org.id, &home).await.unwrap();
    let rest = async {
        let mut told = Vec::new();
        while let Some(chunk) = stream.chunk().await {
            told.extend(chunk);
        }
        String::from_utf8(told).unwrap()
    };
    let told = tokio::time::timeout(Duration::from_secs(20), rest).await.expect("the stream ends");
    assert!(!told.contains("data:"), "{told}");
}
