//! A running server.

use crate::{Letter, TestClock, database, log, mailbox, watch::Watch};
use cabas_api::{
    Config,
    platform::{self, Running, clock::RandomIds},
};
use cabas_client::Client;
use cabas_kernel::{Clock, Ts};
use cabas_store::Store;
use std::{path::PathBuf, sync::Arc};

/// Where links and the accepted `Origin` point, whatever the port.
pub(crate) const ORIGIN: &str = "http://cabas.test";

/// A server on a port of its own, with a database of its own. Dropping it removes its folder.
pub struct TestApp {
    pub clock: Arc<TestClock>,
    pub dir: PathBuf,
    database: String,
    running: Running,
    watch: Watch,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts with some settings besides.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        log::listen();
        let dir = std::env::temp_dir().join(format!("cabas-test-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&dir).expect("a folder");
        let url = database::fresh(&dir).await;
        let config = Config::from_lookup(|name| {
            if let Some((_, value)) = settings.iter().find(|(n, _)| *n == name) {
                return Some((*value).to_owned());
            }
            match name {
                "CABAS_BIND" => Some("127.0.0.1:0".into()),
                "CABAS_BASE_URL" => Some(ORIGIN.into()),
                "CABAS_DATA_DIR" => Some(dir.display().to_string()),
                "CABAS_DATABASE_URL" => Some(url.clone()),
                "CABAS_MAIL" => Some(format!("dir:{}", dir.join("mail").display())),
                "CABAS_DEV_COOKIE" => Some("1".into()),
                // Limits have tests of their own, which set it back to 1.
                "CABAS_RATE_SCALE" => Some("1000".into()),
                "CABAS_WORKERS" => Some("2".into()),
                _ => None,
            }
        })
        .expect("a configuration");
        let clock = Arc::new(TestClock::default());
        let shared: Arc<dyn Clock> = clock.clone();
        let store = platform::open_store(&config, shared, Arc::new(RandomIds)).await.expect("a store");
        let running = platform::start(Arc::new(config), store).await.expect("a server");
        let watch = Watch::over(running.address);
        Self { clock, dir, database: url, running, watch }
    }

    pub fn store(&self) -> &Store {
        &self.running.app.store
    }
    pub fn app(&self) -> &cabas_api::App {
        &self.running.app
    }
    pub fn now(&self) -> Ts {
        self.clock.now()
    }
    /// The address to call: what comes back is held against the document.
    pub fn url(&self) -> String {
        format!("http://{}", self.watch.address)
    }
    /// A client of nobody.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url())
    }
    /// A client of nobody whose answers nobody holds against the document: for what the document leaves out.
    pub fn unwatched(&self) -> Client {
        Client::new(&format!("http://{}", self.running.address))
    }
    /// The address of its database.
    pub fn database_url(&self) -> &str {
        &self.database
    }
    /// Runs statements behind the server's back.
    pub async fn sql(&self, statements: &[&str]) {
        database::run_all(&self.database, statements).await.expect("the statements");
    }
    /// The one number, a `BIGINT`, that a query gives behind the server's back.
    pub async fn number(&self, query: &str) -> i64 {
        database::number(&self.database, query).await.expect("a number")
    }
    /// The same, of a query that reads a table of one of the logs.
    pub async fn log_number(&self, table: &str, query: &str) -> i64 {
        database::number(&self.log_url(table), query).await.expect("a number")
    }
    /// The address of the database that holds a table of a log: on SQLite, looks have a file of their own.
    fn log_url(&self, table: &str) -> String {
        if self.database.starts_with("sqlite://") && table.starts_with("look") {
            return format!("sqlite://{}", self.dir.join("cabas.looks.sqlite").display());
        }
        self.database.clone()
    }
    /// An id as the database writes it in a statement.
    pub fn sql_id(&self, id: uuid::Uuid) -> String {
        if self.database.starts_with("sqlite://") { format!("X'{}'", id.simple()) } else { format!("'{id}'") }
    }
    /// Edits one of the logs as whoever holds the database could: past the triggers that refuse it. Several statements may
    /// be parted by semicolons.
    pub async fn tamper(&self, table: &str, statement: &str) {
        if !self.database.starts_with("sqlite://") {
            let off = format!("ALTER TABLE {table} DISABLE TRIGGER no_change");
            return self.sql(&[&off, statement]).await;
        }
        let drops = ["update", "delete"].map(|act| format!("DROP TRIGGER IF EXISTS {table}_no_{act}"));
        let statements: [&str; 3] = [&drops[0], &drops[1], statement];
        database::run_all(&self.log_url(table), &statements).await.expect("the statements");
    }
    /// Says whether the triggers of a log refuse what somebody does to one of its tables; otherwise it is done.
    pub async fn refuses(&self, table: &str, statement: &str) -> bool {
        match database::run_all(&self.log_url(table), &[statement]).await {
            Ok(()) => false,
            Err(e) if e.to_string().contains("append only") => true,
            Err(e) => panic!("{statement}: {e}"),
        }
    }
    /// Every mail to an address so far, oldest first.
    pub fn mails(&self, to: &str) -> Vec<Letter> {
        mailbox::all(&self.dir.join("mail"), to)
    }
    /// Waits for mail number `count` (from 1) to an address.
    pub async fn mail(&self, to: &str, count: usize) -> Letter {
        mailbox::nth(&self.dir.join("mail"), to, count).await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        let faults = self.watch.faults();
        let leaks = log::leaks();
        assert!(faults.is_empty() || std::thread::panicking(), "against the document:\n{}", faults.join("\n"));
        assert!(leaks.is_empty() || std::thread::panicking(), "in the log, about people:\n{}", leaks.join("\n"));
    }
}
