//! `GET /organisations/{organisation}/members`

use super::set_roles::roles_etag;
use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::Permission;
use cabas_model::{Page, PageQuery, members::MemberSummary};
use cabas_store::members;

gate!(member ReadMembers);

/// List the organisation's members, with whoever invited them.
#[utoipa::path(
    operation_id = "list_members", tag = "members",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<MemberSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/members")]
pub(super) async fn list_members(cx: Cx<Gate>) -> Outcome<Done<Page<MemberSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let mut page = members::list_members(&cx.read_indexed().await?, after, query.limit()).await?;
    let manages = cx.roles().may(Permission::ManageMembers);
    for member in &mut page.items {
        // Of a suspension, whoever manages no members learns the fact only.
        member.suspended_until = member.suspended_until.filter(|_| manages);
        member.etag = roles_etag(&cx, member.id, member.roles.iter().copied().collect());
    }
    Ok(Done(cx.page(page)))
}
