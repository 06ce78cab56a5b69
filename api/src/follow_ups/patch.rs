//! `PATCH /organisations/{organisation}/follow-ups/{id}`

use super::{CLASS, changed, open, shown};
use crate::http::{Cx, Edited, Failure, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::patch;
use cabas_kernel::{
    Permission,
    id::{FollowUpId, MembershipId},
    words::members::MemberState,
};
use cabas_model::{
    Code,
    follow_ups::{FollowUpSummary, PatchFollowUp},
};
use cabas_store::Tx;
use serde_json::json;

gate!(member PlanDeliveries, pii: full);

/// Say who looks after it, and until when.
#[utoipa::path(
    operation_id = "patch_follow_up", tag = "follow_ups", request_body = PatchFollowUp,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = FollowUpSummary, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}/follow-ups/{id}")]
pub(super) async fn patch_follow_up(cx: Cx<Gate>) -> Outcome<Versioned<FollowUpSummary>> {
    let id: FollowUpId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: PatchFollowUp = cx.body().await?;
    cx.write(async |tx| {
        let record = tx.follow_up(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        let before = open(record)?;
        let mut after = before.clone();
        ask.owner_id.apply(&mut after.owner);
        ask.due_at.apply(&mut after.due_at);
        if after == before {
            return Ok(());
        }
        if let Some(owner) = ask.owner_id.value() {
            may_own(tx, *owner).await?;
        }
        tx.save_follow_up(&after).await?;
        changed(tx, id, "follow_up.changed", json!({ "owner": after.owner, "due_at": after.due_at })).await
    })
    .await?;
    shown(&cx, id).await
}

/// Whoever looks after it may read it.
async fn may_own(tx: &Tx, owner: MembershipId) -> Result<(), Failure> {
    let member = tx.member(owner).await?.ok_or_else(|| Failure::field("/owner_id", "person_unknown"))?;
    if member.state == MemberState::Active && member.roles.may(Permission::ReadDeliveries) {
        Ok(())
    } else {
        Err(Failure::refused_at("/owner_id", Code::MemberNotActive.as_str()))
    }
}
