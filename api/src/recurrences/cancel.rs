//! `DELETE /organisations/{organisation}/recurrences/{id}`

use super::{CLASS, course::Course, edit::told};
use crate::{
    deliveries::occurrence::{call_off, hold_rounds},
    http::{Checked, Cx, Edited, Inside, Outcome, Stateful, gate},
};
use actix_web::{HttpResponse, delete};
use cabas_domain::recurrence::Progress;
use cabas_kernel::id::{DeliveryId, RecurrenceId};
use cabas_model::recurrences::{CancelRecurrence, Leftovers};
use cabas_store::{Tx, recurrences::RecurrenceRecord};

gate!(member PlanDeliveries);

/// End a rule for good. What it made stays, or is cancelled where nobody has begun it.
#[utoipa::path(
    operation_id = "cancel_recurrence", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header), CancelRecurrence),
    responses((status = 204, description = "Over"), Inside, Stateful, Edited, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/recurrences/{id}")]
pub(super) async fn cancel_recurrence(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, seen): (RecurrenceId, _) = (cx.path("id")?, cx.if_match()?);
    let ask: CancelRecurrence = cx.query()?;
    cx.write(async |tx| {
        let course = Course::held(tx, id).await?;
        cx.check_version(&seen, id, course.record().version, CLASS)?;
        course.check_living()?;
        end(tx, &course, ask.deliveries.unwrap_or(Leftovers::Keep)).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn end(tx: &Tx, course: &Course, leftovers: Leftovers) -> Outcome<()> {
    let record = RecurrenceRecord { cancelled_at: Some(tx.now()), ..course.record().clone() };
    tx.save_recurrence(&record).await?;
    told(tx, "recurrence.cancelled", record.id).await?;
    if leftovers == Leftovers::Keep {
        return Ok(());
    }
    let waiting = course.parts.made.iter().filter(|made| made.progress() == Progress::Open);
    let waiting: Vec<DeliveryId> = waiting.map(|made| made.delivery).collect();
    hold_rounds(tx, &waiting).await?;
    for delivery in waiting {
        call_off(tx, delivery).await?;
    }
    Ok(())
}
