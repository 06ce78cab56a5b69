//! `POST /organisations/{organisation}/recipients`

use super::{changed, form, shown};
use crate::http::{CreatedVersioned, Cx, Inside, Outcome, Sent, Stateful, TooOften, gate};
use actix_web::post;
use cabas_model::recipients::{CreateRecipient, RecipientDetails};
use serde_json::json;

gate!(member WriteRecipients, pii: record);

/// Register a household. Records that may be the same household are hinted at, never refused.
#[utoipa::path(
    operation_id = "create_recipient", tag = "recipients", request_body = CreateRecipient,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 201, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recipients")]
pub(super) async fn create_recipient(cx: Cx<Gate>) -> Outcome<CreatedVersioned<RecipientDetails>> {
    let ask: CreateRecipient = cx.body().await?;
    let id = cx
        .write(async |tx| {
            let form = form::read(tx, &cx.app.region, ask.clone(), None).await?;
            let id = tx.add_recipient(form, None).await.map_err(form::taken)?;
            changed(tx, id, "recipient.created", json!({})).await?;
            Ok(id)
        })
        .await?;
    shown(&cx, id).await.map(CreatedVersioned)
}
