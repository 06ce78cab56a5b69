//! `POST /organisations/{organisation}/recipients/{id}/pauses`

use super::{changed, shown};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{CreatedVersioned, Cx, Failure, Inside, Outcome, Sent, Stateful, TooOften, gate},
};
use actix_web::post;
use cabas_domain::recipients::{self, PauseError, decide_pause};
use cabas_kernel::id::RecipientId;
use cabas_model::{
    Code,
    recipients::{Pause, RecipientDetails},
};
use serde_json::json;

gate!(member WriteRecipients, pii: record);

/// Pause a household. It resumes by itself the day after the pause ends; pauses that touch become one.
#[utoipa::path(
    operation_id = "pause_recipient", tag = "recipients", request_body = Pause,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 201, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recipients/{id}/pauses")]
pub(super) async fn pause_recipient(cx: Cx<Gate>) -> Outcome<CreatedVersioned<RecipientDetails>> {
    let id: RecipientId = cx.path("id")?;
    let ask: Pause = cx.body().await?;
    cx.write(async |tx| {
        let mut record = tx.recipient(id).await?.ok_or(Code::NotFound)?;
        if record.merged_into.is_some() {
            return Err(Code::RecipientMerged.into());
        }
        let new = recipients::Pause { from: ask.from, until: ask.until };
        let pauses = decide_pause(&record.household.absences(), new).map_err(refused)?;
        record.household.set_absences(&pauses);
        tx.save_recipient(&record).await?;
        flag_unreceivable(tx, &record).await?;
        changed(tx, id, "recipient.paused", json!({ "from": ask.from, "until": ask.until })).await
    })
    .await?;
    shown(&cx, id).await.map(CreatedVersioned)
}

fn refused(e: PauseError) -> Failure {
    match e {
        PauseError::Order => Failure::field("/until", "window_order"),
    }
}
