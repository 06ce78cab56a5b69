//! `PUT /organisations/{organisation}/members/{member}/roles`

use super::{change_roles, count_admins, propose};
use crate::{
    http::{Cx, Edited, Inside, Outcome, Sent, Stateful, Versioned, gate},
    invitations::member_facts,
};
use actix_web::put;
use cabas_domain::accounts::{decide_set_roles, waits_for_another_admin};
use cabas_kernel::{
    Role, Roles,
    id::{InvitationId, MembershipId},
};
use cabas_model::{
    Code,
    members::{MemberRoles, SetRoles},
};

gate!(member ManageMembers, step_up: privileged);

/// Set what a member is. A lost role ends their sessions. A privileged role gained waits for another admin as soon as
/// there are two; until then the member keeps the roles they have.
#[utoipa::path(
    operation_id = "set_member_roles", tag = "members", request_body = SetRoles,
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = MemberRoles, headers(("ETag" = String))), Inside, Edited, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/members/{member}/roles")]
pub(super) async fn set_member_roles(cx: Cx<Gate>) -> Outcome<Versioned<MemberRoles>> {
    let (id, seen): (MembershipId, _) = (cx.path("member")?, cx.if_match()?);
    let ask: SetRoles = cx.body().await?;
    let (roles, actor_id): (Roles, _) = (ask.roles.iter().copied().collect(), cx.member()?);
    let change = cx.write(async |tx| {
        let admins = count_admins(tx).await?;
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let target = tx.member(id).await?.ok_or(Code::NotFound)?;
        seen.check(&roles_etag(&cx, id, target.roles))?;
        let change = decide_set_roles(&member_facts(&actor), &member_facts(&target), roles, admins)?;
        if change.gained.iter().any(Role::is_privileged) {
            cx.proved()?;
        }
        if waits_for_another_admin(&change, admins) {
            let link = format!("{}/members", cx.app.config.origin());
            return Ok(shown(&cx, id, target.roles, Some(propose(tx, &actor, &target, roles, link).await?)));
        }
        change_roles(tx, &target, change).await?;
        Ok(shown(&cx, id, roles, None))
    });
    let body: MemberRoles = change.await?;
    Ok(Versioned { etag: body.etag.clone(), body })
}

fn shown(cx: &Cx<Gate>, member: MembershipId, roles: Roles, awaiting: Option<InvitationId>) -> MemberRoles {
    MemberRoles { roles: roles.iter().collect(), etag: roles_etag(cx, member, roles), awaiting }
}

/// The version of what a member may do: two admins who change it at once do not undo each other.
pub(super) fn roles_etag<G: crate::http::Gate>(cx: &Cx<G>, member: MembershipId, roles: Roles) -> String {
    cx.etag(member, i64::from(roles.bits()), "member_roles")
}
