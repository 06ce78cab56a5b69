//! What keeps an occurrence from taking place although its rule gives it: shown with the reason, never missing.

use super::{
    exceptions::{Dated, Recurrence},
    wall::WallWindow,
};
use crate::recipients::{Pause, ReceiveError, ReceiveFacts, may_receive, pause_on, status_on};
use cabas_kernel::words::recipients::RecipientStatus;
use chrono::NaiveDate;
use std::ops::RangeInclusive;

/// Days on which an organisation, or one of its places, is closed; both included. It acts on all their recurrences.
///
/// `P` tells places apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure<P> {
    /// None closes the whole organisation.
    pub place: Option<P>,
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// In the words of whoever closed.
    pub reason: String,
}

impl<P: PartialEq> Closure<P> {
    /// Says whether it closes a place on a day. Without a place, only what closes everything does.
    pub fn closes(&self, place: Option<&P>, day: NaiveDate) -> bool {
        let here = self.place.as_ref().is_none_or(|closed| place == Some(closed));
        here && self.from <= day && day <= self.until
    }
}

/// What may keep occurrences from taking place.
#[derive(Debug)]
pub struct Off<'a, P> {
    pub closures: &'a [Closure<P>],
    /// Where the recurrence happens, when that is one place.
    pub place: Option<&'a P>,
    /// The household that it serves, when it is one.
    pub household: Option<ReceiveFacts<'a>>,
}

// By hand: a derive would ask `P` to be `Copy`, too.
impl<P> Clone for Off<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P> Copy for Off<'_, P> {}

/// Whether an occurrence takes place, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'a> {
    Runs,
    /// By an exception of its own.
    Skipped,
    Closed(ClosedDays<'a>),
    /// The household is away.
    Paused(Pause),
    /// The household receives nothing, without a date on which that ends (DL-15).
    Inactive(ReceiveError),
}

/// The closure that covers an occurrence; of several, the one that ends last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedDays<'a> {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub reason: &'a str,
}

/// One occurrence, as a calendar shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence<'a, O> {
    /// Its identity: the date that the rule gave it.
    pub date: NaiveDate,
    /// The day on which it happens.
    pub day: NaiveDate,
    /// Its own times, when it was moved to others; else the template's.
    pub window: Option<WallWindow>,
    /// What this date has instead of the template's fields.
    pub fields: Option<&'a O>,
    pub fate: Fate<'a>,
}

impl<O> Occurrence<'_, O> {
    pub fn runs(&self) -> bool {
        self.fate == Fate::Runs
    }
}

/// What happens, or would have happened, from one local day to another, both included, in the order of days.
pub fn calendar<'a, O, P: PartialEq>(
    recurrence: &Recurrence<'a, O>,
    off: &Off<'a, P>,
    days: RangeInclusive<NaiveDate>,
) -> Vec<Occurrence<'a, O>> {
    let dated = recurrence.dated(recurrence.identities(&days)).into_iter();
    let mut shown: Vec<Occurrence<O>> = dated.filter(|o| days.contains(&o.day)).map(|o| off.judge(o)).collect();
    shown.sort_by_key(|o| (o.day, o.date));
    shown
}

impl<'a, P: PartialEq> Off<'a, P> {
    /// The day on which it happens decides, not the date it comes from: what was moved out of a closure runs.
    pub(super) fn judge<O>(&self, dated: Dated<'a, O>) -> Occurrence<'a, O> {
        let Dated { date, day, window, fields, skipped } = dated;
        let fate = if skipped { Fate::Skipped } else { self.fate(day) };
        Occurrence { date, day, window, fields, fate }
    }

    pub(super) fn fate(&self, day: NaiveDate) -> Fate<'a> {
        let closed = self.closures.iter().filter(|c| c.closes(self.place, day)).max_by_key(|c| c.until);
        if let Some(closed) = closed {
            return Fate::Closed(ClosedDays { from: closed.from, until: closed.until, reason: &closed.reason });
        }
        let Some(household) = self.household else { return Fate::Runs };
        match may_receive(day, &household) {
            Ok(()) => Fate::Runs,
            Err(why) => away(day, &household).map_or(Fate::Inactive(why), Fate::Paused),
        }
    }
}

/// The pause for which a household receives nothing that day, when that is why.
fn away(day: NaiveDate, household: &ReceiveFacts) -> Option<Pause> {
    let paused = status_on(day, household.status, household.pauses) == RecipientStatus::Paused;
    pause_on(day, household.pauses).filter(|_| paused && !household.merged)
}
