//! `PATCH /me`

use super::whole;
use crate::http::{Closed, Cx, Done, Outcome, Own, Sent, gate};
use actix_web::patch;
use cabas_kernel::words::members::MemberState;
use cabas_model::{
    Code,
    me::{Me, PatchMe},
};
use serde_json::json;

gate!(signed_in);

/// Change how I am called, or the language I read. Nobody else can, so no `If-Match` is asked.
#[utoipa::path(
    operation_id = "patch_me", tag = "me", request_body = PatchMe,
    responses((status = 200, body = Me), Own, Closed, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/me")]
pub(super) async fn patch_me(cx: Cx<Gate>) -> Outcome<Done<Me>> {
    let ask: PatchMe = cx.body().await?;
    let person = cx.person()?;
    cx.write(async |tx| {
        // Whoever waits to be confirmed sees that they wait, in their language, and no more (IN-5).
        let belongs = tx.memberships(person).await?;
        if ask.display_name.is_some()
            && belongs.iter().any(|m| m.state == MemberState::AwaitingConfirmation)
            && !belongs.iter().any(|m| m.state == MemberState::Active)
        {
            return Err(Code::Forbidden.into());
        }
        tx.update_person(person, ask.display_name.as_deref().map(|n| n.trim().to_owned()), ask.locale.clone()).await?;
        Ok(tx.audit("person.changed", person, json!({})).await?)
    })
    .await?;
    whole(&cx).await.map(Done)
}
