//! A change of a rule, done: what came before stays with the old one, what comes is its successor's.

use super::{
    course::{Course, windows},
    form,
    plan::{Asked, Plan, plan},
    run::{Span, generate},
};
use crate::{
    deliveries::occurrence::{align, call_off, give_anew, hold_rounds},
    http::Outcome,
};
use cabas_domain::recurrence::{Cut, Progress, next_occurrences};
use cabas_kernel::{
    id::{DeliveryId, RecurrenceId},
    time::local_day,
    words::events::EventKind,
};
use cabas_model::{
    Code,
    recurrences::{Leftovers, PatchRecurrence},
};
use cabas_store::{Tx, organisations::OrganisationRecord, recurrences::RecurrenceRecord};
use serde_json::json;

/// Changes a rule, which is held; gives the one that holds from now on.
///
/// # Errors
/// Fields that are wrong; dates that are begun or past.
pub(super) async fn change(tx: &Tx, course: Course, ask: &PatchRecurrence) -> Outcome<RecurrenceId> {
    let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
    let after = read(tx, &organisation, course.record(), ask).await?;
    let before = course.record().clone();
    if !is_deep(&before, &after, ask) {
        return shallow(tx, course, after).await;
    }
    let asked = Asked { from: ask.from, rule: ask.rule.as_deref(), starts_on: ask.starts_on };
    let plan = plan(&course, asked, &windows(&after)?, tx.now())?;
    let Some(cut) = plan.preview.cut.clone() else { return Ok(before.id) };
    let touched = touched(&course, &plan);
    hold_rounds(tx, &touched).await?;
    let after = RecurrenceRecord { rule: plan.rule.to_string(), starts_on: plan.starts_on, ..after };
    release(tx, &course, &plan, ask.removed.unwrap_or(Leftovers::Cancel)).await?;
    let id = replace(tx, &before, after, &cut).await?;
    let mut new = Course::held(tx, id).await?;
    carry_over(tx, &course, &new, &plan).await?;
    let span = Span::of(&new);
    generate(tx, &mut new, span).await?;
    Ok(id)
}

async fn read(
    tx: &Tx,
    organisation: &OrganisationRecord,
    before: &RecurrenceRecord,
    ask: &PatchRecurrence,
) -> Outcome<RecurrenceRecord> {
    let form = form::patched(before, ask)?;
    let read = form::read(tx, organisation, form, before.id, before.assignee).await?;
    Ok(RecurrenceRecord {
        predecessor: before.predecessor,
        paused: before.paused,
        drought: before.drought,
        version: before.version,
        created_at: before.created_at,
        ..read
    })
}

/// Says whether dates change, or what they bring: a name and a horizon change as they are.
fn is_deep(before: &RecurrenceRecord, after: &RecurrenceRecord, ask: &PatchRecurrence) -> bool {
    let said = before.words.comments != after.words.comments || before.words.tags != after.words.tags;
    let made_of = before.template != after.template || before.depot != after.depot || before.assignee != after.assignee;
    said || made_of || before.rule != after.rule || ask.starts_on.is_some_and(|day| day != before.starts_on)
}

async fn shallow(tx: &Tx, mut course: Course, after: RecurrenceRecord) -> Outcome<RecurrenceId> {
    let before = course.record();
    if before.words.name == after.words.name && before.horizon_days == after.horizon_days {
        return Ok(after.id);
    }
    tx.save_recurrence(&after).await?;
    told(tx, "recurrence.changed", after.id).await?;
    let id = after.id;
    course.parts.record = after;
    let span = Span::of(&course);
    generate(tx, &mut course, span).await?;
    Ok(id)
}

pub(super) async fn told(tx: &Tx, act: &str, id: RecurrenceId) -> Outcome<()> {
    tx.audit(act, id, json!({})).await?;
    Ok(tx.announce(EventKind::RecurrenceChanged, id, None, None).await?)
}

/// What was made and may change.
fn touched(course: &Course, plan: &Plan) -> Vec<DeliveryId> {
    let kept = plan.preview.kept.iter().map(|t| t.date);
    let moved = plan.preview.moved.iter().map(|m| m.was.date);
    let removed = plan.preview.removed.iter().map(|r| r.was.date);
    kept.chain(moved).chain(removed).filter_map(|date| course.made(date)).map(|made| made.delivery).collect()
}

/// What the rule no longer has is no date of anything any more: cancelled, or each by itself.
async fn release(tx: &Tx, course: &Course, plan: &Plan, leftovers: Leftovers) -> Outcome<()> {
    for gone in plan.preview.removed.iter().filter_map(|r| course.made(r.was.date)) {
        tx.detach_occurrence(gone.delivery).await?;
        if leftovers == Leftovers::Cancel {
            call_off(tx, gone.delivery).await?;
        }
    }
    Ok(())
}

/// Keeps the changed rule: as another one where the old one keeps dates of its own.
async fn replace(tx: &Tx, before: &RecurrenceRecord, after: RecurrenceRecord, cut: &Cut) -> Outcome<RecurrenceId> {
    let Some(old) = &cut.old else {
        tx.save_recurrence(&after).await?;
        told(tx, "recurrence.changed", after.id).await?;
        return Ok(after.id);
    };
    let new = RecurrenceRecord { id: tx.new_id(), predecessor: Some(before.id), drought: None, ..after };
    tx.add_recurrence(&new).await?;
    let zone = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?.zone;
    // One that has nothing before it any more is over.
    let is_over = next_occurrences(old, before.starts_on, local_day(tx.now(), zone), 1).is_empty();
    let cancelled_at = is_over.then(|| tx.now());
    tx.save_recurrence(&RecurrenceRecord { rule: old.to_string(), cancelled_at, ..before.clone() }).await?;
    tx.hand_over_dates(before.id, new.id, cut.from).await?;
    told(tx, "recurrence.handed_over", before.id).await?;
    told(tx, "recurrence.created", new.id).await?;
    Ok(new.id)
}

/// What stays, as it is to be now.
async fn carry_over(tx: &Tx, old: &Course, new: &Course, plan: &Plan) -> Outcome<()> {
    let (was, is) = (old.record().assignee, new.record().assignee);
    let moved = plan.preview.moved.iter().map(|m| m.was.date);
    for date in plan.preview.kept.iter().map(|t| t.date).chain(moved) {
        let Some(made) = old.made(date).filter(|made| made.progress() == Progress::Open) else { continue };
        if let (Some(before), Some(after)) = (old.wanted_on(date)?, new.wanted_on(date)?) {
            align(tx, made.delivery, &before, &after).await?;
        }
        if was != is {
            give_anew(tx, made.delivery, was, is).await?;
        }
    }
    Ok(())
}
