//! Around every request: its id, its language, the problem when it fails, the headers, one log line.

use super::{Failure, Paths};
use crate::platform::App;
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use cabas_messages::{Lang, problems};
use cabas_model::{Code, Problem};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Instant};
use uuid::Uuid;

/// The id of a request: in its log line, in `instance` of its problem.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestId(pub(super) Uuid);

/// Seconds to wait where nobody knows better: each refusal that passes says when to come back.
const SOON: u64 = 2;

/// The route of what fits none.
const UNMATCHED: &str = "unmatched";

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
    let method = verb(request.method());
    // Which route it is, is known where the request arrived: of one that fell over, or arrived nowhere, its path tells.
    let (paths, uri) = (request.app_data::<web::Data<Paths>>().cloned(), request.uri().clone());
    let by_path = || paths.and_then(|paths| Some(paths.find(uri.path())?.template.clone()));
    let fallen = Fallen::of(request.request(), id);
    // Handlers and extractors answer with responses; an error here would be the framework's own.
    let Ok(answer) = AssertUnwindSafe(async { next.call(request).await }).catch_unwind().await else {
        let route = by_path().unwrap_or_else(|| UNMATCHED.into());
        tracing::error!(request_id = %id.0, method, route, "a handler fell over");
        log(method, &route, StatusCode::INTERNAL_SERVER_ERROR, began, id);
        return Err(fallen.into());
    };
    let mut response = answer?.map_into_boxed_body();
    let route = response.request().match_pattern().or_else(by_path).unwrap_or_else(|| UNMATCHED.into());
    if let Some(problem) = problem(&response, id) {
        response = response.into_response(problem);
    }
    let policy = Policy::of(response.request(), response.headers());
    policy.set(response.headers_mut());
    log(method, &route, response.status(), began, id);
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
    let mut builder = speak(failure, language(response.request()), id);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        builder.headers_mut().insert(header::ALLOW, allow.clone());
    }
    Some(builder)
}

/// A failure as a problem, in a language.
fn speak(failure: &Failure, lang: Lang, id: RequestId) -> HttpResponse<BoxBody> {
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
    let status = StatusCode::from_u16(failure.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(status);
    builder
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::CONTENT_LANGUAGE, lang.tag()));
    let passes = matches!(failure.code.status(), 429 | 503).then_some(SOON);
    if let Some(seconds) = failure.retry_after.or(passes) {
        builder.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if failure.code == Code::Unauthenticated {
        builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    builder.json(body)
}

/// The answer of a handler that fell over: a problem like any other, and the process lives (LO-4).
#[derive(Debug)]
struct Fallen {
    id: RequestId,
    lang: Lang,
    policy: Policy,
}

impl Fallen {
    fn of(request: &HttpRequest, id: RequestId) -> Self {
        Self { id, lang: language(request), policy: Policy::of(request, &HeaderMap::new()) }
    }
}

impl std::fmt::Display for Fallen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Code::Internal.as_str())
    }
}

impl ResponseError for Fallen {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = speak(&Code::Internal.into(), self.lang, self.id);
        self.policy.set(answer.headers_mut());
        answer
    }
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

/// Which headers an answer wears (FE-1 to FE-3).
#[derive(Clone, Copy, Debug)]
struct Policy {
    api: bool,
    secure: bool,
}

impl Policy {
    fn of(request: &HttpRequest, answer: &HeaderMap) -> Self {
        let api = request.path().starts_with("/api/")
            || answer.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().ends_with(b"json"));
        let secure = request.app_data::<web::Data<App>>().is_some_and(|a| a.config.base_url.scheme() == "https");
        Self { api, secure }
    }

    fn set(self, map: &mut HeaderMap) {
        let mut set = |name: HeaderName, value: &'static str| {
            if !map.contains_key(&name) {
                map.insert(name, HeaderValue::from_static(value));
            }
        };
        set(header::CONTENT_SECURITY_POLICY, if self.api { API_POLICY } else { PAGE_POLICY });
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::REFERRER_POLICY, "no-referrer");
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        set(
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(self), screen-wake-lock=(self), microphone=(), payment=(), usb=()",
        );
        if self.api {
            set(header::CACHE_CONTROL, "no-store");
        }
        if self.secure {
            set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
        }
    }
}

/// The name of a method in the log and the figures. A sender invents names at will, and each would be a series that is
/// kept for ever.
fn verb(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| method.as_str() == *known).unwrap_or("other")
}

fn log(method: &'static str, route: &str, status: StatusCode, began: Instant, id: RequestId) {
    let elapsed = began.elapsed();
    metrics::counter!("cabas_requests_total", "method" => method, "route" => route.to_owned(), "status" => status.as_u16().to_string()).increment(1);
    metrics::histogram!("cabas_request_seconds", "route" => route.to_owned()).record(elapsed.as_secs_f64());
    tracing::info!(request_id = %id.0, method, route, status = status.as_u16(), micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), "request");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use actix_web::{App as Web, HttpServer, middleware::from_fn};
    use std::{
        io::{Read, Write},
        net::{SocketAddr, TcpStream},
    };

    async fn fall() -> HttpResponse {
        panic!("a defect")
    }

    async fn ask(address: SocketAddr, path: &'static str) -> String {
        let call = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nhost: a\r\naccept-language: en\r\nconnection: close\r\n\r\n")
                .unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        tokio::task::spawn_blocking(call).await.unwrap()
    }

    #[test]
    fn an_invented_method_has_no_name_of_its_own() {
        let named = |text: &str| verb(&Method::from_bytes(text.as_bytes()).unwrap());
        assert_eq!(["GET", "DELETE", "get", "CONNECT", "X1"].map(named), ["GET", "DELETE", "other", "other", "other"]);
    }

    #[tokio::test]
    async fn a_handler_that_falls_over_answers_a_problem_and_the_process_lives() {
        let web = || {
            Web::new()
                .wrap(from_fn(finish))
                .service(web::resource("/api/fall").to(fall))
                .service(web::resource("/api/stand").to(HttpResponse::NoContent))
        };
        let server = HttpServer::new(web).workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = *server.addrs().first().unwrap();
        let server = server.run();
        let handle = server.handle();
        let running = tokio::spawn(server);
        for _ in 0..2 {
            let answer = ask(address, "/api/fall").await;
            assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
            assert!(
                answer.contains("application/problem+json") && answer.contains("\"code\":\"internal\""),
                "{answer}"
            );
            assert!(
                answer.contains("nosniff") && answer.contains("no-store") && answer.contains("content-language: en")
            );
            assert!(!answer.contains("a defect"), "what happened is for the log");
            assert!(ask(address, "/api/stand").await.starts_with("HTTP/1.1 204"));
        }
        handle.stop(false).await;
        running.await.unwrap().unwrap();
    }
}
