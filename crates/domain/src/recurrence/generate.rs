//! What must be created ahead: insert-if-absent by (rule, occurrence date), so that running late, twice or in parallel
//! harms nothing (DL-31, DL-32, SH-26 to SH-28).

use super::{
    exceptions::Recurrence,
    off::{Occurrence, Off},
    wall::WallWindow,
};
use cabas_kernel::{Ts, time::local_day};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use std::ops::RangeInclusive;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecurrenceState {
    Active,
    Paused,
    /// Cancelled for good; what it made stays.
    Cancelled,
}

/// How far an occurrence that exists has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// May still be changed.
    Open,
    /// Somebody is at it.
    Begun,
    /// Done, failed, cancelled: whatever became of it, it is over.
    Closed,
}

/// An occurrence that was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Existing {
    /// Its identity, whatever day it was moved to.
    pub date: NaiveDate,
    pub progress: Progress,
}

/// What the engine needs to know of a recurrence.
#[derive(Clone, Copy, Debug)]
pub struct RecurrenceFacts<'a, O, P> {
    pub recurrence: Recurrence<'a, O>,
    pub state: RecurrenceState,
    /// The times of its template, one for each stop or seat; they tell what is past.
    pub windows: &'a [WallWindow],
    pub off: Off<'a, P>,
    /// Everything that was created and happens in the horizon or later; what was before may be there too.
    pub existing: &'a [Existing],
    /// The place's.
    pub zone: Tz,
}

/// What one run of the generator does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation<'a, O> {
    /// To be created, in the order of days.
    pub create: Vec<Occurrence<'a, O>>,
    /// Given by the rule and not created, because they are skipped, closed or paused: the summary names them.
    pub left_out: Vec<Occurrence<'a, O>>,
}

/// Says what to create from now to the end of the horizon, which is so many local days after today, that one included.
///
/// Nothing whose end has passed is created: of several windows, none may be over.
pub fn plan_generation<'a, O, P: PartialEq>(
    facts: &RecurrenceFacts<'a, O, P>,
    now: Ts,
    horizon_days: u16,
) -> Generation<'a, O> {
    let mut plan = Generation { create: Vec::new(), left_out: Vec::new() };
    if facts.state != RecurrenceState::Active {
        return plan;
    }
    let days = facts.horizon(now, horizon_days);
    for occurrence in super::off::calendar(&facts.recurrence, &facts.off, days) {
        if facts.progress(occurrence.date).is_some() || facts.is_past(&occurrence, now) {
            continue;
        }
        if occurrence.runs() { plan.create.push(occurrence) } else { plan.left_out.push(occurrence) }
    }
    plan
}

impl<O, P> RecurrenceFacts<'_, O, P> {
    pub(super) fn today(&self, now: Ts) -> NaiveDate {
        local_day(now, self.zone)
    }

    pub(super) fn horizon(&self, now: Ts, days: u16) -> RangeInclusive<NaiveDate> {
        let today = self.today(now);
        today..=ahead(today, u64::from(days))
    }

    /// How far the occurrence with this identity has come; none when it was not created.
    pub(super) fn progress(&self, date: NaiveDate) -> Option<Progress> {
        self.existing.iter().find(|known| known.date == date).map(|known| known.progress)
    }

    pub(super) fn is_past(&self, occurrence: &Occurrence<O>, now: Ts) -> bool {
        let over = |window: &WallWindow| window.on(occurrence.day, self.zone).end <= now;
        let windows = occurrence.window.as_ref().map_or(self.windows, std::slice::from_ref);
        occurrence.day < self.today(now) || windows.iter().any(over)
    }
}

pub(super) fn ahead(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
