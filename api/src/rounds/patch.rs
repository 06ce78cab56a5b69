//! `PATCH /organisations/{organisation}/rounds/{id}`

use super::{
    CLASS,
    hands::{Here, link_of, recipients, tell_again, told},
    shown,
};
use crate::{
    deliveries::flag::flag_unreceivable,
    http::{Cx, Edited, Failure, Inside, Outcome, Sent, Stateful, Versioned, gate},
};
use actix_web::patch;
use cabas_domain::rounds::decide_move_day;
use cabas_kernel::{id::RoundId, words::events::EventKind};
use cabas_model::{
    Code,
    rounds::{PatchRound, RoundDetails},
};
use cabas_store::{Tx, rounds::RoundRecord};
use chrono::NaiveDate;
use serde_json::json;

gate!(member PlanDeliveries);

/// Change a round's head. Another date moves every window by whole days, at the same local time (DL-13), and whoever was
/// told of the round is written to again.
#[utoipa::path(
    operation_id = "patch_round", tag = "rounds", request_body = PatchRound,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RoundDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[patch("/organisations/{organisation}/rounds/{id}")]
pub(super) async fn patch_round(cx: Cx<Gate>) -> Outcome<Versioned<RoundDetails>> {
    let id: RoundId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: PatchRound = cx.body().await?;
    let link = link_of(&cx.app, id);
    cx.write(async |tx| {
        let mut record = tx.round(id).await?.ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        if record.closed_at.is_some() {
            return Err(Code::RoundClosed.into());
        }
        let before = record.clone();
        fill(tx, &mut record, &ask).await?;
        if record == before {
            return Ok(());
        }
        let fields = serde_json::to_value(&ask).unwrap_or_default();
        let fields: Vec<&String> = fields.as_object().map(|f| f.keys().collect()).unwrap_or_default();
        tx.audit("round.changed", id, json!({ "fields": fields })).await?;
        save(tx, before.day, &record, &link).await
    })
    .await?;
    shown(&cx, id).await
}

/// Moves a round's stops with it. Households that receive nothing on the new day are told to a dispatcher (DL-15).
async fn move_day(tx: &Tx, record: &mut RoundRecord, date: NaiveDate) -> Outcome<()> {
    let zone = Here::of(tx).await?.zone();
    let stops = tx.stops_of_round(record.id).await?;
    let moved = decide_move_day(&record.facts(&stops, zone), &stops, date, zone)?;
    tx.move_windows(&moved, zone).await?;
    record.day = date;
    if !moved.is_empty() {
        for household in tx.recipients(&recipients(&stops)).await? {
            flag_unreceivable(tx, &household).await?;
        }
    }
    Ok(())
}

async fn fill(tx: &Tx, record: &mut RoundRecord, ask: &PatchRound) -> Outcome<()> {
    if let Some(date) = ask.date {
        move_day(tx, record, date).await?;
    }
    if let Some(name) = &ask.name {
        name.trim().clone_into(&mut record.name);
    }
    record.mode = ask.mode.unwrap_or(record.mode);
    record.self_assign = ask.self_assign.unwrap_or(record.self_assign);
    ask.max_load_g.apply(&mut record.max_load);
    ask.depot_id.apply(&mut record.depot);
    match record.depot {
        Some(depot) if !ask.depot_id.is_absent() => {
            tx.depot_version(depot).await?.ok_or_else(|| Failure::field("/depot_id", "depot_unknown"))?;
        }
        _ => {}
    }
    Ok(())
}

/// Saves a round, and tells the boards: that of the day it left, too.
async fn save(tx: &Tx, left: NaiveDate, record: &RoundRecord, link: &str) -> Outcome<()> {
    tx.save_round(record).await?;
    if left != record.day {
        tx.announce(EventKind::RoundRemoved, record.id, Some(left), None).await?;
        tell_again(tx, record, link).await?;
    }
    Ok(told(tx, record).await?)
}
