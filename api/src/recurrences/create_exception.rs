//! `POST /organisations/{organisation}/recurrences/{id}/exceptions`

use super::{except, shown};
use crate::http::{CreatedVersioned, Cx, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_kernel::id::RecurrenceId;
use cabas_model::recurrences::{CreateException, RecurrenceDetails};

gate!(member PlanDeliveries, pii: full);

/// Skip one date, move it, change what it brings, or add one that the rule does not give. What was made of it follows.
#[utoipa::path(
    operation_id = "create_exception", tag = "recurrences", request_body = CreateException,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 201, body = RecurrenceDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recurrences/{id}/exceptions")]
pub(super) async fn create_exception(cx: Cx<Gate>) -> Outcome<CreatedVersioned<RecurrenceDetails>> {
    let id: RecurrenceId = cx.path("id")?;
    let ask: CreateException = cx.body().await?;
    cx.write(async |tx| Box::pin(except::say(tx, id, &ask)).await).await?;
    shown(&cx, id).await.map(CreatedVersioned)
}
