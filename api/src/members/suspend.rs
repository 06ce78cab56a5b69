//! `POST /organisations/{organisation}/members/{member}/suspension`

use super::{count_admins, follow, tell_inviter, tell_suspended};
use crate::{
    http::{Cx, Failure, Inside, Outcome, Sent, Stateful, gate},
    invitations::member_facts,
};
use actix_web::{HttpResponse, post};
use cabas_domain::accounts::{MemberFacts, SuspensionEndError, check_suspension_end, decide_suspend};
use cabas_kernel::{Roles, id::MembershipId, time::local_day};
use cabas_model::{Code, members::SuspendMember};
use cabas_store::Tx;
use chrono::NaiveDate;
use serde_json::json;

gate!(member ManageMembers);

/// Suspend a member, from their next request on, until somebody ends it or until a day. Their invitations wait for another
/// admin, their sessions end.
#[utoipa::path(
    operation_id = "suspend_member", tag = "members", request_body = SuspendMember,
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path)),
    responses((status = 204, description = "Suspended"), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/members/{member}/suspension")]
pub(super) async fn suspend_member(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let ask: SuspendMember = cx.body().await?;
    let (id, actor_id): (MembershipId, _) = (cx.path("member")?, cx.member()?);
    cx.write(async |tx| {
        let admins = count_admins(tx).await?;
        let actor = tx.member(actor_id).await?.ok_or(Code::NotFound)?;
        let target = tx.member(id).await?.ok_or(Code::NotFound)?;
        let state = decide_suspend(&member_facts(&actor), &member_facts(&target), admins)?;
        check_end(tx, ask.until).await?;
        tx.set_member_state(id, state, None).await?;
        tx.set_suspension_end(id, ask.until).await?;
        // The reason is part of the line (TR-14); it is the admin's own words about an act, read by admins only.
        let detail = json!({ "reason": ask.reason.trim(), "reason_code": ask.reason_code, "until": ask.until });
        tx.audit("member.suspended", id, detail).await?;
        follow(tx, &target, MemberFacts { state, ..member_facts(&target) }, Roles::NONE).await?;
        tell_inviter(tx, actor_id, &target, false, ask.reason_code).await?;
        tell_suspended(tx, target.person, false, ask.until).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn check_end(tx: &Tx, until: Option<NaiveDate>) -> Outcome<()> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    check_suspension_end(until, local_day(tx.now(), organisation.zone)).map_err(refused)
}

fn refused(e: SuspensionEndError) -> Failure {
    match e {
        SuspensionEndError::Past => Failure::field("/until", "date_in_past"),
    }
}
