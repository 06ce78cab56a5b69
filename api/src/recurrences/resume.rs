//! `POST /organisations/{organisation}/recurrences/{id}/resumption`

use super::{
    course::Course,
    edit::told,
    run::{Span, generate},
    shown,
};
use crate::http::{Cx, Inside, Outcome, Stateful, Versioned, gate};
use actix_web::post;
use cabas_kernel::id::RecurrenceId;
use cabas_model::recurrences::RecurrenceDetails;

gate!(member PlanDeliveries, pii: full);

/// Resume a paused rule: what its horizon lacks is made at once.
#[utoipa::path(
    operation_id = "resume_recurrence", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RecurrenceDetails, headers(("ETag" = String))), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recurrences/{id}/resumption")]
pub(super) async fn resume_recurrence(cx: Cx<Gate>) -> Outcome<Versioned<RecurrenceDetails>> {
    let id: RecurrenceId = cx.path("id")?;
    cx.write(async |tx| {
        let mut course = Course::living(tx, id).await?;
        if !course.record().paused {
            return Ok(());
        }
        course.parts.record.paused = false;
        tx.save_recurrence(course.record()).await?;
        told(tx, "recurrence.resumed", id).await?;
        let span = Span::of(&course);
        generate(tx, &mut course, span).await.map(|_| ())
    })
    .await?;
    shown(&cx, id).await
}
