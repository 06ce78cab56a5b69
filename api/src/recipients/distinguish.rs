//! `POST /organisations/{organisation}/recipients/{id}/distinct`

use super::{changed, join, shown};
use crate::http::{Cx, Failure, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_domain::recipients::decide_distinct;
use cabas_kernel::id::RecipientId;
use cabas_model::{
    Code,
    recipients::{DistinguishRecipient, RecipientDetails},
};
use serde_json::json;

gate!(member WriteRecipients, pii: record);

/// Say that another record which looks like this one is another household: the pair is proposed no more, on either
/// record. Said twice is said once; both can still be joined.
#[utoipa::path(
    operation_id = "distinguish_recipients", tag = "recipients", request_body = DistinguishRecipient,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recipients/{id}/distinct")]
pub(super) async fn distinguish_recipients(cx: Cx<Gate>) -> Outcome<Versioned<RecipientDetails>> {
    let id: RecipientId = cx.path("id")?;
    let ask: DistinguishRecipient = cx.body().await?;
    let by = cx.person()?;
    cx.write(async |tx| {
        let one = tx.recipient(id).await?.ok_or(Code::NotFound)?;
        let other = tx.recipient(ask.other_id).await?;
        let other = other.ok_or_else(|| Failure::field("/other_id", "not_found_here"))?;
        let (this, that) = ((id, one.merged_into.is_some()), (other.id, other.merged_into.is_some()));
        decide_distinct(this, that).map_err(join::refused)?;
        if tx.add_distinct_pair(id, other.id, by).await? {
            changed(tx, id, "recipient.distinguished", json!({ "other": other.id })).await?;
        }
        Ok(())
    })
    .await?;
    shown(&cx, id).await
}
