//! `GET /organisations/{organisation}/package-kinds`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, organisations::PackageKindSummary};
use cabas_store::organisations;

gate!(member ReadDeliveries);

/// List the organisation's package kinds, oldest first.
#[utoipa::path(
    operation_id = "list_package_kinds", tag = "organisations",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<PackageKindSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/package-kinds")]
pub(super) async fn list_package_kinds(cx: Cx<Gate>) -> Outcome<Done<Page<PackageKindSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = organisations::list_package_kinds(&cx.read().await?, after, query.limit()).await?;
    let tagged = |(summary, version): (PackageKindSummary, i64)| PackageKindSummary {
        etag: cx.etag(summary.id, version, "package_kind"),
        ..summary
    };
    let items = page.items.into_iter().map(tagged).collect();
    Ok(Done(cx.page(Page { items, next_cursor: page.next_cursor })))
}
