//! `GET /organisations/{organisation}/time-slots`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, organisations::TimeSlotSummary};
use cabas_store::organisations;

gate!(member ReadDeliveries);

/// List the organisation's time slots, oldest first.
#[utoipa::path(
    operation_id = "list_time_slots", tag = "organisations",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<TimeSlotSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/time-slots")]
pub(super) async fn list_time_slots(cx: Cx<Gate>) -> Outcome<Done<Page<TimeSlotSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = organisations::list_time_slots(&cx.read().await?, after, query.limit()).await?;
    let tagged = |(summary, version): (TimeSlotSummary, i64)| TimeSlotSummary {
        etag: cx.etag(summary.id, version, "time_slot"),
        ..summary
    };
    let items = page.items.into_iter().map(tagged).collect();
    Ok(Done(cx.page(Page { items, next_cursor: page.next_cursor })))
}
