//! `DELETE /me/rounds/{id}/assignment`

use super::standing::at_round;
use crate::{
    http::{Absent, Cx, Outcome, Own, Stateful, gate, refusals},
    rounds::{Handover, Here, hand_over},
};
use actix_web::{HttpResponse, delete};
use cabas_domain::rounds::{ReleaseError, decide_release};
use cabas_kernel::{
    id::{MembershipId, RoundId},
    words::events::EventKind,
};
use cabas_model::Code;
use cabas_store::Tx;
use serde_json::json;

gate!(signed_in);
refusals!(ReleaseError);

/// Give my round back. The dispatchers are told; I cannot take it again by myself. Only I hold it, so no `If-Match`
/// is asked.
#[utoipa::path(
    operation_id = "release_round", tag = "me",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Given back"), Own, Stateful, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/me/rounds/{id}/assignment")]
pub(super) async fn release_round(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RoundId = cx.path("id")?;
    let standing = at_round(&cx, id).await?;
    cx.write_in(standing.scope(), async |tx| release(tx, id, standing.member).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn release(tx: &Tx, id: RoundId, me: MembershipId) -> Outcome<()> {
    let record = tx.round(id).await?.ok_or(Code::NotFound)?;
    let stops = tx.stops_of_round(id).await?;
    let release = decide_release(&record.facts(&stops, Here::of(tx).await?.zone()), &stops, me)?;
    let how = Handover { by: Some(me), given_back: true, count: 0, link: "" };
    hand_over(tx, &record, &release.assignment, &how).await?;
    let follow_up = tx.add_round_follow_up(release.follow_up, id, Some(me)).await?;
    tx.announce(EventKind::FollowUpChanged, follow_up, Some(record.day), None).await?;
    Ok(tx.audit("round.released", id, json!({ "member": me })).await?)
}
