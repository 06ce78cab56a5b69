//! Writes: one transaction each, grouped per commit on SQLite.

use crate::{
    Actor, Scope, Store, StoreError,
    db::Db,
    organisations::row::organisation,
    vault::Key,
    writer::{Share, Turn},
};
use cabas_kernel::{Ts, id::OrganisationId};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, EntityTrait, TransactionTrait,
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::time::timeout;
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
    pub(crate) async fn begin(store: Store, scope: Scope, actor: Actor, share: Share) -> Result<Self, StoreError> {
        let conn = match &store.0.db {
            Db::Sqlite { writer, .. } => Conn::Sqlite(writer.turn(share).await?),
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
            Conn::Sqlite(turn) => return turn.commit(loud.then(|| self.store.clone())).await,
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
            Some(Conn::Sqlite(turn)) => DatabaseExecutor::Connection(turn.connection()),
            Some(Conn::Postgres(tx)) => DatabaseExecutor::Transaction(tx),
            // Only `commit` takes the connection out, and it takes `self` with it.
            None => DatabaseExecutor::Connection(&DISCONNECTED),
        }
    }

    /// Has PostgreSQL put on disk what was written so far, which says nothing yet of whether it will last. Its log is one
    /// for all: whoever commits next, if only the look at a list, would wait until many rows of a sheet are on disk, too.
    ///
    /// On a connection of its own, while there is one: when there is none, others wait for more than the disk.
    pub async fn flush(&self) {
        let Db::Postgres { pool, .. } = &self.store.0.db else { return };
        if pool.num_idle() == 0 && pool.size() >= pool.options().get_max_connections() {
            return;
        }
        // The least that a commit waits for. Should it fail, nothing is lost but others' time.
        let message = sqlx::query("SELECT pg_logical_emit_message(true, 'cabas', '')").execute(pool);
        if !matches!(timeout(FLUSH_TIME, message).await, Ok(Ok(_))) {
            tracing::debug!("what a write wrote so far is not on disk yet");
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
        let organisation = self.organisation();
        if let Some(key) = self.store.vault().organisation(organisation) {
            return Ok(key);
        }
        let found = organisation::Entity::find_by_id(organisation.0).one(&self.db()).await?;
        self.store.vault().open_organisation(organisation, &found.ok_or(StoreError::Sealed)?.wrapped_key)
    }
    pub(crate) fn will_notify(&self) {
        self.made_events.store(true, Ordering::Relaxed);
    }
}

/// How long a write waits for the disk in its middle: the server ends a transaction that rests for ten seconds.
const FLUSH_TIME: Duration = Duration::from_secs(2);

static DISCONNECTED: std::sync::LazyLock<DatabaseConnection> = std::sync::LazyLock::new(DatabaseConnection::default);
