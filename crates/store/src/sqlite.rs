//! Reads from SQLite, on the thread that asks.
//!
//! A page of a list is read from the page cache in less time than it takes to wake another thread, so these connections
//! have none of their own, and a value goes from the database's memory into its field without a copy between.

mod log;
mod readers;

pub(crate) use log::{EMPTY_LOG, Log};
pub(crate) use readers::Readers;

use crate::StoreError;
use chrono::NaiveDate;
use rusqlite::{
    Connection, ErrorCode, Statement, ToSql,
    types::{FromSql, FromSqlError, ValueRef},
};
use sea_orm::DbErr;
use serde::de::DeserializeOwned;
use sqlx::types::Json;
use uuid::Uuid;

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
pub(crate) const WRITER_SETTINGS: [Setting; 6] = [
    Setting::new("journal_mode", "WAL", "wal"),
    Setting::new("synchronous", "FULL", "2"),
    Setting::new("foreign_keys", "ON", "1"),
    Setting::new("secure_delete", "ON", "1"),
    Setting::new("wal_autocheckpoint", "1000", "1000"),
    // What a log that outgrew it gives back once it is begun anew (security DO-8).
    Setting::new("journal_size_limit", "67108864", "67108864"),
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

/// Says whether a statement was ended because its time was up.
fn is_late(e: &rusqlite::Error) -> bool {
    e.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
}

impl From<rusqlite::Error> for StoreError {
    fn from(e: rusqlite::Error) -> Self {
        if is_late(&e) {
            return Self::Unavailable(DbErr::Custom("a statement took longer than it may".to_owned()));
        }
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
