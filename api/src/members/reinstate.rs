//! `DELETE /organisations/{organisation}/members/{member}/suspension`

use super::follow;
use crate::{
    http::{Cx, Inside, Outcome, Stateful, gate},
    invitations::member_facts,
};
use actix_web::{HttpResponse, delete};
use cabas_domain::accounts::{MemberFacts, decide_reinstate};
use cabas_kernel::{Roles, id::MembershipId};
use cabas_model::Code;
use serde_json::json;

gate!(member ManageMembers);

/// End a suspension: the member is active again. Their invitations stay on hold until somebody sends them again.
#[utoipa::path(
    operation_id = "reinstate_member", tag = "members",
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path)),
    responses((status = 204, description = "Active again"), Inside, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/members/{member}/suspension")]
pub(super) async fn reinstate_member(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let (id, actor_id): (MembershipId, _) = (cx.path("member")?, cx.member()?);
    cx.write(async |tx| {
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let target = tx.member(id).await?.ok_or(Code::NotFound)?;
        let state = decide_reinstate(&member_facts(&actor), &member_facts(&target), false)?;
        tx.set_member_state(id, state, None).await?;
        tx.audit("member.reinstated", id, json!({})).await?;
        follow(tx, &target, MemberFacts { state, ..member_facts(&target) }, Roles::NONE).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
