//! What an edit would do, before it is saved (§7 of the shifts reference, §6 of the deliveries reference).
//!
//! Dates are compared by identity: where the new rule has the date too, the occurrence stays, with its row and its
//! people. What is begun, closed or past is never touched. What is created is what the generator creates.

use super::{
    exceptions::{Exception, ExceptionKind, Move, Recurrence},
    expand::next_occurrences,
    generate::{Progress, RecurrenceFacts, RecurrenceState, plan_generation},
    off::{Fate, Occurrence},
    preview::{Cut, MovedDate, Preview, RemovedDate, TouchedDate},
    rule::Rule,
    split::ending_before,
    wall::WallWindow,
};
use cabas_kernel::Ts;
use chrono::NaiveDate;

/// An edit and how far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit<'a, O> {
    /// One occurrence, by its exception; the rule stays.
    This(&'a Exception<O>),
    /// The occurrence with this identity and those after it.
    Following(NaiveDate, Successor<'a>),
    /// Everything from the next occurrence on.
    AllFuture(Successor<'a>),
}

/// What replaces a rule from a date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor<'a> {
    pub rule: &'a Rule,
    /// The date from which it counts; without it, that of the first occurrence it replaces.
    pub starts_on: Option<NaiveDate>,
    pub windows: &'a [WallWindow],
}

refusals! {
    /// Why an edit is not made.
    pub enum EditError {
        /// No occurrence has this date, or it is skipped.
        NotFound = "not_found",
        /// Begun, closed, or past; or the recurrence is cancelled.
        Begun = "transition_refused",
        /// To a time that is past.
        Past = "fields_invalid",
        /// Onto a day that is closed, or on which the household is away.
        Off = "fields_invalid",
        /// An extra date that the recurrence has already.
        Already = "fields_invalid",
        /// The successor would count from before the occurrences that it replaces.
        Start = "fields_invalid",
    }
}

/// Says what an edit would do from now on. What is not created yet is listed up to the horizon, what is created
/// wherever it is.
pub fn preview<O, P: PartialEq>(
    facts: &RecurrenceFacts<'_, O, P>,
    edit: &Edit<'_, O>,
    now: Ts,
    horizon_days: u16,
) -> Result<Preview, EditError> {
    if facts.state == RecurrenceState::Cancelled {
        return Err(EditError::Begun);
    }
    match edit {
        Edit::This(exception) => this(facts, exception, now),
        Edit::Following(date, successor) => {
            let first = found(facts, *date)?;
            changeable(facts, &first, now)?;
            replace(facts, *date, successor, now, horizon_days)
        }
        Edit::AllFuture(successor) => {
            let today = facts.today(now);
            // A successor may begin before the next occurrence, where the old rule has none.
            let ends = [next(facts, now, horizon_days), successor.starts_on].into_iter().flatten().min();
            replace(facts, ends.map_or(today, |from| from.max(today)), successor, now, horizon_days)
        }
    }
}

fn found<'a, O, P: PartialEq>(
    facts: &RecurrenceFacts<'a, O, P>,
    date: NaiveDate,
) -> Result<Occurrence<'a, O>, EditError> {
    let dated = facts.recurrence.dated(date..=date).pop().filter(|o| !o.skipped);
    dated.map(|o| facts.off.judge(o)).ok_or(EditError::NotFound)
}

fn changeable<O, P: PartialEq>(
    facts: &RecurrenceFacts<'_, O, P>,
    occurrence: &Occurrence<O>,
    now: Ts,
) -> Result<(), EditError> {
    let begun = matches!(facts.progress(occurrence.date), Some(Progress::Begun | Progress::Closed));
    if begun || facts.is_past(occurrence, now) { Err(EditError::Begun) } else { Ok(()) }
}

fn this<O, P: PartialEq>(
    facts: &RecurrenceFacts<'_, O, P>,
    exception: &Exception<O>,
    now: Ts,
) -> Result<Preview, EditError> {
    let date = exception.date;
    let mut preview = Preview::default();
    if matches!(exception.kind, ExceptionKind::Extra) {
        allowed(facts, date, Move { to: date, window: None }, now)?;
        preview.created.push(added(facts, date)?);
        return Ok(preview);
    }
    let occurrence = found(facts, date)?;
    changeable(facts, &occurrence, now)?;
    let touched = TouchedDate { date, day: occurrence.day, exists: facts.progress(date).is_some() };
    match &exception.kind {
        ExceptionKind::Skip => preview.removed.push(RemovedDate { was: touched, instead: None }),
        ExceptionKind::Extra | ExceptionKind::Override(_) => preview.kept.push(touched),
        ExceptionKind::Move(to) if to.to == occurrence.day && to.window == occurrence.window => {
            preview.kept.push(touched);
        }
        ExceptionKind::Move(to) => {
            allowed(facts, date, *to, now)?;
            let other_times = to.window != occurrence.window;
            preview.moved.push(MovedDate { was: touched, to: to.to, other_times });
        }
    }
    Ok(preview)
}

/// An extra date, which must not be there yet, skipped or not.
fn added<O, P: PartialEq>(facts: &RecurrenceFacts<'_, O, P>, date: NaiveDate) -> Result<TouchedDate, EditError> {
    let known = !facts.recurrence.dated(date..=date).is_empty() || facts.progress(date).is_some();
    let skipped = facts.recurrence.exceptions.iter().any(|e| e.date == date && matches!(e.kind, ExceptionKind::Skip));
    if known || skipped { Err(EditError::Already) } else { Ok(TouchedDate { date, day: date, exists: false }) }
}

/// Says whether an occurrence may happen where it is put.
fn allowed<O, P: PartialEq>(
    facts: &RecurrenceFacts<'_, O, P>,
    date: NaiveDate,
    to: Move,
    now: Ts,
) -> Result<(), EditError> {
    let fate = facts.off.fate(to.to);
    let there = Occurrence::<O> { date, day: to.to, window: to.window, fields: None, fate };
    if facts.is_past(&there, now) {
        return Err(EditError::Past);
    }
    if fate == Fate::Runs { Ok(()) } else { Err(EditError::Off) }
}

/// The identity of the next occurrence that may still be changed.
fn next<O, P: PartialEq>(facts: &RecurrenceFacts<'_, O, P>, now: Ts, horizon_days: u16) -> Option<NaiveDate> {
    let last = last(facts, now, horizon_days);
    let known = facts.recurrence.dated(facts.today(now)..=last).into_iter();
    let mut open = known.filter(|o| !o.skipped).map(|o| facts.off.judge(o));
    let soon = open.find(|o| changeable(facts, o, now).is_ok()).map(|o| o.date);
    let recurrence = &facts.recurrence;
    let later = || next_occurrences(recurrence.rule, recurrence.starts_on, last.succ_opt()?, 1).first().copied();
    soon.or_else(later)
}

/// The end of the horizon, or the last identity that was created, if that is later.
fn last<O, P>(facts: &RecurrenceFacts<'_, O, P>, now: Ts, horizon_days: u16) -> NaiveDate {
    let end = *facts.horizon(now, horizon_days).end();
    facts.existing.iter().map(|known| known.date).fold(end, NaiveDate::max)
}

/// Another rule from a date on.
fn replace<O, P: PartialEq>(
    facts: &RecurrenceFacts<'_, O, P>,
    from: NaiveDate,
    successor: &Successor,
    now: Ts,
    horizon_days: u16,
) -> Result<Preview, EditError> {
    let starts_on = successor.starts_on.unwrap_or(from);
    if starts_on < from {
        return Err(EditError::Start);
    }
    let old = &facts.recurrence;
    let recurrence = Recurrence { rule: successor.rule, starts_on, exceptions: old.exceptions };
    let new = RecurrenceFacts { recurrence, windows: successor.windows, ..*facts };
    let days = *facts.horizon(now, horizon_days).start()..=last(facts, now, horizon_days);
    let identities = from..=*old.identities(&days).end();
    let after = new.recurrence.dated(identities.clone());

    let mut preview = Preview::default();
    let horizon = facts.horizon(now, horizon_days);
    for dated in old.dated(identities).into_iter().filter(|o| !o.skipped) {
        let keeps = after.binary_search_by_key(&dated.date, |o| o.date).is_ok();
        let occurrence = facts.off.judge(dated);
        let exists = facts.progress(occurrence.date).is_some();
        let planned = facts.state == RecurrenceState::Active && occurrence.runs() && horizon.contains(&occurrence.day);
        let touched = TouchedDate { date: occurrence.date, day: occurrence.day, exists };
        if changeable(facts, &occurrence, now).is_err() {
            preview.untouched.extend(exists.then_some(touched));
        } else if exists || planned {
            let other_times = occurrence.window.is_none() && facts.windows != successor.windows;
            preview.place(touched, keeps, other_times);
        }
    }
    let created = plan_generation(&new, now, horizon_days).create.into_iter().filter(|o| o.date >= from);
    preview.create(created.map(|o| TouchedDate { date: o.date, day: o.day, exists: false }));
    preview.cut = Some(Cut { from, starts_on, old: ending_before(old.rule, old.starts_on, from) });
    Ok(preview)
}
