//! What the engine says, in the words of the API.

use super::course::Course;
use crate::http::Failure;
use cabas_domain::recurrence::{self, EditError, Fate, Occurrence, Preview, RuleError};
use cabas_kernel::words::recurrences::OccurrenceFate;
use cabas_model::{
    Code, FieldError,
    deliveries::RecipientRef,
    occurrences::{ClosedDays, MovedDate, OccurrenceSummary, RecurrenceChanges, RemovedDate, TouchedDate},
    recurrences::{
        ExceptionKind, OccurrenceFields, RecurrenceDetails, RecurrenceException, RecurrencePickup, WallSpan,
    },
};
use cabas_store::recurrences::wall;
use chrono::NaiveDate;

pub(super) const fn fate(fate: &Fate<'_>) -> OccurrenceFate {
    match fate {
        Fate::Runs => OccurrenceFate::Runs,
        Fate::Skipped => OccurrenceFate::Skipped,
        Fate::Closed(_) => OccurrenceFate::Closed,
        Fate::Paused(_) => OccurrenceFate::Paused,
        Fate::Inactive(_) => OccurrenceFate::Inactive,
    }
}

/// One occurrence, of a rule that may not be kept yet.
pub(super) fn bare(o: &Occurrence<'_, OccurrenceFields>) -> OccurrenceSummary {
    let closed = match &o.fate {
        Fate::Closed(days) => Some(ClosedDays { from: days.from, until: days.until, reason: days.reason.to_owned() }),
        _ => None,
    };
    let away_until = match &o.fate {
        Fate::Paused(pause) => pause.until,
        _ => None,
    };
    OccurrenceSummary {
        date: o.date,
        day: o.day,
        window: None,
        fate: fate(&o.fate),
        closed,
        away_until,
        delivery_id: None,
        status: None,
    }
}

/// The same, with its hours and what was made of it.
pub(super) fn occurrence(course: &Course, o: &Occurrence<'_, OccurrenceFields>) -> OccurrenceSummary {
    let made = course.made(o.date);
    OccurrenceSummary {
        window: course.wanted(o).ok().map(|wanted| wanted.window),
        delivery_id: made.map(|m| m.delivery),
        status: made.map(|m| m.status),
        ..bare(o)
    }
}

pub(super) fn changes(preview: &Preview, from: NaiveDate) -> RecurrenceChanges {
    let touched = |t: &recurrence::TouchedDate| TouchedDate { date: t.date, day: t.day, exists: t.exists };
    let all = |list: &[recurrence::TouchedDate]| list.iter().map(touched).collect();
    let moved = |m: &recurrence::MovedDate| MovedDate {
        date: m.was.date,
        day: m.was.day,
        exists: m.was.exists,
        to: m.to,
        other_times: m.other_times,
    };
    let removed = |r: &recurrence::RemovedDate| RemovedDate {
        date: r.was.date,
        day: r.was.day,
        exists: r.was.exists,
        instead: r.instead,
    };
    RecurrenceChanges {
        from: preview.cut.as_ref().map_or(from, |cut| cut.from),
        kept: all(&preview.kept),
        moved: preview.moved.iter().map(moved).collect(),
        created: all(&preview.created),
        removed: preview.removed.iter().map(removed).collect(),
        untouched: all(&preview.untouched),
        touches_existing: preview.touches_existing(),
    }
}

/// A rule whole.
pub(super) fn details(course: Course) -> RecurrenceDetails {
    let parts = course.parts;
    let (record, exceptions) = (parts.record, parts.exceptions);
    let recipient = parts.household.map(|h| RecipientRef { id: h.id, display_name: h.household.display_name });
    RecurrenceDetails {
        id: record.id,
        recipient,
        state: record.told_state(),
        name: record.words.name,
        rule: record.rule,
        starts_on: record.starts_on,
        horizon_days: record.horizon_days,
        drought: record.drought,
        predecessor_id: record.predecessor,
        window: record.template.window,
        promised: record.template.promised,
        pickup: record.depot.map(|depot| RecurrencePickup { depot_id: Some(depot), window: record.template.pickup }),
        packages: record.template.packages,
        weight_g: record.template.weight,
        comments: record.words.comments,
        tags: record.words.tags,
        service_minutes: record.template.service_minutes,
        assignee_id: record.assignee,
        exceptions: exceptions.into_iter().map(exception).collect(),
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}

fn exception(said: recurrence::Exception<OccurrenceFields>) -> RecurrenceException {
    let bare = |kind| RecurrenceException { date: said.date, kind, to: None, window: None, fields: None };
    match said.kind {
        recurrence::ExceptionKind::Skip => bare(ExceptionKind::Skip),
        recurrence::ExceptionKind::Extra => bare(ExceptionKind::Extra),
        recurrence::ExceptionKind::Move(to) => {
            let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
            let window = to.window.map(|w| WallSpan { start: w.start.map(time), end: time(w.end) });
            RecurrenceException { to: Some(to.to), window, ..bare(ExceptionKind::Move) }
        }
        recurrence::ExceptionKind::Override(fields) => {
            RecurrenceException { fields: Some(fields), ..bare(ExceptionKind::Override) }
        }
    }
}

/// What is wrong with the text of a rule, beside its field.
pub(super) fn faulty(e: &RuleError) -> FieldError {
    let mut error = FieldError::new("/rule", e.code());
    for (name, said) in [("part", &e.part), ("value", &e.value)] {
        if !said.is_empty() {
            error = error.with(name, said);
        }
    }
    error
}

/// Why an edit is not made; `date` names what it is about, `to` where that goes.
pub(super) fn refused(e: EditError, date: &str, to: &str) -> Failure {
    match e {
        EditError::NotFound => Failure::field(date, "occurrence_unknown"),
        EditError::Begun => Code::TransitionRefused.into(),
        EditError::Past => Failure::field(to, "date_in_past"),
        EditError::Off => Failure::field(to, "occurrence_off"),
        EditError::Already => Failure::field(date, "duplicate"),
        EditError::Start => Failure::field("/starts_on", "recurrence_start"),
    }
}

/// The hours of a form, whose shape was checked when it was read.
pub(super) fn hours(span: &WallSpan, at: &str) -> Result<cabas_domain::recurrence::WallWindow, Failure> {
    wall(span).map_err(|_| Failure::field(at, "time_invalid"))
}
