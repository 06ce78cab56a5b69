//! `PATCH /me`

use super::whole;
use crate::http::{Cx, Done, Outcome, Own, Sent, gate};
use actix_web::patch;
use cabas_model::me::{Me, PatchMe};
use serde_json::json;

gate!(signed_in);

/// Change how I am called, or the language I read. Nobody else can, so no `If-Match` is asked.
#[utoipa::path(
    operation_id = "patch_me", tag = "me", request_body = PatchMe,
    responses((status = 200, body = Me), Own, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/me")]
pub(super) async fn patch_me(cx: Cx<Gate>) -> Outcome<Done<Me>> {
    let ask: PatchMe = cx.body().await?;
    let person = cx.person()?;
    cx.write(async |tx| {
        tx.update_person(person, ask.display_name.as_deref().map(|n| n.trim().to_owned()), ask.locale.clone()).await?;
        Ok(tx.audit("person.changed", person, json!({})).await?)
    })
    .await?;
    whole(&cx).await.map(Done)
}
