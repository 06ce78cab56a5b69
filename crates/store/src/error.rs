//! What can go wrong underneath.

use sea_orm::DbErr;

/// A failure of the store itself. What the rules refuse is a `domain` error, not one of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or took too long: 503.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// The disk is full or read-only: 507.
    #[error("the database cannot be written")]
    Full(#[source] DbErr),
    /// Two transactions met; trying again helps.
    #[error("two transactions met")]
    Collision(#[source] DbErr),
    /// A named constraint refused the row.
    #[error("the constraint {0} refused the row")]
    Constraint(&'static str),
    /// A sealed value does not open: wrong key, moved or damaged.
    #[error("a sealed value does not open")]
    Sealed,
    /// The settings of the database are not those we ask for.
    #[error("{0}")]
    Settings(String),
    #[error("the database refused")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(e: DbErr) -> Self {
        let text = e.to_string();
        let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
        if let Some(name) = crate::constraint::named(&text) {
            return Self::Constraint(name);
        }
        if matches!(e, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
            || has(&[
                "database is locked",
                "pool timed out",
                "Connection refused",
                "error communicating with database",
                "the database system is",
                "too many clients",
                "remaining connection slots",
                "too many connections for",
                "connection closed",
                "terminating connection",
                "statement timeout",
                "lock timeout",
            ])
        {
            return Self::Unavailable(e);
        }
        if has(&["database or disk is full", "readonly database", "No space left", "disk I/O error"]) {
            return Self::Full(e);
        }
        if has(&["could not serialize", "deadlock detected"]) {
            return Self::Collision(e);
        }
        Self::Database(e)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(e: sqlx::Error) -> Self {
        match e {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(DbErr::Custom(e.to_string()))
            }
            other => DbErr::Custom(other.to_string()).into(),
        }
    }
}
