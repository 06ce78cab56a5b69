//! `GET /me`

use crate::http::{Cx, Done, Outcome, Own, gate};
use actix_web::get;
use cabas_model::{Code, me::Me};
use cabas_store::accounts;

gate!(signed_in);

/// Who I am, and where I belong.
#[utoipa::path(
    operation_id = "read_me", tag = "me",
    responses((status = 200, body = Me), Own),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/me")]
pub(super) async fn read_me(cx: Cx<Gate>) -> Outcome<Done<Me>> {
    let me = accounts::me(&cx.read().await?, cx.person()?).await?;
    me.map(Done).ok_or_else(|| Code::Unauthenticated.into())
}
