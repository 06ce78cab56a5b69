//! `GET /organisations/{organisation}/depots`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, organisations::DepotSummary};
use cabas_store::organisations;

gate!(member ReadDeliveries);

/// List the organisation's depots, oldest first.
#[utoipa::path(
    operation_id = "list_depots", tag = "organisations",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<DepotSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/depots")]
pub(super) async fn list_depots(cx: Cx<Gate>) -> Outcome<Done<Page<DepotSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = organisations::list_depots(&cx.read().await?, after, query.limit()).await?;
    let tagged = |(summary, version): (DepotSummary, i64)| DepotSummary {
        etag: cx.etag(summary.id, version, "depot"),
        ..summary
    };
    let items = page.items.into_iter().map(tagged).collect();
    Ok(Done(cx.page(Page { items, next_cursor: page.next_cursor })))
}
