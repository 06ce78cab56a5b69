//! One rule in two, for "this one and those that follow".

use super::{
    expand::{gives, occurrences},
    rule::{Rule, RuleEnd},
};
use chrono::NaiveDate;

/// The two halves of a rule: together they give what it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// From the old start on; none when nothing is before the date.
    pub before: Option<Rule>,
    /// From the date on; what is left of a count is its count.
    pub after: Rule,
}

/// Splits a rule before one of its dates. None when it does not give that date: another anchor would give other dates.
pub fn split(rule: &Rule, starts_on: NaiveDate, at: NaiveDate) -> Option<Split> {
    if !gives(rule, starts_on, at) {
        return None;
    }
    let after = match rule.end {
        RuleEnd::After(count) => {
            let gone = at.pred_opt().map_or(0, |last| occurrences(rule, starts_on, starts_on..=last).len());
            rule.clone().with_end(RuleEnd::After(count.saturating_sub(u16::try_from(gone).unwrap_or(u16::MAX))))
        }
        RuleEnd::Never | RuleEnd::On(_) => rule.clone(),
    };
    Some(Split { before: ending_before(rule, starts_on, at), after })
}

/// The rule without its dates from one on; none when it has no other. The date need not be one of its own.
pub fn ending_before(rule: &Rule, starts_on: NaiveDate, date: NaiveDate) -> Option<Rule> {
    let eve = date.pred_opt()?;
    if occurrences(rule, starts_on, starts_on..=eve).is_empty() {
        return None;
    }
    // It ends on the eve, not on its last date: whoever reads the rule sees when the successor took over.
    let end = if let RuleEnd::On(end) = rule.end { end.min(eve) } else { eve };
    Some(rule.clone().with_end(RuleEnd::On(end)))
}
