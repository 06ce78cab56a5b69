//! `POST /organisations/{organisation}/deliveries/{id}/assignment`

use super::{apply::apply, shown, whole::Whole};
use crate::http::{Cx, Failure, Inside, Outcome, Sent, Stateful, TooOften, Versioned, gate};
use actix_web::post;
use cabas_domain::{
    deliveries::{Candidate, Change, Decision, Meeting, StopActor, day_to_carry, decide_assign, decide_unassign},
    rounds::at_end,
};
use cabas_kernel::{
    id::{DeliveryId, MembershipId, RoundId, StopId},
    time::local_day,
    words::rounds::RoundState,
};
use cabas_model::{
    Code,
    deliveries::{AssignDelivery, DeliveryDetails},
};
use cabas_store::{Tx, deliveries::Report, members::MemberRecord, rounds::RoundRecord};
use chrono::NaiveDate;
use serde_json::json;

gate!(member PlanDeliveries, pii: record);

/// Give a delivery to a member, or take it back with `null`. It leaves the round it was in and goes to the end of the
/// member's own round of that day: a draft in their name is made when they have none, and one they were told of already
/// shows it at once.
#[utoipa::path(
    operation_id = "assign_delivery", tag = "deliveries", request_body = AssignDelivery,
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DeliveryDetails, headers(("ETag" = String))), Inside, Stateful, Sent, TooOften),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/deliveries/{id}/assignment")]
pub(super) async fn assign_delivery(cx: Cx<Gate>) -> Outcome<Versioned<DeliveryDetails>> {
    let id: DeliveryId = cx.path("id")?;
    let ask: AssignDelivery = cx.body().await?;
    let report = Report { by: Some(cx.member()?), ..Report::default() };
    cx.write(async |tx| {
        if let Some(member) = ask.member_id {
            return give(tx, id, member, &report).await;
        }
        let whole = Whole::of(tx, id).await?;
        apply(tx, &whole, &decide_unassign(&whole.stops, StopActor::Dispatcher)?, &report).await?;
        Ok(tx.audit("delivery.unassigned", id, json!({})).await?)
    })
    .await?;
    shown(&cx, id).await
}

async fn give(tx: &Tx, id: DeliveryId, member: MembershipId, report: &Report) -> Result<(), Failure> {
    if let Some(round) = hand(tx, id, member, report).await? {
        tx.audit("delivery.assigned", id, json!({ "member": member, "round": round })).await?;
    }
    Ok(())
}

/// The same, noted by whoever gives many; the round it entered, when it was not theirs already.
pub(super) async fn hand(
    tx: &Tx,
    id: DeliveryId,
    member: MembershipId,
    report: &Report,
) -> Result<Option<RoundId>, Failure> {
    // Rounds are held before stops, and all of them at once.
    let held = tx.rounds_and_those_of(&tx.rounds_of_delivery(id).await?, member).await?;
    let mut whole = Whole::of(tx, id).await?;
    let to = tx.member(member).await?.ok_or_else(|| Failure::field("/member_id", "person_unknown"))?;
    let candidate = Candidate { member, state: to.state, roles: to.roles };
    let meeting = match &whole.household {
        Some(household) => Meeting {
            blocked: tx.is_pair_blocked(member, household.id).await?,
            self_pickup: household.household.self_pickup,
        },
        None => Meeting::default(),
    };
    let (planned, today) = (whole.rounds.first().map(|r| r.day), local_day(tx.now(), whole.zone()));
    let round = match day_to_carry(&whole.stops, planned, today, whole.zone()) {
        Some(day) => Some(round_of(tx, &held, &to, day).await?),
        None => None,
    };
    let given = decide_assign(&whole.stops, StopActor::Dispatcher, &candidate, meeting, round.as_ref().map(|r| r.id))?;
    let (Decision::Change(change), Some(round)) = (given, round) else { return Ok(None) };
    enter(tx, &mut whole, &change, &round, report).await?;
    Ok(Some(round.id))
}

/// The round of a day that a person carries: the one still being planned before one that they were told of; a new
/// draft in their name when there is none, which is kept once something enters it.
async fn round_of(
    tx: &Tx,
    held: &[RoundRecord],
    member: &MemberRecord,
    day: NaiveDate,
) -> Result<RoundRecord, Failure> {
    let theirs = |r: &&RoundRecord| r.assignee == Some(member.id) && r.day == day && r.state != RoundState::Closed;
    if let Some(round) = held.iter().filter(theirs).min_by_key(|r| (r.state, r.id)) {
        return Ok(round.clone());
    }
    let person = tx.person(member.person).await?.ok_or(Code::NotFound)?;
    let draft = RoundRecord::draft(tx.new_id(), person.display_name, day);
    Ok(RoundRecord { assignee: Some(member.id), ..draft })
}

/// Puts a delivery at the end of its person's round.
async fn enter(
    tx: &Tx,
    whole: &mut Whole,
    change: &Change,
    round: &RoundRecord,
    report: &Report,
) -> Result<(), Failure> {
    let there = tx.stops_of_round(round.id).await?;
    if tx.round(round.id).await?.is_none() {
        tx.add_round(round).await?;
        tx.audit("round.created", round.id, json!({ "stops": [] })).await?;
    }
    if whole.round(Some(round.id)).is_none() {
        whole.rounds.push(round.clone());
    }
    apply(tx, whole, change, report).await?;
    let order: Vec<StopId> = there.iter().map(|s| s.id).collect();
    let entering: Vec<StopId> = change.steps.iter().map(|s| s.stop).collect();
    Ok(tx.set_positions(&at_end(&order, &whole.stops, &entering)).await?)
}
