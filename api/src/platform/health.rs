//! Whether the process lives, whether it can work, and figures for whoever watches.

use super::App;
use actix_web::{HttpResponse, get, web};
use cabas_model::health::{Health, Readiness};
use cabas_store::outbox;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

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

#[get("/healthz")]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok".into() })
}

#[get("/readyz")]
pub(crate) async fn ready(app: web::Data<App>) -> HttpResponse {
    let database = app.store.ping().await.is_ok();
    let disk = free_bytes(&app.config.data_dir).is_none_or(|free| free >= 64 * 1024 * 1024);
    // The schema is brought up to date before the server listens.
    let readiness = Readiness { ready: database && disk, database, migrations: true, disk };
    let mut answer = if readiness.ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(readiness)
}

/// Prometheus text. Served to loopback only, and not to what an operator's proxy passes on.
#[get("/metrics")]
pub(crate) async fn figures(
    app: web::Data<App>,
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, crate::http::Failure> {
    let forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    let through_a_proxy = forwarded.iter().any(|name| request.headers().contains_key(*name));
    if through_a_proxy || !request.peer_addr().is_some_and(|a| a.ip().is_loopback()) {
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
