//! Opening the store, listening, stopping.

use super::{
    App, Config,
    clock::{RandomIds, SystemClock},
    files, secrets, worker,
};
use crate::{
    api, http,
    mail::{Post, register_demo_page},
};
use actix_web::{
    App as Web, HttpServer,
    dev::{Server, ServerHandle},
    middleware::{Compress, from_fn},
    web,
};
use cabas_kernel::{Clock, IdGen};
use cabas_store::{Store, Target, Vault};
use secrecy::ExposeSecret;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinHandle};

/// Why the server does not start.
pub(crate) type StartError = Box<dyn std::error::Error + Send + Sync>;

/// Creates the data folder and the database when they are absent, migrates, opens.
///
/// # Errors
/// What stands in the way, in words for an operator.
pub async fn open_store(config: &Config, clock: Arc<dyn Clock>, ids: Arc<dyn IdGen>) -> Result<Store, StartError> {
    files::folder(&config.data_dir)?;
    let url = config.database_url.expose_secret();
    let has_data = match &config.database {
        Target::Sqlite { main, looks } => {
            let exists = main.exists();
            files::file(main)?;
            files::file(looks)?;
            cabas_migrations::up(&format!("sqlite://{}?mode=rwc", main.display())).await?;
            cabas_migrations::up_looks(&format!("sqlite://{}?mode=rwc", looks.display())).await?;
            exists
        }
        Target::Postgres(_) => {
            cabas_migrations::up(url).await?;
            // Asked once the tables are surely there, and never guessed: keys made beside data would hide it for ever.
            cabas_store::has_organisations(url).await?
        }
    };
    let secrets = secrets(&config.secret_file, has_data)?;
    Ok(Store::open(&config.database, Vault::new(secrets), clock, ids).await?)
}

/// A server that runs.
pub struct Running {
    pub address: SocketAddr,
    pub app: App,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Finishes what is under way (20 s at most), stops the workers, closes the store.
    pub async fn stop(self) {
        // Streams never finish by themselves.
        self.app.streams.stop();
        self.handle.stop(true).await;
        let _ = self.stop.send(true);
        for worker in self.workers {
            let _ = tokio::time::timeout(Duration::from_secs(5), worker).await;
        }
        let _ = self.server.await;
        self.app.store.close().await;
    }

    /// Waits until the server ends by itself.
    pub async fn wait(mut self) {
        let _ = (&mut self.server).await;
        let _ = self.stop.send(true);
        for worker in self.workers.drain(..) {
            let _ = tokio::time::timeout(Duration::from_secs(5), worker).await;
        }
        self.app.store.close().await;
    }
}

/// Starts listening and working.
///
/// # Errors
/// An address that is taken, a mail setting that cannot be used.
pub async fn start(config: Arc<Config>, store: Store) -> Result<Running, StartError> {
    let app = App::new(Arc::clone(&config), store);
    let post = Post::new(&config)?;
    let (stop, stopped) = watch::channel(false);
    let mut workers = worker::start(&app, post, &stopped);
    workers.extend(hear(&app, &stopped));
    let listener = std::net::TcpListener::bind(config.bind)?;
    let address = listener.local_addr()?;
    let server = listen(&app, listener, config.workers)?;
    let handle = server.handle();
    Ok(Running { address, app, handle, server: tokio::spawn(server), stop, workers })
}

/// On PostgreSQL, other instances commit too: their notifications wake our streams and our outbox.
fn hear(app: &App, stopped: &watch::Receiver<bool>) -> Option<JoinHandle<()>> {
    let store = app.store.clone();
    store.postgres()?;
    Some(worker::supervised("notifications", stopped, move |mut stopped| {
        let store = store.clone();
        async move {
            tokio::select! {
                _ = stopped.changed() => {}
                () = store.listen() => {}
            }
        }
    }))
}

fn listen(app: &App, listener: std::net::TcpListener, workers: usize) -> std::io::Result<Server> {
    let data = web::Data::new(app.clone());
    let server = HttpServer::new(move || {
        let (app, _) = api::register(Web::new().app_data(data.clone()));
        let app = app.configure(|routes| register_demo_page(&data.config, routes));
        app.wrap(Compress::default()).wrap(from_fn(http::finish))
    })
    .workers(workers)
    .client_request_timeout(Duration::from_secs(5))
    .max_connections(2000)
    .shutdown_timeout(20)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(server)
}

/// `cabas serve`: runs until SIGTERM or Ctrl-C.
///
/// # Errors
/// What stood in the way of starting.
pub async fn serve(config: Config) -> Result<(), StartError> {
    if config.rate_scale > 1.0 {
        tracing::warn!(scale = config.rate_scale, "rate limits are loosened");
    }
    let config = Arc::new(config);
    let store = open_store(&config, Arc::new(SystemClock), Arc::new(RandomIds)).await?;
    let running = start(Arc::clone(&config), store).await?;
    tracing::info!(address = %running.address, base_url = %config.base_url, "ready");
    stop_signal().await;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
