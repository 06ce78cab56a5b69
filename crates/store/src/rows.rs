//! Rows of either database, read in the order of their columns.
//!
//! The statement and the type stand side by side, so that a name looked up for every value of every row would find what
//! is known already. Where the suite runs, the names are compared all the same.

use chrono::NaiveDate;
use rusqlite::types::FromSql;
use serde::de::DeserializeOwned;
use sqlx::{
    Column, Decode, Postgres, Row as _, Type,
    postgres::PgRow,
    types::{Json, JsonValue},
};
use uuid::Uuid;

/// The columns of a row that are still to be read.
pub(crate) trait Columns {
    type Error;

    /// What stands in the next one.
    fn value<T: Value>(&mut self) -> Result<T, Self::Error>;

    /// The same, of JSON.
    fn json<T: DeserializeOwned + Send + Unpin + 'static>(&mut self) -> Result<T, Self::Error>;

    /// The next one must be called so.
    fn expect(&self, name: &'static str) -> Result<(), Self::Error>;
}

/// What both databases keep in one column.
pub(crate) trait Value: FromSql + for<'r> Decode<'r, Postgres> + Type<Postgres> {}
impl<T: FromSql + for<'r> Decode<'r, Postgres> + Type<Postgres>> Value for T {}

/// What is read from the next columns of a row: a value from one, a row's type from as many as it has fields.
pub(crate) trait Cells: Sized {
    /// Whether it stands in one column, which then has the name of the field.
    const IS_VALUE: bool = false;

    /// # Errors
    /// The column is missing, or holds something else.
    fn take<Row: Columns>(columns: &mut Row) -> Result<Self, Row::Error>;
}

macro_rules! values {
    ($($type:ty),*) => { $(
        impl Cells for $type {
            const IS_VALUE: bool = true;
            fn take<Row: Columns>(columns: &mut Row) -> Result<Self, Row::Error> {
                columns.value()
            }
        }
        impl Cells for Option<$type> {
            const IS_VALUE: bool = true;
            fn take<Row: Columns>(columns: &mut Row) -> Result<Self, Row::Error> {
                columns.value()
            }
        }
    )* };
}
values!(Uuid, i16, i32, i64, bool, String, Vec<u8>, NaiveDate, JsonValue);

impl<T: DeserializeOwned + Send + Unpin + 'static> Cells for Json<T> {
    const IS_VALUE: bool = true;
    fn take<Row: Columns>(columns: &mut Row) -> Result<Self, Row::Error> {
        columns.json().map(Json)
    }
}

macro_rules! tuples {
    ($($name:ident),*) => {
        impl<$($name: Cells),*> Cells for ($($name,)*) {
            fn take<Row: Columns>(columns: &mut Row) -> Result<Self, Row::Error> {
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

/// A row of PostgreSQL that is being read.
pub(crate) struct PostgresRow<'a> {
    row: &'a PgRow,
    next: usize,
}

impl<'a> PostgresRow<'a> {
    pub(crate) const fn new(row: &'a PgRow) -> Self {
        Self { row, next: 0 }
    }

    fn step(&mut self) -> usize {
        let at = self.next;
        self.next = at.saturating_add(1);
        at
    }
}

impl Columns for PostgresRow<'_> {
    type Error = sqlx::Error;

    fn value<T: Value>(&mut self) -> Result<T, sqlx::Error> {
        let at = self.step();
        // Types are compared where names are.
        if cfg!(debug_assertions) { self.row.try_get(at) } else { self.row.try_get_unchecked(at) }
    }

    fn json<T: DeserializeOwned + Send + Unpin + 'static>(&mut self) -> Result<T, sqlx::Error> {
        let at = self.step();
        self.row.try_get(at).map(|Json(value)| value)
    }

    fn expect(&self, name: &'static str) -> Result<(), sqlx::Error> {
        if self.row.try_column(self.next)?.name() == name {
            return Ok(());
        }
        Err(sqlx::Error::ColumnNotFound(name.to_owned()))
    }
}

/// The type of a row, read from either database in the order of its fields: a SELECT names its columns so.
macro_rules! row {
    (
        $(#[$meta:meta])* $vis:vis struct $name:ident {
            $($(#[$on:meta])* $field_vis:vis $field:ident: $type:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$on])* $field_vis $field: $type),*
        }

        impl $crate::rows::Cells for $name {
            fn take<Row: $crate::rows::Columns>(columns: &mut Row) -> Result<Self, Row::Error> {
                Ok(Self {
                    $($field: {
                        // Asked where the suite runs, and taken for granted elsewhere.
                        if cfg!(debug_assertions) && <$type as $crate::rows::Cells>::IS_VALUE {
                            columns.expect(stringify!($field))?;
                        }
                        <$type as $crate::rows::Cells>::take(columns)?
                    }),*
                })
            }
        }

        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $name {
            fn from_row(row: &'r sqlx::postgres::PgRow) -> Result<Self, sqlx::Error> {
                <Self as $crate::rows::Cells>::take(&mut $crate::rows::PostgresRow::new(row))
            }
        }
    };
}
