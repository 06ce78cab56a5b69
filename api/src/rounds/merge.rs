//! `POST /organisations/{organisation}/rounds/{id}/merge`

use super::{
    hands::{Here, carrier, link_of, save_list, tell_again, withdraw},
    shown,
};
use crate::http::{Cx, Failure, Inside, Outcome, Sent, Stateful, Versioned, gate};
use actix_web::post;
use cabas_domain::rounds::{RoundChange, decide_merge};
use cabas_kernel::{
    id::{RoundId, StopId},
    words::events::EventKind,
};
use cabas_model::{
    Code,
    rounds::{MergeRound, RoundDetails},
};
use cabas_store::{Tx, rounds::RoundRecord};
use serde_json::json;

gate!(member PlanDeliveries);

/// Add another round's stops after this one's, both orders kept; the other round ends. Whoever was told of that one is
/// written to.
#[utoipa::path(
    operation_id = "merge_round", tag = "rounds", request_body = MergeRound,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RoundDetails, headers(("ETag" = String))), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/rounds/{id}/merge")]
pub(super) async fn merge_round(cx: Cx<Gate>) -> Outcome<Versioned<RoundDetails>> {
    let id: RoundId = cx.path("id")?;
    let ask: MergeRound = cx.body().await?;
    let link = link_of(&cx.app, id);
    cx.write(async |tx| {
        let mut found = tx.rounds(&[id, ask.other_id]).await?;
        let mut take = |id| found.iter().position(|r| r.id == id).map(|at| found.swap_remove(at));
        let record = take(id).ok_or(Code::NotFound)?;
        let other = if ask.other_id == id { Some(record.clone()) } else { take(ask.other_id) };
        let other = other.ok_or_else(|| Failure::field("/other_id", "round_unknown"))?;
        let mut change = decide(tx, &record, &other).await?;
        // The other one ends here, it is not merely changed.
        change.taken_from.clear();
        save_list(tx, &record, &change).await?;
        tx.remove_round(other.id).await?;
        tx.audit("round.merged", id, json!({ "other": other.id, "stops": change.added })).await?;
        tx.announce(EventKind::RoundRemoved, other.id, Some(other.day), carrier(&other)).await?;
        // Who carries both keeps all of it: they get the link of the round that stays.
        if carrier(&record).is_some_and(|one| carrier(&other) == Some(one)) {
            return tell_again(tx, &record, &link).await;
        }
        withdraw(tx, &other, tx.actor().member()).await
    })
    .await?;
    shown(&cx, id).await
}

async fn decide(tx: &Tx, record: &RoundRecord, other: &RoundRecord) -> Outcome<RoundChange> {
    let zone = Here::of(tx).await?.zone();
    let (mine, theirs) = (tx.stops_of_round(record.id).await?, tx.stops_of_round(other.id).await?);
    let blocked = match record.assignee {
        Some(member) => tx.blocked_for(member).await?,
        None => Vec::new(),
    };
    let ids = |stops: &[cabas_domain::deliveries::StopFacts]| stops.iter().map(|s| s.id).collect::<Vec<StopId>>();
    let (facts, others) = (record.facts(&mine, zone), other.facts(&theirs, zone));
    decide_merge(&facts, &ids(&mine), &others, &ids(&theirs), &theirs, &blocked)
        .map_err(|e| Failure::refused_at("/other_id", e.code()))
}
