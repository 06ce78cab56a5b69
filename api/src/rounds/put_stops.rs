//! `PUT /organisations/{organisation}/rounds/{id}/stops`

use super::{
    CLASS,
    hands::{Here, about, recipients, save_list},
    shown,
};
use crate::http::{Cx, Edited, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::put;
use cabas_domain::{
    deliveries::StopFacts,
    rounds::{KeptOut, PutStopsError, RoundChange, decide_put_stops},
};
use cabas_kernel::id::{RoundId, StopId};
use cabas_model::{
    Code,
    rounds::{PutRoundStops, RoundDetails},
};
use cabas_store::{Tx, rounds::RoundRecord};
use serde_json::json;

gate!(member PlanDeliveries);

/// Put the whole list of a round's stops, in order; what is absent leaves. Stops come from other rounds only when
/// those are named, so that nobody's work is undone unseen.
#[utoipa::path(
    operation_id = "put_round_stops", tag = "rounds", request_body = PutRoundStops,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = RoundDetails, headers(("ETag" = String))), Inside, Stateful, Edited, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[put("/organisations/{organisation}/rounds/{id}/stops")]
pub(super) async fn put_round_stops(cx: Cx<Gate>) -> Outcome<Versioned<RoundDetails>> {
    let id: RoundId = cx.path("id")?;
    let seen = cx.if_match()?;
    let ask: PutRoundStops = cx.body().await?;
    cx.write(async |tx| {
        let mut held = vec![id];
        held.extend(&ask.moved_from);
        let record = tx.rounds(&held).await?.into_iter().find(|r| r.id == id).ok_or(Code::NotFound)?;
        cx.check_version(&seen, id, record.version, CLASS)?;
        let change = decide(tx, &record, &ask).await?;
        save_list(tx, &record, &change).await?;
        let detail = json!({ "added": change.added, "removed": change.removed, "from": change.taken_from });
        Ok(tx.audit("round.stops_changed", id, detail).await?)
    })
    .await?;
    shown(&cx, id).await
}

async fn decide(tx: &Tx, record: &RoundRecord, ask: &PutRoundStops) -> Outcome<RoundChange> {
    let zone = Here::of(tx).await?.zone();
    let here = tx.stops_of_round(record.id).await?;
    let current: Vec<StopId> = here.iter().map(|s| s.id).collect();
    let deliveries = tx.deliveries_of_stops(&[current.as_slice(), &ask.stop_ids].concat()).await?;
    let stops = tx.stops_of_deliveries(&deliveries).await?;
    let blocked = match record.assignee {
        Some(member) => tx.blocked_for(member).await?,
        None => Vec::new(),
    };
    let entering: Vec<StopFacts> = stops.iter().filter(|s| s.round != Some(record.id)).copied().collect();
    let collecting = tx.collecting(&recipients(&entering)).await?;
    let kept_out = KeptOut { blocked: &blocked, collecting: &collecting };
    let facts = record.facts(&here, zone);
    decide_put_stops(&facts, &current, &ask.stop_ids, &stops, &ask.moved_from, kept_out, zone).map_err(|e| {
        let (code, stop) = match e {
            PutStopsError::Unknown(stop) => ("stop_unknown", Some(stop)),
            PutStopsError::Twice(stop) => ("stop_twice", Some(stop)),
            PutStopsError::StopElsewhere(stop)
            | PutStopsError::Started(stop)
            | PutStopsError::OtherDay(stop)
            | PutStopsError::Transition(stop)
            | PutStopsError::PairBlocked(stop)
            | PutStopsError::SelfPickup(stop) => (e.code(), Some(stop)),
            PutStopsError::RoundClosed => (e.code(), None),
        };
        about("/stop_ids", code, stop.and_then(|s| ask.stop_ids.iter().rposition(|id| *id == s)))
    })
}
