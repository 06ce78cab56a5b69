//! `POST /organisations/{organisation}/recurrences`

use super::{
    course::Course,
    edit::told,
    form,
    run::{Span, generate},
    shown,
};
use crate::http::{CreatedVersioned, Cx, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_model::{
    Code,
    recurrences::{CreateRecurrence, RecurrenceDetails},
};

gate!(member PlanDeliveries, pii: full);

/// Make a rule that makes deliveries to a household. Those of its horizon are made at once.
#[utoipa::path(
    operation_id = "create_recurrence", tag = "recurrences", request_body = CreateRecurrence,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = RecurrenceDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recurrences")]
pub(super) async fn create_recurrence(cx: Cx<Gate>) -> Outcome<CreatedVersioned<RecurrenceDetails>> {
    let ask: CreateRecurrence = cx.body().await?;
    let id = cx
        .write(async |tx| {
            let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
            let record = form::read(tx, &organisation, ask.clone(), tx.new_id(), None).await?;
            tx.add_recurrence(&record).await?;
            told(tx, "recurrence.created", record.id).await?;
            let mut course = Course::held(tx, record.id).await?;
            let span = Span::of(&course);
            generate(tx, &mut course, span).await?;
            Ok(record.id)
        })
        .await?;
    shown(&cx, id).await.map(CreatedVersioned)
}
