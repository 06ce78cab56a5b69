//! `POST /organisations/{organisation}/deliveries/{id}/restoration`

use super::{apply::apply, form, shown, whole::Whole};
use crate::http::{Cx, Inside, Outcome, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_domain::deliveries::{StopActor, decide_restore};
use cabas_kernel::id::DeliveryId;
use cabas_model::deliveries::DeliveryDetails;
use cabas_store::deliveries::Report;
use serde_json::json;

gate!(member PlanDeliveries, pii: record);

/// Take a cancellation back: nobody's, in no round, ready; a draft while its address is not usable.
#[utoipa::path(
    operation_id = "restore_delivery", tag = "deliveries",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/restoration")]
pub(super) async fn restore_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let id: DeliveryId = cx.path("id")?;
    let report = Report { by: Some(cx.member()?), ..Report::default() };
    cx.write(async |tx| {
        let whole = Whole::of(tx, id).await?;
        whole.check_household()?;
        // Nobody's ends at a depot, whose address is checked where it is kept.
        let usable = whole.household.as_ref().is_none_or(|h| form::is_usable(&h.household.address));
        apply(tx, &whole, &decide_restore(&whole.stops, StopActor::Dispatcher, usable)?, &report).await?;
        Ok(tx.audit("delivery.restored", id, json!({})).await?)
    })
    .await?;
    shown(&cx, id).await
}
