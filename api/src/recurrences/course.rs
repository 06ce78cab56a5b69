//! A rule with all that tells what becomes of its dates, ready to be asked.

use crate::{deliveries::occurrence::Wanted, http::Outcome};
use cabas_domain::{
    recipients::{Pause, ReceiveFacts},
    recurrence::{
        ExceptionKind, Existing, Fate, Occurrence, Off, Recurrence, RecurrenceFacts, Rule, WallWindow, calendar,
    },
};
use cabas_kernel::{
    id::{DepotId, RecurrenceId},
    time::local_day,
};
use cabas_model::{Code, recurrences::OccurrenceFields};
use cabas_store::{
    Read, Tx,
    recurrences::{self, Made, RecurrenceParts, RecurrenceRecord, wall},
};
use chrono::NaiveDate;
use chrono_tz::Tz;

pub(super) type Facts<'a> = RecurrenceFacts<'a, OccurrenceFields, DepotId>;

/// A rule, opened.
pub(super) struct Course {
    pub(super) parts: RecurrenceParts,
    pub(super) rule: Rule,
    /// The drop-off's, then the pickup's own.
    pub(super) windows: Vec<WallWindow>,
    pub(super) zone: Tz,
    pauses: Vec<Pause>,
    existing: Vec<Existing>,
}

impl Course {
    /// # Errors
    /// What is kept does not read.
    fn of(parts: RecurrenceParts, zone: Tz) -> Outcome<Self> {
        let rule = Rule::parse(&parts.record.rule, zone).map_err(|_| Code::Internal)?;
        let windows = windows(&parts.record)?;
        let pauses = parts.household.as_ref().map(|h| h.household.absences()).unwrap_or_default();
        let existing = parts.made.iter().map(|m| Existing { date: m.date, progress: m.progress() }).collect();
        Ok(Self { parts, rule, windows, zone, pauses, existing })
    }

    /// One that is held until the transaction ends.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub(super) async fn held(tx: &Tx, id: RecurrenceId) -> Outcome<Self> {
        let organisation = tx.organisation_record(tx.organisation()).await?.ok_or(Code::NotFound)?;
        let today = local_day(tx.now(), organisation.zone);
        Self::of(tx.recurrence_parts(id, today).await?.ok_or(Code::NotFound)?, organisation.zone)
    }

    /// The same, unless it is over.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::RecurrenceCancelled`].
    pub(super) async fn living(tx: &Tx, id: RecurrenceId) -> Outcome<Self> {
        let course = Self::held(tx, id).await?;
        course.check_living()?;
        Ok(course)
    }

    pub(super) fn check_living(&self) -> Outcome<()> {
        if self.record().cancelled_at.is_some() { Err(Code::RecurrenceCancelled.into()) } else { Ok(()) }
    }

    /// One to look at, with what was made of it from a day on.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub(super) async fn seen(read: &Read, id: RecurrenceId, from: NaiveDate, zone: Tz) -> Outcome<Self> {
        Self::of(recurrences::parts(read, id, from).await?.ok_or(Code::NotFound)?, zone)
    }

    pub(super) const fn record(&self) -> &RecurrenceRecord {
        &self.parts.record
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        RecurrenceFacts {
            recurrence: Recurrence {
                rule: &self.rule,
                starts_on: self.record().starts_on,
                exceptions: &self.parts.exceptions,
            },
            state: self.record().state(),
            windows: &self.windows,
            off: self.off(),
            existing: &self.existing,
            zone: self.zone,
        }
    }

    pub(super) fn off(&self) -> Off<'_, DepotId> {
        let facts = |h: &cabas_store::recipients::RecipientRecord| ReceiveFacts {
            status: h.status,
            pauses: &self.pauses,
            merged: h.merged_into.is_some(),
        };
        Off {
            closures: &self.parts.closures,
            place: self.record().depot.as_ref(),
            household: self.parts.household.as_ref().map(facts),
        }
    }

    pub(super) fn made(&self, date: NaiveDate) -> Option<&Made> {
        self.parts.made.iter().find(|made| made.date == date)
    }

    /// Says that a date was made just now.
    pub(super) fn note(&mut self, made: Made) {
        self.existing.push(Existing { date: made.date, progress: made.progress() });
        self.parts.made.push(made);
    }

    /// The occurrence with this identity, on whatever day it happens.
    pub(super) fn occurrence(&self, date: NaiveDate) -> Option<Occurrence<'_, OccurrenceFields>> {
        let mut moved = self.parts.exceptions.iter().rev().filter(|e| e.date == date).filter_map(|e| match &e.kind {
            ExceptionKind::Move(to) => Some(to.to),
            _ => None,
        });
        let facts = self.facts();
        let on = |day| calendar(&facts.recurrence, &facts.off, day..=day).into_iter().find(|o| o.date == date);
        // What is skipped is shown on its own date.
        moved.next().into_iter().chain([date]).find_map(on)
    }

    /// What a date is to bring, unless it was said that it does not take place.
    ///
    /// # Errors
    /// What is kept does not read.
    pub(super) fn wanted_on(&self, date: NaiveDate) -> Outcome<Option<Wanted>> {
        let found = self.occurrence(date).filter(|o| o.fate != Fate::Skipped);
        found.map(|o| self.wanted(&o)).transpose()
    }

    /// What an occurrence is to bring: all of its template (DL-33), and what was said of its date instead.
    ///
    /// # Errors
    /// What is kept does not read.
    pub(super) fn wanted(&self, occurrence: &Occurrence<'_, OccurrenceFields>) -> Outcome<Wanted> {
        let record = self.record();
        let (template, fields) = (&record.template, occurrence.fields);
        let window = match occurrence.window {
            Some(own) => own,
            None => wall(&template.window)?,
        };
        // What the household was told of the usual hours is not true of others.
        let promised = template.promised.as_ref().filter(|_| occurrence.window.is_none());
        let promised = promised.map(wall).transpose()?;
        let pickup = template.pickup.as_ref().map(wall).transpose()?;
        let on = |window: WallWindow| window.on(occurrence.day, self.zone);
        Ok(Wanted {
            of: (record.id, occurrence.date),
            window: on(window),
            promised: promised.map(on),
            pickup: record.depot.map(|depot| (depot, pickup.map(on))),
            packages: fields.and_then(|f| f.packages.clone()).or_else(|| template.packages.clone()),
            weight: fields.and_then(|f| f.weight_g).or(template.weight),
            comments: fields.and_then(|f| f.comments.clone()).or_else(|| record.words.comments.clone()),
            tags: fields.and_then(|f| f.tags.clone()).unwrap_or_else(|| record.words.tags.clone()),
            service_minutes: template.service_minutes,
        })
    }
}

/// The hours of a rule, which tell what is past.
pub(super) fn windows(record: &RecurrenceRecord) -> Outcome<Vec<WallWindow>> {
    let spans = [Some(&record.template.window), record.template.pickup.as_ref()];
    Ok(spans.into_iter().flatten().map(wall).collect::<Result<_, _>>()?)
}
