//! `/api/docs`: the OpenAPI document for people, drawn by the browser from the document itself. It asks nobody else.

use actix_web::{
    HttpResponse, get,
    http::header::{CONTENT_SECURITY_POLICY, ContentType},
};

/// Its own script and style, the document, and nothing else (FE-1).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[get("/api/docs")]
pub(crate) async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(include_str!("page.html"))
}

#[get("/api/docs.css")]
pub(crate) async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("page.css"))
}

#[get("/api/docs.js")]
pub(crate) async fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("page.js"))
}
