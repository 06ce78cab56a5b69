//! `POST /organisations/{organisation}/deliveries/{id}/rescheduling`

use super::{
    form::{self, day_of},
    make,
    whole::Whole,
};
use crate::http::{Created, Cx, Failure, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_domain::deliveries::{StopActor, decide_reschedule};
use cabas_kernel::id::{DeliveryId, MembershipId};
use cabas_model::{
    Code,
    deliveries::{DeliveryCreated, RescheduleDelivery},
};
use cabas_store::Tx;
use serde_json::json;

gate!(member PlanDeliveries);

/// Bring once more what failed or was cancelled: a new delivery, linked to the old one, whose outcome stays.
#[utoipa::path(
    operation_id = "reschedule_delivery", tag = "deliveries", request_body = RescheduleDelivery,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 201, body = DeliveryCreated), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/rescheduling")]
pub(super) async fn reschedule_delivery(cx: Cx<Gate>) -> Outcome<Created<DeliveryCreated>> {
    let id: DeliveryId = cx.path("id")?;
    let ask: RescheduleDelivery = cx.body().await?;
    let by = cx.member()?;
    let id = cx.write(async |tx| again(tx, id, &ask, by).await).await?;
    Ok(Created(DeliveryCreated { id }))
}

async fn again(tx: &Tx, id: DeliveryId, ask: &RescheduleDelivery, by: MembershipId) -> Result<DeliveryId, Failure> {
    let old = Whole::of(tx, id).await?;
    form::runs_forward(&ask.window, "/window").map_err(|e| Failure::fields(vec![e]))?;
    let receives = old.household.as_ref().is_some_and(|h| make::receives(h, day_of(&ask.window, old.zone())).is_ok());
    let copies = decide_reschedule(&old.stops, StopActor::Dispatcher, ask.window, receives, old.zone())?;
    let household = old.household.as_ref().ok_or(Code::RecipientInactive)?;
    let new = make::again(tx, &old, household, &copies).await?;
    for copy in &copies {
        if let Some(stop) = old.stop(copy.from) {
            tx.note_stop_rescheduled(stop, Some(by)).await?;
        }
    }
    tx.audit("delivery.rescheduled", id, json!({ "new": new })).await?;
    old.announce_changed(tx).await?;
    Ok(new)
}
