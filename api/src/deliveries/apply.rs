//! What follows from a decision about a delivery, in its transaction: rows, history, the inbox, rounds, announcements.

use super::whole::{Whole, one_day};
use crate::{http::Failure, rounds::told};
use cabas_domain::{
    deliveries::{Change, Conflict, StopFacts, delivery_status},
    disclosure::OrganisationHours,
    rounds::next_state,
};
use cabas_kernel::{
    id::{MembershipId, RoundId, StopId},
    time::local_day,
    words::{deliveries::StopKind, events::EventKind, follow_ups::FollowUpCause, rounds::RoundState},
};
use cabas_model::recipients::LastDelivery;
use cabas_store::{Tx, deliveries::Report, follow_ups::NewFollowUp};
use serde_json::json;
use std::collections::BTreeSet;

/// Saves what a decision says of a delivery and everything that follows from it; the audit is the caller's.
///
/// # Errors
/// The database's own.
pub(crate) async fn apply(tx: &Tx, whole: &Whole, change: &Change, report: &Report) -> Result<(), Failure> {
    tx.apply_steps(&change.steps, report, whole.household.as_ref()).await?;
    let about = change.steps.last().map(|s| s.stop);
    for (cause, stop) in change.follow_ups.iter().filter_map(|cause| Some((*cause, about?))) {
        tell_dispatchers(tx, whole, stop, cause, report).await?;
    }
    let before = whole.stops.iter().filter(|s| change.step(s.id).is_some()).filter_map(|s| s.round);
    let rounds: BTreeSet<RoundId> = before.chain(change.steps.iter().filter_map(|s| s.round)).collect();
    after_stop_change(tx, &rounds.into_iter().collect::<Vec<_>>(), &whole.hours).await?;
    note_last_delivery(tx, whole, change, report).await?;
    announce_steps(tx, whole, change).await
}

/// Opens a follow-up about a stop.
pub(super) async fn tell_dispatchers(
    tx: &Tx,
    whole: &Whole,
    stop: StopId,
    cause: FollowUpCause,
    report: &Report,
) -> Result<(), Failure> {
    let new = NewFollowUp {
        stop: Some(stop),
        // Also when it is erased: then what is written finds no key, and is not kept.
        recipient: whole.record.recipient,
        reason: report.reason,
        comment: if cause == FollowUpCause::Conflict { report.said() } else { report.note.clone() },
        reported_by: report.by,
        ..NewFollowUp::default()
    };
    let id = tx.add_follow_up(cause, new).await?;
    Ok(tx.announce(EventKind::FollowUpChanged, id, None, None).await?)
}

/// A report that came second is kept for a dispatcher; the first one stands.
pub(super) async fn keep_conflict(tx: &Tx, whole: &Whole, conflict: &Conflict, report: &Report) -> Result<(), Failure> {
    tx.note_conflict(conflict, report, whole.household.as_ref()).await?;
    tell_dispatchers(tx, whole, conflict.stop, Conflict::FOLLOW_UP, report).await?;
    tx.touch_delivery(whole.record.id).await?;
    let detail = json!({ "delivery": whole.record.id, "kept": conflict.kept, "reported": conflict.reported });
    tx.audit("stop.conflict", conflict.stop, detail).await?;
    let day = whole.stop(conflict.stop).and_then(|s| one_day(&s.window, whole.zone()));
    Ok(tx.announce(EventKind::StopChanged, conflict.stop, day, None).await?)
}

/// Rounds whose stops changed: whoever saw the old list is told, places stay dense, and the state follows.
///
/// # Errors
/// The database's own.
pub(crate) async fn after_stop_change(tx: &Tx, rounds: &[RoundId], hours: &OrganisationHours) -> Result<(), Failure> {
    if rounds.is_empty() {
        return Ok(());
    }
    tx.touch_rounds(rounds).await?;
    for mut record in tx.rounds(rounds).await? {
        let stops = tx.stops_of_round(record.id).await?;
        tx.close_ranks(record.id).await?;
        let now = tx.now();
        let state = next_state(&record.facts(&stops, hours.zone()), &stops, hours, now);
        if state != record.state {
            record.state = state;
            record.closed_at = (state == RoundState::Closed).then_some(now);
            if state == RoundState::Running {
                record.started_at = record.started_at.or(Some(now));
            }
            tx.save_round(&record).await?;
        }
        told(tx, &record).await?;
    }
    Ok(())
}

/// How the household's newest delivery stands, on its record.
async fn note_last_delivery(tx: &Tx, whole: &Whole, change: &Change, report: &Report) -> Result<(), Failure> {
    let Some(recipient) = whole.recipient() else { return Ok(()) };
    let mut stops = whole.stops.clone();
    let mut ended = None;
    for stop in &mut stops {
        let Some(step) = change.step(stop.id) else { continue };
        if stop.kind == StopKind::Dropoff && step.to.is_closed() != step.from.is_closed() {
            ended = Some(whole.happened(stop, report, tx.now()).0);
        }
        stop.status = step.to;
    }
    let Some(at) = ended else { return Ok(()) };
    let last = LastDelivery { status: delivery_status(&stops), date: local_day(at, whole.zone()) };
    Ok(tx.note_last_delivery(recipient, &last).await?)
}

/// Tells the boards, whoever held a stop and whoever holds it now: access may open or close at once.
async fn announce_steps(tx: &Tx, whole: &Whole, change: &Change) -> Result<(), Failure> {
    for step in &change.steps {
        let Some(before) = whole.stop(step.stop) else { continue };
        let day = one_day(&before.window, whole.zone());
        let after = StopFacts { assignee: step.assignee, round: step.round, ..*before };
        let told: BTreeSet<MembershipId> = [whole.knows(before), whole.knows(&after)].into_iter().flatten().collect();
        tx.announce_to(EventKind::StopChanged, step.stop, day, &told).await?;
    }
    Ok(tx.announce(EventKind::DeliveryChanged, whole.record.id, None, None).await?)
}
