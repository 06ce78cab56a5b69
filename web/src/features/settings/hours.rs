//! The hours of disclosure in words: each number with what it means on an ordinary day.

use crate::{
    i18n::{Dates, Lang},
    ui::Choice,
};
use cabas_messages::settings;
use chrono::NaiveTime;

/// The widest that any association may be (decisions 6).
const REVEAL_AT_MOST: u8 = 12;
const KEEP_AT_MOST: u8 = 2;
/// The first stop of the examples, and one that is done.
const FIRST: u8 = 9;
const DONE: u8 = 10;

pub(super) fn reveal_words(lang: Lang, hours: u8) -> String {
    if hours == 0 { settings::reveal_start(lang).to_owned() } else { settings::reveal_hours(lang, u64::from(hours)) }
}

pub(super) fn keep_words(lang: Lang, hours: u8) -> String {
    if hours == 0 { settings::keep_none(lang).to_owned() } else { settings::keep_hours(lang, u64::from(hours)) }
}

/// From the widest to the tightest.
pub(super) fn reveal_choices(lang: Lang) -> Vec<Choice> {
    (0..=REVEAL_AT_MOST).rev().map(|hours| Choice::new(hours, reveal_words(lang, hours))).collect()
}

pub(super) fn keep_choices(lang: Lang) -> Vec<Choice> {
    (0..=KEEP_AT_MOST).rev().map(|hours| Choice::new(hours, keep_words(lang, hours))).collect()
}

/// « Exemple : si le premier arrêt commence à 9 h… »
pub(super) fn reveal_example(lang: Lang, dates: &Dates, hours: u8) -> String {
    let (hour, is_day_before) = before(FIRST, hours);
    let time = dates.hour(on_the_hour(hour));
    settings::reveal_example(lang, &if is_day_before { settings::the_day_before(lang, &time) } else { time })
}

pub(super) fn keep_example(lang: Lang, dates: &Dates, hours: u8) -> String {
    settings::keep_example(lang, &dates.hour(on_the_hour(DONE.saturating_add(hours))))
}

/// The hour that many hours before another, and whether it is on the day before.
fn before(hour: u8, hours: u8) -> (u8, bool) {
    match hour.checked_sub(hours) {
        Some(hour) => (hour, false),
        None => (hour.saturating_add(24).saturating_sub(hours), true),
    }
}

fn on_the_hour(hour: u8) -> NaiveTime {
    NaiveTime::from_hms_opt(u32::from(hour), 0, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn twelve_hours_before_nine_is_nine_in_the_evening_before() {
        assert_eq!(before(9, 12), (21, true));
        assert_eq!(before(9, 9), (0, false));
        assert_eq!(before(9, 0), (9, false));
    }
}
