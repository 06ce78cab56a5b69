//! Database migrations. `up(url)` brings an empty or older database to the present schema.
//!
//! SQL is written once, with the few words that differ between SQLite and PostgreSQL in braces. Changes follow
//! expand then contract: see README.md in this folder.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend},
};

/// Brings the main database up to date. Safe to repeat, and after a kill: each migration is one transaction.
///
/// # Errors
/// The database's own error.
pub async fn up(url: &str) -> Result<(), DbErr> {
    let db = connect(url).await?;
    Main::up(&db, None).await?;
    db.close().await
}

/// Brings the log of looks up to date, where it is a file of its own.
///
/// # Errors
/// The database's own error.
pub async fn up_looks(url: &str) -> Result<(), DbErr> {
    let db = connect(url).await?;
    Looks::up(&db, None).await?;
    db.close().await
}

/// Takes every migration back. For tests of the migrations themselves.
///
/// # Errors
/// The database's own error.
pub async fn down(url: &str) -> Result<(), DbErr> {
    let db = connect(url).await?;
    Main::down(&db, None).await?;
    db.close().await
}

/// The migrations of the main database that this program knows, by name, in their order.
pub fn names() -> Vec<String> {
    Main::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

struct Main;

#[async_trait::async_trait]
impl MigratorTrait for Main {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Foundation)]
    }
}

struct Looks;

#[async_trait::async_trait]
impl MigratorTrait for Looks {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(LooksFile)]
    }
}

struct Foundation;

impl MigrationName for Foundation {
    fn name(&self) -> &'static str {
        "m0001_foundation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Foundation {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        db.execute_unprepared(&for_backend(include_str!("foundation.sql"), postgres)).await?;
        if postgres {
            db.execute_unprepared(&for_backend(include_str!("looks.sql"), true)).await?;
            db.execute_unprepared(include_str!("row_security.sql")).await?;
            db.execute_unprepared(include_str!("append_only_postgres.sql")).await?;
        } else {
            db.execute_unprepared(&append_only_sqlite("audit")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        let mut tables = created(include_str!("foundation.sql"));
        if postgres {
            tables.extend(created(include_str!("looks.sql")));
        }
        for table in tables.iter().rev() {
            let cascade = if postgres { " CASCADE" } else { "" };
            db.execute_unprepared(&format!("DROP TABLE {table}{cascade}")).await?;
        }
        if postgres {
            db.execute_unprepared("DROP FUNCTION refuse_change(), refuse_unanchored()").await?;
        }
        Ok(())
    }
}

struct LooksFile;

impl MigrationName for LooksFile {
    fn name(&self) -> &'static str {
        "m0001_looks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LooksFile {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(&for_backend(include_str!("looks.sql"), false)).await?;
        db.execute_unprepared(&append_only_sqlite("look")).await?;
        Ok(())
    }
}

/// Fills in the words that differ.
fn for_backend(sql: &str, postgres: bool) -> String {
    let words = if postgres {
        [
            ("{uuid}", "UUID"),
            ("{bytes}", "BYTEA"),
            ("{json}", "JSONB"),
            ("{date}", "DATE"),
            ("{seq}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            // Erased keys leave the index, too, however few they are.
            ("{by_key}", " WITH (vacuum_index_cleanup = on)"),
            ("{clustered}", ""),
            ("{with_key}", " INCLUDE (organisation_id, wrapped_key)"),
        ]
    } else {
        [
            ("{uuid}", "BLOB"),
            ("{bytes}", "BLOB"),
            ("{json}", "TEXT"),
            ("{date}", "DATE"),
            ("{seq}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            // Small rows that are read in the order of their key lie in it.
            ("{by_key}", " WITHOUT ROWID"),
            // Large ones too, where pages of them are read.
            ("{clustered}", " WITHOUT ROWID"),
            ("{with_key}", ""),
        ]
    };
    words.iter().fold(sql.to_owned(), |sql, (word, text)| sql.replace(word, text))
}

/// The tables a script creates, in its order.
fn created(sql: &str) -> Vec<&str> {
    sql.lines().filter_map(|l| l.strip_prefix("CREATE TABLE ")?.split(' ').next()).collect()
}

/// Triggers that refuse UPDATE and DELETE in the tables of a log (LG-1), but for what the pruning left an anchor behind
/// (LG-5), and for an anchor behind a later one.
fn append_only_sqlite(log: &str) -> String {
    let linked = format!("{log}_chain c JOIN {log}_anchors a ON a.position >= c.position WHERE c.entry_seq = OLD.seq");
    let anchored = [
        ("entries", linked),
        ("chain", format!("{log}_anchors a WHERE a.position >= OLD.position")),
        ("anchors", format!("{log}_anchors a WHERE a.position > OLD.position")),
    ];
    let mut sql = String::new();
    for (part, anchored) in &anchored {
        for (act, unless) in
            [("UPDATE", String::new()), ("DELETE", format!(" WHEN NOT EXISTS (SELECT 1 FROM {anchored})"))]
        {
            let (table, name) = (format!("{log}_{part}"), act.to_lowercase());
            let body = " BEGIN SELECT RAISE(ABORT, 'append only'); END;\n";
            sql.extend(["CREATE TRIGGER ", &table, "_no_", &name, " BEFORE ", act, " ON ", &table, &unless, body]);
        }
    }
    sql
}

/// Changes when any migration does: names the template database of tests.
pub fn fingerprint() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for text in [
        include_str!("foundation.sql"),
        include_str!("looks.sql"),
        include_str!("row_security.sql"),
        include_str!("append_only_postgres.sql"),
    ] {
        for postgres in [true, false] {
            for_backend(text, postgres).hash(&mut hasher);
        }
    }
    hasher.finish()
}
