//! `POST /organisations/{organisation}/members/{member}/exclusion`

use super::follow;
use crate::{
    http::{Cx, Inside, Outcome, Sent, Stateful, gate},
    invitations::member_facts,
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::{MemberFacts, decide_reinstate};
use cabas_kernel::{Roles, id::MembershipId};
use cabas_model::{Code, members::ExcludeMember};
use serde_json::json;

gate!(member ManageMembers);

/// Exclude a suspended member for good. Whoever is frozen with a branch is decided there; coming back takes a new
/// invitation by an admin.
#[utoipa::path(
    operation_id = "exclude_member", tag = "members", request_body = ExcludeMember,
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path)),
    responses((status = 204, description = "Excluded"), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/members/{member}/exclusion")]
pub(super) async fn exclude_member(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: ExcludeMember = cx.body().await?;
    let (id, actor_id): (MembershipId, _) = (cx.path("member")?, cx.member()?);
    cx.write(async |tx| {
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let target = tx.member(id).await?.ok_or(Code::NotFound)?;
        let state = decide_reinstate(&member_facts(&actor), &member_facts(&target), true)?;
        tx.set_member_state(id, state, None).await?;
        tx.audit("member.excluded", id, json!({ "reason": ask.reason.trim() })).await?;
        follow(tx, &target, MemberFacts { state, ..member_facts(&target) }, Roles::NONE).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
