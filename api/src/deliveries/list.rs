//! `GET /organisations/{organisation}/deliveries`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{
    Page,
    deliveries::{DeliveryQuery, DeliverySummary},
};
use cabas_store::deliveries::{self, Filter};

gate!(member ReadDeliveries, pii: full);

/// List deliveries: of a local day, of a household, of a status, or all. A wide window is listed on every day it overlaps.
#[utoipa::path(
    operation_id = "list_deliveries", tag = "deliveries",
    params(("organisation" = uuid::Uuid, Path), DeliveryQuery),
    responses((status = 200, body = Page<DeliverySummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/deliveries")]
pub(super) async fn list_deliveries(cx: Cx<Gate>) -> Outcome<Done<Page<DeliverySummary>>> {
    let query: DeliveryQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let filter = Filter { day: query.date, recipient: query.recipient_id, status: query.status };
    let page = deliveries::list_deliveries(&cx.read().await?, &filter, after, query.limit.unwrap_or(25)).await?;
    let mut seen: Vec<_> = page.items.iter().filter_map(|d| d.recipient.as_ref().map(|r| r.id)).collect();
    seen.sort();
    seen.dedup();
    cx.look("delivery_list", None, query.date, seen).await?;
    Ok(Done(cx.page(page)))
}
