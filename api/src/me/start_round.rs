//! `POST /me/rounds/{id}/start`

use super::standing::at_round;
use crate::{
    http::{Absent, Cx, Outcome, Own, Stateful, gate, refusals},
    rounds::{Here, told},
};
use actix_web::{HttpResponse, post};
use cabas_domain::rounds::{StartError, decide_start};
use cabas_kernel::id::RoundId;
use cabas_model::Code;
use serde_json::json;

gate!(signed_in);
refusals!(StartError);

/// « Démarrer »: my round runs from now on. Pressed again, nothing changes.
#[utoipa::path(
    operation_id = "start_my_round", tag = "me",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Started"), Own, Stateful, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/rounds/{id}/start")]
pub(super) async fn start_my_round(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RoundId = cx.path("id")?;
    let standing = at_round(&cx, id).await?;
    cx.write_in(standing.scope(), async |tx| {
        let mut record = tx.round(id).await?.ok_or(Code::NotFound)?;
        let stops = tx.stops_of_round(id).await?;
        let facts = record.facts(&stops, Here::of(tx).await?.zone());
        let Some(state) = decide_start(&facts, standing.member)? else { return Ok(()) };
        (record.started_at, record.state) = (Some(tx.now()), state);
        tx.save_round(&record).await?;
        tx.audit("round.started", id, json!({})).await?;
        Ok(told(tx, &record).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
