//! The connections that read from PostgreSQL.
//!
//! Every read names its scope to row-level security before anything is read, whatever the connection knew before. A
//! request does with the statement that finds its sender, and there is no transaction to begin or to end. Any other read is
//! a transaction that begins with its scope: nobody waits for the answer to its end, which is read with the next one's
//! beginning; where somebody waits for the connection, its end leaves with their beginning, in one message. The pool of
//! those that write asks each connection that comes back whether it lives, and wakes a task for each of these answers.

use crate::{StoreError, db::ANSWER_TIME};
use futures_util::TryStreamExt;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Either, Executor, FromRow, PgConnection, Postgres,
    postgres::{PgArguments, PgConnectOptions, PgRow},
    query::Query,
};
use std::{
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};
use tokio::{
    runtime::{self, Handle},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::unconstrained,
    time::timeout,
};

/// Connections that rest beyond those that may read at a time: what the workers opened is no use to the requests.
const SPARE: usize = 2;
/// How long a connection rests before a busy thread may have one of its own in its place.
const REST: Duration = Duration::from_secs(1);

/// Connections, and whoever waits for one.
///
/// Each is listened to by the thread that opened it, which must be woken for each answer whoever asked: so whoever asks
/// takes one of their own thread's, when there is one.
pub(crate) struct Readers {
    options: PgConnectOptions,
    /// How many may read at a time.
    most: usize,
    /// How long a read may wait for its connection (security RL-2).
    wait: Duration,
    turns: Arc<Semaphore>,
    /// How many wait for a turn.
    waiting: AtomicUsize,
    /// None once the store is closed.
    free: Mutex<Option<Vec<Free>>>,
}

/// A connection that rests, and the runtime that listens to it.
struct Free {
    connection: PgConnection,
    runtime: runtime::Id,
    since: Instant,
    /// Whether its transaction was left for whoever takes it next to end: at most as many as people wait. Should they leave,
    /// the server ends it after ten seconds, with the connection.
    is_open: bool,
}

/// What whoever asks goes on with.
enum Taken {
    /// A connection that rested.
    This(Free),
    /// One to be opened.
    New,
    /// One to be opened, and this one closed then.
    InPlaceOf(Free),
}

/// A connection in the hands of one who begins to read.
struct Lent {
    connection: PgConnection,
    runtime: runtime::Id,
    /// Whether another one's transaction has still to end on it.
    is_open: bool,
    /// Opened now. Any other may have broken while it rested: the server was started again, say.
    is_new: bool,
}

impl From<Free> for Lent {
    fn from(Free { connection, runtime, is_open, .. }: Free) -> Self {
        Self { connection, runtime, is_open, is_new: false }
    }
}

/// One of those who wait, for as long as they do.
struct Wait<'a>(&'a AtomicUsize);

impl<'a> Wait<'a> {
    fn new(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Readers {
    /// At most so many at a time. Nothing is opened before somebody reads.
    pub(crate) fn new(options: PgConnectOptions, most: usize, wait: Duration) -> Self {
        let turns = Arc::new(Semaphore::new(most));
        Self { options, most, wait, turns, waiting: AtomicUsize::new(0), free: Mutex::new(Some(Vec::new())) }
    }

    /// Begins a read with these settings, in a transaction.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is no connection in time.
    pub(crate) async fn begin(self: &Arc<Self>, settings: &str) -> Result<Reading, StoreError> {
        let begun = async {
            let turn = self.turn().await?;
            loop {
                let mut lent = self.lend().await?;
                let how = if lent.is_open { NEXT } else { BEGIN };
                match begin(&mut lent.connection, how, settings).await {
                    Ok(()) => return Ok(self.reading(lent, turn, true)),
                    Err(error) if lent.is_new => return Err(error),
                    Err(_) => (),
                }
            }
        };
        Ok(in_time(self.wait, begun).await?)
    }

    /// Begins a read with a statement that names its scope for the connection, and gives its row.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is no connection in time, or no answer; the database's own.
    pub(crate) async fn begin_with<'q, R>(
        self: &Arc<Self>,
        question: impl Fn() -> Question<'q>,
    ) -> Result<(Reading, Option<R>), StoreError>
    where
        R: for<'r> FromRow<'r, PgRow>,
    {
        let turn = in_time(self.wait, self.turn()).await?;
        loop {
            let mut lent = in_time(self.wait, self.lend()).await?;
            if lent.is_open {
                // Whether it left, or broke: the statement waits for its answer.
                end(&mut lent.connection);
            }
            match in_time(ANSWER_TIME, lent.connection.fetch_optional(question())).await {
                Ok(row) => {
                    let row = row.as_ref().map(R::from_row).transpose()?;
                    return Ok((self.reading(lent, turn, false), row));
                }
                Err(error) if lent.is_new || !is_lost(&error) => return Err(error.into()),
                Err(_) => (),
            }
        }
    }

    fn reading(self: &Arc<Self>, lent: Lent, turn: OwnedSemaphorePermit, is_begun: bool) -> Reading {
        let Lent { connection, runtime, .. } = lent;
        let home = Arc::clone(self);
        Reading { connection: Some(connection), runtime, is_begun, is_asked: false, turn: Some(turn), home }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, sqlx::Error> {
        if let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(turn);
        }
        let _waits = Wait::new(&self.waiting);
        Arc::clone(&self.turns).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)
    }

    async fn lend(&self) -> Result<Lent, sqlx::Error> {
        let here = Handle::current().id();
        let replaced = match self.take(here)? {
            Taken::This(free) => return Ok(free.into()),
            Taken::New => None,
            Taken::InPlaceOf(free) => Some(free),
        };
        match (self.options.connect().await, replaced) {
            (Ok(connection), replaced) => {
                if let Some(free) = replaced {
                    let _ = free.connection.close().await;
                }
                Ok(Lent { connection, runtime: here, is_open: false, is_new: true })
            }
            // The server takes no more of them, say: the one at hand serves.
            (Err(_), Some(free)) => Ok(free.into()),
            (Err(error), None) => Err(error),
        }
    }

    /// The one that this runtime used last, open before ended. Where there is no room for one more, another runtime's;
    /// while people wait, one of its own in the place of what that one has not used for a while.
    fn take(&self, here: runtime::Id) -> Result<Taken, sqlx::Error> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let free = free.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let own = |one: &Free| one.runtime == here;
        if let Some(at) = free.iter().rposition(|one| one.is_open && own(one)).or_else(|| free.iter().rposition(own)) {
            return Ok(Taken::This(free.remove(at)));
        }
        // Whoever asks has taken a turn already.
        let reading = self.most.saturating_sub(self.turns.available_permits());
        if reading.saturating_add(free.len()) <= self.most.saturating_add(SPARE) {
            return Ok(Taken::New);
        }
        let is_busy = self.waiting.load(Ordering::Relaxed) > 0;
        if let Some(at) = free.iter().position(|one| is_busy && one.since.elapsed() > REST) {
            return Ok(Taken::InPlaceOf(free.remove(at)));
        }
        Ok(free.pop().map_or(Taken::New, Taken::This))
    }

    fn keep(&self, connection: PgConnection, runtime: runtime::Id) {
        if let Some(free) = &mut *self.free.lock().unwrap_or_else(PoisonError::into_inner) {
            free.push(Free { connection, runtime, since: Instant::now(), is_open: false });
        }
    }

    /// Keeps a connection whose transaction somebody who waits will end. Gives it back when there are as many of those
    /// already as people who wait.
    fn leave(&self, connection: PgConnection, runtime: runtime::Id) -> Option<PgConnection> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let free = free.as_mut()?;
        if free.iter().filter(|one| one.is_open).count() >= self.waiting.load(Ordering::Relaxed) {
            return Some(connection);
        }
        free.push(Free { connection, runtime, since: Instant::now(), is_open: true });
        None
    }

    /// Closes what is free, and refuses who comes later.
    pub(crate) async fn close(&self) {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).take();
        for one in free.into_iter().flatten() {
            let _ = one.connection.close().await;
        }
    }
}

/// Begins a transaction, or goes on with one, with these settings.
async fn begin(connection: &mut PgConnection, how: &str, settings: &str) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe([how, settings].concat())).await.map(|_| ())
}

/// What comes of some work within a time.
///
/// # Errors
/// [`sqlx::Error::PoolTimedOut`] afterwards, which is [`StoreError::Unavailable`].
async fn in_time<T>(time: Duration, work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(time, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Whether a connection is gone, and a new one may do better: ended by the server (class 57P of its codes, or 25P03 for a
/// transaction that was left), or broken. Its statement was not refused for what it is.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(refusal) => refusal.code().is_some_and(|code| code.starts_with("57P") || code == "25P03"),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        _ => false,
    }
}

const BEGIN: &str = "BEGIN; ";
/// Ends the one that was left, and begins with nothing of it.
const NEXT: &str = "ROLLBACK AND CHAIN; ";
const END: &str = "ROLLBACK";

/// A connection that reads in a scope. Dropped, its transaction ends, or whoever waits for the connection ends it.
pub(crate) struct Reading {
    /// None once it is dropped.
    connection: Option<PgConnection>,
    /// What listens to it.
    runtime: runtime::Id,
    /// Whether there is a transaction. Without one, the connection knows the scope.
    is_begun: bool,
    /// Whether something of an answer may be on its way.
    is_asked: bool,
    turn: Option<OwnedSemaphorePermit>,
    home: Arc<Readers>,
}

/// A statement with its values.
pub(crate) type Question<'q> = Query<'q, Postgres, PgArguments>;

impl Reading {
    /// All rows, taken as they come: through the adapters of `query_as`, each costs a good part of what it takes to read
    /// it.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn fetch_all<R>(&mut self, question: Question<'_>) -> Result<Vec<R>, sqlx::Error>
    where
        R: for<'r> FromRow<'r, PgRow>,
    {
        let mut answers = self.ask()?.fetch_many(question);
        let mut rows = Vec::new();
        while let Some(answer) = answers.try_next().await? {
            if let Either::Right(row) = answer {
                rows.push(R::from_row(&row)?);
            }
        }
        drop(answers);
        self.rest();
        Ok(rows)
    }

    /// The one row, or none.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn fetch_optional<R>(&mut self, question: Question<'_>) -> Result<Option<R>, sqlx::Error>
    where
        R: for<'r> FromRow<'r, PgRow>,
    {
        let row = self.ask()?.fetch_optional(question).await?;
        self.rest();
        row.as_ref().map(R::from_row).transpose()
    }

    /// Changes a setting of the transaction, which begins now where there was none.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn set(&mut self, setting: &'static str) -> Result<(), sqlx::Error> {
        let how = if self.is_begun { "" } else { BEGIN };
        self.is_begun = true;
        begin(self.ask()?, how, setting).await?;
        self.rest();
        Ok(())
    }

    /// The connection, for one statement. [`Reading::rest`] says that its answer was read whole: after an error there may
    /// be more of it.
    ///
    /// # Errors
    /// None: [`Drop`] alone takes the connection.
    fn ask(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.is_asked = true;
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }

    const fn rest(&mut self) {
        self.is_asked = false;
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let (runtime, is_begun) = (self.runtime, self.is_begun);
        if !self.is_asked {
            if !is_begun {
                return self.home.keep(connection, runtime);
            }
            let Some(left) = self.home.leave(connection, runtime) else { return };
            connection = left;
            if end(&mut connection) {
                return self.home.keep(connection, runtime);
            }
        }
        // Somebody left before their answer was read whole, or the network takes no more for now.
        let (home, turn) = (Arc::clone(&self.home), self.turn.take());
        tokio::spawn(async move {
            // A server that went away without a word would keep the turn as long as the network hopes for it.
            let over =
                async { if is_begun { connection.execute(END).await.map(|_| ()) } else { connection.ping().await } };
            if let Ok(Ok(())) = timeout(home.wait, over).await {
                home.keep(connection, runtime);
            }
            drop(turn);
        });
    }
}

/// Sends the end of a transaction, whose answer whoever comes next reads before their own. Says whether it left.
fn end(connection: &mut PgConnection) -> bool {
    let first = {
        let end = pin!(unconstrained(connection.execute(END)));
        end.poll(&mut Context::from_waker(Waker::noop()))
    };
    match first {
        Poll::Ready(ended) => ended.is_ok(),
        Poll::Pending => !connection.should_flush(),
    }
}
