//! `GET /organisations/{organisation}/co-optation`

use crate::http::{Cx, Done, Inside, Outcome, gate};
use actix_web::get;
use cabas_kernel::Permission;
use cabas_model::members::CoOptationTree;
use cabas_store::members;

gate!(member ReadMembers);

/// Who vouched for whom: one hop around oneself, or the whole tree with its freezes for whoever manages members.
#[utoipa::path(
    operation_id = "read_co_optation", tag = "members",
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 200, body = CoOptationTree), Inside),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/co-optation")]
pub(super) async fn read_co_optation(cx: Cx<Gate>) -> Outcome<Done<CoOptationTree>> {
    let read = cx.read().await?;
    let tree = if cx.roles().may(Permission::ManageMembers) {
        members::co_optation(&read).await?
    } else {
        members::co_optation_around(&read, cx.member()?).await?
    };
    Ok(Done(tree))
}
