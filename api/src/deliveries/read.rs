//! `GET /organisations/{organisation}/deliveries/{id}`

use super::shown;
use crate::http::{Cx, Inside, Outcome, TooOften, Versioned, gate};
use actix_web::get;
use cabas_model::deliveries::DeliveryDetails;

gate!(member ReadDeliveries, pii: record);

/// Open a delivery: its stops, and all that happened to them.
#[utoipa::path(
    operation_id = "read_delivery", tag = "deliveries",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/deliveries/{id}")]
pub(super) async fn read_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    shown(&cx, cx.path("id")?).await
}
