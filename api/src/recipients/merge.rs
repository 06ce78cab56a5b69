//! `POST /organisations/{organisation}/recipients/{id}/merge`

use super::{changed, form, join, shown};
use crate::{
    deliveries::{flag::flag_unreceivable, take_back::keep_apart},
    http::{Cx, Failure, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate},
};
use actix_web::post;
use cabas_kernel::id::RecipientId;
use cabas_model::{
    Code,
    recipients::{MergeRecipient, RecipientDetails},
};
use serde_json::json;

gate!(member WriteRecipients, pii: record);

/// Join another record into this one. What protects anybody wins; what this record leaves empty the other fills.
#[utoipa::path(
    operation_id = "merge_recipients", tag = "recipients", request_body = MergeRecipient,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recipients/{id}/merge")]
pub(super) async fn merge_recipients(cx: Cx<Gate>) -> Outcome<Versioned<RecipientDetails>> {
    let id: RecipientId = cx.path("id")?;
    let ask: MergeRecipient = cx.body().await?;
    cx.write(async |tx| {
        tx.living_recurrences(Some(&[id, ask.other_id])).await?;
        let kept = tx.recipient(id).await?.ok_or(Code::NotFound)?;
        let other = tx.recipient(ask.other_id).await?;
        let other = other.ok_or_else(|| Failure::field("/other_id", "not_found_here"))?;
        let (kept, left_out) = join::join(kept, &other)?;
        tx.merge_recipients(&kept, other).await.map_err(form::taken)?;
        flag_unreceivable(tx, &kept).await?;
        for volunteer in tx.blocked_with(id).await? {
            keep_apart(tx, volunteer, id).await?;
        }
        let detail = json!({ "other": ask.other_id, "phones_left_out": left_out });
        tx.audit("recipient.merged_into", ask.other_id, json!({ "kept": id })).await?;
        changed(tx, id, "recipient.merged", detail).await
    })
    .await?;
    shown(&cx, id).await
}
