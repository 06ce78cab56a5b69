//! `POST /organisations/{organisation}/deliveries`

use super::make;
use crate::http::{Created, Cx, Outcome, gate};
use actix_web::post;
use cabas_model::{
    Problem,
    deliveries::{CreateDelivery, DeliveryCreated},
};

gate!(member PlanDeliveries);

/// Make a delivery to a household. Without a pickup, the goods come from the depot of its round.
#[utoipa::path(
    operation_id = "create_delivery", tag = "deliveries", request_body = CreateDelivery,
    params(("organisation" = uuid::Uuid, Path)),
    responses(
        (status = 201, body = DeliveryCreated),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries")]
pub(super) async fn create_delivery(cx: Cx<Gate>) -> Outcome<Created<DeliveryCreated>> {
    let ask: CreateDelivery = cx.body().await?;
    let id = cx.write(async |tx| make::one(tx, ask.clone()).await).await?;
    Ok(Created(DeliveryCreated { id }))
}
