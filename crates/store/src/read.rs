//! Reads: SQL written once, run on either database, mapped straight to what is asked.

use crate::{
    Scope, Store, StoreError,
    postgres::{self, Reading},
    scope::PLANNED_ANEW,
    sqlite::Readers,
    vault::Key,
};
use cabas_kernel::{Ts, id::OrganisationId};
use std::sync::Arc;

/// A scoped read. On PostgreSQL, a connection under row-level security; on SQLite, those that only read.
pub struct Read {
    pub(crate) conn: ReadConn,
    pub(crate) store: Store,
    pub(crate) scope: Scope,
}

pub(crate) enum ReadConn {
    Sqlite(Arc<Readers>),
    Postgres(Box<tokio::sync::Mutex<Reading>>),
}

impl ReadConn {
    /// Begins a transaction with the settings of a scope.
    pub(crate) async fn postgres(readers: &Arc<postgres::Readers>, settings: &str) -> Result<Self, StoreError> {
        readers.begin(settings).await.map(Self::from)
    }
}

impl From<Reading> for ReadConn {
    fn from(reading: Reading) -> Self {
        Self::Postgres(Box::new(tokio::sync::Mutex::new(reading)))
    }
}

/// Ids that PostgreSQL expects when it plans a statement for whatever values come; for more it plans anew, or it may go
/// through a table once for each of them.
const EXPECTED: usize = 100;

/// Says how many ids the next statements ask for.
pub(crate) async fn expect(reading: &mut Reading, ids: usize) -> Result<(), sqlx::Error> {
    if ids > EXPECTED { reading.set("SET LOCAL plan_cache_mode = force_custom_plan").await } else { Ok(()) }
}

impl Read {
    /// Has the next statements planned for the values they come with, as [`Store::read`] does.
    ///
    /// # Errors
    /// The database's own.
    pub async fn planned_anew(self) -> Result<Self, StoreError> {
        if let ReadConn::Postgres(tx) = &self.conn {
            tx.lock().await.set(PLANNED_ANEW).await?;
        }
        Ok(self)
    }

    /// The organisation of the scope; the nil id outside one, which matches no row.
    pub fn organisation(&self) -> OrganisationId {
        self.scope.organisation()
    }
    pub fn now(&self) -> Ts {
        self.store.now()
    }
    pub const fn store(&self) -> &Store {
        &self.store
    }
}

/// Runs one SELECT on whichever database, with `$1, $2…` for parameters, and reads each row as a type made with `row!`
/// (or a tuple).
macro_rules! fetch {
    ($method:ident, $read:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match &$read.conn {
            $crate::read::ReadConn::Sqlite(readers) => readers.$method::<$row>($sql, rusqlite::params![$($arg),*]),
            $crate::read::ReadConn::Postgres(reading) => {
                let query = sqlx::query::<sqlx::Postgres>($sql)$(.bind($arg))*;
                reading.lock().await.$method::<$row>(query).await.map_err($crate::StoreError::from)
            }
        }
    };
}

/// All rows.
macro_rules! fetch_all {
    ($($t:tt)*) => { fetch!(fetch_all, $($t)*) };
}

/// The one row, or none.
macro_rules! fetch_optional {
    ($($t:tt)*) => { fetch!(fetch_optional, $($t)*) };
}

/// Begins a read with one SELECT of one row or none, and gives both. On PostgreSQL the statement names the scope itself, as
/// `$name`, its last parameter: before any row is looked at, since a condition without columns is asked first, and until
/// the next read of the connection, which begins by naming its own.
///
/// `$sql` ends with its conditions. Only for a statement that is planned once.
macro_rules! read_first {
    ($store:expr, $scope:expr, $row:ty, $sql:expr, $name:literal $(, $arg:expr)* $(,)?) => {{
        let (store, scope): (&$crate::Store, $crate::Scope) = ($store, $scope);
        match &store.0.db {
            $crate::db::Db::Sqlite { readers, .. } => {
                let row = readers.fetch_optional::<$row>($sql, rusqlite::params![$($arg),*])?;
                let conn = $crate::read::ReadConn::Sqlite(std::sync::Arc::clone(readers));
                ($crate::Read { conn, store: store.clone(), scope }, row)
            }
            $crate::db::Db::Postgres { readers, .. } => {
                let query = || {
                    sqlx::query::<sqlx::Postgres>(
                        concat!($sql, " AND (SELECT set_config('app.scope', ", $name, ", false)) IS NOT NULL")
                    )$(.bind($arg))*.bind(scope.name())
                };
                let (reading, row) = readers.begin_with::<$row>(query).await?;
                let conn = $crate::read::ReadConn::from(reading);
                ($crate::Read { conn, store: store.clone(), scope }, row)
            }
        }
    }};
}

/// On PostgreSQL: all rows whose column, the last word of `$sql`, is one of some values, bound as `$1`.
macro_rules! fetch_any {
    ($reading:expr, $row:ty, $sql:expr, $values:expr $(, $arg:expr)* $(,)?) => {{
        let mut reading = $reading.lock().await;
        $crate::read::expect(&mut reading, $values.len()).await?;
        let query = sqlx::query::<sqlx::Postgres>(concat!($sql, " = ANY($1)")).bind($values)$(.bind($arg))*;
        reading.fetch_all::<$row>(query).await.map_err($crate::StoreError::from)
    }};
}

/// All rows whose id is one of some, bound as `$1`; `$sql` ends with the column that holds it.
macro_rules! fetch_some {
    ($read:expr, $row:ty, $sql:expr, $ids:expr $(, $arg:expr)* $(,)?) => {
        match &$read.conn {
            $crate::read::ReadConn::Sqlite(readers) => {
                let ids: Vec<String> = $ids.map(|id| id.simple().to_string()).collect();
                let ids = serde_json::Value::from(ids).to_string();
                readers.fetch_all::<$row>(
                    concat!($sql, " IN (SELECT unhex(value) FROM json_each($1))"),
                    rusqlite::params![ids $(, $arg)*],
                )
            }
            $crate::read::ReadConn::Postgres(reading) => {
                let ids: Vec<uuid::Uuid> = $ids.collect();
                fetch_any!(reading, $row, $sql, ids $(, $arg)*)
            }
        }
    };
}

impl Read {
    /// The key of the organisation in scope.
    pub(crate) async fn key(&self) -> Result<Key, StoreError> {
        let organisation = self.organisation();
        if let Some(key) = self.store.vault().organisation(organisation) {
            return Ok(key);
        }
        let wrapped: Option<(Vec<u8>,)> =
            fetch_optional!(self, (Vec<u8>,), "SELECT wrapped_key FROM organisations WHERE id = $1", organisation.0)?;
        let (wrapped,) = wrapped.ok_or(StoreError::Sealed)?;
        self.store.vault().open_organisation(organisation, &wrapped)
    }
}
