//! `POST /organisations/{organisation}/recurrence-runs`

use super::{
    course::Course,
    run::{Span, generate},
};
use crate::http::{Cx, Done, Failure, Inside, Outcome, Sent, gate};
use actix_web::post;
use cabas_kernel::id::RecurrenceId;
use cabas_model::{
    FieldError,
    occurrences::{GenerateDeliveries, GenerationSummary},
    recurrences::MAX_HORIZON_DAYS,
};
use cabas_store::Tx;
use chrono::NaiveDate;

gate!(member PlanDeliveries);

/// Make now what rules give: of all rules or some, on all days or some. What is made already stays as it is. One summary
/// tells of all of it; a dry run tells it before anything is made.
#[utoipa::path(
    operation_id = "generate_deliveries", tag = "recurrences", request_body = GenerateDeliveries,
    params(("organisation" = uuid::Uuid, Path)),
    responses((status = 200, body = GenerationSummary), Inside, Sent),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[post("/organisations/{organisation}/recurrence-runs")]
pub(super) async fn generate_deliveries(cx: Cx<Gate>) -> Outcome<Done<GenerationSummary>> {
    let ask: GenerateDeliveries = cx.body().await?;
    let ahead = ahead(&ask, cx.today()?)?;
    Ok(Done(cx.write(async |tx| all(tx, &ask, ahead).await).await?))
}

/// How many days ahead, when a last one is named.
fn ahead(ask: &GenerateDeliveries, today: NaiveDate) -> Outcome<Option<u16>> {
    let Some(until) = ask.until else { return Ok(None) };
    match u16::try_from((until - today).num_days()) {
        Ok(days) if days <= MAX_HORIZON_DAYS => Ok(Some(days)),
        Ok(_) => Err(Failure::fields(vec![FieldError::new("/until", "limit_invalid").with("max", MAX_HORIZON_DAYS)])),
        Err(_) => Err(Failure::field("/until", "date_in_past")),
    }
}

async fn all(tx: &Tx, ask: &GenerateDeliveries, ahead: Option<u16>) -> Outcome<GenerationSummary> {
    let mut summary = GenerationSummary::default();
    for id in chosen(tx, ask.recurrence_ids.as_deref()).await? {
        let mut course = Course::held(tx, id).await?;
        let horizon_days = ahead.unwrap_or(course.record().horizon_days);
        let span = Span { horizon_days, days: ask.days.as_deref(), dry_run: ask.dry_run };
        let done = generate(tx, &mut course, span).await?;
        summary.created.extend(done.created);
        summary.left_out.extend(done.left_out);
        summary.unassigned.extend(done.unassigned);
    }
    Ok(summary)
}

/// The rules that are asked, held in one order whoever asks.
async fn chosen(tx: &Tx, asked: Option<&[RecurrenceId]>) -> Outcome<Vec<RecurrenceId>> {
    let mut living = tx.living_recurrences(None).await?;
    let Some(asked) = asked else { return Ok(living) };
    if let Some(nth) = asked.iter().position(|id| !living.contains(id)) {
        return Err(Failure::field(&format!("/recurrence_ids/{nth}"), "not_found_here"));
    }
    living.retain(|id| asked.contains(id));
    Ok(living)
}
