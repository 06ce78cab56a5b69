//! `POST /organisations/{organisation}/delivery-batches`

use super::make;
use crate::http::{Created, Cx, Inside, Outcome, Sent, gate};
use actix_web::post;
use cabas_model::deliveries::{CreateDeliveries, DeliveriesCreated};

gate!(member PlanDeliveries);

/// Make one delivery per household. Households that receive nothing then are left out and named.
#[utoipa::path(
    operation_id = "create_deliveries", tag = "deliveries", request_body = CreateDeliveries,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = DeliveriesCreated), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/delivery-batches")]
pub(super) async fn create_deliveries(cx: Cx<Gate>) -> Outcome<Created<DeliveriesCreated>> {
    let ask: CreateDeliveries = cx.body().await?;
    Ok(Created(cx.write(async |tx| make::many(tx, &ask).await).await?))
}
