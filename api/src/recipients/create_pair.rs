//! `POST /organisations/{organisation}/blocked-pairs`

use crate::{
    deliveries::take_back::keep_apart,
    http::{Created, Cx, Failure, Inside, Outcome, Sent, Stateful, gate},
};
use actix_web::post;
use cabas_model::{
    Code, FieldError,
    recipients::{BlockedPair, CreateBlockedPair},
};
use cabas_store::{
    StoreError,
    recipients::{self, NewBlockedPair},
};
use serde_json::json;

gate!(member WriteRecipients, pii: full);

/// Keep a volunteer and a household apart. No assignment brings them together from now on, and what the volunteer still
/// had to bring there returns to the dispatchers.
#[utoipa::path(
    operation_id = "create_blocked_pair", tag = "recipients", request_body = CreateBlockedPair,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = BlockedPair), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/blocked-pairs")]
pub(super) async fn create_blocked_pair(cx: Cx<Gate>) -> Outcome<Created<BlockedPair>> {
    let ask: CreateBlockedPair = cx.body().await?;
    let by = cx.person()?;
    let write = cx.write(async |tx| {
        let volunteer = tx.member(ask.volunteer_id).await?;
        let volunteer = volunteer.ok_or_else(|| Failure::field("/volunteer_id", "person_unknown"))?.id;
        let recipient = tx.recipient(ask.recipient_id).await?.filter(|r| r.merged_into.is_none());
        let recipient = recipient.ok_or_else(|| Failure::field("/recipient_id", "not_found_here"))?;
        let new = NewBlockedPair { volunteer, recipient: &recipient, reason: ask.reason.trim(), by };
        let id = tx.add_blocked_pair(new).await.map_err(apart_already)?;
        let detail = json!({ "volunteer": volunteer, "recipient": recipient.id });
        tx.audit("blocked_pair.created", id, detail).await?;
        keep_apart(tx, volunteer, recipient.id).await?;
        Ok(id)
    });
    let id = write.await?;
    let pair = recipients::blocked_pair(&cx.read().await?, id).await?.ok_or(Code::NotFound)?;
    cx.look("blocked_pairs", None, None, vec![pair.recipient_id]).await?;
    Ok(Created(pair))
}

fn apart_already(e: StoreError) -> Failure {
    let mut failure = Failure::from(e);
    if failure.code == Code::Conflict {
        failure.errors.push(FieldError::new("/volunteer_id", "duplicate"));
    }
    failure
}
