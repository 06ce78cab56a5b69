//! `GET /organisations/{organisation}/invitations`

use crate::http::{Checked, Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_model::{Page, PageQuery, invitations::InvitationSummary};
use cabas_store::accounts;

gate!(member InviteVolunteers);

/// List the organisation's invitations, newest first.
#[utoipa::path(
    operation_id = "list_invitations", tag = "invitations",
    params(("organisation" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<InvitationSummary>), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/invitations")]
pub(super) async fn list_invitations(cx: Cx<Gate>) -> Outcome<Done<Page<InvitationSummary>>> {
    let query: PageQuery = cx.query()?;
    let after = cx.after(query.cursor.as_deref())?;
    let page = accounts::list_invitations(&cx.read().await?, after, query.limit()).await?;
    Ok(Done(cx.page(page)))
}
