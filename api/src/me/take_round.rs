//! `POST /me/rounds/{id}/assignment`

use super::standing::at_round;
use crate::{
    http::{Absent, Created, Cx, Outcome, Own, Stateful, gate, refusals},
    rounds::{Handover, Here, hand_over, live},
};
use actix_web::post;
use cabas_domain::{
    deliveries::Candidate,
    rounds::{TakeError, Taker, decide_take},
};
use cabas_kernel::id::{MembershipId, RoundId};
use cabas_model::{Code, me::Taken};
use cabas_store::Tx;
use serde_json::json;

gate!(signed_in);
refusals!(TakeError);

/// Take a round that a dispatcher has opened to whoever likes. Of several at once, one gets it (DL-10, DL-26).
#[utoipa::path(
    operation_id = "take_round", tag = "me",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 201, body = Taken), Own, Stateful, Absent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/me/rounds/{id}/assignment")]
pub(super) async fn take_round(cx: Cx<Gate>) -> Outcome<Created<Taken>> {
    let id: RoundId = cx.path("id")?;
    let standing = at_round(&cx, id).await?;
    let me = standing.member;
    cx.write_in(standing.scope(), async |tx| take(tx, id, me).await).await?;
    Ok(Created(Taken { round_id: id, member_id: me }))
}

async fn take(tx: &Tx, id: RoundId, me: MembershipId) -> Outcome<()> {
    let record = tx.round(id).await?.ok_or(Code::NotFound)?;
    let member = tx.member(me).await?.ok_or(Code::NotFound)?;
    let stops = tx.stops_of_round(id).await?;
    let taker = Taker {
        candidate: Candidate { member: me, state: member.state, roles: member.roles },
        gave_back: record.released_by == Some(me),
        blocked: &tx.blocked_for(me).await?,
    };
    let assignment = decide_take(&record.facts(&stops, Here::of(tx).await?.zone()), &stops, &taker)?;
    if record.assignee == Some(me) {
        return Ok(());
    }
    let how = Handover { by: Some(me), given_back: false, count: live(&stops), link: "" };
    hand_over(tx, &record, &assignment, &how).await?;
    Ok(tx.audit("round.taken", id, json!({ "member": me })).await?)
}
