//! `PUT /organisations/{organisation}/members/{member}/roles`

use super::{change_roles, count_admins, propose};
use crate::{
    http::{Cx, Done, Inside, Outcome, Sent, Stateful, gate},
    invitations::member_facts,
};
use actix_web::put;
use cabas_domain::accounts::{decide_set_roles, waits_for_another_admin};
use cabas_kernel::{Role, Roles, id::MembershipId};
use cabas_model::{
    Code,
    members::{MemberRoles, SetRoles},
};

gate!(member ManageMembers, step_up: privileged);

/// Set what a member is. A lost role ends their sessions. A privileged role gained waits for another admin as soon as
/// there are two; until then the member keeps the roles they have.
#[utoipa::path(
    operation_id = "set_member_roles", tag = "members", request_body = SetRoles,
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path)),
    responses((status = 200, body = MemberRoles), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/members/{member}/roles")]
pub(super) async fn set_member_roles(cx: Cx<Gate>) -> Outcome<Done<MemberRoles>> {
    let ask: SetRoles = cx.body().await?;
    let roles: Roles = ask.roles.iter().copied().collect();
    let (id, actor_id): (MembershipId, _) = (cx.path("member")?, cx.member()?);
    cx.write(async |tx| {
        let admins = count_admins(tx).await?;
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let target = tx.member(id).await?.ok_or(Code::NotFound)?;
        let change = decide_set_roles(&member_facts(&actor), &member_facts(&target), roles, admins)?;
        if change.gained.iter().any(Role::is_privileged) {
            cx.proved()?;
        }
        if waits_for_another_admin(&change, admins) {
            let link = format!("{}/members", cx.app.config.origin());
            return propose(tx, &actor, &target, roles, link).await;
        }
        change_roles(tx, &target, change).await?;
        Ok(MemberRoles { roles: roles.iter().collect(), awaiting: None })
    })
    .await
    .map(Done)
}
