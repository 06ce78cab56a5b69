//! Making what rules give: by hand, after a change, and by itself every hour. Safe late, twice, and by two servers at
//! once (DL-31).

use super::course::Course;
use crate::{
    deliveries::occurrence::{give, make},
    http::Outcome,
    platform::App,
};
use cabas_domain::recurrence::{Drought, Occurrence, plan_generation, watch_horizon};
use cabas_kernel::{
    id::{DeliveryId, OrganisationId, RecurrenceId},
    words::{deliveries::DeliveryStatus, events::EventKind, recurrences::DroughtCause},
};
use cabas_model::{
    occurrences::{GeneratedOccurrence, GenerationSummary, LeftOutOccurrence},
    recurrences::OccurrenceFields,
};
use cabas_store::{
    Actor, Scope, StoreError, Tx,
    recurrences::{Made, active_recurrences},
};
use chrono::NaiveDate;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How much of a rule is made at once.
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) horizon_days: u16,
    /// Only what happens on these days.
    pub(super) days: Option<&'a [NaiveDate]>,
    pub(super) dry_run: bool,
}

impl Span<'_> {
    /// All that a rule gives up to its horizon.
    pub(super) fn of(course: &Course) -> Self {
        Self { horizon_days: course.record().horizon_days, days: None, dry_run: false }
    }
}

/// Makes what a rule gives, which is held; noted and announced once, when there is anything.
///
/// # Errors
/// The database's own.
pub(super) async fn generate(tx: &Tx, course: &mut Course, span: Span<'_>) -> Outcome<GenerationSummary> {
    let recurrence_id = course.record().id;
    let mut done = GenerationSummary::default();
    let mut made = Vec::new();
    let facts = course.facts();
    let plan = plan_generation(&facts, tx.now(), span.horizon_days);
    let asked = |o: &&Occurrence<'_, OccurrenceFields>| span.days.is_none_or(|days| days.contains(&o.day));
    for o in plan.left_out.iter().filter(asked) {
        let (date, day, fate) = (o.date, o.day, super::told::fate(&o.fate));
        done.left_out.push(LeftOutOccurrence { recurrence_id, date, day, fate });
    }
    for o in plan.create.iter().filter(asked) {
        let (date, day) = (o.date, o.day);
        let delivery_id = if span.dry_run { None } else { one(tx, course, o, &mut done.unassigned).await? };
        if let Some(delivery) = delivery_id {
            made.push(Made { date, delivery, status: DeliveryStatus::Ready });
        } else if !span.dry_run {
            continue;
        }
        done.created.push(GeneratedOccurrence { recurrence_id, date, day, delivery_id });
    }
    for made in made {
        course.note(made);
    }
    if !span.dry_run {
        told(tx, recurrence_id, &done).await?;
        watch_over(tx, course).await?;
    }
    Ok(done)
}

/// Makes one delivery, and gives it to whoever the rule says.
async fn one(
    tx: &Tx,
    course: &Course,
    occurrence: &Occurrence<'_, OccurrenceFields>,
    unassigned: &mut Vec<DeliveryId>,
) -> Outcome<Option<DeliveryId>> {
    let Some(household) = &course.parts.household else { return Ok(None) };
    let made = make(tx, household, course.zone, course.wanted(occurrence)?).await?;
    if let (Some(id), Some(member)) = (made, course.record().assignee)
        && !give(tx, id, member).await?
    {
        unassigned.push(id);
    }
    Ok(made)
}

async fn told(tx: &Tx, id: RecurrenceId, done: &GenerationSummary) -> Outcome<()> {
    let Some(first) = done.created.iter().find_map(|made| made.delivery_id) else { return Ok(()) };
    let counts = [done.created.len(), done.left_out.len(), done.unassigned.len()];
    let [created, left_out, unassigned] = counts;
    let detail = json!({ "created": created, "left_out": left_out, "unassigned": unassigned });
    tx.audit("recurrence.generated", id, detail).await?;
    tx.announce(EventKind::DeliveryCreated, first, None, None).await?;
    Ok(tx.announce(EventKind::RecurrenceChanged, id, None, None).await?)
}

/// Notes whether something comes beyond half of the horizon: generation that stopped is told before anybody misses a
/// delivery.
async fn watch_over(tx: &Tx, course: &Course) -> Outcome<()> {
    let record = course.record();
    let found = watch_horizon(&course.facts(), tx.now(), record.horizon_days).map(|drought| match drought {
        Drought::NotGenerated(_) => DroughtCause::NotGenerated,
        Drought::AllOff => DroughtCause::AllOff,
        Drought::Sparse(_) => DroughtCause::Sparse,
        Drought::Ending => DroughtCause::Ending,
    });
    if found == record.drought { Ok(()) } else { Ok(tx.note_drought(record.id, found).await?) }
}

/// Makes what all rules give, each in a transaction of its own: one that fails keeps nobody else waiting.
///
/// # Errors
/// The database's own, before the first one.
pub async fn generate_due(app: &App) -> Result<(), StoreError> {
    let due = active_recurrences(&app.store.read(Scope::System).await?).await?;
    let mut behind: u32 = 0;
    for (organisation, id) in due {
        if let Err(failure) = run_one(app, organisation, id, true).await {
            tracing::warn!(%organisation, recurrence = %id, code = %failure, "a rule made nothing");
            metrics::counter!("cabas_recurrences_failed_total").increment(1);
            behind = behind.saturating_add(1);
            // What it cannot make is at least told on its own line of the list.
            if run_one(app, organisation, id, false).await.is_err() {
                tracing::warn!(%organisation, recurrence = %id, "nor could it be looked at");
            }
        }
    }
    metrics::gauge!("cabas_recurrences_behind").set(f64::from(behind));
    Ok(())
}

async fn run_one(app: &App, organisation: OrganisationId, id: RecurrenceId, makes: bool) -> Outcome<()> {
    let tx = app.store.write(Scope::Organisation(organisation), Actor::System).await?;
    let mut course = Course::held(&tx, id).await?;
    if makes {
        let span = Span::of(&course);
        generate(&tx, &mut course, span).await?;
    } else {
        watch_over(&tx, &course).await?;
    }
    Ok(tx.commit().await?)
}

/// How long the rules rest between two runs.
const EVERY: Duration = Duration::from_hours(1);

/// Makes what is due: at the start, every hour, and when something let dates take place again.
pub(crate) async fn worker(app: App, mut stop: watch::Receiver<bool>) {
    let woken = Arc::clone(&app.rules_changed);
    while !*stop.borrow() {
        if let Err(e) = generate_due(&app).await {
            tracing::warn!(error = %e, "what comes round was not made");
        }
        tokio::select! {
            _ = stop.changed() => break,
            () = woken.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
