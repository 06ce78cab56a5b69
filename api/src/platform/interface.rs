//! The interface: the files of `dist/`, embedded and already compressed.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, HeaderMap},
};
use cabas_model::Code;
use rust_embed::RustEmbed;

/// What `cargo xtask wasm` made. A build without it still serves the API; `/` then says how to make it.
#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// A file with a hash in its name never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Any other is asked for again each time.
const REVALIDATE: &str = "no-cache";

#[get("/assets/{name:.*}")]
pub(crate) async fn asset(request: HttpRequest) -> Result<HttpResponse, crate::http::Failure> {
    let path = request.path().trim_start_matches('/');
    serve(path, request.headers(), FOREVER).ok_or_else(|| Code::NotFound.into())
}

/// Any page of the interface: the document, which finds its own way from the address.
pub(crate) fn page(request: &HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    if let Some(file) = Some(path).filter(|p| p.contains('.')).and_then(|p| serve(p, request.headers(), REVALIDATE)) {
        return file;
    }
    serve("index.html", request.headers(), REVALIDATE).unwrap_or_else(|| {
        HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("This build holds the API only. To add the interface: cargo xtask wasm, then build again.\n")
    })
}

fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Option<HttpResponse> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let packed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| accepted.contains(name))
        .find_map(|(name, ending)| Dist::get(&format!("{path}.{ending}")).map(|file| (Some(name), file)));
    let (encoding, file) = packed.or_else(|| Dist::get(path).map(|file| (None, file)))?;
    let tag = file.metadata.sha256_hash().iter().take(12).fold(String::from("\""), |t, b| format!("{t}{b:02x}")) + "\"";
    if headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|seen| seen == tag) {
        return Some(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(kind(path))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Accept-Encoding"));
    // Said even when nothing is packed, so that the compressing middleware leaves these files alone.
    answer.insert_header((header::CONTENT_ENCODING, encoding.unwrap_or("identity")));
    Some(answer.body(file.data.into_owned()))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}
