//! `POST /organisations/{organisation}/recurrence-previews`

use super::{
    course::Course,
    plan::{Asked, plan},
    told::{bare, changes, faulty, hours, occurrence},
};
use crate::http::{Cx, Done, Failure, Inside, Outcome, Sent, Stateful, gate};
use actix_web::post;
use cabas_domain::{
    recipients::{Pause, ReceiveFacts},
    recurrence::{Off, Recurrence, Rule, calendar, next_occurrences},
};
use cabas_kernel::id::{RecipientId, RecurrenceId};
use cabas_model::{
    Code,
    occurrences::{OccurrenceSummary, PreviewRecurrence, RecurrencePreview},
    recurrences::OccurrenceFields,
};
use cabas_store::{Read, recipients, recurrences::closures_from};
use chrono::NaiveDate;

gate!(member PlanDeliveries, pii: full);

/// How many dates are shown.
const NEXT: usize = 12;

/// What a rule would give, before it is saved; for one that is changed, also what stays, moves, comes and goes.
#[utoipa::path(
    operation_id = "preview_recurrence", tag = "recurrences", request_body = PreviewRecurrence,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 200, body = RecurrencePreview), Inside, Stateful, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recurrence-previews")]
pub(super) async fn preview_recurrence(cx: Cx<Gate>) -> Outcome<Done<RecurrencePreview>> {
    let ask: PreviewRecurrence = cx.body().await?;
    let (shown, whose) = match ask.recurrence_id {
        Some(id) => changed(&cx, id, &ask).await?,
        None => new(&cx, &ask).await?,
    };
    let about = ask.recurrence_id.map(|id| id.0);
    cx.look("recurrence", about, None, whose.into_iter().collect()).await?;
    Ok(Done(shown))
}

type Shown = (RecurrencePreview, Option<RecipientId>);

async fn changed(cx: &Cx<Gate>, id: RecurrenceId, ask: &PreviewRecurrence) -> Outcome<Shown> {
    let today = cx.today()?;
    let course = Course::seen(&cx.read().await?, id, today, cx.zone()?).await;
    let mut course = course.map_err(|e| if e.code == Code::NotFound { unknown("/recurrence_id") } else { e })?;
    course.check_living()?;
    let mut windows = course.windows.clone();
    if let (Some(span), Some(goal)) = (&ask.window, windows.first_mut()) {
        *goal = hours(span, "/window")?;
    }
    let asked = Asked { from: ask.from, rule: ask.rule.as_deref(), starts_on: ask.starts_on };
    let plan = plan(&course, asked, &windows, cx.now())?;
    let from = plan.preview.cut.as_ref().map_or(today, |cut| cut.from);
    let changes = changes(&plan.preview, from);
    let rule = plan.rule.to_string();
    course.rule = plan.rule;
    course.parts.record.starts_on = plan.starts_on;
    if let Some(span) = &ask.window {
        course.parts.record.template.window.clone_from(span);
    }
    let facts = course.facts();
    let next = next(&facts.recurrence, &facts.off, from, |o| occurrence(&course, o));
    let whose = course.parts.household.as_ref().map(|h| h.id);
    Ok((RecurrencePreview { rule, next, changes: Some(changes) }, whose))
}

async fn new(cx: &Cx<Gate>, ask: &PreviewRecurrence) -> Outcome<Shown> {
    let (today, zone) = (cx.today()?, cx.zone()?);
    if ask.from.is_some() {
        return Err(Failure::field("/from", "field_unknown"));
    }
    let text = ask.rule.as_deref().ok_or_else(|| Failure::field("/rule", "required"))?;
    let rule = Rule::parse(text, zone).map_err(|e| Failure::fields(vec![faulty(&e)]))?;
    let starts_on = ask.starts_on.ok_or_else(|| Failure::field("/starts_on", "required"))?;
    let window = ask.window.as_ref().map(|span| hours(span, "/window")).transpose()?;
    let read = cx.read().await?;
    let household = match ask.recipient_id {
        Some(id) => Some(household(&read, id).await?),
        None => None,
    };
    let closures = closures_from(&read, today).await?;
    drop(read);
    let pauses: Vec<Pause> = household.as_ref().map(|h| h.household.absences()).unwrap_or_default();
    let facts =
        household.as_ref().map(|h| ReceiveFacts { status: h.status, pauses: &pauses, merged: h.merged_into.is_some() });
    let off = Off { closures: &closures, place: None, household: facts };
    let recurrence = Recurrence { rule: &rule, starts_on, exceptions: &[] };
    let shown = |o: &cabas_domain::recurrence::Occurrence<'_, OccurrenceFields>| OccurrenceSummary {
        window: window.map(|w| w.on(o.day, zone)),
        ..bare(o)
    };
    let next = next(&recurrence, &off, today, shown);
    Ok((RecurrencePreview { rule: rule.to_string(), next, changes: None }, household.map(|h| h.id)))
}

async fn household(read: &Read, id: RecipientId) -> Outcome<recipients::RecipientRecord> {
    recipients::recipients(read, &[id]).await?.pop().ok_or_else(|| unknown("/recipient_id"))
}

fn unknown(at: &str) -> Failure {
    Failure::field(at, "not_found_here")
}

/// The next dates from a day on, with what becomes of each.
fn next(
    recurrence: &Recurrence<'_, OccurrenceFields>,
    off: &Off<'_, cabas_kernel::id::DepotId>,
    from: NaiveDate,
    shown: impl Fn(&cabas_domain::recurrence::Occurrence<'_, OccurrenceFields>) -> OccurrenceSummary,
) -> Vec<OccurrenceSummary> {
    let dates = next_occurrences(recurrence.rule, recurrence.starts_on, from, NEXT);
    let Some(last) = dates.last() else { return Vec::new() };
    calendar(recurrence, off, from..=*last).iter().take(NEXT).map(shown).collect()
}
