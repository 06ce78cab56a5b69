//! From a rule to its dates.
//!
//! A rule is a test of days, asked of every day of every period (day, week, month, year) that its interval keeps.
//! So the work is bounded by the calendar, whether or not the rule ever gives a date: without a count, the days of
//! the window and of its first period; with one, those since the start.

use super::rule::{Frequency, NthWeekday, Rule, RuleEnd};
use cabas_kernel::near::is_near;
use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;

/// The local dates that a rule gives from one date to another, both included, in order.
///
/// The rule counts from `starts_on`, which is itself an occurrence only where the rule gives it. Years outside of
/// [`cabas_kernel::near`] have none.
pub fn occurrences(rule: &Rule, starts_on: NaiveDate, dates: RangeInclusive<NaiveDate>) -> Vec<NaiveDate> {
    expand(rule, starts_on, dates, usize::MAX).dates
}

/// The first dates of a rule from a date on, at most `most` of them; fewer when the rule ends before, or never gives
/// so many: a form says so.
pub fn next_occurrences(rule: &Rule, starts_on: NaiveDate, from: NaiveDate, most: usize) -> Vec<NaiveDate> {
    expand(rule, starts_on, from..=NaiveDate::MAX, most).dates
}

/// Says whether a rule gives a date.
pub fn gives(rule: &Rule, starts_on: NaiveDate, date: NaiveDate) -> bool {
    !occurrences(rule, starts_on, date..=date).is_empty()
}

pub(super) struct Expansion {
    pub(super) dates: Vec<NaiveDate>,
    /// How many days were looked at: what tests of bounded work read.
    pub(super) looked_at: usize,
}

pub(super) fn expand(rule: &Rule, starts_on: NaiveDate, dates: RangeInclusive<NaiveDate>, most: usize) -> Expansion {
    let mut found = Expansion { dates: Vec::new(), looked_at: 0 };
    let (from, to) = (starts_on.max(*dates.start()), last_date(rule, *dates.end()));
    if !is_near(starts_on) || from > to || most == 0 {
        return found;
    }
    let test = Test::new(rule, starts_on);
    let (mut left, begin) = match rule.end {
        RuleEnd::After(count) => (usize::from(count), starts_on),
        RuleEnd::Never | RuleEnd::On(_) => (usize::MAX, from),
    };
    for period in Periods::new(rule, starts_on, begin) {
        if period.first > to {
            break;
        }
        for date in test.dates_of(&period, &mut found.looked_at) {
            if date < starts_on {
                continue;
            }
            if date > to {
                return found;
            }
            left -= 1;
            if date >= from {
                found.dates.push(date);
            }
            if left == 0 || found.dates.len() == most {
                return found;
            }
        }
    }
    found
}

/// The last date that is asked for and may be given.
fn last_date(rule: &Rule, asked: NaiveDate) -> NaiveDate {
    let end = NaiveDate::from_ymd_opt(2200, 12, 31).map_or(asked, |end| end.min(asked));
    if let RuleEnd::On(last) = rule.end { end.min(last) } else { end }
}

/// A day, week, month or year, both ends included.
struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

/// The periods that the interval keeps, from the one of a date on. They are counted from the start's own, so that
/// "every second week" is never thrown off by a year's end.
struct Periods<'a> {
    rule: &'a Rule,
    next: i64,
}

impl<'a> Periods<'a> {
    fn new(rule: &'a Rule, starts_on: NaiveDate, begin: NaiveDate) -> Self {
        let (start, interval) = (index(rule, starts_on), i64::from(rule.interval));
        let steps = (index(rule, begin) - start).div_euclid(interval);
        Self { rule, next: start + steps * interval }
    }
}

impl Iterator for Periods<'_> {
    type Item = Period;

    fn next(&mut self) -> Option<Period> {
        let at = self.next;
        let first = first_day(self.rule, at)?;
        let last = first_day(self.rule, at + 1)?.pred_opt()?;
        self.next = at + i64::from(self.rule.interval);
        Some(Period { first, last })
    }
}

/// The number of the period of a date.
fn index(rule: &Rule, date: NaiveDate) -> i64 {
    match rule.frequency {
        Frequency::Daily => i64::from(date.num_days_from_ce()),
        Frequency::Weekly => (i64::from(date.num_days_from_ce()) - week_offset(rule)).div_euclid(7),
        Frequency::Monthly => i64::from(date.year()) * 12 + i64::from(date.month0()),
        Frequency::Yearly => i64::from(date.year()),
    }
}

/// The first day of a period, by its number; none beyond the calendar.
fn first_day(rule: &Rule, index: i64) -> Option<NaiveDate> {
    let day = |number: i64| NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?);
    let month = |year: i64, month0: i64| {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month0).ok()?.checked_add(1)?, 1)
    };
    match rule.frequency {
        Frequency::Daily => day(index),
        Frequency::Weekly => day(index.checked_mul(7)?.checked_add(week_offset(rule))?),
        Frequency::Monthly => month(index.div_euclid(12), index.rem_euclid(12)),
        Frequency::Yearly => month(index, 0),
    }
}

/// Day 1 of the calendar is a Monday.
fn week_offset(rule: &Rule) -> i64 {
    i64::from(rule.week_start.num_days_from_monday()) + 1
}

/// What a day must be. Where the rule does not say, the start does: a weekly rule keeps its weekday, a monthly one
/// its day of the month, a yearly one its day and month.
struct Test<'a> {
    months: Vec<i16>,
    month_days: Vec<i16>,
    weekdays: Vec<NthWeekday>,
    positions: &'a [i16],
    /// The nth weekday is counted in the year, not in the month.
    nth_of_year: bool,
}

impl<'a> Test<'a> {
    fn new(rule: &'a Rule, start: NaiveDate) -> Self {
        let mut test = Self {
            months: rule.months.clone(),
            month_days: rule.month_days.clone(),
            weekdays: rule.weekdays.clone(),
            positions: &rule.positions,
            nth_of_year: rule.frequency == Frequency::Yearly && rule.months.is_empty(),
        };
        let days_left_open = rule.month_days.is_empty() && rule.weekdays.is_empty();
        match rule.frequency {
            Frequency::Weekly if days_left_open => {
                test.weekdays.push(NthWeekday { weekday: start.weekday(), nth: None });
            }
            Frequency::Monthly | Frequency::Yearly if days_left_open => test.month_days.push(small(start.day())),
            _ => {}
        }
        if days_left_open && rule.frequency == Frequency::Yearly && rule.months.is_empty() {
            test.months.push(small(start.month()));
        }
        test
    }

    /// The dates of a whole period, days before the start too: "the first weekday of the month" is the month's first,
    /// also in the month in which the rule starts.
    fn dates_of(&self, period: &Period, looked_at: &mut usize) -> Vec<NaiveDate> {
        let days = period.first.iter_days().take_while(|day| *day <= period.last);
        let dates: Vec<NaiveDate> = days.inspect(|_| *looked_at += 1).filter(|day| self.accepts(*day)).collect();
        if self.positions.is_empty() { dates } else { chosen(&dates, self.positions) }
    }

    fn accepts(&self, day: NaiveDate) -> bool {
        let date = Within::month(day);
        let month = self.months.is_empty() || self.months.contains(&small(day.month()));
        let month_day = self.month_days.is_empty()
            || self.month_days.contains(&date.from_start)
            || self.month_days.contains(&date.from_end);
        month && month_day && (self.weekdays.is_empty() || self.weekdays.iter().any(|kept| self.is_it(*kept, day)))
    }

    fn is_it(&self, kept: NthWeekday, day: NaiveDate) -> bool {
        let Some(nth) = kept.nth else { return kept.weekday == day.weekday() };
        let within = if self.nth_of_year { Within::year(day) } else { Within::month(day) };
        let (from_start, from_end) = ((within.from_start - 1) / 7 + 1, (within.from_end + 1) / 7 - 1);
        kept.weekday == day.weekday() && (nth == from_start || nth == from_end)
    }
}

/// Where a day stands in its month or year: 1 is the first, -1 the last.
struct Within {
    from_start: i16,
    from_end: i16,
}

impl Within {
    fn month(day: NaiveDate) -> Self {
        Self::new(day.day(), u32::from(day.num_days_in_month()))
    }
    fn year(day: NaiveDate) -> Self {
        Self::new(day.ordinal(), if day.leap_year() { 366 } else { 365 })
    }
    fn new(number: u32, of: u32) -> Self {
        let number = small(number);
        Self { from_start: number, from_end: number - small(of) - 1 }
    }
}

/// The dates at the positions of a set, in the order of the set.
fn chosen(dates: &[NaiveDate], positions: &[i16]) -> Vec<NaiveDate> {
    let count = i16::try_from(dates.len()).unwrap_or(i16::MAX);
    let kept = |place: i16| positions.contains(&place) || positions.contains(&(place - count - 1));
    (1..).zip(dates).filter(|(place, _)| kept(*place)).map(|(_, date)| *date).collect()
}

/// Numbers of days and months, 366 at most.
fn small(number: u32) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}
