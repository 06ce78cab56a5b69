//! `GET /organisations/{organisation}/blocked-pairs`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    recipients::{BlockedPair, BlockedPairQuery},
};
use cabas_store::recipients;

gate!(member ReadRecipients, pii: full);

/// List the volunteers and households that must not meet. Neither of them is shown this.
#[utoipa::path(
    operation_id = "list_blocked_pairs", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), BlockedPairQuery),
    responses((status = 200, body = Page<BlockedPair>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/blocked-pairs")]
pub(super) async fn list_blocked_pairs(cx: Cx<Gate>) -> Outcome<Done<Page<BlockedPair>>> {
    let query: BlockedPairQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page =
        recipients::list_blocked_pairs(&cx.read().await?, query.recipient_id, after, query.limit.unwrap_or(25)).await?;
    cx.look("blocked_pairs", None, None, page.items.iter().map(|p| p.recipient_id).collect()).await?;
    Ok(Done(cx.page(page)))
}
