//! `GET /organisations/{organisation}/stops`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    deliveries::{StopQuery, StopSummary},
};
use cabas_store::deliveries::{self, StopFilter};

gate!(member ReadDeliveries, pii: full);

/// List stops: of a local day, of a round, of a person, of a kind, of a status, or all.
#[utoipa::path(
    operation_id = "list_stops", tag = "deliveries",
    params(("organisation" = uuid::Uuid, Path), StopQuery),
    responses((status = 200, body = Page<StopSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/stops")]
pub(super) async fn list_stops(cx: Cx<Gate>) -> Outcome<Done<Page<StopSummary>>> {
    let query: StopQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let filter = StopFilter {
        day: query.date,
        round: query.round_id,
        assignee: query.assignee_id,
        kind: query.kind,
        status: query.status,
    };
    let page = deliveries::list_stops(&cx.read().await?, &filter, after, query.limit.unwrap_or(25)).await?;
    let mut seen: Vec<_> = page.items.iter().filter_map(|s| s.recipient.as_ref().map(|r| r.id)).collect();
    seen.sort();
    seen.dedup();
    cx.look("delivery_list", None, query.date, seen).await?;
    Ok(Done(cx.page(page)))
}
