//! A rule: one RFC 5545 RRULE, read into its parts.

use chrono::{NaiveDate, Weekday};
use std::fmt;

/// How often the rule comes round. Nothing under a day: an occurrence is known by its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Frequency {
    pub const ALL: [Self; 4] = [Self::Daily, Self::Weekly, Self::Monthly, Self::Yearly];

    /// As RFC 5545 writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// A weekday, or the nth of them in the month or year: `MO`, `1MO`, `-1FR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NthWeekday {
    pub weekday: Weekday,
    /// Never 0; below 0 it counts from the end. Without it, every such weekday.
    pub nth: Option<i16>,
}

/// How a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleEnd {
    Never,
    /// After so many dates of its own, counted from its start; extra dates do not count.
    After(u16),
    /// After this local date, which is the rule's as a whole, whatever the time of the occurrence.
    On(NaiveDate),
}

/// One RRULE. Made by [`Rule::parse`]; `Display` gives its normal form, which reads back as the same rule.
///
/// The lists are sorted and hold nothing twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u16,
    pub(super) end: RuleEnd,
    /// The day with which a week begins: it tells which weeks are the second ones, and what "first of the week" means.
    pub(super) week_start: Weekday,
    /// 1 to 12.
    pub(super) months: Vec<i16>,
    /// 1 to 31, or -1 to -31 from the end of the month.
    pub(super) month_days: Vec<i16>,
    pub(super) weekdays: Vec<NthWeekday>,
    /// Which of a period's dates are kept: 1 is its first, -1 its last.
    pub(super) positions: Vec<i16>,
}

impl Rule {
    pub const fn frequency(&self) -> Frequency {
        self.frequency
    }
    /// Every how many days, weeks, months or years; at least 1.
    pub const fn interval(&self) -> u16 {
        self.interval
    }
    pub const fn end(&self) -> RuleEnd {
        self.end
    }
    /// The same rule with another end.
    #[must_use]
    pub const fn with_end(mut self, end: RuleEnd) -> Self {
        self.end = end;
        self
    }
}

pub(super) const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Mon, "MO"),
    (Weekday::Tue, "TU"),
    (Weekday::Wed, "WE"),
    (Weekday::Thu, "TH"),
    (Weekday::Fri, "FR"),
    (Weekday::Sat, "SA"),
    (Weekday::Sun, "SU"),
];

pub(super) fn weekday_name(day: Weekday) -> &'static str {
    WEEK.iter().find(|(known, _)| *known == day).map_or("", |(_, name)| name)
}

impl fmt::Display for NthWeekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(weekday_name(self.weekday))
    }
}

/// The normal form: parts in one order, defaults left out, an end as a local date.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.frequency.as_str())?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        match self.end {
            RuleEnd::Never => {}
            RuleEnd::After(count) => write!(f, ";COUNT={count}")?,
            RuleEnd::On(last) => write!(f, ";UNTIL={}", last.format("%Y%m%d"))?,
        }
        if self.week_start != Weekday::Mon {
            write!(f, ";WKST={}", weekday_name(self.week_start))?;
        }
        list(f, "BYMONTH", &self.months)?;
        list(f, "BYMONTHDAY", &self.month_days)?;
        list(f, "BYDAY", &self.weekdays)?;
        list(f, "BYSETPOS", &self.positions)
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, name: &str, items: &[T]) -> fmt::Result {
    for (n, item) in items.iter().enumerate() {
        if n == 0 {
            write!(f, ";{name}={item}")?;
        } else {
            write!(f, ",{item}")?;
        }
    }
    Ok(())
}
