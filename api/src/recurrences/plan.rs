//! An edit of a rule, before it is saved: shown by a preview, and done by a change.

use super::{
    course::Course,
    told::{faulty, refused},
};
use crate::http::{Failure, Outcome};
use cabas_domain::recurrence::{Edit, Preview, Rule, Successor, WallWindow, next_occurrences, preview, split};
use cabas_kernel::{Ts, time::local_day};
use chrono::NaiveDate;

/// What would replace a rule, and what that would do.
pub(super) struct Plan {
    pub(super) rule: Rule,
    pub(super) starts_on: NaiveDate,
    pub(super) preview: Preview,
}

/// What an edit says of the rule itself.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The first date that changes; the next one without.
    pub(super) from: Option<NaiveDate>,
    pub(super) rule: Option<&'a str>,
    pub(super) starts_on: Option<NaiveDate>,
}

/// Says what another rule, or other hours, would do.
///
/// # Errors
/// A rule that does not read, a date that is none of its own, one that is begun or past.
pub(super) fn plan(course: &Course, ask: Asked<'_>, windows: &[WallWindow], now: Ts) -> Outcome<Plan> {
    let record = course.record();
    let (rule, starts_on) = match ask.rule {
        Some(text) => (Rule::parse(text, course.zone).map_err(|e| Failure::fields(vec![faulty(&e)]))?, ask.starts_on),
        None if ask.starts_on.is_some() => (course.rule.clone(), ask.starts_on),
        None => same(course, ask.from.unwrap_or_else(|| local_day(now, course.zone))),
    };
    let successor = Successor { rule: &rule, starts_on, windows };
    let edit = match ask.from {
        Some(date) => Edit::Following(date, successor),
        None => Edit::AllFuture(successor),
    };
    let preview =
        preview(&course.facts(), &edit, now, record.horizon_days).map_err(|e| refused(e, "/from", "/from"))?;
    let counted = preview.cut.as_ref().map(|cut| cut.starts_on);
    Ok(Plan { starts_on: counted.or(starts_on).unwrap_or(record.starts_on), rule, preview })
}

/// The same rule from a day on: it keeps its weeks, and what is left of its count.
fn same(course: &Course, from: NaiveDate) -> (Rule, Option<NaiveDate>) {
    let starts_on = course.record().starts_on;
    let Some(next) = next_occurrences(&course.rule, starts_on, from, 1).first().copied() else {
        return (course.rule.clone(), None);
    };
    let after = split(&course.rule, starts_on, next).map(|halves| halves.after);
    (after.unwrap_or_else(|| course.rule.clone()), Some(next))
}
