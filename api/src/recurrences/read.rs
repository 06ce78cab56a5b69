//! `GET /organisations/{organisation}/recurrences/{id}`

use super::shown;
use crate::http::{Cx, Inside, Outcome, Versioned, gate};
use actix_web::get;
use cabas_model::recurrences::RecurrenceDetails;

gate!(member ReadDeliveries, pii: full);

/// Read a rule, what each of its deliveries is made of, and what is different on single dates.
#[utoipa::path(
    operation_id = "read_recurrence", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RecurrenceDetails, headers(("ETag" = String))), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recurrences/{id}")]
pub(super) async fn read_recurrence(cx: Cx<Gate>) -> Outcome<Versioned<RecurrenceDetails>> {
    shown(&cx, cx.path("id")?).await
}
