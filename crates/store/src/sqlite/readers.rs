//! The connections that only read from a file.

use super::{READER_SETTINGS, SqliteRow, bind, is_late, select, set_up};
use crate::{StoreError, db::STATEMENT_TIME, rows::Cells};
use rusqlite::{Connection, OpenFlags, ToSql, config::DbConfig};
use sea_orm::DbErr;
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Kept for the next reader, at most; what is beyond was opened for a rush and is closed after it.
const KEPT: usize = 8;
/// Statements that a connection keeps prepared.
const PREPARED: usize = 200;
/// Steps of SQLite's own machine between two looks at the clock: it makes millions of them in a second, and most
/// statements are over before the first look.
const STEPS: i32 = 20_000;

/// Connections that only read, with the settings of security RL-1. As many as there are readers at a time: each is held
/// for one statement, and no reader waits for a writer.
pub(crate) struct Readers {
    path: PathBuf,
    /// How long a statement may take.
    time: Duration,
    /// None once the store is closed.
    free: Mutex<Option<Vec<Reader>>>,
}

/// One of them.
struct Reader {
    connection: Connection,
    /// Set when a statement begins, for whoever measures its time.
    begins: Arc<AtomicBool>,
}

impl Reader {
    /// Over a connection that ends whatever takes longer than it may (security DO-8): as long as a statement reads, the log
    /// of what is written meanwhile cannot be emptied.
    fn limited(connection: Connection, time: Duration) -> Result<Self, rusqlite::Error> {
        let begins = Arc::new(AtomicBool::new(true));
        let begun = Arc::clone(&begins);
        let mut since = Instant::now();
        // Measured from the first look at the clock: a statement that is over before it costs nothing.
        let is_over = move || {
            let now = Instant::now();
            if begun.swap(false, Ordering::Relaxed) {
                since = now;
            }
            now.duration_since(since) > time
        };
        connection.progress_handler(STEPS, Some(is_over))?;
        Ok(Self { connection, begins })
    }
}

impl Readers {
    /// Nothing is opened before somebody reads.
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, time: STATEMENT_TIME, free: Mutex::new(Some(Vec::new())) }
    }

    /// All rows of a SELECT.
    pub(crate) fn fetch_all<T: Cells>(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<Vec<T>, StoreError> {
        self.with(|connection| select(connection, sql, parameters))
    }

    /// The first row of a SELECT, if there is one.
    pub(crate) fn fetch_optional<T: Cells>(
        &self,
        sql: &str,
        parameters: &[&dyn ToSql],
    ) -> Result<Option<T>, StoreError> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            bind(&mut statement, parameters)?;
            statement.raw_query().next()?.map(|row| T::take(&mut SqliteRow { row, next: 0 })).transpose()
        })
    }

    /// Closes what is free, and refuses who comes later: the last connection to the file can then put its log away.
    pub(crate) fn close(&self) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn with<T>(&self, act: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>) -> Result<T, StoreError> {
        let reader = self.take()?.map_or_else(|| self.open(), Ok)?;
        reader.begins.store(true, Ordering::Relaxed);
        let found = act(&reader.connection);
        // One that met an error is closed, in case the error is its own; one whose time was up is as good as before.
        if found.as_ref().err().is_none_or(is_late)
            && let Some(free) = &mut *self.free.lock().unwrap_or_else(PoisonError::into_inner)
            && free.len() < KEPT
        {
            free.push(reader);
        }
        Ok(found?)
    }

    /// A connection that is free, if there is one.
    fn take(&self) -> Result<Option<Reader>, StoreError> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = || StoreError::Unavailable(DbErr::Custom("the database is closed".to_owned()));
        Ok(free.as_mut().ok_or_else(closed)?.pop())
    }

    fn open(&self) -> Result<Reader, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // A plan made for whatever values come: else a statement with a LIMIT is planned anew each time.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        set_up(&connection, READER_SETTINGS)?;
        Ok(Reader::limited(connection, self.time)?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Numbers without end.
    const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";
    /// Some numbers: enough for several looks at the clock.
    const SOME: &str =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT COUNT(*) FROM n";

    fn readers(name: &str, time: Duration) -> (Readers, PathBuf) {
        let dir = std::env::temp_dir().join(format!("cabas-readers-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("r.sqlite");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE IF NOT EXISTS something (id INTEGER)").unwrap();
        (Readers { time, ..Readers::new(path) }, dir)
    }

    fn free(readers: &Readers) -> usize {
        readers.free.lock().unwrap().as_ref().unwrap().len()
    }

    #[test]
    fn a_statement_whose_time_is_up_ends_as_on_postgresql_and_its_connection_serves_on() {
        let (readers, dir) = readers("late", Duration::from_millis(400));
        // One that never gives a row, and one that never stops giving them.
        for what in ["COUNT(*) FROM n", "i FROM n"] {
            let began = Instant::now();
            let late = readers.fetch_all::<(i64,)>(&format!("{ENDLESS}{what}"), &[]);
            assert!(matches!(late, Err(StoreError::Unavailable(_))), "{what}: {late:?}");
            assert!(began.elapsed() >= Duration::from_millis(400), "{what}: not before its time");
            assert_eq!(free(&readers), 1, "the same connection, for the next one");
            // Each statement has a time of its own.
            assert_eq!(readers.fetch_optional::<(i64,)>(SOME, &[]).unwrap(), Some((20_000,)), "after {what}");
        }
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_connection_that_met_another_error_is_closed() {
        let (readers, dir) = readers("broken", STATEMENT_TIME);
        assert!(matches!(readers.fetch_all::<(i64,)>("SELECT nothing", &[]), Err(StoreError::Database(_))));
        assert_eq!(free(&readers), 0);
        assert_eq!(readers.fetch_optional::<(i64,)>(SOME, &[]).unwrap(), Some((20_000,)));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
