//! `POST /organisations/{organisation}/deliveries`

use super::make;
use crate::http::{Created, Cx, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_model::deliveries::{CreateDelivery, DeliveryCreated};

gate!(member PlanDeliveries);

/// Make a delivery to a household. Without a pickup, the goods come from the depot of its round.
#[utoipa::path(
    operation_id = "create_delivery", tag = "deliveries", request_body = CreateDelivery,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = DeliveryCreated), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries")]
pub(super) async fn create_delivery(cx: Cx<Gate>) -> Outcome<Created<DeliveryCreated>> {
    let ask: CreateDelivery = cx.body().await?;
    let id = cx.write(async |tx| make::one(tx, ask.clone()).await).await?;
    Ok(Created(DeliveryCreated { id }))
}
