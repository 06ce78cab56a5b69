//! What can be wrong with the text of a rule.

use std::fmt;

macro_rules! faults {
    ($($(#[$meta:meta])* $name:ident = $code:literal,)+) => {
        /// What is wrong with the text of a rule: codes of a field, for a form to show beside it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum RuleFault { $($(#[$meta])* $name),+ }

        impl RuleFault {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}

faults! {
    /// Nothing is written.
    Missing = "rule_missing",
    /// Longer than [`super::MAX_RULE_LENGTH`] characters.
    TooLong = "rule_too_long",
    /// Several lines, or several rules: a recurrence has exactly one.
    Several = "rule_several",
    /// Not `NAME=VALUE`, or a list with nothing in one place.
    Syntax = "rule_syntax",
    /// A part is written twice.
    Repeated = "rule_repeated",
    /// A part that is not offered: hours, week numbers, days of the year, words of other programs.
    Part = "rule_part",
    /// None, an unknown one, or one under a day.
    Frequency = "rule_frequency",
    /// Not from 1 to [`super::MAX_INTERVAL`].
    Interval = "rule_interval",
    /// No date, a count that is not from 1 to [`super::MAX_COUNT`], or both ends at once.
    End = "rule_end",
    WeekStart = "rule_week_start",
    Month = "rule_month",
    MonthDay = "rule_month_day",
    /// An unknown day, or an nth that no month or year reaches.
    Weekday = "rule_weekday",
    Position = "rule_position",
    /// Well written, but not with the other parts: the nth weekday of a week, a day of the month in a weekly rule,
    /// a position among nothing.
    Combination = "rule_combination",
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RuleError {
    pub fault: RuleFault,
    /// The name of the faulty part in capitals (`BYDAY`), or what stands where a name should be; empty when the
    /// fault is the whole text's.
    pub part: String,
    /// What the part says, as written; empty with a part that is missing.
    pub value: String,
}

impl RuleError {
    pub(super) fn whole(fault: RuleFault) -> Self {
        Self { fault, part: String::new(), value: String::new() }
    }
    pub(super) fn of(fault: RuleFault, part: &str, value: &str) -> Self {
        Self { fault, part: part.to_owned(), value: value.to_owned() }
    }
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
