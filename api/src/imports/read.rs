//! `GET /organisations/{organisation}/imports/{id}`

use super::shown;
use crate::http::{Cx, Inside, Outcome, Versioned, gate};
use actix_web::get;
use cabas_model::imports::ImportDetails;

gate!(program Import, Imports);

/// Read one import: its state, its counts, every problem by line and column. The file and the problems are forgotten
/// after seven days.
#[utoipa::path(
    operation_id = "read_import", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ImportDetails, headers(("ETag" = String))), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/imports/{id}")]
pub(super) async fn read_import(cx: Cx<Gate>) -> Outcome<Versioned<ImportDetails>> {
    shown(&cx, cx.path("id")?).await
}
