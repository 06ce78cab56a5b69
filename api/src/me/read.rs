//! `GET /me`

use super::whole;
use crate::http::{Cx, Done, Outcome, Own, gate};
use actix_web::get;
use cabas_model::me::Me;

gate!(signed_in);

/// Who I am, and where I belong.
#[utoipa::path(
    operation_id = "read_me", tag = "me",
    responses((status = 200, body = Me), Own),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/me")]
pub(super) async fn read_me(cx: Cx<Gate>) -> Outcome<Done<Me>> {
    whole(&cx).await.map(Done)
}
