//! Around every request: its id, its language, the problem when it fails, the headers, one log line.

use super::Failure;
use crate::platform::{App, Config};
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use cabas_messages::{Lang, problems};
use cabas_model::{Code, Problem};
use std::time::Instant;
use uuid::Uuid;

/// The id of a request: in its log line, in `instance` of its problem.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestId(pub(super) Uuid);

/// The policy of API answers (FE-1).
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// The policy of documents: nothing inline, nothing from elsewhere (FE-1).
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The outermost middleware.
///
/// # Errors
/// None: every failure leaves as a problem.
pub async fn finish(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let began = Instant::now();
    let id = RequestId(Uuid::from_u128(rand::random()));
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    let route = request.match_pattern();
    // Handlers and extractors answer with responses; an error here would be the framework's own.
    let mut response = next.call(request).await?.map_into_boxed_body();
    let route = route.or_else(|| response.request().match_pattern()).unwrap_or_else(|| "unmatched".into());
    if let Some(problem) = problem(&response, id) {
        response = response.into_response(problem);
    }
    headers(&mut response);
    log(&method, &route, response.status(), began, id);
    Ok(response)
}

/// The problem of a failed answer, in the reader's language. `None` when the answer is good or speaks already.
fn problem(response: &ServiceResponse<BoxBody>, id: RequestId) -> Option<HttpResponse<BoxBody>> {
    let status = response.status();
    // A problem, or what readiness says of itself.
    let speaks = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().ends_with(b"json"));
    if speaks || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let failure = response.response().error().and_then(actix_web::Error::as_error::<Failure>);
    let fallback = Failure::from(for_status(status));
    let failure = failure.unwrap_or(&fallback);
    if failure.code.status() >= 500 {
        // One line with the request's id; the answer itself says nothing.
        tracing::error!(request_id = %id.0, code = failure.code.as_str(), cause = failure.cause.as_deref().unwrap_or("unknown"), "request failed");
    }
    let lang = language(response.request());
    let code = failure.code.as_str();
    let params: Vec<(&str, &str)> = failure.params.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let body = Problem {
        kind: failure.code.urn(),
        title: problems::title(lang, code).unwrap_or(code).to_owned(),
        status: failure.code.status(),
        detail: problems::sentence(lang, code, &params).unwrap_or_default(),
        instance: format!("urn:uuid:{}", id.0),
        code: code.to_owned(),
        errors: failure.errors.clone(),
    };
    let mut builder = HttpResponse::build(StatusCode::from_u16(failure.code.status()).unwrap_or(status));
    builder
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::CONTENT_LANGUAGE, lang.tag()));
    if let Some(seconds) = failure.retry_after {
        builder.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if failure.code == Code::Unauthenticated {
        builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if let Some(allow) = response.headers().get(header::ALLOW) {
        builder.insert_header((header::ALLOW, allow.clone()));
    }
    Some(builder.json(body))
}

fn for_status(status: StatusCode) -> Code {
    match status.as_u16() {
        401 => Code::Unauthenticated,
        403 => Code::Forbidden,
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        413 => Code::PayloadTooLarge,
        415 => Code::UnsupportedMediaType,
        429 => Code::TooManyRequests,
        503 => Code::Unavailable,
        400..=499 => Code::BadRequest,
        _ => Code::Internal,
    }
}

/// The first language of `Accept-Language` that we speak; French otherwise.
pub(crate) fn language(request: &HttpRequest) -> Lang {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accepted
        .split(',')
        .map(|part| part.split(';').next().unwrap_or_default().trim())
        .find_map(|tag| {
            let primary = tag.split('-').next().unwrap_or_default();
            Lang::ALL.into_iter().find(|l| l.tag().eq_ignore_ascii_case(primary))
        })
        .unwrap_or_default()
}

fn headers(response: &mut ServiceResponse<BoxBody>) {
    let api = response.request().path().starts_with("/api/")
        || response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().ends_with(b"json"));
    let secure = response.request().app_data::<web::Data<App>>().is_some_and(|a| a.config.base_url.scheme() == "https");
    let map = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        if !map.contains_key(&name) {
            map.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, if api { API_POLICY } else { PAGE_POLICY });
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "geolocation=(self), camera=(self), screen-wake-lock=(self), microphone=(), payment=(), usb=()",
    );
    if api {
        set(header::CACHE_CONTROL, "no-store");
    }
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}

fn log(method: &Method, route: &str, status: StatusCode, began: Instant, id: RequestId) {
    let elapsed = began.elapsed();
    metrics::counter!("cabas_requests_total", "method" => method.to_string(), "route" => route.to_owned(), "status" => status.as_u16().to_string()).increment(1);
    metrics::histogram!("cabas_request_seconds", "route" => route.to_owned()).record(elapsed.as_secs_f64());
    tracing::info!(request_id = %id.0, %method, route, status = status.as_u16(), micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), "request");
}

/// The network address a request comes from.
pub(super) fn address(config: &Config, request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|a| a.ip()) else { return "unknown".into() };
    if config.trusted_proxies.contains(&peer) {
        let forwarded = request.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok()).unwrap_or_default();
        // The last address that no proxy of ours wrote.
        let client = forwarded
            .rsplit(',')
            .filter_map(|ip| ip.trim().parse::<std::net::IpAddr>().ok())
            .find(|ip| !config.trusted_proxies.contains(ip));
        return client.unwrap_or(peer).to_string();
    }
    peer.to_string()
}
