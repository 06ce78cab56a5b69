//! The connections that read from PostgreSQL.
//!
//! A read is a transaction, so that row-level security knows its scope, and nothing is left of it: nobody waits for the
//! answer to its end, which is read with the next one's beginning. The pool of those that write asks each connection that
//! comes back whether it lives, and wakes a task for each of these answers.

use crate::StoreError;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, postgres::PgConnectOptions};
use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::unconstrained,
    time::timeout,
};

/// Connections, and whoever waits for one.
pub(crate) struct Readers {
    options: PgConnectOptions,
    /// How long a read may wait for its connection (security RL-2).
    wait: Duration,
    turns: Arc<Semaphore>,
    /// None once the store is closed.
    free: Mutex<Option<Vec<PgConnection>>>,
}

impl Readers {
    /// At most so many at a time. Nothing is opened before somebody reads.
    pub(crate) fn new(options: PgConnectOptions, most: usize, wait: Duration) -> Self {
        Self { options, wait, turns: Arc::new(Semaphore::new(most)), free: Mutex::new(Some(Vec::new())) }
    }

    /// Begins a read by this statement.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is no connection in time.
    pub(crate) async fn begin(self: &Arc<Self>, statement: &str) -> Result<Reading, StoreError> {
        let begun = async {
            let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
            let connection = self.begun(statement).await?;
            Ok(Reading { connection: Some(connection), is_asked: false, turn: Some(turn), home: Arc::clone(self) })
        };
        timeout(self.wait, begun).await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(StoreError::from)
    }

    async fn begun(&self, statement: &str) -> Result<PgConnection, sqlx::Error> {
        while let Some(mut connection) = self.take()? {
            if begin(&mut connection, statement).await.is_ok() {
                return Ok(connection);
            }
            // It broke while nobody used it: the server was started again, say.
        }
        let mut connection = self.options.connect().await?;
        begin(&mut connection, statement).await?;
        Ok(connection)
    }

    fn take(&self) -> Result<Option<PgConnection>, sqlx::Error> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(free.as_mut().ok_or(sqlx::Error::PoolClosed)?.pop())
    }

    fn keep(&self, connection: PgConnection) {
        if let Some(free) = &mut *self.free.lock().unwrap_or_else(PoisonError::into_inner) {
            free.push(connection);
        }
    }

    /// Closes what is free, and refuses who comes later.
    pub(crate) async fn close(&self) {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).take();
        for connection in free.into_iter().flatten() {
            let _ = connection.close().await;
        }
    }
}

/// Begins a transaction. Left before it has begun, the connection is closed with whatever it began.
async fn begin(connection: &mut PgConnection, statement: &str) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe(statement.to_owned())).await.map(|_| ())
}

const END: &str = "ROLLBACK";

/// A transaction that only reads. Dropped, it ends.
pub(crate) struct Reading {
    /// None once it is dropped.
    connection: Option<PgConnection>,
    /// Whether something of an answer may be on its way.
    is_asked: bool,
    turn: Option<OwnedSemaphorePermit>,
    home: Arc<Readers>,
}

impl Reading {
    /// The connection, for one statement. [`Reading::rest`] says that its answer was read whole: after an error there may
    /// be more of it.
    ///
    /// # Errors
    /// None: [`Drop`] alone takes the connection.
    pub(crate) fn ask(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.is_asked = true;
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }

    pub(crate) const fn rest(&mut self) {
        self.is_asked = false;
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if !self.is_asked && end(&mut connection) {
            return self.home.keep(connection);
        }
        // Somebody left before their answer was read whole, or the network takes no more for now.
        let (home, turn) = (Arc::clone(&self.home), self.turn.take());
        tokio::spawn(async move {
            // A server that went away without a word would keep the turn as long as the network hopes for it.
            if let Ok(Ok(_)) = timeout(home.wait, connection.execute(END)).await {
                home.keep(connection);
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
