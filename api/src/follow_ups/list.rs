//! `GET /organisations/{organisation}/follow-ups`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    follow_ups::{FollowUpQuery, FollowUpStatus, FollowUpSummary},
};
use cabas_store::follow_ups::{self, Filter};

gate!(member ReadDeliveries, pii: full);

/// List what waits to be looked at, oldest first; or what was looked at, newest first.
#[utoipa::path(
    operation_id = "list_follow_ups", tag = "follow_ups",
    params(("organisation" = uuid::Uuid, Path), FollowUpQuery),
    responses((status = 200, body = Page<FollowUpSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/follow-ups")]
pub(super) async fn list_follow_ups(cx: Cx<Gate>) -> Outcome<Done<Page<FollowUpSummary>>> {
    let query: FollowUpQuery = cx.query()?;
    let filter = Filter {
        status: query.status.unwrap_or(FollowUpStatus::Open),
        after: cx.after(query.cursor.as_deref())?,
        limit: query.limit.unwrap_or(25),
    };
    let page = follow_ups::list_follow_ups(&cx.read().await?, &filter).await?;
    let mut seen: Vec<_> = page.items.iter().filter_map(|f| f.recipient_id).collect();
    seen.sort();
    seen.dedup();
    cx.look("follow_up_list", None, None, seen).await?;
    Ok(Done(cx.page(page)))
}
