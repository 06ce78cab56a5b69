//! Writes: one transaction each, grouped per commit on SQLite.

use crate::{Actor, Scope, Store, StoreError, db::Db, vault::Key};
use cabas_kernel::{Ts, id::OrganisationId};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, TransactionTrait};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use uuid::Uuid;

/// A write in progress: rows, audit, outbox and events all land together or not at all.
pub struct Tx {
    store: Store,
    scope: Scope,
    actor: Actor,
    made_events: AtomicBool,
    conn: Option<Conn>,
}

enum Conn {
    Sqlite(Turn),
    Postgres(Box<DatabaseTransaction>),
}

impl Tx {
    pub(crate) async fn begin(store: Store, scope: Scope, actor: Actor) -> Result<Self, StoreError> {
        let conn = match &store.0.db {
            Db::Sqlite { writer, .. } => Conn::Sqlite(writer.turn().await?),
            Db::Postgres { orm, .. } => {
                let tx = orm.begin().await?;
                tx.execute_unprepared(&scope.settings()).await?;
                Conn::Postgres(Box::new(tx))
            }
        };
        Ok(Self { store, scope, actor, made_events: AtomicBool::new(false), conn: Some(conn) })
    }

    /// Makes it last. On SQLite several writes share one commit: this returns once that commit is on disk.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Unavailable`] or [`StoreError::Collision`]; nothing was written then.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let Some(conn) = self.conn.take() else { return Ok(()) };
        let loud = self.made_events.load(Ordering::Relaxed);
        match conn {
            Conn::Sqlite(turn) => turn.commit().await?,
            Conn::Postgres(tx) => {
                if loud {
                    tx.execute_unprepared("NOTIFY cabas_events").await?;
                }
                tx.commit().await?;
            }
        }
        if loud {
            self.store.tick();
        }
        Ok(())
    }

    pub(crate) fn db(&self) -> DatabaseExecutor<'_> {
        match &self.conn {
            Some(Conn::Sqlite(turn)) => DatabaseExecutor::Connection(&turn.writer.conn),
            Some(Conn::Postgres(tx)) => DatabaseExecutor::Transaction(tx),
            // Only `commit` takes the connection out, and it takes `self` with it.
            None => DatabaseExecutor::Connection(&DISCONNECTED),
        }
    }

    /// Runs a statement without parameters.
    pub(crate) async fn run(&self, sql: &str) -> Result<u64, StoreError> {
        Ok(self.db().execute_unprepared(sql).await?.rows_affected())
    }

    /// The organisation of the scope; the nil id outside one, which matches no row.
    pub fn organisation(&self) -> OrganisationId {
        self.scope.organisation()
    }
    pub const fn scope(&self) -> Scope {
        self.scope
    }
    pub const fn actor(&self) -> Actor {
        self.actor
    }
    pub fn now(&self) -> Ts {
        self.store.now()
    }
    pub const fn store(&self) -> &Store {
        &self.store
    }
    /// An id that sorts by creation time.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.store.0.ids.ordered().into()
    }
    /// An id that says nothing about when it was made.
    pub fn new_opaque_id<T: From<Uuid>>(&self) -> T {
        self.store.0.ids.opaque().into()
    }
    /// The key of the organisation in scope.
    pub(crate) async fn key(&self) -> Result<Key, StoreError> {
        match self.store.vault().organisation(self.organisation()) {
            Some(key) => Ok(key),
            None => self.store.organisation_key(self.organisation()).await,
        }
    }
    pub(crate) fn will_notify(&self) {
        self.made_events.store(true, Ordering::Relaxed);
    }
}

static DISCONNECTED: std::sync::LazyLock<DatabaseConnection> = std::sync::LazyLock::new(DatabaseConnection::default);

/// The one writer of a SQLite file. Writes take turns; each runs under a savepoint, and the ones that queue up
/// share a commit (up to 50, or 2 ms), which is what pays for `synchronous=FULL` (performance §3).
pub(crate) struct Writer {
    conn: DatabaseConnection,
    state: Arc<Mutex<Option<Group>>>,
    queue: AtomicUsize,
}

/// Writes that will be committed together.
struct Group {
    began: Instant,
    size: usize,
    outcome: watch::Sender<Option<bool>>,
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
    pub(crate) fn new(conn: DatabaseConnection) -> Self {
        Self { conn, state: Arc::new(Mutex::new(None)), queue: AtomicUsize::new(0) }
    }

    async fn turn(self: &Arc<Self>) -> Result<Turn, StoreError> {
        let queued = Queued::new(&self.queue);
        let mut state = Arc::clone(&self.state).lock_owned().await;
        drop(queued);
        if state.is_none() {
            self.conn.execute_unprepared("BEGIN IMMEDIATE").await?;
            *state = Some(Group { began: Instant::now(), size: 0, outcome: watch::Sender::new(None) });
        }
        self.conn.execute_unprepared("SAVEPOINT turn").await?;
        Ok(Turn { writer: Arc::clone(self), state: Some(state) })
    }

    /// Ends a group: everything in it is on disk, or none of it.
    async fn end(&self, state: &mut Option<Group>) -> Result<(), StoreError> {
        let Some(group) = state.take() else { return Ok(()) };
        let sql = if group.size == 0 { "ROLLBACK" } else { "COMMIT" };
        let done = self.conn.execute_unprepared(sql).await;
        if done.is_err() {
            // A failed COMMIT leaves the transaction open: give it up, so that the next group can begin.
            let _ = self.conn.execute_unprepared("ROLLBACK").await;
        }
        group.outcome.send_replace(Some(done.is_ok()));
        done.map(|_| ()).map_err(Into::into)
    }

    fn should_end(&self, group: &Group) -> bool {
        self.queue.load(Ordering::SeqCst) == 0 || group.size >= GROUP_SIZE || group.began.elapsed() >= GROUP_TIME
    }

    pub(crate) async fn close(&self) {
        let mut state = self.state.lock().await;
        let _ = self.end(&mut state).await;
        let _ = self.conn.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await;
        self.conn.get_sqlite_connection_pool().close().await;
    }
}

/// One write's turn at the writer.
struct Turn {
    writer: Arc<Writer>,
    state: Option<OwnedMutexGuard<Option<Group>>>,
}

impl Turn {
    async fn commit(mut self) -> Result<(), StoreError> {
        // Until the savepoint is released the guard stays with us, so that a cancelled commit rolls back.
        self.writer.conn.execute_unprepared("RELEASE turn").await?;
        let Some(mut state) = self.state.take() else { return Ok(()) };
        let Some(group) = state.as_mut() else { return Ok(()) };
        group.size += 1;
        let mut outcome = group.outcome.subscribe();
        if self.writer.should_end(group) {
            return self.writer.end(&mut state).await;
        }
        drop(state);
        loop {
            let settled = *outcome.borrow_and_update();
            match settled {
                Some(true) => return Ok(()),
                Some(false) => return Err(StoreError::Full(sea_orm::DbErr::Custom("the shared commit failed".into()))),
                None => {}
            }
            // Whoever comes next ends the group; if nobody does in time, we do.
            if tokio::time::timeout(GROUP_TIME, outcome.changed()).await.is_err() {
                let mut state = self.writer.state.lock().await;
                if outcome.borrow().is_none() {
                    self.writer.end(&mut state).await?;
                }
            }
        }
    }
}

/// A write given up, or cut off by a client that left: undo it, and do not leave the group hanging.
impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut state) = self.state.take() else { return };
        let writer = Arc::clone(&self.writer);
        let undo = async move {
            let _ = writer.conn.execute_unprepared("ROLLBACK TO turn").await;
            let _ = writer.conn.execute_unprepared("RELEASE turn").await;
            if state.as_ref().is_some_and(|g| writer.should_end(g)) {
                let _ = writer.end(&mut state).await;
            }
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(undo);
        }
    }
}
