//! Reads that are many, that somebody leaves in the middle, and whose connections the database ends.

use cabas_model::PageQuery;
use cabas_store::{Scope, members};
use cabas_testkit::{Organisation, TestApp};
use futures_util::future::join_all;
use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

/// What a future gives when it is asked so often at most. None when it is left before that.
async fn asked<T>(times: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    for _ in 0..times {
        if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
            return Some(done);
        }
        tokio::task::yield_now().await;
    }
    None
}

/// Transactions that nobody has used for a while.
const LEFT_OPEN: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                         AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - INTERVAL '0.5 s'";

/// Reads an organisation's members and says whether it found its admin alone.
async fn finds_its_own(app: &TestApp, org: &Organisation) -> bool {
    let read = app.store().read(Scope::Organisation(org.id)).await.unwrap();
    let found = members::list_members(&read, None, 50).await.unwrap().items;
    found.iter().map(|member| member.id).eq([org.admin.id])
}

/// Lists of so many people at once, all of which must be answered.
async fn rush(org: &Organisation, people: usize) {
    let all = PageQuery::default();
    for list in join_all((0..people).map(|_| org.admin.client.list_members(org.id, &all))).await {
        assert_eq!(list.unwrap().items.len(), 1);
    }
}

fn is_postgres(app: &TestApp) -> bool {
    app.database_url().starts_with("postgres")
}

#[tokio::test]
async fn a_read_that_somebody_left_leaves_nothing_to_the_next_one() {
    let app = TestApp::start().await;
    let homes = [app.organisation("Les Halles").await, app.organisation("La Gare").await];
    let (mut left, mut done) = (0, 0);
    // Wherever it stood: before it had begun, between two messages, with an answer on its way.
    for times in (0..600).step_by(5) {
        for [mine, other] in [[0, 1], [1, 0]] {
            match asked(times, finds_its_own(&app, &homes[mine])).await {
                Some(found) => {
                    assert!(found, "asked {times} times");
                    done += 1;
                }
                None => left += 1,
            }
            assert!(finds_its_own(&app, &homes[other]).await, "after one asked {times} times");
        }
    }
    assert!(left > 0 && done > 0, "{left} left, {done} done");
    if is_postgres(&app) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(app.number(LEFT_OPEN).await, 0, "no transaction stays open");
    }
}

#[tokio::test]
async fn more_readers_than_connections_are_all_served() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    rush(&org, 100).await;
}

#[tokio::test]
async fn those_who_wait_find_their_own_and_nothing_stays_open_when_others_leave() {
    let app = TestApp::start().await;
    let homes = [app.organisation("Les Halles").await, app.organisation("La Gare").await];
    let mut left = 0;
    for round in 0_u32..20 {
        // Forty at once, of two associations; every third leaves, sooner or later.
        let crowd = (0_u32..40).map(|n| {
            let patience = if n % 3 == 0 { 3 * (n + round) } else { u32::MAX };
            asked(patience, finds_its_own(&app, &homes[usize::from(n % 2 == 0)]))
        });
        let found = join_all(crowd).await;
        assert!(found.iter().flatten().all(|own| *own), "round {round}");
        left += found.iter().filter(|found| found.is_none()).count();
    }
    assert!(left > 0, "some left");
    // As many at once as there are connections: what the last ones left open when they gave up is ended by these.
    let patient = (0..12).map(|n| finds_its_own(&app, &homes[n % 2]));
    assert!(join_all(patient).await.into_iter().all(|own| own));
    if is_postgres(&app) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(app.number(LEFT_OPEN).await, 0, "no transaction stays open");
    }
}

#[tokio::test]
async fn readers_never_notice_that_the_database_ended_their_connections() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for _ in 0..2 {
        rush(&org, 20).await;
        if is_postgres(&app) {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE application_name = 'cabas' AND datname = current_database()";
            app.sql(&[end]).await;
        }
    }
    rush(&org, 20).await;
}
