//! `DELETE /organisations/{organisation}/recurrences/{id}/exceptions/{date}`

use super::{CLASS, course::Course, except};
use crate::http::{Cx, Edited, Inside, Outcome, Stateful, gate};
use actix_web::{HttpResponse, delete};
use cabas_kernel::id::RecurrenceId;

gate!(member PlanDeliveries);

/// Take back all that was said of one date: it is as the rule says again.
#[utoipa::path(
    operation_id = "delete_exceptions", tag = "recurrences",
    params(
        ("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("date" = chrono::NaiveDate, Path),
        ("If-Match" = String, Header)
    ),
    responses((status = 204, description = "As its rule says"), Inside, Stateful, Edited),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/recurrences/{id}/exceptions/{date}")]
pub(super) async fn delete_exceptions(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, date, seen): (RecurrenceId, _, _) = (cx.path("id")?, cx.path("date")?, cx.if_match()?);
    cx.write(async |tx| {
        let course = Course::held(tx, id).await?;
        cx.check_version(&seen, id, course.record().version, CLASS)?;
        Box::pin(except::take_back(tx, course, date)).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
