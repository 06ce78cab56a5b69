//! `POST /organisations/{organisation}/co-optation/freezes`

use super::freezing::freeze_branch;
use crate::http::{Created, Cx, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_model::{
    Code,
    members::{CreateFreeze, FreezeDetails},
};
use cabas_store::members;

gate!(member ManageMembers);

/// Freeze a branch of the tree: a member and everyone below them, or as deep as is said, stop for the time of a check,
/// each with a case of their own to decide within fourteen days. Nobody is found guilty by it, and no clock ends it.
#[utoipa::path(
    operation_id = "create_freeze", tag = "members", request_body = CreateFreeze,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = FreezeDetails), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/co-optation/freezes")]
pub(super) async fn create_freeze(cx: Cx<Gate>) -> Outcome<Created<FreezeDetails>> {
    let ask: CreateFreeze = cx.body().await?;
    let actor = cx.member()?;
    let id = cx.write(async |tx| freeze_branch(tx, actor, &ask).await).await?;
    members::freeze(&cx.read().await?, id).await?.map(Created).ok_or_else(|| Code::NotFound.into())
}
