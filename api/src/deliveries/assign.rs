//! `POST /organisations/{organisation}/deliveries/{id}/assignment`

use super::{apply::apply, shown, whole::Whole};
use crate::http::{Cx, Failure, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_domain::deliveries::{Candidate, Decision, StopActor, decide_assign, decide_unassign};
use cabas_kernel::id::{DeliveryId, MembershipId};
use cabas_model::deliveries::{AssignDelivery, DeliveryDetails};
use cabas_store::{Tx, deliveries::Report};
use serde_json::json;

gate!(member PlanDeliveries, pii: full);

/// Give a delivery to a member by itself, or take it back with `null`. It leaves the round it was in.
#[utoipa::path(
    operation_id = "assign_delivery", tag = "deliveries", request_body = AssignDelivery,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/assignment")]
pub(super) async fn assign_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let id: DeliveryId = cx.path("id")?;
    let ask: AssignDelivery = cx.body().await?;
    let report = Report { by: Some(cx.member()?), ..Report::default() };
    cx.write(async |tx| {
        let whole = Whole::of(tx, id).await?;
        if let Some(member) = ask.member_id {
            return give(tx, &whole, member, &report).await;
        }
        apply(tx, &whole, &decide_unassign(&whole.stops, StopActor::Dispatcher)?, &report).await?;
        Ok(tx.audit("delivery.unassigned", id, json!({})).await?)
    })
    .await?;
    shown(&cx, id).await
}

async fn give(tx: &Tx, whole: &Whole, member: MembershipId, report: &Report) -> Result<(), Failure> {
    let to = tx.member(member).await?.ok_or_else(|| Failure::field("/member_id", "person_unknown"))?;
    let candidate = Candidate { member, state: to.state, roles: to.roles };
    let blocked = match whole.recipient() {
        Some(household) => tx.is_pair_blocked(member, household).await?,
        None => false,
    };
    if let Decision::Change(change) = decide_assign(&whole.stops, StopActor::Dispatcher, &candidate, blocked)? {
        apply(tx, whole, &change, report).await?;
        tx.audit("delivery.assigned", whole.record.id, json!({ "member": member })).await?;
    }
    Ok(())
}
