//! `POST /organisations/{organisation}/recurrences/{id}/pause`

use super::{course::Course, edit::told, shown};
use crate::http::{Cx, Inside, Outcome, Stateful, Versioned, gate};
use actix_web::post;
use cabas_kernel::id::RecurrenceId;
use cabas_model::recurrences::RecurrenceDetails;
use cabas_store::recurrences::RecurrenceRecord;

gate!(member PlanDeliveries, pii: full);

/// Pause a rule until it is resumed: it makes nothing, and what it made stays.
#[utoipa::path(
    operation_id = "pause_recurrence", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RecurrenceDetails, headers(("ETag" = String))), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recurrences/{id}/pause")]
pub(super) async fn pause_recurrence(cx: Cx<Gate>) -> Outcome<Versioned<RecurrenceDetails>> {
    let id: RecurrenceId = cx.path("id")?;
    cx.write(async |tx| {
        let course = Course::living(tx, id).await?;
        if course.record().paused {
            return Ok(());
        }
        tx.save_recurrence(&RecurrenceRecord { paused: true, ..course.record().clone() }).await?;
        told(tx, "recurrence.paused", id).await
    })
    .await?;
    shown(&cx, id).await
}
