//! Reads that are many, that somebody leaves in the middle, and whose connections the database ends.

use cabas_kernel::id::SessionId;
use cabas_model::PageQuery;
use cabas_store::{Actor, Scope, accounts, members};
use cabas_testkit::{Organisation, TestApp};
use futures_util::future::join_all;
use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};
use tokio::time::timeout;

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

/// An association, and the session of its admin.
struct Home {
    org: Organisation,
    session: SessionId,
}

async fn homes(app: &TestApp) -> [Home; 2] {
    [home(app, "Les Halles").await, home(app, "La Gare").await]
}

async fn home(app: &TestApp, name: &str) -> Home {
    let org = app.organisation(name).await;
    let sessions = org.admin.client.list_my_sessions().await.unwrap();
    Home { session: sessions.items.first().unwrap().id, org }
}

/// How a read begins: with a transaction, or as a request does, with the statement that finds its session.
#[derive(Clone, Copy, Debug)]
enum How {
    Transaction,
    Session,
}

impl How {
    const ALL: [Self; 2] = [Self::Transaction, Self::Session];
}

/// Reads an organisation's members and says whether it found its admin alone.
async fn finds_its_own(app: &TestApp, how: How, home: &Home) -> bool {
    let (scope, admin) = (Scope::Organisation(home.org.id), home.org.admin.id);
    let read = match how {
        How::Transaction => app.store().read(scope).await.unwrap(),
        How::Session => {
            let known = accounts::session_actor(app.store(), scope, home.session, Some(home.org.id)).await;
            let (read, actor) = known.unwrap();
            let member = actor.and_then(|actor| actor.member);
            assert_eq!(member.map(|(id, ..)| id), Some(admin), "the session's row");
            read
        }
    };
    let found = members::list_members(&read, None, 50).await.unwrap().items;
    found.iter().map(|member| member.id).eq([admin])
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
    let homes = homes(&app).await;
    for [how, next] in [How::ALL, [How::Session; 2], [How::Session, How::Transaction], [How::Transaction; 2]] {
        let (mut left, mut done) = (0, 0);
        // Wherever it stood: before it had begun, between two messages, with an answer on its way.
        for times in (0..600).step_by(5) {
            for [mine, other] in [[0, 1], [1, 0]] {
                match asked(times, finds_its_own(&app, how, &homes[mine])).await {
                    Some(found) => {
                        assert!(found, "{how:?}, asked {times} times");
                        done += 1;
                    }
                    None => left += 1,
                }
                let own = finds_its_own(&app, next, &homes[other]).await;
                assert!(own, "{next:?} after {how:?}, asked {times} times");
            }
        }
        assert!(left > 0 && done > 0, "{how:?}: {left} left, {done} done");
    }
    if is_postgres(&app) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(app.number(LEFT_OPEN).await, 0, "no transaction stays open");
    }
}

#[tokio::test]
async fn a_read_that_begins_with_a_session_sees_its_own_scope_alone() {
    let app = TestApp::start().await;
    let [mine, other] = homes(&app).await;
    // On a connection that knew the other association last, whichever it is.
    for _ in 0..20 {
        assert!(finds_its_own(&app, How::Session, &other).await);
        let scope = Scope::Organisation(mine.org.id);
        let (read, actor) =
            accounts::session_actor(app.store(), scope, other.session, Some(other.org.id)).await.unwrap();
        assert!(actor.is_some(), "the session itself lives, wherever");
        if is_postgres(&app) {
            assert!(actor.unwrap().member.is_none(), "row-level security hides the membership");
        }
        let found = members::list_members(&read, None, 50).await.unwrap().items;
        assert_eq!(found.iter().map(|m| m.id).collect::<Vec<_>>(), [mine.org.admin.id]);
    }
    // Nobody's session: the scope is named all the same.
    let stranger = SessionId(uuid::Uuid::new_v4());
    let scope = Scope::Organisation(mine.org.id);
    let (read, nobody) = accounts::session_actor(app.store(), scope, stranger, Some(mine.org.id)).await.unwrap();
    assert!(nobody.is_none());
    let read = read.planned_anew().await.unwrap();
    let found = members::list_members(&read, None, 50).await.unwrap().items;
    assert_eq!(found.iter().map(|m| m.id).collect::<Vec<_>>(), [mine.org.admin.id]);
    drop(read);
    assert!(finds_its_own(&app, How::Session, &other).await, "after a transaction begun late");
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
    let homes = homes(&app).await;
    let mut left = 0;
    for round in 0_u32..20 {
        // Forty at once, of two associations; every third leaves, sooner or later.
        let crowd = (0_u32..40).map(|n| {
            let patience = if n % 3 == 0 { 3 * (n + round) } else { u32::MAX };
            let how = How::ALL[usize::from(n % 4 < 2)];
            asked(patience, finds_its_own(&app, how, &homes[usize::from(n % 2 == 0)]))
        });
        let found = join_all(crowd).await;
        assert!(found.iter().flatten().all(|own| *own), "round {round}");
        left += found.iter().filter(|found| found.is_none()).count();
    }
    assert!(left > 0, "some left");
    // As many at once as there are connections: what the last ones left open when they gave up is ended by these.
    let patient = (0..12).map(|n| finds_its_own(&app, How::Transaction, &homes[n % 2]));
    assert!(join_all(patient).await.into_iter().all(|own| own));
    if is_postgres(&app) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(app.number(LEFT_OPEN).await, 0, "no transaction stays open");
    }
}

/// Ends the connections of the server, as when PostgreSQL is started again.
const END_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE application_name = 'cabas' AND datname = current_database()";

#[tokio::test]
async fn readers_never_notice_that_the_database_ended_their_connections() {
    let app = TestApp::start().await;
    let org = app.organisation("Les Halles").await;
    for _ in 0..2 {
        rush(&org, 20).await;
        if is_postgres(&app) {
            app.sql(&[END_ALL]).await;
        }
    }
    rush(&org, 20).await;
}

#[tokio::test]
async fn a_transaction_left_to_somebody_who_gave_up_may_break_unnoticed() {
    let app = TestApp::start().await;
    if !is_postgres(&app) {
        return;
    }
    let homes = homes(&app).await;
    for (how, home) in How::ALL.into_iter().zip(&homes) {
        let scope = Scope::Organisation(home.org.id);
        // All turns are taken, and one more waits for one.
        let mut held = Vec::new();
        while let Ok(read) = timeout(Duration::from_millis(500), app.store().read(scope)).await {
            held.push(read.unwrap());
        }
        let mut waiting = Box::pin(app.store().read(scope));
        assert!(poll_fn(|cx| Poll::Ready(waiting.as_mut().poll(cx).is_pending())).await);
        drop(held.pop());
        drop(waiting);
        app.sql(&[END_ALL]).await;
        drop(held);
        for _ in 0..20 {
            assert!(finds_its_own(&app, how, home).await, "{how:?}");
        }
    }
}

#[tokio::test]
async fn what_a_long_write_wrote_is_on_disk_once_it_asked_for_it() {
    let app = TestApp::start().await;
    let write = || app.store().write(Scope::System, Actor::System);
    let tx = write().await.unwrap();
    tx.create_organisation("Les Halles").await.unwrap();
    if is_postgres(&app) {
        // The suite's server waits for no disk. In this database it does, for connections opened from here on: the others
        // are taken until one is.
        let waits =
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$";
        app.sql(&[waits]).await;
        let (mut busy, mut is_kept) = (Vec::new(), false);
        while !is_kept && busy.len() < 6 {
            let written = app.number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").await;
            tx.flush().await;
            is_kept = app.number("SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint").await >= written;
            busy.push(write().await.unwrap());
        }
        assert!(is_kept);
    }
    drop(tx);
    assert_eq!(app.number("SELECT COUNT(*) FROM organisations").await, 0, "it lasts only with the commit");
}
