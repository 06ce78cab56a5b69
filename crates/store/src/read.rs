//! Reads: SQL written once, run on either database, mapped straight to what is asked.

use crate::{Scope, Store, StoreError, scope::PLANNED_ANEW, sqlite::Readers, vault::Key};
use cabas_kernel::{Ts, id::OrganisationId};
use std::sync::Arc;

/// A scoped read. On PostgreSQL it is a transaction under row-level security; on SQLite, the connections that only read.
pub struct Read {
    pub(crate) conn: ReadConn,
    pub(crate) store: Store,
    pub(crate) scope: Scope,
}

pub(crate) enum ReadConn {
    Sqlite(Arc<Readers>),
    Postgres(Box<tokio::sync::Mutex<sqlx::Transaction<'static, sqlx::Postgres>>>),
}

impl ReadConn {
    /// Begins a transaction the way a scope says.
    pub(crate) async fn postgres(pool: &sqlx::PgPool, begin: String) -> Result<Self, StoreError> {
        let tx = pool.begin_with(sqlx::AssertSqlSafe(begin)).await?;
        Ok(Self::Postgres(Box::new(tokio::sync::Mutex::new(tx))))
    }
}

/// Ids that PostgreSQL expects when it plans a statement for whatever values come; for more it plans anew, or it may go
/// through a table once for each of them.
const EXPECTED: usize = 100;

/// Says how many ids the next statements ask for.
pub(crate) async fn expect(tx: &mut sqlx::PgConnection, ids: usize) -> Result<(), sqlx::Error> {
    if ids > EXPECTED {
        sqlx::Executor::execute(tx, "SET LOCAL plan_cache_mode = force_custom_plan").await?;
    }
    Ok(())
}

impl Read {
    /// Has the next statements planned for the values they come with, as [`Store::read`] does.
    ///
    /// # Errors
    /// The database's own.
    pub async fn planned_anew(self) -> Result<Self, StoreError> {
        if let ReadConn::Postgres(tx) = &self.conn {
            sqlx::Executor::execute(&mut **tx.lock().await, PLANNED_ANEW).await?;
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
            $crate::read::ReadConn::Postgres(tx) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql)$(.bind($arg))*.$method(&mut **tx.lock().await).await
                    .map_err($crate::StoreError::from)
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

/// On PostgreSQL: all rows whose column, the last word of `$sql`, is one of some values, bound as `$1`.
macro_rules! fetch_any {
    ($tx:expr, $row:ty, $sql:expr, $values:expr $(, $arg:expr)* $(,)?) => {{
        let mut tx = $tx.lock().await;
        match $crate::read::expect(&mut tx, $values.len()).await {
            Ok(()) => {
                sqlx::query_as::<sqlx::Postgres, $row>(concat!($sql, " = ANY($1)"))
                    .bind($values)$(.bind($arg))*.fetch_all(&mut **tx).await
            }
            Err(e) => Err(e),
        }
        .map_err($crate::StoreError::from)
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
            $crate::read::ReadConn::Postgres(tx) => {
                let ids: Vec<uuid::Uuid> = $ids.collect();
                fetch_any!(tx, $row, $sql, ids $(, $arg)*)
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
