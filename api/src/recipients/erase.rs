//! `POST /organisations/{organisation}/recipients/{id}/erasure`

use super::changed;
use crate::{
    http::{Cx, Inside, Outcome, Sent, Stateful, gate, refusals},
    rounds::told,
};
use actix_web::{HttpResponse, post};
use cabas_domain::recipients::{EraseError, EraseFacts, decide_erase};
use cabas_kernel::{
    id::{RecipientId, RoundId},
    words::{events::EventKind, rounds::RoundState},
};
use cabas_model::{
    Code,
    recipients::{EraseRecipient, ErasureReason},
};
use cabas_store::{
    Tx,
    recipients::{Belongings, Erased},
    rounds::RoundRecord,
};
use serde_json::json;

gate!(member EraseRecipients, step_up);

refusals!(EraseError);

/// Erase a household for good: its record, its key, whatever was written about it anywhere, and the sheets that may name
/// it. Its deliveries stay, of nobody, so that what was given is still counted.
#[utoipa::path(
    operation_id = "erase_recipient", tag = "recipients", request_body = EraseRecipient,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Erased"), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recipients/{id}/erasure")]
pub(super) async fn erase_recipient(cx: Cx<Gate>) -> Outcome<HttpResponse> {
    let id: RecipientId = cx.path("id")?;
    let ask: EraseRecipient = cx.body().await?;
    cx.write(async |tx| erase(tx, id, ask.reason).await).await?;
    if let Err(e) = cx.app.store.overwrite().await {
        tracing::warn!(error = %e, "what was erased is still in the write-ahead log");
    }
    Ok(HttpResponse::NoContent().finish())
}

async fn erase(tx: &Tx, id: RecipientId, why: ErasureReason) -> Outcome<()> {
    let all = tx.belongings(id).await?.ok_or(Code::NotFound)?;
    // Rules are held before rounds, and rounds before stops, as everywhere.
    let rules = tx.living_recurrences(Some(&all.records)).await?;
    let rounds = tx.rounds(&all.rounds).await?;
    let stops = tx.stops_of_deliveries(&all.deliveries).await?;
    let importing = tx.is_import_applying().await?;
    decide_erase(&EraseFacts { merged: all.merged, stops: &stops, importing })?;
    let erased = tx.erase_household(&all).await?;
    let detail = json!({ "why": why, "records": all.records.len(), "deliveries": all.deliveries.len() });
    changed(tx, id, "recipient.erased", detail).await?;
    if let Some(rule) = rules.first() {
        tx.announce(EventKind::RecurrenceChanged, *rule, None, None).await?;
    }
    tell(tx, &all, &rounds, &erased).await
}

/// What others have on their screens changes: boards, rounds that are still carried, what waits to be looked at, sheets.
async fn tell(tx: &Tx, all: &Belongings, rounds: &[RoundRecord], erased: &Erased) -> Outcome<()> {
    let carried: Vec<&RoundRecord> = rounds.iter().filter(|round| round.state != RoundState::Closed).collect();
    tx.touch_rounds(&carried.iter().map(|round| round.id).collect::<Vec<RoundId>>()).await?;
    for round in carried {
        told(tx, round).await?;
    }
    if let Some(delivery) = all.deliveries.first() {
        tx.announce(EventKind::DeliveryChanged, *delivery, None, None).await?;
    }
    if let Some(follow_up) = erased.follow_ups.first() {
        tx.announce(EventKind::FollowUpChanged, *follow_up, None, None).await?;
    }
    for import in &erased.previews {
        tx.audit("import.removed", *import, json!({})).await?;
        tx.announce(EventKind::ImportChanged, *import, None, None).await?;
    }
    Ok(())
}
