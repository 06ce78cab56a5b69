//! A rule as parts that an interface can say in its languages: no sentence is made here.

use super::rule::{Frequency, NthWeekday, Rule, RuleEnd};
use chrono::{Datelike, NaiveDate, Weekday};

/// What a rule says, with what its start adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    pub frequency: Frequency,
    /// Every how many of them: 2 with one Monday is "every second Monday".
    pub interval: u16,
    pub on: On,
    /// 1 to 12, when only some months have dates, and the date of a yearly rule.
    pub months: Vec<i16>,
    pub end: RuleEnd,
    /// Some months or years have no such date and are skipped (the 31st, 29 February, a fifth Monday): the form says
    /// so and offers the last day.
    pub skips: bool,
}

/// On which days of its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// Each of them.
    EveryDay,
    /// Every such weekday, from Monday to Sunday.
    Weekdays(Vec<Weekday>),
    /// The nth weekday of the month, or of the year in a yearly rule without months; -1 is the last.
    Nth(Vec<(i16, Weekday)>),
    /// Days of the month; -1 is the last.
    MonthDays(Vec<i16>),
    /// Only some of several weekdays: the first working day (1 of Monday to Friday), the last day (-1 of all seven).
    Positions { positions: Vec<i16>, weekdays: Vec<Weekday> },
    /// What nobody says in one breath; the form shows the next dates instead.
    Mixed,
}

/// Puts a rule into parts.
pub fn describe(rule: &Rule, starts_on: NaiveDate) -> Description {
    let on = on(rule, starts_on);
    let months = match (rule.frequency, &on) {
        // Without months, a yearly rule on a day of the month takes the start's month, unless it names its days.
        (Frequency::Yearly, On::MonthDays(_)) if rule.months.is_empty() && rule.month_days.is_empty() => {
            i16::try_from(starts_on.month()).into_iter().collect()
        }
        _ => rule.months.clone(),
    };
    let skips = skips(rule, &on, &months);
    Description { frequency: rule.frequency, interval: rule.interval, on, months, end: rule.end, skips }
}

fn on(rule: &Rule, starts_on: NaiveDate) -> On {
    let plain: Vec<Weekday> = rule.weekdays.iter().filter(|d| d.nth.is_none()).map(|d| d.weekday).collect();
    let nth: Vec<(i16, Weekday)> = rule.weekdays.iter().copied().filter_map(nth_of).collect();
    let in_period = matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly);
    match (rule.month_days.as_slice(), plain.as_slice(), nth.as_slice(), rule.positions.as_slice()) {
        ([], [], [], []) => left_to_the_start(rule.frequency, starts_on),
        ([], _, [], []) => On::Weekdays(plain),
        ([], [], _, []) => On::Nth(nth),
        ([], [one], [], positions) if in_period && nth_weekdays_are_counted_alike(rule) => {
            On::Nth(positions.iter().map(|position| (*position, *one)).collect())
        }
        ([], [_, ..], [], positions) => On::Positions { positions: positions.to_vec(), weekdays: plain },
        ([_, ..], [], [], []) => On::MonthDays(rule.month_days.clone()),
        _ => On::Mixed,
    }
}

fn nth_of(day: NthWeekday) -> Option<(i16, Weekday)> {
    Some((day.nth?, day.weekday))
}

/// In a yearly rule with months, a position counts in the year and an nth weekday in the month.
fn nth_weekdays_are_counted_alike(rule: &Rule) -> bool {
    rule.frequency == Frequency::Monthly || rule.months.is_empty()
}

fn left_to_the_start(frequency: Frequency, starts_on: NaiveDate) -> On {
    match frequency {
        Frequency::Daily => On::EveryDay,
        Frequency::Weekly => On::Weekdays(vec![starts_on.weekday()]),
        Frequency::Monthly | Frequency::Yearly => On::MonthDays(i16::try_from(starts_on.day()).into_iter().collect()),
    }
}

/// Says whether some month or year that the rule comes round in lacks one of its days.
fn skips(rule: &Rule, on: &On, months: &[i16]) -> bool {
    if !matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly) {
        return false;
    }
    match on {
        On::MonthDays(days) => {
            let shortest = if months.is_empty() { 28 } else { months.iter().map(|m| shortest(*m)).min().unwrap_or(28) };
            days.iter().any(|day| day.abs() > shortest)
        }
        On::Nth(nth) => {
            let sure = if rule.frequency == Frequency::Yearly && rule.months.is_empty() { 52 } else { 4 };
            nth.iter().any(|(n, _)| n.abs() > sure)
        }
        On::EveryDay | On::Weekdays(_) | On::Positions { .. } | On::Mixed => false,
    }
}

/// The days that a month always has.
fn shortest(month: i16) -> i16 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
