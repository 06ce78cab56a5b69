//! `PATCH /organisations/{organisation}/recipients/{id}`

use super::{CLASS, changed, form, shown};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{Cx, Edited, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate},
};
use actix_web::patch;
use cabas_kernel::id::RecipientId;
use cabas_model::{
    Code,
    recipients::{PatchRecipient, RecipientDetails},
};
use serde_json::json;

gate!(member WriteRecipients, pii: record);

/// Change a household's record. The audit keeps the names of the fields that changed, never what they said.
#[utoipa::path(
    operation_id = "patch_recipient", tag = "recipients", request_body = PatchRecipient,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}/recipients/{id}")]
pub(super) async fn patch_recipient(cx: Cx<Gate>) -> Outcome<Versioned<RecipientDetails>> {
    let id: RecipientId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: PatchRecipient = cx.body().await?;
    cx.write(async |tx| {
        let mut record = tx.recipient(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        if record.merged_into.is_some() {
            return Err(Code::RecipientMerged.into());
        }
        let before = record.form();
        let after = form::read(tx, &cx.app.region, form::patched(&before, &ask)?, Some(&record)).await?;
        let fields = form::differences(&before, &after)?;
        if fields.is_empty() {
            return Ok(());
        }
        record.fill(after);
        tx.save_recipient(&record).await.map_err(form::taken)?;
        if before.status != record.status {
            flag_unreceivable(tx, &record).await?;
        }
        changed(tx, id, "recipient.changed", json!({ "fields": fields })).await
    })
    .await?;
    shown(&cx, id).await
}
