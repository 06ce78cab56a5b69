//! `PUT /organisations/{organisation}/rounds/{id}/assignment`

use super::{
    CLASS,
    hands::{Handover, Here, candidate, hand_over, link_of, live},
    shown,
};
use crate::http::{Cx, Edited, Failure, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::put;
use cabas_domain::rounds::decide_assign;
use cabas_kernel::id::RoundId;
use cabas_model::{
    Code,
    rounds::{AssignRound, RoundDetails},
};
use cabas_store::{Tx, rounds::RoundRecord};
use serde_json::json;

gate!(member PlanDeliveries);

/// Give a whole round to a member, keeping its order, or take it back with `null` (DL-12).
#[utoipa::path(
    operation_id = "assign_round", tag = "rounds", request_body = AssignRound,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RoundDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/rounds/{id}/assignment")]
pub(super) async fn assign_round(cx: Cx<Gate>) -> Outcome<Versioned<RoundDetails>> {
    let id: RoundId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: AssignRound = cx.body().await?;
    let link = link_of(&cx.app, id);
    cx.write(async |tx| {
        let record = tx.round(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        assign(tx, &record, &ask, &link).await
    })
    .await?;
    shown(&cx, id).await
}

async fn assign(tx: &Tx, record: &RoundRecord, ask: &AssignRound, link: &str) -> Outcome<()> {
    let stops = tx.stops_of_round(record.id).await?;
    let (to, blocked) = match ask.member_id {
        Some(member) => (Some(candidate(tx, member).await?), tx.blocked_for(member).await?),
        None => (None, Vec::new()),
    };
    let facts = record.facts(&stops, Here::of(tx).await?.zone());
    let assignment = decide_assign(&facts, &stops, to.as_ref(), &blocked)
        .map_err(|e| Failure::refused_at("/member_id", e.code()))?;
    if assignment.assignee == record.assignee {
        return Ok(());
    }
    let how = Handover { by: tx.actor().member(), given_back: false, count: live(&stops), link };
    hand_over(tx, record, &assignment, &how).await?;
    let detail = json!({ "before": record.assignee, "after": assignment.assignee });
    Ok(tx.audit("round.assigned", record.id, detail).await?)
}
