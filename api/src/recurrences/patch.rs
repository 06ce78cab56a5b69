//! `PATCH /organisations/{organisation}/recurrences/{id}`

use super::{CLASS, course::Course, edit, shown};
use crate::http::{Cx, Edited, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::patch;
use cabas_kernel::id::RecurrenceId;
use cabas_model::recurrences::{PatchRecurrence, RecurrenceDetails};

gate!(member PlanDeliveries, pii: full);

/// Change a rule from its next date on, or from one of them. What came before stays with the old one, which ends: the answer
/// is the one that takes over. Deliveries on dates that both have stay, and follow where nobody changed them by hand.
#[utoipa::path(
    operation_id = "patch_recurrence", tag = "recurrences", request_body = PatchRecurrence,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RecurrenceDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}/recurrences/{id}")]
pub(super) async fn patch_recurrence(cx: Cx<Gate>) -> Outcome<Versioned<RecurrenceDetails>> {
    let (id, seen): (RecurrenceId, _) = (cx.path("id")?, cx.if_match()?);
    let ask: PatchRecurrence = cx.body().await?;
    let changed = cx.write(async |tx| {
        let course = Course::held(tx, id).await?;
        cx.check_version(&seen, id, course.record().version, CLASS)?;
        course.check_living()?;
        Box::pin(edit::change(tx, course, &ask)).await
    });
    let id = changed.await?;
    shown(&cx, id).await
}
