//! `DELETE /organisations/{organisation}/recipients/{id}/pauses/{from}`

use super::{CLASS, changed, shown, today_in};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{Cx, Edited, Inside, Outcome, Stateful, TooOften, Versioned, gate, refusals},
};
use actix_web::delete;
use cabas_domain::recipients::{WithdrawError, withdraw};
use cabas_kernel::id::RecipientId;
use cabas_model::{Code, recipients::RecipientDetails};
use chrono::NaiveDate;
use serde_json::json;

gate!(member WriteRecipients, pii: record);

refusals!(WithdrawError);

/// Withdraw a planned pause, by its first day. One that has begun is ended instead, by `current`.
#[utoipa::path(
    operation_id = "withdraw_pause", tag = "recipients",
    params(
        ("organisation" = uuid::Uuid, Path),
        ("id" = uuid::Uuid, Path),
        ("from" = NaiveDate, Path, description = "The first day of the pause."),
        ("If-Match" = String, Header)
    ),
    responses((status = 200, body = RecipientDetails, headers(("ETag" = String))), Inside, Stateful, Edited, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[delete("/organisations/{organisation}/recipients/{id}/pauses/{from}")]
pub(super) async fn withdraw_pause(cx: Cx<Gate>) -> Outcome<Versioned<RecipientDetails>> {
    let id: RecipientId = cx.path("id")?;
    let (from, seen): (NaiveDate, _) = (cx.path("from")?, cx.if_match()?);
    cx.write(async |tx| {
        let mut record = tx.recipient(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        if record.merged_into.is_some() {
            return Err(Code::RecipientMerged.into());
        }
        let left = withdraw(&record.household.absences(), from, today_in(tx).await?)?;
        record.household.set_absences(&left);
        tx.save_recipient(&record).await?;
        flag_unreceivable(tx, &record).await?;
        changed(tx, id, "recipient.pause_withdrawn", json!({ "from": from })).await
    })
    .await?;
    shown(&cx, id).await
}
