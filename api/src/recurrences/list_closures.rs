//! `GET /organisations/{organisation}/closures`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, closures::ClosureSummary};
use cabas_store::recurrences;

gate!(member ReadDeliveries);

/// List the closures that are not over.
#[utoipa::path(
    operation_id = "list_closures", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<ClosureSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/closures")]
pub(super) async fn list_closures(cx: Cx<Gate>) -> Outcome<Done<Page<ClosureSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = recurrences::list_closures(&cx.read().await?, cx.today()?, after, query.limit()).await?;
    let tagged = |(summary, version): (ClosureSummary, i64)| ClosureSummary {
        etag: cx.etag(summary.id, version, "closure"),
        ..summary
    };
    let items = page.items.into_iter().map(tagged).collect();
    Ok(Done(cx.page(Page { items, next_cursor: page.next_cursor })))
}
