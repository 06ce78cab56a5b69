//! `PATCH /organisations/{organisation}/deliveries/{id}`

use super::{CLASS, change, shown, whole::Whole};
use crate::http::{Cx, Edited, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::patch;
use cabas_kernel::id::DeliveryId;
use cabas_model::deliveries::{DeliveryDetails, PatchDelivery};

gate!(member PlanDeliveries, pii: record);

/// Change a delivery before it is on its way; its comments and tags until it is over.
#[utoipa::path(
    operation_id = "patch_delivery", tag = "deliveries", request_body = PatchDelivery,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}/deliveries/{id}")]
pub(super) async fn patch_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let id: DeliveryId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: PatchDelivery = cx.body().await?;
    cx.write(async |tx| {
        let whole = Whole::of(tx, id).await?;
        cx.check_version(&seen, id, whole.record.version, CLASS)?;
        change::change(tx, &whole, &ask).await
    })
    .await?;
    shown(&cx, id).await
}
