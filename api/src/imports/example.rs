//! `GET /organisations/{organisation}/import-examples/{kind}`

use crate::http::{Cx, Inside, Outcome, gate};
use actix_web::{HttpResponse, get, http::header};
use cabas_model::imports::ImportKind;
use cabas_sheet::examples;

gate!(member Import);

/// Download an example sheet of a kind, with every column people ask about. It imports without a problem; every name
/// in it is invented.
#[utoipa::path(
    operation_id = "read_import_example", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("kind" = ImportKind, Path)),
    responses((status = 200, body = String, content_type = "text/csv"), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/import-examples/{kind}")]
pub(super) async fn read_import_example(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let kind: ImportKind = cx.path("kind")?;
    let csv = match kind {
        ImportKind::Recipients => examples::recipients_csv(),
        ImportKind::Tasks => examples::tasks_csv(),
        ImportKind::Deliveries => examples::deliveries_csv(),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{kind}.csv\"")))
        .body(csv))
}
