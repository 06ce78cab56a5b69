//! Reads from SQLite, on the thread that asks.
//!
//! A page of a list is read from the page cache in less time than it takes to wake another thread, so these connections
//! have none of their own, and a value goes from the database's memory into its field without a copy between.

mod log;
mod readers;

pub(crate) use log::{EMPTY_LOG, Log};
pub(crate) use readers::Readers;

use crate::{
    StoreError,
    rows::{Cells, Columns, Value},
};
use rusqlite::{
    Connection, ErrorCode, Statement, ToSql,
    types::{FromSqlError, ValueRef},
};
use sea_orm::DbErr;
use serde::de::DeserializeOwned;

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
        found.push(T::take(&mut SqliteRow { row, next: 0 })?);
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

/// A row that is being read.
pub(crate) struct SqliteRow<'a> {
    row: &'a rusqlite::Row<'a>,
    next: usize,
}

impl SqliteRow<'_> {
    fn step(&mut self) -> usize {
        let at = self.next;
        self.next = at.saturating_add(1);
        at
    }
}

impl Columns for SqliteRow<'_> {
    type Error = rusqlite::Error;

    fn value<T: Value>(&mut self) -> Result<T, rusqlite::Error> {
        let at = self.step();
        self.row.get(at)
    }

    fn json<T: DeserializeOwned>(&mut self) -> Result<T, rusqlite::Error> {
        let at = self.step();
        let text = self.row.get_ref(at)?.as_str()?;
        serde_json::from_str(text).map_err(|e| FromSqlError::Other(Box::new(e)).into())
    }

    fn expect(&self, name: &'static str) -> Result<(), rusqlite::Error> {
        if self.row.as_ref().column_name(self.next)? == name {
            return Ok(());
        }
        Err(rusqlite::Error::InvalidColumnName(name.to_owned()))
    }
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
