//! What the tests of this crate share.

use crate::{Context, Problem, Workbook, open};
use cabas_kernel::Phone;
use chrono::NaiveDate;

/// French numbers: ten digits from `0`, or `+33` and nine.
pub(crate) fn french_phone(text: &str) -> Option<Phone> {
    let bare: String = text.chars().filter(|c| !" .-()\u{A0}".contains(*c)).collect();
    let abroad = bare.strip_prefix("+33").or_else(|| bare.strip_prefix("0033"));
    let national = abroad.map(|n| n.trim_start_matches('0')).or_else(|| bare.strip_prefix('0'))?;
    if national.len() == 9 { Phone::e164(&format!("+33{national}")).ok() } else { None }
}

/// Bordeaux, on the day of the reference's examples.
pub(crate) fn context() -> Context<'static> {
    Context { zone: chrono_tz::Europe::Paris, country: "FR", today: day("2026-11-24"), day: None, phone: &french_phone }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// Opens a text that must open.
pub(crate) fn sheet(text: &str) -> Workbook {
    open(text.as_bytes()).unwrap_or_else(|e| panic!("{e}"))
}

/// `line column code` of each problem, `?` marking a warning.
pub(crate) fn told<'a>(problems: impl Iterator<Item = &'a Problem>) -> Vec<String> {
    problems
        .map(|p| {
            let mark = if p.is_error() { "" } else { "?" };
            format!("{} {} {}{mark}", p.line, p.column.as_deref().unwrap_or("-"), p.code.as_str())
        })
        .collect()
}
