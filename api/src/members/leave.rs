//! `DELETE /organisations/{organisation}/members/current`

use super::{count_admins, follow};
use crate::{
    http::{Absent, Cx, Outcome, Own, Stateful, gate},
    invitations::member_facts,
};
use actix_web::{HttpResponse, delete};
use cabas_domain::accounts::{MemberFacts, decide_leave};
use cabas_kernel::{Roles, id::OrganisationId};
use cabas_model::Code;
use cabas_store::Scope;
use serde_json::json;

gate!(signed_in);

/// Leave an organisation, oneself; also while waiting for a confirmation. The last admin names another one first.
#[utoipa::path(
    operation_id = "leave_organisation", tag = "members",
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 204, description = "Left"), Own, Absent, Stateful),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/members/current")]
pub(super) async fn leave_organisation(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let organisation: OrganisationId = cx.path("organisation")?;
    let person = cx.person()?;
    cx.write_in(Scope::Organisation(organisation), async |tx| {
        let admins = count_admins(tx).await?;
        let member = tx.member_of_person(person).await?.ok_or(Code::NotFound)?;
        let state = decide_leave(&member_facts(&member), admins)?;
        tx.set_member_state(member.id, state, None).await?;
        tx.audit("member.left", member.id, json!({})).await?;
        follow(tx, &member, MemberFacts { state, ..member_facts(&member) }, Roles::NONE).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
