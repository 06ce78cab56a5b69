//! Whether the process lives, whether it can work, and figures for whoever watches.

use super::App;
use actix_web::{HttpResponse, get, web};
use cabas_model::health::{Health, Readiness};
use cabas_store::{Store, outbox};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder, once per process.
pub fn install_metrics() {
    FIGURES.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // A second recorder in one process (tests) changes nothing: the first one counts.
        let _ = metrics::set_global_recorder(recorder);
        handle
    });
}

/// Folds the samples of histograms together. They pile up where nobody asks for the figures.
pub(super) fn keep_figures() {
    if let Some(kept) = FIGURES.get() {
        kept.run_upkeep();
    }
}

/// How long one answer about the database is everybody's.
const FRESH: Duration = Duration::from_secs(1);

/// What is found out about the database.
#[derive(Clone, Copy, Default)]
struct Found {
    /// By writing.
    is_writable: bool,
    /// It went through all the migrations that this program knows. They run before the server listens, but an older
    /// backup may be put back under it; one ahead is no fault (RL-9).
    is_current: bool,
}

impl Found {
    async fn of(store: &Store) -> Self {
        let is_writable = store.ping().await.is_ok();
        let applied = store.migrations().await.unwrap_or_default();
        Self { is_writable, is_current: cabas_migrations::names().iter().all(|name| applied.contains(name)) }
    }
}

type Answer = Shared<BoxFuture<'static, Found>>;

/// Whether the database can be used. Anybody may ask, so it is found out once a second at most, whoever asks and
/// however often.
#[derive(Clone, Default)]
pub struct Probe(Arc<Mutex<Option<(Instant, Answer)>>>);

impl Probe {
    async fn find(&self, store: &Store) -> Found {
        self.answer(store).await
    }

    fn answer(&self, store: &Store) -> Answer {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, answer)) = &*last
            && at.elapsed() < FRESH
        {
            return answer.clone();
        }
        let store = store.clone();
        // It goes on by itself: whoever hangs up does not make the next one find out anew.
        let work = tokio::spawn(async move { Found::of(&store).await });
        let answer = work.map(Result::unwrap_or_default).boxed().shared();
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}

#[get("/healthz")]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok".into() })
}

#[get("/readyz")]
pub(crate) async fn ready(app: web::Data<App>) -> HttpResponse {
    let Found { is_writable: database, is_current: migrations } = app.probe.find(&app.store).await;
    let disk = free_bytes(&app.config.data_dir).is_none_or(|free| free >= 64 * 1024 * 1024);
    let readiness = Readiness { ready: database && migrations && disk, database, migrations, disk };
    let mut answer = if readiness.ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(readiness)
}

/// Prometheus text, for this machine alone: not for what an operator's proxy passes on.
#[get("/metrics")]
pub(crate) async fn figures(
    app: web::Data<App>,
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, crate::http::Failure> {
    if !crate::http::is_of_this_machine(&request) {
        return Err(cabas_model::Code::NotFound.into());
    }
    if let Ok((waiting, _)) = outbox::backlog(&app.store).await {
        #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("cabas_outbox_waiting").set(waiting as f64);
    }
    let text = FIGURES.get().map(PrometheusHandle::render).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}

/// Free bytes of the disk under a folder, where the system tells.
fn free_bytes(path: &std::path::Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(path).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}
