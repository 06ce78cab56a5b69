//! What Cabas keeps: rows, queries, transactions, the vault, the logs and the outbox, on SQLite and PostgreSQL.
//!
//! Writes go through [`Tx`] with sea-orm entities, which never leave this crate; reads go through [`Read`] and
//! project rows straight to `model` types for whoever looks, which is where masking happens.

#[macro_use]
mod rows;
#[macro_use]
mod read;

pub mod accounts;
pub mod audit;
mod constraint;
mod db;
pub mod deliveries;
mod error;
pub mod events;
pub mod follow_ups;
pub mod idempotency;
pub mod imports;
pub mod looks;
pub mod members;
pub mod organisations;
pub mod outbox;
pub mod plans;
mod postgres;
pub mod recipients;
pub mod recurrences;
pub mod retention;
pub mod rounds;
mod scope;
mod sqlite;
mod tx;
pub mod vault;
mod writer;

pub use db::{Store, Target, has_organisations};
pub use error::StoreError;
pub use read::Read;
pub use scope::{Actor, Scope};
pub use tx::Tx;
pub use vault::{Secrets, Vault};

/// Makes a page of `limit` items from `limit + 1` rows; the extra row only says that there is more. The cursor is
/// the last item's key, still in clear: the API seals it before it leaves (EN-2).
pub(crate) fn page<R, T, K: std::fmt::Display>(
    mut rows: Vec<R>,
    limit: u16,
    key: impl Fn(&R) -> K,
    read: impl Fn(R) -> Result<T, StoreError>,
) -> Result<cabas_model::Page<T>, StoreError> {
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let next_cursor = if more { rows.last().map(|r| key(r).to_string()) } else { None };
    Ok(cabas_model::Page { items: rows.into_iter().map(read).collect::<Result<_, _>>()?, next_cursor })
}
