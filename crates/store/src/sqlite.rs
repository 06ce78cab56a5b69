//! Reads from SQLite, on the thread that asks.
//!
//! A page of a list is read from the page cache in less time than it takes to wake another thread, so these connections
//! have none of their own, and a value goes from the database's memory into its field without a copy between.

use crate::StoreError;
use chrono::NaiveDate;
use rusqlite::{
    Connection, OpenFlags, Statement, ToSql,
    config::DbConfig,
    types::{FromSql, FromSqlError, ValueRef},
};
use sea_orm::DbErr;
use serde::de::DeserializeOwned;
use sqlx::types::Json;
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;

/// Kept for the next reader, at most; what is beyond was opened for a rush and is closed after it.
const KEPT: usize = 8;
/// Statements that a connection keeps prepared.
const PREPARED: usize = 200;

/// A pragma of SQLite.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) pragma: &'static str,
    pub(crate) value: &'static str,
    /// What SQLite says of it once it is set.
    kept: &'static str,
}

impl Setting {
    const fn new(pragma: &'static str, value: &'static str, kept: &'static str) -> Self {
        Self { pragma, value, kept }
    }

    /// SQLite passes over a pragma that it does not know, and over a value that it does not understand: so each is read
    /// back (RL-1).
    ///
    /// # Errors
    /// [`StoreError::Settings`].
    pub(crate) fn check(self, found: &str) -> Result<(), StoreError> {
        let Self { pragma, kept, .. } = self;
        if found == kept {
            return Ok(());
        }
        Err(StoreError::Settings(format!("SQLite's {pragma} is {found}, it must be {kept}")))
    }
}

/// What every connection is set up with (security RL-1). No file is mapped into memory: a disk that fails to read a
/// mapped page ends the process.
pub(crate) const SETTINGS: [Setting; 3] = [
    Setting::new("busy_timeout", "5000", "5000"),
    Setting::new("trusted_schema", "OFF", "0"),
    Setting::new("temp_store", "MEMORY", "2"),
];
/// What the one connection that writes to a file is set up with besides (security RL-1).
pub(crate) const WRITER_SETTINGS: [Setting; 5] = [
    Setting::new("journal_mode", "WAL", "wal"),
    Setting::new("synchronous", "FULL", "2"),
    Setting::new("foreign_keys", "ON", "1"),
    Setting::new("secure_delete", "ON", "1"),
    Setting::new("wal_autocheckpoint", "1000", "1000"),
];
/// What those that only read are set up with besides.
const READER_SETTINGS: [Setting; 2] =
    [Setting::new("query_only", "ON", "1"), Setting::new("cache_size", "-16000", "-16000")];

/// Sets a connection up as every one is, and with what it needs besides.
pub(crate) fn set_up<const N: usize>(connection: &Connection, besides: [Setting; N]) -> Result<(), StoreError> {
    for setting in SETTINGS.into_iter().chain(besides) {
        connection.pragma_update(None, setting.pragma, setting.value)?;
        let found = connection.pragma_query_value(None, setting.pragma, |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Integer(number) => number.to_string(),
                other => other.as_str()?.to_owned(),
            })
        })?;
        setting.check(&found)?;
    }
    Ok(())
}

/// Connections that only read, with the settings of security RL-1. As many as there are readers at a time: each is held
/// for one statement, and no reader waits for a writer.
pub(crate) struct Readers {
    path: PathBuf,
    /// None once the store is closed.
    free: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    /// Nothing is opened before somebody reads.
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, free: Mutex::new(Some(Vec::new())) }
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
            statement.raw_query().next()?.map(|row| T::take(&mut Columns { row, next: 0 })).transpose()
        })
    }

    /// Closes what is free, and refuses who comes later: the last connection to the file can then put its log away.
    pub(crate) fn close(&self) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn with<T>(&self, act: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>) -> Result<T, StoreError> {
        let connection = self.take()?.map_or_else(|| self.open(), Ok)?;
        let found = act(&connection)?;
        if let Some(free) = &mut *self.free.lock().unwrap_or_else(PoisonError::into_inner)
            && free.len() < KEPT
        {
            free.push(connection);
        }
        Ok(found)
    }

    /// A connection that is free, if there is one.
    fn take(&self) -> Result<Option<Connection>, StoreError> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = || StoreError::Unavailable(DbErr::Custom("the database is closed".to_owned()));
        Ok(free.as_mut().ok_or_else(closed)?.pop())
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // A plan made for whatever values come: else a statement with a LIMIT is planned anew each time.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        set_up(&connection, READER_SETTINGS)?;
        Ok(connection)
    }
}

/// All rows of a SELECT over a connection.
pub(crate) fn select<T: Cells>(
    connection: &Connection,
    sql: &str,
    parameters: &[&dyn ToSql],
) -> Result<Vec<T>, rusqlite::Error> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, parameters)?;
    let (mut rows, mut found) = (statement.raw_query(), Vec::new());
    while let Some(row) = rows.next()? {
        found.push(T::take(&mut Columns { row, next: 0 })?);
    }
    Ok(found)
}

/// Gives `$1, $2…` their values. To SQLite these are names, which it numbers as it meets them.
pub(crate) fn bind(statement: &mut Statement<'_>, parameters: &[&dyn ToSql]) -> Result<(), rusqlite::Error> {
    for place in 1..=statement.parameter_count() {
        let number = statement.parameter_name(place).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let value = number.and_then(|number| parameters.get(number.checked_sub(1)?));
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(parameters.len(), place))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

impl From<rusqlite::Error> for StoreError {
    fn from(e: rusqlite::Error) -> Self {
        DbErr::Custom(e.to_string()).into()
    }
}

/// A row that is being read, from its first column on.
pub(crate) struct Columns<'a> {
    row: &'a rusqlite::Row<'a>,
    next: usize,
}

impl Columns<'_> {
    fn take<T: FromSql>(&mut self) -> Result<T, rusqlite::Error> {
        let at = self.next;
        self.next = at.saturating_add(1);
        self.row.get(at)
    }

    /// The next column must be called so: a SELECT names its columns in the order of the fields they fill. Asked where
    /// the suite runs, and taken for granted elsewhere.
    pub(crate) fn expect(&self, name: &'static str) -> Result<(), rusqlite::Error> {
        if cfg!(debug_assertions) && self.row.as_ref().column_name(self.next)? != name {
            return Err(rusqlite::Error::InvalidColumnName(name.to_owned()));
        }
        Ok(())
    }
}

/// What is read from the next columns of a row: a value from one, a row's type from as many as it has fields.
pub(crate) trait Cells: Sized {
    /// Whether it stands in one column, which then has the name of the field.
    const IS_VALUE: bool = false;

    /// # Errors
    /// The column is missing, or holds something else.
    fn take(columns: &mut Columns<'_>) -> Result<Self, rusqlite::Error>;
}

macro_rules! values {
    ($($type:ty),*) => { $(
        impl Cells for $type {
            const IS_VALUE: bool = true;
            fn take(columns: &mut Columns<'_>) -> Result<Self, rusqlite::Error> {
                columns.take()
            }
        }
        impl Cells for Option<$type> {
            const IS_VALUE: bool = true;
            fn take(columns: &mut Columns<'_>) -> Result<Self, rusqlite::Error> {
                columns.take()
            }
        }
    )* };
}
values!(Uuid, i16, i32, i64, bool, String, Vec<u8>, NaiveDate, serde_json::Value);

impl<T: DeserializeOwned> Cells for Json<T> {
    const IS_VALUE: bool = true;
    fn take(columns: &mut Columns<'_>) -> Result<Self, rusqlite::Error> {
        let at = columns.next;
        columns.next = at.saturating_add(1);
        let text = columns.row.get_ref(at)?.as_str()?;
        serde_json::from_str(text).map(Json).map_err(|e| FromSqlError::Other(Box::new(e)).into())
    }
}

macro_rules! tuples {
    ($($name:ident),*) => {
        impl<$($name: Cells),*> Cells for ($($name,)*) {
            fn take(columns: &mut Columns<'_>) -> Result<Self, rusqlite::Error> {
                Ok(($($name::take(columns)?,)*))
            }
        }
    };
}
tuples!(A);
tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);
tuples!(A, B, C, D, E, F);

/// The type of a row, read from either database: by the names of its columns from PostgreSQL, in the order of its fields
/// from SQLite.
macro_rules! row {
    (
        $(#[$meta:meta])* $vis:vis struct $name:ident {
            $($(#[$on:meta])* $field_vis:vis $field:ident: $type:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(sqlx::FromRow)]
        $vis struct $name {
            $($(#[$on])* $field_vis $field: $type),*
        }

        impl $crate::sqlite::Cells for $name {
            fn take(columns: &mut $crate::sqlite::Columns<'_>) -> Result<Self, rusqlite::Error> {
                Ok(Self {
                    $($field: {
                        if <$type as $crate::sqlite::Cells>::IS_VALUE {
                            columns.expect(stringify!($field))?;
                        }
                        <$type as $crate::sqlite::Cells>::take(columns)?
                    }),*
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_connection_keeps_what_it_is_set_up_with_or_is_not_used() {
        // In memory there is no log to write ahead.
        let elsewhere = Connection::open_in_memory().unwrap();
        assert!(matches!(set_up(&elsewhere, WRITER_SETTINGS), Err(StoreError::Settings(_))));
        set_up(&elsewhere, READER_SETTINGS).unwrap();
        for setting in [Setting::new("no_such_pragma", "ON", "1"), Setting::new("synchronous", "FULLY", "2")] {
            let connection = Connection::open_in_memory().unwrap();
            assert!(set_up(&connection, [setting]).is_err(), "{}", setting.pragma);
        }
    }
}
