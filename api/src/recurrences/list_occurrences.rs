//! `GET /organisations/{organisation}/recurrences/{id}/occurrences`

use super::{course::Course, told};
use crate::http::{Checked, Cx, Done, Failure, Inside, Outcome, gate};
use actix_web::get;
use cabas_domain::recurrence::calendar;
use cabas_kernel::id::RecurrenceId;
use cabas_model::{
    FieldError,
    occurrences::{OccurrenceList, OccurrenceQuery},
};
use chrono::{Days, NaiveDate};
use std::ops::RangeInclusive;

gate!(member ReadDeliveries, pii: full);

/// Days that are shown at once.
const MOST: u16 = 366;

/// The dates of a rule on a calendar, each with what becomes of it: also the ones that are skipped, closed or paused.
#[utoipa::path(
    operation_id = "list_occurrences", tag = "recurrences",
    params(("organisation" = uuid::Uuid, Path), ("id" = uuid::Uuid, Path), OccurrenceQuery),
    responses((status = 200, body = OccurrenceList), Inside, Checked),
    extensions(("x-authz" = json!(<Gate as crate::http::Gate>::authz())))
)]
#[get("/organisations/{organisation}/recurrences/{id}/occurrences")]
pub(super) async fn list_occurrences(cx: Cx<Gate>) -> Outcome<Done<OccurrenceList>> {
    let id: RecurrenceId = cx.path("id")?;
    let query: OccurrenceQuery = cx.query()?;
    let from = query.from.unwrap_or(cx.today()?);
    let course = Course::seen(&cx.read().await?, id, from, cx.zone()?).await?;
    let horizon = from.checked_add_days(Days::new(u64::from(course.record().horizon_days)));
    let days = within(from, query.until.or(horizon).unwrap_or(from))?;
    let facts = course.facts();
    let dates = calendar(&facts.recurrence, &facts.off, days);
    let items = dates.iter().map(|o| told::occurrence(&course, o)).collect();
    let whose = course.parts.household.iter().map(|h| h.id).collect();
    cx.look("recurrence", Some(id.0), None, whose).await?;
    Ok(Done(OccurrenceList { items }))
}

fn within(from: NaiveDate, until: NaiveDate) -> Outcome<RangeInclusive<NaiveDate>> {
    match (until - from).num_days() {
        ..0 => Err(Failure::field("/until", "window_order")),
        days if days >= i64::from(MOST) => {
            Err(Failure::fields(vec![FieldError::new("/until", "limit_invalid").with("max", MOST)]))
        }
        _ => Ok(from..=until),
    }
}
