//! Days as mails write them: from the catalogue, for mails have no `Intl`.

use cabas_messages::{Lang, mails};
use chrono::{Datelike, NaiveDate};

/// "mardi 24 novembre", or "mercredi 24 novembre 2027" when that is another year than today's.
pub(super) fn far_day(l: Lang, date: NaiveDate, today: NaiveDate) -> String {
    let words = day(l, date);
    if date.year() == today.year() { words } else { format!("{words} {}", date.year()) }
}

/// "mardi 24 novembre".
pub(super) fn day(l: Lang, date: NaiveDate) -> String {
    let weekday = match date.weekday().num_days_from_monday() {
        0 => mails::monday(l),
        1 => mails::tuesday(l),
        2 => mails::wednesday(l),
        3 => mails::thursday(l),
        4 => mails::friday(l),
        5 => mails::saturday(l),
        _ => mails::sunday(l),
    };
    let month = match date.month() {
        1 => mails::january(l),
        2 => mails::february(l),
        3 => mails::march(l),
        4 => mails::april(l),
        5 => mails::may(l),
        6 => mails::june(l),
        7 => mails::july(l),
        8 => mails::august(l),
        9 => mails::september(l),
        10 => mails::october(l),
        11 => mails::november(l),
        _ => mails::december(l),
    };
    format!("{weekday} {} {month}", date.day())
}
