//! `GET /organisations/{organisation}/recipients/{id}`

use super::shown;
use crate::http::{Cx, Inside, Outcome, TooOften, Versioned, gate};
use actix_web::get;
use cabas_model::recipients::RecipientDetails;

gate!(member ReadRecipients, pii: record);

/// Open a household's record. The look is noted, and the household may be told of it.
#[utoipa::path(
    operation_id = "read_recipient", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RecipientDetails, headers(("ETag" = String))), Inside, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recipients/{id}")]
pub(super) async fn read_recipient(cx: Cx<Gate>) -> Outcome<Versioned<RecipientDetails>> {
    shown(&cx, cx.path("id")?).await
}
