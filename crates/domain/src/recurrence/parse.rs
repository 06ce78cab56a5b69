//! From the text of a rule to its parts (RFC 5545 §3.3.10, without what is under a day).

use super::{
    fault::{RuleError, RuleFault},
    rule::{Frequency, NthWeekday, Rule, RuleEnd, WEEK},
};
use cabas_kernel::{near::is_near, time::local_day};
use chrono::{NaiveDate, NaiveDateTime, Weekday};
use chrono_tz::Tz;

/// In characters, after blanks around it are gone.
pub const MAX_RULE_LENGTH: usize = 500;
pub const MAX_INTERVAL: u16 = 999;
pub const MAX_COUNT: u16 = 9_999;

type Parsed<T> = Result<T, RuleError>;

/// The parts by name, each once, in capitals.
struct Parts<'a>(Vec<(&'a str, &'a str)>);

const KNOWN: [&str; 9] = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"];

impl Rule {
    /// Reads one RRULE, with or without `RRULE:` before it, in any case, with or without `;` behind it.
    ///
    /// `zone` is the place's: an `UNTIL` in UTC ends the rule on the local day of that instant. An `UNTIL` of any
    /// form ends it on a day, which it includes.
    ///
    /// # Errors
    /// [`RuleError`] names the first part that is at fault.
    pub fn parse(text: &str, zone: Tz) -> Parsed<Self> {
        let text = bare(text)?;
        let parts = Parts::of(&text)?;
        let rule = Self {
            frequency: frequency(&parts)?,
            interval: parts.get("INTERVAL").map_or(Ok(1), |value| {
                within(value, MAX_INTERVAL).ok_or_else(|| RuleError::of(RuleFault::Interval, "INTERVAL", value))
            })?,
            end: end(&parts, zone)?,
            week_start: parts.get("WKST").map_or(Ok(Weekday::Mon), |value| {
                weekday(value).ok_or_else(|| RuleError::of(RuleFault::WeekStart, "WKST", value))
            })?,
            months: parts.numbers("BYMONTH", RuleFault::Month, |n| (1..=12).contains(&n))?,
            month_days: parts.numbers("BYMONTHDAY", RuleFault::MonthDay, |n| n != 0 && n.abs() <= 31)?,
            weekdays: weekdays(&parts)?,
            positions: parts.numbers("BYSETPOS", RuleFault::Position, |n| n != 0 && n.abs() <= 366)?,
        };
        combine(&rule, &parts)?;
        Ok(rule)
    }
}

/// The text without what may stand around it, in capitals.
fn bare(text: &str) -> Parsed<String> {
    let text = text.trim();
    if text.chars().count() > MAX_RULE_LENGTH {
        return Err(RuleError::whole(RuleFault::TooLong));
    }
    if text.contains(['\n', '\r']) {
        return Err(RuleError::whole(RuleFault::Several));
    }
    let text = text.to_ascii_uppercase();
    let text = text.strip_prefix("RRULE:").unwrap_or(&text).trim().trim_end_matches(';').trim_end();
    if text.contains("RRULE:") {
        return Err(RuleError::whole(RuleFault::Several));
    }
    if text.is_empty() { Err(RuleError::whole(RuleFault::Missing)) } else { Ok(text.to_owned()) }
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Parsed<Self> {
        let mut parts = Self(Vec::new());
        for part in text.split(';') {
            let (name, value) = part.split_once('=').ok_or_else(|| RuleError::of(RuleFault::Syntax, part, ""))?;
            let (name, value) = (name.trim(), value.trim());
            if name.is_empty() || value.is_empty() {
                return Err(RuleError::of(RuleFault::Syntax, name, value));
            }
            if !KNOWN.contains(&name) {
                return Err(RuleError::of(RuleFault::Part, name, value));
            }
            if parts.get(name).is_some() {
                return Err(RuleError::of(RuleFault::Repeated, name, value));
            }
            parts.0.push((name, value));
        }
        Ok(parts)
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The items of a list, each read by `read`; none when the part is not there.
    fn items<T>(&self, name: &str, fault: RuleFault, read: impl Fn(&str) -> Option<T>) -> Parsed<Vec<T>> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let item = |item: &str| match item.trim() {
            "" => Err(RuleError::of(RuleFault::Syntax, name, value)),
            item => read(item).ok_or_else(|| RuleError::of(fault, name, item)),
        };
        value.split(',').map(item).collect()
    }

    fn numbers(&self, name: &str, fault: RuleFault, fits: impl Fn(i16) -> bool) -> Parsed<Vec<i16>> {
        let mut numbers = self.items(name, fault, |item| number(item).filter(|n| fits(*n)))?;
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }
}

fn frequency(parts: &Parts) -> Parsed<Frequency> {
    let value = parts.get("FREQ").unwrap_or_default();
    let known = Frequency::ALL.into_iter().find(|f| f.as_str() == value);
    known.ok_or_else(|| RuleError::of(RuleFault::Frequency, "FREQ", value))
}

fn end(parts: &Parts, zone: Tz) -> Parsed<RuleEnd> {
    match (parts.get("COUNT"), parts.get("UNTIL")) {
        (None, None) => Ok(RuleEnd::Never),
        (Some(value), None) => {
            within(value, MAX_COUNT).map(RuleEnd::After).ok_or_else(|| RuleError::of(RuleFault::End, "COUNT", value))
        }
        (None, Some(value)) => {
            last_day(value, zone).map(RuleEnd::On).ok_or_else(|| RuleError::of(RuleFault::End, "UNTIL", value))
        }
        (Some(_), Some(value)) => Err(RuleError::of(RuleFault::End, "UNTIL", value)),
    }
}

/// `20261231`, `20261231T235959` or `20261231T225959Z`.
fn last_day(value: &str, zone: Tz) -> Option<NaiveDate> {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let day = match value.split_once('T') {
        None => NaiveDate::parse_from_str(value, "%Y%m%d").ok().filter(|_| digits(value, 8))?,
        Some((date, time)) => {
            let clock = time.strip_suffix('Z').unwrap_or(time);
            let at = NaiveDateTime::parse_from_str(&format!("{date}T{clock}"), "%Y%m%dT%H%M%S").ok()?;
            if !digits(date, 8) || !digits(clock, 6) || !is_near(at.date()) {
                return None;
            }
            if time.len() == clock.len() { at.date() } else { local_day(at.and_utc().into(), zone) }
        }
    };
    is_near(day).then_some(day)
}

/// Sorted as a week runs from Monday, the nth of each in order, all of them first.
fn weekdays(parts: &Parts) -> Parsed<Vec<NthWeekday>> {
    let mut days = parts.items("BYDAY", RuleFault::Weekday, nth_weekday)?;
    days.sort_by_key(|day| (day.weekday.num_days_from_monday(), day.nth));
    days.dedup();
    Ok(days)
}

fn nth_weekday(item: &str) -> Option<NthWeekday> {
    let (nth, name) = item.split_at_checked(item.len().checked_sub(2)?)?;
    let weekday = weekday(name)?;
    if nth.is_empty() {
        return Some(NthWeekday { weekday, nth: None });
    }
    let nth = number(nth).filter(|n| *n != 0 && n.abs() <= 53)?;
    Some(NthWeekday { weekday, nth: Some(nth) })
}

fn weekday(name: &str) -> Option<Weekday> {
    WEEK.iter().find(|(_, known)| *known == name).map(|(day, _)| *day)
}

/// What RFC 5545 forbids between parts, and what could never give a date.
fn combine(rule: &Rule, parts: &Parts) -> Parsed<()> {
    let refuse = |name: &str| Err(RuleError::of(RuleFault::Combination, name, parts.get(name).unwrap_or_default()));
    let ordinal = rule.weekdays.iter().filter_map(|day| day.nth).map(i16::abs).max();
    let in_month = rule.frequency == Frequency::Monthly || !rule.months.is_empty();
    match rule.frequency {
        Frequency::Daily | Frequency::Weekly if ordinal.is_some() => return refuse("BYDAY"),
        Frequency::Weekly if !rule.month_days.is_empty() => return refuse("BYMONTHDAY"),
        // No month has a sixth Monday.
        Frequency::Monthly | Frequency::Yearly if in_month && ordinal.is_some_and(|nth| nth > 5) => {
            return refuse("BYDAY");
        }
        _ => {}
    }
    let chosen_among = !(rule.months.is_empty() && rule.month_days.is_empty() && rule.weekdays.is_empty());
    if rule.positions.is_empty() || chosen_among { Ok(()) } else { refuse("BYSETPOS") }
}

/// A whole number with an optional sign, and nothing else.
fn number(text: &str) -> Option<i16> {
    text.parse().ok()
}

/// A number without a sign from 1 to `most`.
fn within(text: &str, most: u16) -> Option<u16> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| plain && (1..=most).contains(n))
}
