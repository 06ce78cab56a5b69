//! `GET /organisations/{organisation}/imports`

use super::sight;
use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, imports::ImportSummary};
use cabas_store::imports;

gate!(program Import, Imports);

/// List imports, newest first: an admin's list holds all of the organisation, anybody else's their own.
#[utoipa::path(
    operation_id = "list_imports", tag = "imports",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ImportSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/imports")]
pub(super) async fn list_imports(cx: Cx<Gate>) -> Outcome<Done<Page<ImportSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = imports::list_imports(&cx.read().await?, sight(&cx)?, after, query.limit()).await?;
    Ok(Done(cx.page(page)))
}
