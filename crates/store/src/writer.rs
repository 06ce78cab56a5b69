//! The one writer of a SQLite file.
//!
//! A request may be dropped at any await: its client hung up. Whatever moves the connection from one transaction to
//! the next therefore runs in tasks of their own, on the runtime that opened the store, and always to its end (RL-1).

use crate::{
    Store, StoreError,
    sqlite::{EMPTY_LOG, Log},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, watch},
};

/// Writes take turns; each runs under a savepoint, and the ones that queue up share a commit (up to 50, or 2 ms),
/// which is what pays for `synchronous=FULL` (performance §3). A write of many rows goes apart: under a savepoint, SQLite
/// would keep every page that it changes a second time, and go through all of them after each statement.
pub(crate) struct Writer {
    conn: DatabaseConnection,
    log: Log,
    state: Arc<Mutex<Option<Group>>>,
    queue: AtomicUsize,
    runtime: Handle,
}

/// Writes that will be committed together.
struct Group {
    began: Instant,
    size: usize,
    outcome: watch::Sender<Option<bool>>,
}

type State = OwnedMutexGuard<Option<Group>>;

/// What a write has in common with those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    Commit,
    Nothing,
}

const GROUP_SIZE: usize = 50;
const GROUP_TIME: Duration = Duration::from_millis(2);

/// Counts those who wait for their turn, also when they stop waiting.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn new(queue: &'a AtomicUsize) -> Self {
        queue.fetch_add(1, Ordering::SeqCst);
        Self(queue)
    }
}
impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writer {
    /// Over a pool of one connection. Its tasks run on the runtime of the caller.
    pub(crate) fn new(conn: DatabaseConnection) -> Self {
        let log = Log::of(conn.get_sqlite_connection_pool().connect_options().get_filename());
        Self { conn, log, state: Arc::new(Mutex::new(None)), queue: AtomicUsize::new(0), runtime: Handle::current() }
    }

    /// A turn among others, or one whose commit nobody shares.
    pub(crate) async fn turn(self: &Arc<Self>, share: Share) -> Result<Turn, StoreError> {
        let queued = Queued::new(&self.queue);
        let state = Arc::clone(&self.state).lock_owned().await;
        drop(queued);
        // Nobody may be there any more when the turn is ready: then it is dropped, and undoes itself.
        self.runtime.spawn(Arc::clone(self).begin(state, share)).await.map_err(|_| stopped())?
    }

    async fn begin(self: Arc<Self>, mut state: State, share: Share) -> Result<Turn, StoreError> {
        if share == Share::Nothing {
            // Those who wait for that commit hear how it went.
            let _ = self.end(&mut state).await;
        }
        if state.is_none() {
            if let Err(e) = self.conn.execute_unprepared("BEGIN IMMEDIATE").await {
                // Should a transaction be open that nobody knows of, the next one finds it closed.
                let _ = self.conn.execute_unprepared("ROLLBACK").await;
                return Err(e.into());
            }
            *state = Some(Group { began: Instant::now(), size: 0, outcome: watch::Sender::new(None) });
        }
        // From here on a failure undoes itself, too.
        let turn = Turn { writer: self, state: Some(state), share };
        if share == Share::Commit {
            turn.connection().execute_unprepared("SAVEPOINT turn").await?;
        }
        Ok(turn)
    }

    /// Ends a group: everything in it is on disk, or none of it. Only from tasks that nobody drops half-way.
    async fn end(&self, state: &mut Option<Group>) -> Result<(), StoreError> {
        let Some(group) = state.take() else { return Ok(()) };
        let sql = if group.size == 0 { "ROLLBACK" } else { "COMMIT" };
        let done = self.conn.execute_unprepared(sql).await;
        if done.is_err() {
            // A failed COMMIT leaves the transaction open: give it up, so that the next group can begin.
            let _ = self.conn.execute_unprepared("ROLLBACK").await;
        }
        group.outcome.send_replace(Some(done.is_ok()));
        if self.log.is_long() {
            // What is committed stays committed, whether the log can be emptied now or not.
            let _ = self.conn.execute_unprepared(EMPTY_LOG).await;
            self.log.tried();
        }
        done.map(|_| ()).map_err(Into::into)
    }

    fn should_end(&self, group: &Group) -> bool {
        self.queue.load(Ordering::SeqCst) == 0 || group.size >= GROUP_SIZE || group.began.elapsed() >= GROUP_TIME
    }

    /// Waits for the commit that a write shares. Whoever comes next ends the group; if nobody does in time, we do.
    async fn settle(&self, mut outcome: watch::Receiver<Option<bool>>) -> Result<(), StoreError> {
        loop {
            let settled = *outcome.borrow_and_update();
            match settled {
                Some(true) => return Ok(()),
                Some(false) => return Err(StoreError::Full(DbErr::Custom("the shared commit failed".into()))),
                None => {}
            }
            match tokio::time::timeout(GROUP_TIME, outcome.changed()).await {
                // Whoever was to end the group is gone without a word: nothing says that it is on disk.
                Ok(Err(_)) if outcome.borrow().is_none() => return Err(stopped()),
                Ok(_) => {}
                Err(_) => {
                    let mut state = self.state.lock().await;
                    if outcome.borrow().is_none() {
                        self.end(&mut state).await?;
                    }
                }
            }
        }
    }

    /// Moves what was committed into the file, and empties the write-ahead log: what was overwritten stands nowhere then.
    pub(crate) async fn empty_log(self: &Arc<Self>) -> Result<(), StoreError> {
        let state = Arc::clone(&self.state).lock_owned().await;
        self.runtime.spawn(Arc::clone(self).checkpoint(state)).await.map_err(|_| stopped())?
    }

    async fn checkpoint(self: Arc<Self>, mut state: State) -> Result<(), StoreError> {
        self.end(&mut state).await?;
        self.conn.execute_unprepared(EMPTY_LOG).await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        let mut state = self.state.lock().await;
        let _ = self.end(&mut state).await;
        let _ = self.conn.execute_unprepared(EMPTY_LOG).await;
        self.conn.get_sqlite_connection_pool().close().await;
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable(DbErr::Custom("the writer stopped".into()))
}

/// One write's turn at the writer. Dropped without [`Turn::commit`], it leaves nothing behind.
pub(crate) struct Turn {
    writer: Arc<Writer>,
    state: Option<State>,
    share: Share,
}

impl Turn {
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.writer.conn
    }

    /// Makes the write last, and wakes the streams of a store afterwards. Once begun it goes on to its end, whether
    /// somebody still waits for it or not.
    pub(crate) async fn commit(self, wake: Option<Store>) -> Result<(), StoreError> {
        let runtime = self.writer.runtime.clone();
        let work = async move {
            self.settle().await?;
            if let Some(store) = wake {
                store.tick();
            }
            Ok(())
        };
        runtime.spawn(work).await.map_err(|_| stopped())?
    }

    async fn settle(mut self) -> Result<(), StoreError> {
        if self.share == Share::Commit {
            self.connection().execute_unprepared("RELEASE turn").await?;
        }
        let Some(mut state) = self.state.take() else { return Ok(()) };
        let Some(group) = state.as_mut() else { return Ok(()) };
        group.size += 1;
        let outcome = group.outcome.subscribe();
        if self.share == Share::Nothing || self.writer.should_end(group) {
            return self.writer.end(&mut state).await;
        }
        drop(state);
        self.writer.settle(outcome).await
    }
}

/// A write given up, or cut off by a client that left: undo it, and do not leave the group hanging.
impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut state) = self.state.take() else { return };
        let (writer, share) = (Arc::clone(&self.writer), self.share);
        self.writer.runtime.spawn(async move {
            if share == Share::Commit {
                let _ = writer.conn.execute_unprepared("ROLLBACK TO turn").await;
                let _ = writer.conn.execute_unprepared("RELEASE turn").await;
            }
            // Nobody waits for an empty group: it would stay open until the next write.
            if state.as_ref().is_some_and(|g| g.size == 0 || writer.should_end(g)) {
                let _ = writer.end(&mut state).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::db::sqlite;
    use sea_orm::SqlxSqliteConnector;
    use std::{pin::Pin, task::Poll};

    async fn writer(name: &str) -> (Arc<Writer>, std::path::PathBuf) {
        let dir = std::env::temp_dir().join(format!("cabas-writer-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let conn = SqlxSqliteConnector::from_sqlx_sqlite_pool(sqlite(&dir.join("w.sqlite")).await.unwrap());
        conn.execute_unprepared("CREATE TABLE halves (write INTEGER NOT NULL)").await.unwrap();
        (Arc::new(Writer::new(conn)), dir)
    }

    /// One write of two rows.
    async fn write(writer: Arc<Writer>, number: usize) -> Result<(), StoreError> {
        // Every third of them goes apart.
        let turn = writer.turn(if number.is_multiple_of(3) { Share::Nothing } else { Share::Commit }).await?;
        for _ in 0..2 {
            turn.connection().execute_unprepared(&format!("INSERT INTO halves VALUES ({number})")).await?;
        }
        turn.commit(None).await
    }

    /// Polls so many times, then drops the work: where it stands, as the server does with a client that hung up.
    async fn dropped_after<F: Future>(work: F, polls: usize) -> Option<F::Output> {
        let (mut work, mut left): (Pin<Box<F>>, _) = (Box::pin(work), polls);
        std::future::poll_fn(move |cx| {
            let Some(next) = left.checked_sub(1) else { return Poll::Ready(None) };
            left = next;
            match work.as_mut().poll(cx) {
                Poll::Pending if left == 0 => Poll::Ready(None),
                polled => polled.map(Some),
            }
        })
        .await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_write_dropped_anywhere_is_whole_or_absent_and_the_next_one_works() {
        let (writer, dir) = writer("dropped").await;
        let mut kept = Vec::new();
        for round in 0..150 {
            // Several at once, so that they share commits; each is dropped somewhere else.
            let tries = (0..4).map(|n| {
                let polls = 1 + usize::from(rand::random::<u8>() % 14);
                let number = round * 4 + n;
                let work = write(Arc::clone(&writer), number);
                tokio::spawn(async move { (number, dropped_after(work, polls).await) })
            });
            for done in tries.collect::<Vec<_>>() {
                if let (number, Some(outcome)) = done.await.unwrap() {
                    outcome.expect("a write that nobody dropped succeeds");
                    kept.push(number);
                }
            }
        }
        let last = write(Arc::clone(&writer), 10_000);
        tokio::time::timeout(Duration::from_secs(5), last).await.expect("the writer goes on").unwrap();
        let pool = writer.conn.get_sqlite_connection_pool();
        let found: Vec<(i64, i64)> =
            sqlx::query_as("SELECT write, COUNT(*) FROM halves GROUP BY write").fetch_all(pool).await.unwrap();
        assert!(found.iter().all(|(_, rows)| *rows == 2), "half a write is there: {found:?}");
        let missing = |n: &usize| !found.iter().any(|(write, _)| usize::try_from(*write).unwrap() == *n);
        assert!(!kept.iter().any(missing), "an acknowledged write is lost");
        assert!(kept.len() < 600, "some were dropped");
        writer.close().await;
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[tokio::test]
    async fn a_log_that_became_long_is_emptied_after_the_commit() {
        const LONG: u64 = 64 * 1024;
        let (mut writer, dir) = writer("log").await;
        Arc::get_mut(&mut writer).unwrap().log = Log::within(&dir.join("w.sqlite"), LONG);
        let (mut longest, mut emptied) = (0_u64, 0_usize);
        for _ in 0..40 {
            let turn = writer.turn(Share::Commit).await.unwrap();
            // Far from the thousand pages at which SQLite would look after it.
            turn.connection().execute_unprepared("INSERT INTO halves VALUES (zeroblob(8192))").await.unwrap();
            turn.commit(None).await.unwrap();
            let length = std::fs::metadata(dir.join("w.sqlite-wal")).unwrap().len();
            longest = longest.max(length);
            emptied += usize::from(length == 0);
        }
        assert!(longest > 0 && longest <= LONG, "{longest} bytes");
        assert!((2..20).contains(&emptied), "not at each commit: {emptied}");
        writer.close().await;
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[tokio::test]
    async fn whoever_waits_for_a_commit_that_nobody_makes_hears_it_at_once() {
        let (writer, dir) = writer("gone").await;
        let (sender, outcome) = watch::channel(None);
        drop(sender);
        let waited = tokio::time::timeout(Duration::from_secs(5), writer.settle(outcome)).await;
        assert!(waited.expect("no endless loop").is_err());
        writer.close().await;
        std::fs::remove_dir_all(dir).unwrap();
    }
}
