//! `DELETE /sessions/current`: signing out.

use super::cookie;
use crate::http::{Closed, Cx, Outcome, Own, gate};
use actix_web::{HttpResponse, delete, http::header::HeaderName};
use serde_json::json;

gate!(signed_in);

/// End the session this request came with.
#[utoipa::path(
    operation_id = "delete_current_session", tag = "sessions",
    responses((status = 204, description = "Signed out"), Own, Closed),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/sessions/current")]
pub(super) async fn delete_current_session(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    cookie::same_origin(&cx.app, cx.request())?;
    let (person, session) = (cx.person()?, cx.session()?);
    cx.write(async |tx| {
        tx.revoke_session(session, person).await?;
        Ok(tx.audit("session.closed", session, json!({})).await?)
    })
    .await?;
    // Not all cookies: that this is a known device stays, or a stranger's tries would keep its owner out from now on
    // (docs/decisions/cookies-that-stay.md).
    Ok(HttpResponse::NoContent()
        .cookie(cookie::clear(&cx.app))
        .insert_header((HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\""))
        .finish())
}
