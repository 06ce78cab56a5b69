//! Every route, and the document that describes them.

use crate::{
    api_clients, audit, days, deliveries, events, follow_ups, geo, http, imports, invitations, me, members,
    organisations,
    platform::{docs, health, interface},
    recipients, recurrences, rounds, sessions,
};
use actix_web::{
    App as Web, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{HttpServiceFactory, ServiceFactory, ServiceRequest, ServiceResponse},
    guard::{GuardContext, fn_guard},
    http::{Method, header},
    web,
};
use cabas_model::Code;
use percent_encoding::percent_decode_str;
use std::{borrow::Cow, sync::LazyLock};
use utoipa::{
    OpenApi as _,
    openapi::{
        OpenApi,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, OpenApiFactory, scope, service_config::ServiceConfig};

/// The parts of the document that no handler knows.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Cabas",
        description = "Solidarity food-aid networks: households, deliveries, rounds, volunteers. Conventions: docs/API-DESIGN.md."
    ),
    components(schemas(cabas_model::Problem, cabas_model::FieldError))
)]
struct Document;

/// The slices, each with the words that its paths begin with under `/api/v1` or under an organisation.
fn v1(config: &mut ServiceConfig<'_>) {
    config
        .service(slice(&["recipients", "blocked-pairs"], recipients::routes))
        .service(slice(&["members", "co-optation"], members::routes))
        .service(slice(&["days"], days::routes))
        .service(slice(&["me"], me::routes))
        .service(slice(&["sessions", "password-resets"], sessions::routes))
        .service(slice(&["rounds"], rounds::routes))
        .service(slice(&["deliveries", "delivery-batches", "stops"], deliveries::routes))
        .service(slice(&["follow-ups"], follow_ups::routes))
        .service(slice(&["recurrences", "recurrence-previews", "recurrence-runs", "closures"], recurrences::routes))
        .service(slice(&["address-lookups"], geo::routes))
        .service(slice(&["events"], events::routes))
        .service(slice(&["organisations", "depots", "time-slots", "package-kinds"], organisations::routes))
        .service(slice(&["invitations"], invitations::routes))
        .service(slice(&["imports", "import-examples"], imports::routes))
        .service(slice(&["api-clients"], api_clients::routes))
        .service(slice(&["audit"], audit::routes));
}

/// A slice, whose paths are compared with the one asked for only where one of its words stands in that: they are
/// patterns that go through it one after the other, and there are more than a hundred.
fn slice(
    words: &'static [&'static str],
    routes: fn(&mut ServiceConfig<'_>),
) -> impl HttpServiceFactory + OpenApiFactory {
    let is_ours = move |asked: &GuardContext<'_>| word(asked.head().uri.path()).is_some_and(|w| words.contains(&&*w));
    scope::scope("").guard(fn_guard(is_ours)).configure(routes)
}

/// The word that tells the slice of a path: the first one, of an organisation's the one after its id. Patterns are
/// compared with what a path says, however it is written.
fn word(path: &str) -> Option<Cow<'_, str>> {
    let mut parts = path.strip_prefix("/api/v1/")?.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy());
    let first = parts.next()?;
    if first == "organisations" { parts.nth(1).or(Some(first)) } else { Some(first) }
}

/// Registers every route on an application, and gives the document of those under `/api/v1`.
pub fn register<T, B>(app: Web<T>) -> (Web<T>, OpenApi)
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
            InitError = (),
        >,
    B: MessageBody,
{
    let (app, document) = app
        // Before the scope, which answers for all that is under it.
        .service(document_json)
        .into_utoipa_app()
        .openapi(Document::openapi())
        .service(scope::scope("/api/v1").configure(v1))
        .split_for_parts();
    let app = app
        .app_data(web::Data::new(http::Paths::of(&document)))
        .service(docs::page)
        .service(docs::style)
        .service(docs::script)
        .service(health::live)
        .service(health::ready)
        .service(health::figures)
        .service(interface::asset)
        .default_service(web::to(unmatched));
    (app, document)
}

/// The OpenAPI document, made without a database.
pub fn document() -> OpenApi {
    let (_, mut document) = register(Web::new());
    http::complete(&mut document);
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
    document.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("bearer", [])]);
    document
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_pretty_json().unwrap_or_default());

/// The document as text, the same bytes at each build.
pub fn document_text() -> &'static str {
    &DOCUMENT
}

#[actix_web::get("/api/v1/openapi.json")]
async fn document_json() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document_text())
}

/// Under `/api`, a path that does not exist is 404, one that exists under other methods 405 with `Allow`
/// (decisions 31); `/demo` is served with demo data only. Anything else is a page of the interface.
async fn unmatched(request: HttpRequest) -> Result<HttpResponse, http::Failure> {
    let is_page = !request.path().starts_with("/api/") && !request.path().starts_with("/demo/");
    if is_page && matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(interface::page(&request));
    }
    let paths = request.app_data::<web::Data<http::Paths>>();
    match paths.and_then(|paths| paths.find(request.path())) {
        Some(path) => {
            Ok(HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, path.methods.as_str())).finish())
        }
        None => Err(Code::NotFound.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_path_tells_its_slice() {
        for (path, found) in [
            ("/api/v1/me/rounds", Some("me")),
            ("/api/v1/organisations", Some("organisations")),
            ("/api/v1/organisations/7", Some("organisations")),
            ("/api/v1/organisations/7/members", Some("members")),
            ("/api/v1/organisations/7/members/8", Some("members")),
            ("/api/v1/organisations/7/time%2Dslots", Some("time-slots")),
            ("/api/v1/%6De", Some("me")),
            ("/", None),
        ] {
            assert_eq!(word(path).as_deref(), found, "{path}");
        }
    }
}
