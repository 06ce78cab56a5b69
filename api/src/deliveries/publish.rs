//! `POST /organisations/{organisation}/deliveries/{id}/publication`

use super::{apply::apply, form, shown, whole::Whole};
use crate::http::{Checked, Cx, Failure, Inside, Outcome, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_domain::deliveries::{PublishError, StopActor, decide_publish};
use cabas_kernel::id::DeliveryId;
use cabas_model::{address::Address, deliveries::DeliveryDetails};
use cabas_store::deliveries::Report;
use serde_json::json;

gate!(member PlanDeliveries, pii: record);

/// Make a draft ready to be given to somebody. Its address must be usable; a position is not needed.
#[utoipa::path(
    operation_id = "publish_delivery", tag = "deliveries",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Checked, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/publication")]
pub(super) async fn publish_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let id: DeliveryId = cx.path("id")?;
    let report = Report { by: Some(cx.member()?), ..Report::default() };
    cx.write(async |tx| {
        let whole = Whole::of(tx, id).await?;
        let nowhere = Address::default();
        let address = whole.household.as_ref().map_or(&nowhere, |h| &h.household.address);
        let change = decide_publish(&whole.stops, StopActor::Dispatcher, form::is_usable(address))
            .map_err(|e| refused(e, address))?;
        apply(tx, &whole, &change, &report).await?;
        Ok(tx.audit("delivery.published", id, json!({})).await?)
    })
    .await?;
    shown(&cx, id).await
}

/// Says what the household's address lacks.
fn refused(e: PublishError, address: &Address) -> Failure {
    match (e, form::missing(address)) {
        (PublishError::AddressUnusable, Some(part)) => {
            Failure::field(&format!("/recipient/address/{part}"), "required")
        }
        (other, _) => other.into(),
    }
}
