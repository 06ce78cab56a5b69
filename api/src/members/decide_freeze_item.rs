//! `PUT /organisations/{organisation}/co-optation/freezes/{id}/items/{member}`

use super::freezing::decide_case;
use crate::http::{Cx, Done, Inside, Outcome, Sent, Stateful, gate};
use actix_web::put;
use cabas_kernel::id::{FreezeId, MembershipId};
use cabas_model::{
    Code,
    members::{DecideFreezeItem, FreezeDetails},
};
use cabas_store::members;

gate!(member ManageMembers);

/// Decide one case of a freeze, alone: cleared, suspended or excluded. The freeze closes with its last case.
#[utoipa::path(
    operation_id = "decide_freeze_item", tag = "members", request_body = DecideFreezeItem,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path)),
    responses((status = 200, body = FreezeDetails), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/co-optation/freezes/{id}/items/{member}")]
pub(super) async fn decide_freeze_item(cx: Cx<Gate>) -> Outcome<Done<FreezeDetails>> {
    let ask: DecideFreezeItem = cx.body().await?;
    let (id, member): (FreezeId, MembershipId) = (cx.path("id")?, cx.path("member")?);
    let actor = cx.member()?;
    cx.write(async |tx| decide_case(tx, actor, id, member, ask.decision).await).await?;
    members::freeze(&cx.read().await?, id).await?.map(Done).ok_or_else(|| Code::NotFound.into())
}
