//! A recurrence: a rule from a start on, and its exceptions, which are data.
//!
//! An occurrence is known by the date that its rule (or an extra date) gave it, never by its time or by the day it was
//! moved to. That is why a moved date stays moved and a skipped one stays skipped, whatever runs again.

use super::{expand::occurrences, rule::Rule, wall::WallWindow};
use chrono::NaiveDate;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// What is different on one date. A date may have several; a skip is stronger than everything else, and of two of
/// one kind the last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception<O> {
    /// The date of the occurrence: its identity.
    pub date: NaiveDate,
    pub kind: ExceptionKind<O>,
}

/// `O` is what the caller keeps for an override: the engine carries it and looks at nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptionKind<O> {
    Skip,
    /// A date that the rule does not give.
    Extra,
    /// Another day, other times, or both.
    Move(Move),
    /// Fields that this date has instead of the template's.
    Override(O),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The day on which it happens; its own date when only the times are others.
    pub to: NaiveDate,
    /// Its times instead of the template's.
    pub window: Option<WallWindow>,
}

/// A rule, its start and its exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recurrence<'a, O> {
    pub rule: &'a Rule,
    pub starts_on: NaiveDate,
    pub exceptions: &'a [Exception<O>],
}

/// One occurrence with its exceptions, before anything closes or pauses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated<'a, O> {
    /// Its identity.
    pub date: NaiveDate,
    /// The day on which it happens.
    pub day: NaiveDate,
    /// Its own times, when it was moved to others.
    pub window: Option<WallWindow>,
    pub fields: Option<&'a O>,
    pub skipped: bool,
}

impl<'a, O> Recurrence<'a, O> {
    /// The occurrences with these identities, in the order of identities.
    pub(super) fn dated(&self, identities: RangeInclusive<NaiveDate>) -> Vec<Dated<'a, O>> {
        let given = occurrences(self.rule, self.starts_on, identities.clone());
        let mut found: BTreeMap<NaiveDate, Dated<O>> =
            given.into_iter().map(|date| (date, Dated::plain(date))).collect();
        let within = || self.exceptions.iter().filter(|e| identities.contains(&e.date));
        // Extra dates first: the order in which exceptions were written means nothing between kinds.
        for extra in within().filter(|e| matches!(e.kind, ExceptionKind::Extra)) {
            found.entry(extra.date).or_insert_with(|| Dated::plain(extra.date));
        }
        for exception in within() {
            if let Some(occurrence) = found.get_mut(&exception.date) {
                occurrence.apply(&exception.kind);
            }
        }
        found.into_values().map(Dated::settled).collect()
    }

    /// A range of identities in which everything is that happens on these days: what was moved onto them comes from
    /// elsewhere.
    pub(super) fn identities(&self, days: &RangeInclusive<NaiveDate>) -> RangeInclusive<NaiveDate> {
        let moved_in = self.exceptions.iter().filter_map(|e| match &e.kind {
            ExceptionKind::Move(to) if days.contains(&to.to) => Some(e.date),
            _ => None,
        });
        moved_in.fold(days.clone(), |range, date| date.min(*range.start())..=date.max(*range.end()))
    }
}

impl<'a, O> Dated<'a, O> {
    const fn plain(date: NaiveDate) -> Self {
        Self { date, day: date, window: None, fields: None, skipped: false }
    }

    fn apply(&mut self, kind: &'a ExceptionKind<O>) {
        match kind {
            ExceptionKind::Skip => self.skipped = true,
            ExceptionKind::Extra => {}
            ExceptionKind::Move(to) => (self.day, self.window) = (to.to, to.window),
            ExceptionKind::Override(fields) => self.fields = Some(fields),
        }
    }

    /// What is skipped is shown on its own date.
    const fn settled(mut self) -> Self {
        if self.skipped {
            self.day = self.date;
        }
        self
    }
}
