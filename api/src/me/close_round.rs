//! `POST /me/rounds/{id}/closing`

use super::standing::at_round;
use crate::{
    http::{Absent, Cx, Outcome, Own, Stateful, gate},
    rounds::{Here, told},
};
use actix_web::{HttpResponse, post};
use cabas_domain::rounds::decide_close;
use cabas_kernel::id::RoundId;
use cabas_model::Code;
use serde_json::json;

gate!(signed_in);

/// « Terminer »: my round is over, once every stop is closed, well or not. Addresses close at once.
#[utoipa::path(
    operation_id = "close_my_round", tag = "me",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Closed"), Own, Stateful, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/rounds/{id}/closing")]
pub(super) async fn close_my_round(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RoundId = cx.path("id")?;
    let standing = at_round(&cx, id).await?;
    cx.write_in(standing.scope(), async |tx| {
        let mut record = tx.round(id).await?.ok_or(Code::NotFound)?;
        let stops = tx.stops_of_round(id).await?;
        let zone = Here::of(tx).await?.zone();
        record.state = decide_close(&record.facts(&stops, zone), &stops, Some(standing.member))?;
        record.closed_at = Some(tx.now());
        tx.save_round(&record).await?;
        tx.audit("round.closed", id, json!({})).await?;
        Ok(told(tx, &record).await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
