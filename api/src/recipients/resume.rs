//! `DELETE /organisations/{organisation}/recipients/{id}/pauses/current`

use super::{CLASS, changed, shown, today_in};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{Cx, Edited, Inside, Outcome, Stateful, TooOften, Versioned, gate},
};
use actix_web::delete;
use cabas_domain::recipients::resume;
use cabas_kernel::{id::RecipientId, words::recipients::RecipientStatus};
use cabas_model::{Code, recipients::RecipientDetails};
use serde_json::json;

gate!(member WriteRecipients, pii: record);

/// End the pause that runs today: the household receives again from today on. Without one, nothing changes.
#[utoipa::path(
    operation_id = "resume_recipient", tag = "recipients",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Edited, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/recipients/{id}/pauses/current")]
pub(super) async fn resume_recipient(cx: Cx<Gate>) -> Outcome<Versioned<RecipientDetails>> {
    let id: RecipientId = cx.path("id")?;
    let seen = cx.if_match()?;
    cx.write(async |tx| {
        let mut record = tx.recipient(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        let today = today_in(tx).await?;
        if record.merged_into.is_some() {
            return Err(Code::RecipientMerged.into());
        }
        if record.status_on(today) != RecipientStatus::Paused {
            return Ok(());
        }
        record.household.set_absences(&resume(&record.household.absences(), today));
        record.status = RecipientStatus::Active;
        tx.save_recipient(&record).await?;
        flag_unreceivable(tx, &record).await?;
        changed(tx, id, "recipient.resumed", json!({})).await
    })
    .await?;
    shown(&cx, id).await
}
