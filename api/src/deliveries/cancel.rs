//! `POST /organisations/{organisation}/deliveries/{id}/cancellation`

use super::{apply::apply, shown, whole::Whole};
use crate::http::{Cx, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_domain::deliveries::{StopActor, decide_cancel};
use cabas_kernel::id::DeliveryId;
use cabas_model::deliveries::{CancelDelivery, DeliveryDetails};
use cabas_store::deliveries::Report;
use serde_json::json;

gate!(member PlanDeliveries, pii: record);

/// Cancel what is left of a delivery. Whoever carried it sees it no longer; what was loaded stays loaded.
#[utoipa::path(
    operation_id = "cancel_delivery", tag = "deliveries", request_body = CancelDelivery,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/cancellation")]
pub(super) async fn cancel_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let id: DeliveryId = cx.path("id")?;
    let ask: CancelDelivery = cx.body().await?;
    let report = Report { by: Some(cx.member()?), note: Some(ask.reason.trim().to_owned()), ..Report::default() };
    cx.write(async |tx| {
        let whole = Whole::of(tx, id).await?;
        apply(tx, &whole, &decide_cancel(&whole.stops, StopActor::Dispatcher)?, &report).await?;
        Ok(tx.audit("delivery.cancelled", id, json!({})).await?)
    })
    .await?;
    shown(&cx, id).await
}
