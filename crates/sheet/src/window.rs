//! From the cells that speak of time to a window (imports reference §2).

use crate::{
    date::{self, Moment},
    field::Field,
    problem::ProblemCode,
    timeslot,
    view::View,
};
use cabas_kernel::{Window, time};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Reads a time slot cell. `None` when it is empty or refused; the refusal is noted.
pub(crate) fn slot<F: Field>(view: &mut View<'_, F>, field: F) -> Option<Window> {
    let text = view.text(field)?.into_owned();
    let Some((start, end)) = timeslot::ends(&text) else {
        view.error(ProblemCode::TimeslotInvalid, field);
        return None;
    };
    make(view, field, start, end)
}

/// Reads `after` and `before`; both empty mean the whole day.
pub(crate) fn between<F: Field>(view: &mut View<'_, F>, after: F, before: F) -> Option<Window> {
    let (start, end) = (moment(view, after), moment(view, before));
    let (Some(start), Some(end)) = (start, end) else { return None };
    // A cell that is wholly empty speaks of the same day as the other one; a time alone speaks of the import's day.
    let day = |own: Moment, other: Moment| match (own.date, own.time) {
        (None, None) => other.date,
        (date, _) => date,
    };
    let default = view.ctx.default_day();
    let from = day(start, end).unwrap_or(default).and_time(start.time.unwrap_or(NaiveTime::MIN));
    let until = day(end, start).unwrap_or(default).and_time(end.time.unwrap_or_else(last_minute));
    let blamed = if view.filled.has(before) { before } else { after };
    make(view, blamed, from, until)
}

/// 23:59, the end of a day without a time.
fn last_minute() -> NaiveTime {
    NaiveTime::from_hms_opt(23, 59, 0).unwrap_or(NaiveTime::MIN)
}

/// An empty cell is an empty moment; a refused one is none.
fn moment<F: Field>(view: &mut View<'_, F>, field: F) -> Option<Moment> {
    let Some(text) = view.text(field) else { return Some(Moment::default()) };
    if is_no_date(view, field) {
        return None;
    }
    match date::moment(&text, view.ctx.today) {
        Ok(found) => {
            if let Some(day) = found.date.filter(|_| found.year_assumed) {
                note_past(view, field, day);
            }
            Some(found)
        }
        Err(code) => {
            view.error(code, field);
            None
        }
    }
}

/// Reads a cell that holds a day.
pub(crate) fn day<F: Field>(view: &mut View<'_, F>, field: F) -> Option<NaiveDate> {
    let text = view.text(field)?.into_owned();
    if is_no_date(view, field) { None } else { day_in(view, field, &text) }
}

/// Refuses a bare number of a spreadsheet: 8.12 may be the eighth of December, twelve past eight, or a price.
fn is_no_date<F: Field>(view: &mut View<'_, F>, field: F) -> bool {
    let is_number = view.is_bare_number(field);
    if is_number {
        view.error(ProblemCode::DateInvalid, field);
    }
    is_number
}

/// Reads a day out of a part of a cell.
pub(crate) fn day_in<F: Field>(view: &mut View<'_, F>, field: F, text: &str) -> Option<NaiveDate> {
    match date::day(text, view.ctx.today) {
        Ok((day, assumed)) => {
            if assumed {
                note_past(view, field, day);
            }
            Some(day)
        }
        Err(code) => {
            view.error(code, field);
            None
        }
    }
}

fn note_past<F: Field>(view: &mut View<'_, F>, field: F, day: NaiveDate) {
    if day < view.ctx.today {
        view.warn_with(ProblemCode::DateInPast, field, "read_as", day.to_string());
    }
}

fn make<F: Field>(view: &mut View<'_, F>, field: F, start: NaiveDateTime, end: NaiveDateTime) -> Option<Window> {
    let zone = view.ctx.zone;
    let window = Window::new(Some(time::instant(start, zone)), time::instant(end, zone));
    if window.is_err() {
        view.error(ProblemCode::WindowOrder, field);
    }
    window.ok()
}
