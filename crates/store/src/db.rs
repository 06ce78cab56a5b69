//! Connections, and the store they make.

use crate::{
    Actor, Read, Scope, StoreError, Tx, Vault,
    looks::LookLog,
    postgres,
    read::ReadConn,
    sqlite::{Readers, SETTINGS, WRITER_SETTINGS},
    writer::{Share, Writer},
};
use cabas_kernel::{Clock, IdGen, Ts, id::OrganisationId};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::{
    Connection, Row,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions},
};
use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};
use tokio::sync::watch;

/// Which database, and where.
#[derive(Clone, Debug)]
pub enum Target {
    /// The embedded database: the main file, and the log of looks beside it.
    Sqlite { main: PathBuf, looks: PathBuf },
    /// A server; the URL may hold a password, so it is not printed.
    Postgres(secrecy::SecretString),
}

impl Target {
    /// Reads `sqlite://path` or `postgres://…`. The log of looks stands beside the main file.
    ///
    /// # Errors
    /// [`StoreError::Settings`] on any other scheme.
    pub fn from_url(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            let main = PathBuf::from(path.split('?').next().unwrap_or_default());
            let looks = main.with_extension("looks.sqlite");
            Ok(Self::Sqlite { main, looks })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres(url.to_owned().into()))
        } else {
            Err(StoreError::Settings("CABAS_DATABASE_URL must begin with sqlite:// or postgres://".into()))
        }
    }
}

/// How long a statement may take on PostgreSQL, and one that reads on SQLite (security DO-8, RL-2).
pub(crate) const STATEMENT_TIME: Duration = Duration::from_secs(5);
/// How long its answer is waited for on PostgreSQL, which does not count its commit, and may be gone without a word.
pub(crate) const ANSWER_TIME: Duration = STATEMENT_TIME.saturating_add(Duration::from_secs(2));

/// Connections to PostgreSQL that write, and that read at a time at most: with two that rest, the one that listens and the
/// one that notes looks, four instances have room in a server of a hundred.
const WRITERS: u32 = 8;
const READERS: usize = 12;
/// How long whoever needs a connection waits for one (security RL-2).
const WAIT: Duration = Duration::from_secs(2);

pub(crate) enum Db {
    Sqlite { readers: Arc<Readers>, writer: Arc<Writer> },
    Postgres { readers: Arc<postgres::Readers>, pool: sqlx::PgPool, orm: DatabaseConnection },
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdGen>,
    pub(crate) looks: LookLog,
    /// Ticks at each commit that made an event; streams wake up and ask what is new.
    pub(crate) tick: watch::Sender<u64>,
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

impl Store {
    /// Opens a database whose schema is current, and checks that it is set up as we ask.
    ///
    /// # Errors
    /// [`StoreError::Settings`] when a setting is not ours: SQLite without WAL or foreign keys, a PostgreSQL role
    /// that can bypass row-level security.
    pub async fn open(
        target: &Target,
        vault: Vault,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdGen>,
    ) -> Result<Self, StoreError> {
        let (tick, _) = watch::channel(0);
        let (db, looks) = match target {
            Target::Sqlite { main, looks } => {
                let writer = sqlite(main).await?;
                let readers = Arc::new(Readers::new(main.clone()));
                check_sqlite(&writer).await?;
                let writer = Arc::new(Writer::new(SqlxSqliteConnector::from_sqlx_sqlite_pool(writer)));
                (Db::Sqlite { readers, writer }, LookLog::sqlite(looks)?)
            }
            Target::Postgres(url) => {
                use secrecy::ExposeSecret;
                let options = postgres_options(url.expose_secret())?;
                let readers = Arc::new(postgres::Readers::new(options.clone(), readers(), WAIT));
                let pool = writers(options.clone()).await?;
                check_postgres(&pool).await?;
                let orm = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
                let looks = LookLog::postgres(options, pool.clone(), Arc::clone(&readers));
                (Db::Postgres { readers, pool, orm }, looks)
            }
        };
        Ok(Self(Arc::new(Inner { db, vault, clock, ids, looks, tick })))
    }

    /// Begins a write. Dropped without [`Tx::commit`], it leaves nothing behind.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection is free in time.
    pub async fn write(&self, scope: Scope, actor: Actor) -> Result<Tx, StoreError> {
        Tx::begin(self.clone(), scope, actor, Share::Commit).await
    }

    /// Begins a write of many rows: on SQLite no other write shares its commit.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_apart(&self, scope: Scope, actor: Actor) -> Result<Tx, StoreError> {
        Tx::begin(self.clone(), scope, actor, Share::Nothing).await
    }

    /// Begins a read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection is free in time.
    pub async fn read(&self, scope: Scope) -> Result<Read, StoreError> {
        self.begin_read(scope, scope.settings()).await
    }

    /// Begins a read whose statements take PostgreSQL longer to plan than to run: they are planned once, for whatever
    /// values come. Only for those that have one good plan, along an index: a page of a list.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_indexed(&self, scope: Scope) -> Result<Read, StoreError> {
        self.begin_read(scope, scope.setting()).await
    }

    async fn begin_read(&self, scope: Scope, settings: String) -> Result<Read, StoreError> {
        let conn = match &self.0.db {
            Db::Sqlite { readers, .. } => ReadConn::Sqlite(Arc::clone(readers)),
            Db::Postgres { readers, .. } => ReadConn::postgres(readers, &settings).await?,
        };
        Ok(Read { conn, store: self.clone(), scope })
    }

    pub fn now(&self) -> Ts {
        self.0.clock.now()
    }

    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub fn looks(&self) -> &LookLog {
        &self.0.looks
    }

    /// Wakes at each commit that made an event.
    pub fn ticks(&self) -> watch::Receiver<u64> {
        self.0.tick.subscribe()
    }

    /// Tells the streams of this instance that something is new.
    pub fn tick(&self) {
        self.0.tick.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// Says whether the database answers and can be written, by writing to a row of its own.
    ///
    /// # Errors
    /// The database's own.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let tx = self.write(Scope::System, Actor::System).await?;
        tx.run(
            "INSERT INTO write_probe (id, writes) VALUES (1, 1) \
             ON CONFLICT (id) DO UPDATE SET writes = write_probe.writes + 1",
        )
        .await?;
        tx.commit().await
    }

    /// The migrations that the main database went through, by name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn migrations(&self) -> Result<Vec<String>, StoreError> {
        let read = self.read(Scope::System).await?;
        let rows: Vec<(String,)> = fetch_all!(read, (String,), "SELECT version FROM seaql_migrations")?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// The pool, where listening for notifications needs one of its own.
    pub fn postgres(&self) -> Option<sqlx::PgPool> {
        match &self.0.db {
            Db::Postgres { pool, .. } => Some(pool.clone()),
            Db::Sqlite { .. } => None,
        }
    }

    /// An organisation's key, opened once. Not for whoever holds a connection: theirs asks for it.
    pub(crate) async fn organisation_key(&self, organisation: OrganisationId) -> Result<crate::vault::Key, StoreError> {
        match self.0.vault.organisation(organisation) {
            Some(key) => Ok(key),
            None => self.read(Scope::Organisation(organisation)).await?.key().await,
        }
    }

    /// Has what was erased overwritten at once: on SQLite it stands in the write-ahead log until that is emptied.
    /// PostgreSQL cleans its pages in its own time.
    ///
    /// # Errors
    /// The database's own; what was written stays written.
    pub async fn overwrite(&self) -> Result<(), StoreError> {
        match &self.0.db {
            Db::Sqlite { writer, .. } => writer.empty_log().await,
            Db::Postgres { .. } => Ok(()),
        }
    }

    /// Closes the connections; on SQLite, moves the write-ahead log into the file first.
    pub async fn close(&self) {
        self.0.looks.close().await;
        match &self.0.db {
            Db::Sqlite { readers, writer } => {
                readers.close();
                writer.close().await;
            }
            Db::Postgres { readers, pool, .. } => {
                readers.close().await;
                pool.close().await;
            }
        }
    }
}

/// The one connection that writes to the main file, with the settings of security RL-1.
pub(crate) async fn sqlite(path: &std::path::Path) -> Result<SqlitePool, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("cache_size", "-8000")
        .statement_cache_capacity(200);
    let settings = SETTINGS.into_iter().chain(WRITER_SETTINGS);
    let options = settings.fold(options, |options, setting| options.pragma(setting.pragma, setting.value));
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}

async fn check_sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    for setting in SETTINGS.into_iter().chain(WRITER_SETTINGS) {
        let asked = sqlx::AssertSqlSafe(format!("PRAGMA {}", setting.pragma));
        let row = sqlx::query(asked).fetch_one(&mut *connection).await?;
        // As text, whatever SQLite keeps it as.
        setting.check(&row.try_get_unchecked::<String, _>(0)?)?;
    }
    Ok(())
}

/// How its connections plan what does not say otherwise.
const PLANS: &str = "force_generic_plan";

/// How PostgreSQL is connected to, with the limits of security RL-2.
fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let statement_time = format!("{}ms", STATEMENT_TIME.as_millis());
    Ok(PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::Settings("CABAS_DATABASE_URL is not a PostgreSQL URL".into()))?
        .application_name("cabas")
        .options([
            ("statement_timeout", statement_time.as_str()),
            ("lock_timeout", "2s"),
            ("idle_in_transaction_session_timeout", "10s"),
            // What we ask is short: other processes and compiled code cost more than they bring.
            ("max_parallel_workers_per_gather", "0"),
            ("jit", "off"),
            // Planned for whatever values come, a page of a list is expected to be a tenth of its table: room to remember
            // so many rows is cleared at each statement, for longer than it takes to find fifty of them again.
            ("enable_memoize", "off"),
            // The least that a page of a list begins with; all others say that they want to be planned anew.
            ("plan_cache_mode", PLANS),
        ]))
}

/// Connections that read: as many as keep our cores busy. More of them take turns, and find their memory cold.
fn readers() -> usize {
    std::thread::available_parallelism().map_or(READERS, |cores| cores.get().saturating_mul(4)).min(READERS)
}

/// The pool of those that write.
async fn writers(options: PgConnectOptions) -> Result<sqlx::PgPool, StoreError> {
    Ok(PgPoolOptions::new()
        .max_connections(WRITERS)
        .acquire_timeout(WAIT)
        // Asked whether it lives only after a rest: not before each of many statements in a row.
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for > Duration::from_secs(5) {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?)
}

async fn check_postgres(pool: &sqlx::PgPool) -> Result<(), StoreError> {
    let mut conn = pool.acquire().await?;
    conn.ping().await?;
    let (superuser, bypass): (bool, bool) =
        sqlx::query_as("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(&mut *conn)
            .await?;
    if superuser || bypass {
        return Err(StoreError::Settings(
            "the PostgreSQL role can bypass row-level security: give Cabas a role without SUPERUSER and BYPASSRLS"
                .into(),
        ));
    }
    // What a request reads, it reads on one connection, which knows its scope.
    let plans: String = sqlx::query_scalar("SELECT current_setting('plan_cache_mode')").fetch_one(&mut *conn).await?;
    if plans != PLANS {
        return Err(StoreError::Settings(
            "what stands before PostgreSQL drops the settings of a connection: let Cabas reach it directly, or through a \
             pooler that keeps one connection for one client"
                .into(),
        ));
    }
    Ok(())
}

impl Store {
    /// Wakes the streams of this instance whenever another one commits. Returns on SQLite, where there is no other.
    pub async fn listen(&self) {
        let Some(pool) = self.postgres() else { return };
        loop {
            if let Ok(mut listener) = sqlx::postgres::PgListener::connect_with(&pool).await
                && listener.listen("cabas_events").await.is_ok()
            {
                self.tick();
                while listener.recv().await.is_ok() {
                    self.tick();
                }
            }
            tracing::warn!("notifications of the database were lost, listening again");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Says whether a PostgreSQL database holds any organisation: then its keys must exist already.
///
/// # Errors
/// The database's own.
pub async fn has_organisations(url: &str) -> Result<bool, StoreError> {
    let mut conn = sqlx::PgConnection::connect(url).await?;
    let (any,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM organisations)").fetch_one(&mut conn).await?;
    conn.close().await?;
    Ok(any)
}
