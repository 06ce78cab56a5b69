//! `GET /organisations/{organisation}/members/{member}/sessions`

use crate::http::{Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::id::MembershipId;
use cabas_model::{Code, Page, sessions::SessionSummary};
use cabas_store::{accounts, members};

gate!(member ManageMembers);

/// The devices on which a member is signed in.
#[utoipa::path(
    operation_id = "list_member_sessions", tag = "members",
    params(("organisation" = uuid::Uuid, Path), ("member" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<SessionSummary>), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/members/{member}/sessions")]
pub(super) async fn list_member_sessions(cx: Cx<Gate>) -> Outcome<Done<Page<SessionSummary>>> {
    let member: MembershipId = cx.path("member")?;
    let read = cx.read().await?;
    let person = members::person_of(&read, member).await?.ok_or(Code::NotFound)?;
    let items = accounts::list_sessions(&read, person, cx.session()?).await?;
    Ok(Done(Page { items, next_cursor: None }))
}
