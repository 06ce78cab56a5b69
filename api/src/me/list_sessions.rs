//! `GET /me/sessions`

use crate::http::{Cx, Done, Outcome, Own, gate};
use actix_web::get;
use cabas_model::{Page, sessions::SessionSummary};
use cabas_store::accounts;

gate!(signed_in);

/// The devices I am signed in on.
#[utoipa::path(
    operation_id = "list_my_sessions", tag = "me",
    responses((status = 200, body = Page<SessionSummary>), Own),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/me/sessions")]
pub(super) async fn list_my_sessions(cx: Cx<Gate>) -> Outcome<Done<Page<SessionSummary>>> {
    let items = accounts::list_sessions(&cx.read().await?, cx.person()?, cx.session()?).await?;
    Ok(Done(Page { items, next_cursor: None }))
}
