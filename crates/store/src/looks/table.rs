//! The log's table, on PostgreSQL: one connection of this instance writes to it, and commits together the looks that came
//! while it wrote.

use super::{
    Look,
    batch::{Answer, Batch, closed},
};
use crate::{StoreError, db::ANSWER_TIME, postgres::is_lost};
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    mem::take,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    sync::{self, oneshot},
    time::timeout,
};

/// One statement, which commits by itself: rows that stand together take one message, and one wait for the disk.
const INSERT: &str = "INSERT INTO look_entries (organisation_id, actor_id, purpose, subject_id, day, recipient_ids, created_at) \
                      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::date[], $6::bytea[], $7::bigint[])";

/// How long a connection rests before it is asked whether it lives, and how long it may take to say so (security RL-2).
const REST: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(2);

/// Where looks wait for the connection. A task writes as long as any do, on the thread of whoever came first: nobody else
/// need be woken.
pub(super) struct Table(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    log: sync::Mutex<Log>,
}

#[derive(Default)]
struct Waiting {
    batch: Batch,
    /// Whether a task writes.
    is_served: bool,
    is_closed: bool,
}

impl Table {
    pub(super) fn new(options: PgConnectOptions) -> Self {
        Self(Arc::new(Shared { waiting: Mutex::default(), log: sync::Mutex::new(Log::new(options)) }))
    }

    pub(super) async fn write(&self, look: Look) -> Result<(), StoreError> {
        let (answer, wait) = oneshot::channel();
        if self.0.add(look, answer)? {
            tokio::spawn(Turn(Some(Arc::clone(&self.0))).work());
        }
        wait.await.map_err(|_| closed())?
    }

    /// Refuses who comes later, writes what waits, and ends.
    pub(super) async fn close(&self) {
        self.0.waiting().is_closed = true;
        let mut log = self.0.log.lock().await;
        log.write_all(&self.0).await;
        if let Some((connection, _)) = log.connection.take() {
            let _ = connection.close().await;
        }
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a look in. Says whether a task must be started.
    fn add(&self, look: Look, answer: Answer<()>) -> Result<bool, StoreError> {
        let mut waiting = self.waiting();
        if waiting.is_closed {
            return Err(closed());
        }
        waiting.batch.add(look, answer);
        Ok(!std::mem::replace(&mut waiting.is_served, true))
    }

    /// What has come. None ends the task, and whoever comes next starts another one.
    fn next(&self) -> Option<Batch> {
        let mut waiting = self.waiting();
        let batch = take(&mut waiting.batch);
        waiting.is_served = !batch.looks.is_empty();
        waiting.is_served.then_some(batch)
    }
}

/// The task that writes. Should it fall over, whoever waits is refused, and those who come after are served.
struct Turn(Option<Arc<Shared>>);

impl Turn {
    async fn work(mut self) {
        let Some(shared) = &self.0 else { return };
        shared.log.lock().await.write_all(shared).await;
        self.0 = None;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(shared) = &self.0 {
            let mut waiting = shared.waiting();
            (waiting.batch, waiting.is_served) = (Batch::default(), false);
        }
    }
}

/// The connection that writes. It asks nothing, and what it writes names its organisation: so its scope, that of the
/// workers, is its own from the beginning, and needs no transaction.
struct Log {
    options: PgConnectOptions,
    /// And since when it rests.
    connection: Option<(PgConnection, Instant)>,
}

impl Log {
    fn new(options: PgConnectOptions) -> Self {
        Self { options: options.options([("app.scope", "system")]), connection: None }
    }

    /// Writes what has come, until nothing waits.
    async fn write_all(&mut self, shared: &Shared) {
        while let Some(batch) = shared.next() {
            let written = timeout(ANSWER_TIME, self.write(&batch.looks)).await;
            batch.tell(written.unwrap_or(Err(sqlx::Error::PoolTimedOut)));
        }
    }

    /// Writes looks, over a new connection when that of before is broken. Should its answer alone have been lost, they are
    /// told twice rather than not at all. Left halfway, none is kept.
    async fn write(&mut self, looks: &[Look]) -> Result<(), sqlx::Error> {
        if let Some(connection) = self.rested().await {
            match self.insert(connection, looks).await {
                Err(e) if is_lost(&e) => {}
                written => return written,
            }
        }
        let connection = self.options.connect().await?;
        self.insert(connection, looks).await
    }

    /// The connection of before, if it lives: after a rest it is asked, since a network may have dropped it in silence.
    async fn rested(&mut self) -> Option<PgConnection> {
        let (mut connection, since) = self.connection.take()?;
        let lives = since.elapsed() < REST || matches!(timeout(ANSWER, connection.ping()).await, Ok(Ok(())));
        lives.then_some(connection)
    }

    async fn insert(&mut self, mut connection: PgConnection, looks: &[Look]) -> Result<(), sqlx::Error> {
        sqlx::query(INSERT)
            .bind(each(looks, |look| look.organisation.0))
            .bind(each(looks, |look| look.actor.0))
            .bind(each(looks, |look| look.purpose))
            .bind(each(looks, |look| look.subject))
            .bind(each(looks, |look| look.day))
            .bind(each(looks, Look::ids))
            .bind(each(looks, |look| look.at.micros()))
            .execute(&mut connection)
            .await?;
        self.connection = Some((connection, Instant::now()));
        Ok(())
    }
}

/// One column of them.
fn each<T>(looks: &[Look], value: impl Fn(&Look) -> T) -> Vec<T> {
    looks.iter().map(value).collect()
}
