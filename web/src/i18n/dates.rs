//! Dates and times as people write them: « mar. 24 nov., 9 h–11 h ».
//!
//! Names of days and months, and what time it is in a zone, come from the browser's `Intl`; how hours are written is
//! ours, because no locale of `Intl` writes « 9 h–11 h ».

use super::{Lang, use_lang, wall, words};
use cabas_kernel::{Ts, Window};
use cabas_messages::{common, dates};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use js_sys::{Array, Date, Function, Intl, Reflect};
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};

/// A time of the day, as hours and minutes.
type Clock = (u32, u32);

/// Writes dates and times in the reader's language and in the zone of the place concerned.
#[derive(Clone, PartialEq, Eq)]
pub struct Dates {
    lang: Lang,
    zone: Arc<str>,
}

/// The dates of the organisation one works in; of the device before an organisation is known.
pub fn use_dates() -> Dates {
    use_context::<Dates>().unwrap_or_else(|| Dates::new(use_lang(), ""))
}

impl Dates {
    /// `zone` is an IANA name; empty means the device's own.
    pub fn new(lang: Lang, zone: &str) -> Self {
        Self { lang, zone: zone.into() }
    }

    /// « mar. 24 nov. »
    pub fn day(&self, date: NaiveDate) -> String {
        self.calendar(Style::DayShort, date)
    }

    /// « mardi 24 novembre »
    pub fn day_long(&self, date: NaiveDate) -> String {
        self.calendar(Style::DayLong, date)
    }

    /// « mardi 24 novembre 2026 », for paper.
    pub fn day_full(&self, date: NaiveDate) -> String {
        self.calendar(Style::DayFull, date)
    }

    /// « lundi 23 »
    pub fn weekday(&self, date: NaiveDate) -> String {
        self.calendar(Style::Weekday, date)
    }

    /// « 9 h 42 »
    pub fn time(&self, at: Ts) -> String {
        clock_words(self.lang, self.clock(at))
    }

    /// « 9 h–11 h », of two wall times.
    pub fn span(&self, start: NaiveTime, end: NaiveTime) -> String {
        window_words(self.lang, Some((start.hour(), start.minute())), (end.hour(), end.minute()))
    }

    /// « 9 h », of a wall time.
    pub fn hour(&self, time: NaiveTime) -> String {
        clock_words(self.lang, (time.hour(), time.minute()))
    }

    /// « 9 h–11 h », or « avant 11 h » for a window without a start.
    pub fn window(&self, window: &Window) -> String {
        window_words(self.lang, window.start.map(|start| self.clock(start)), self.clock(window.end))
    }

    /// « mar. 24 nov., 9 h–11 h »
    pub fn day_and_window(&self, window: &Window) -> String {
        dates::day_and_time(
            self.lang,
            &self.day(self.local_day(window.start.unwrap_or(window.end))),
            &self.window(window),
        )
    }

    /// « aujourd’hui, 9 h 42 », « hier, 18 h 10 », « mar. 17 nov., 9 h 44 »
    pub fn moment(&self, at: Ts) -> String {
        let day = self.local_day(at);
        dates::day_and_time(
            self.lang,
            &near_day(self.lang, day, self.today()).unwrap_or_else(|| self.day(day)),
            &self.time(at),
        )
    }

    /// The local day of an instant.
    pub fn local_day(&self, at: Ts) -> NaiveDate {
        let parts = self.parts(Style::Numbers, &js_date(at));
        let number = |name| number(&parts, name);
        i32::try_from(number("year"))
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, number("month"), number("day")))
            .unwrap_or_else(|| at.date_naive())
    }

    /// Today, in the zone.
    pub fn today(&self) -> NaiveDate {
        self.local_day(now())
    }

    /// The wall time of an instant, to the minute.
    pub fn wall(&self, at: Ts) -> NaiveDateTime {
        let (hour, minute) = self.clock(at);
        self.local_day(at).and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
    }

    /// The instant of a wall time in the zone, by the rules of the kernel.
    pub fn instant(&self, wall: NaiveDateTime) -> Ts {
        wall::instant(wall, |at| self.wall(at))
    }

    fn clock(&self, at: Ts) -> Clock {
        let parts = self.parts(Style::Numbers, &js_date(at));
        (number(&parts, "hour"), number(&parts, "minute"))
    }

    fn calendar(&self, style: Style, date: NaiveDate) -> String {
        let date = Date::new_with_year_month_day(
            u32::try_from(date.year()).unwrap_or_default(),
            i32::try_from(date.month0()).unwrap_or_default(),
            i32::try_from(date.day()).unwrap_or_default(),
        );
        date.set_hours(12);
        let written =
            formatter(self.lang, "", style, "format").and_then(|format| format.call1(&JsValue::UNDEFINED, &date).ok());
        written.and_then(|text| text.as_string()).unwrap_or_default()
    }

    fn parts(&self, style: Style, date: &Date) -> Array {
        formatter(self.lang, &self.zone, style, "formatToParts")
            .and_then(|format| format.call1(&JsValue::UNDEFINED, date).ok())
            .and_then(|parts| parts.dyn_into().ok())
            .unwrap_or_default()
    }
}

/// The instant it is now.
pub fn now() -> Ts {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "milliseconds of today are far below 2^53"
    )]
    let milliseconds = Date::now() as i64;
    Ts::from_micros(milliseconds.saturating_mul(1000))
}

fn js_date(at: Ts) -> Date {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "milliseconds of a date are far below 2^53")]
    let milliseconds = at.timestamp_millis() as f64;
    Date::new(&milliseconds.into())
}

fn number(parts: &Array, name: &str) -> u32 {
    let text = |part: &JsValue, key: &str| Reflect::get(part, &key.into()).ok().and_then(|value| value.as_string());
    parts
        .iter()
        .find(|part| text(part, "type").is_some_and(|kind| kind == name))
        .and_then(|part| text(&part, "value"))
        .and_then(|value| value.parse().ok())
        .unwrap_or_default()
}

/// What a formatter writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    DayShort,
    DayLong,
    DayFull,
    Weekday,
    Numbers,
}

impl Style {
    const fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::DayShort => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
            Self::DayLong => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Self::DayFull => &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")],
            Self::Weekday => &[("weekday", "long"), ("day", "numeric")],
            Self::Numbers => &[
                ("year", "numeric"),
                ("month", "numeric"),
                ("day", "numeric"),
                ("hour", "numeric"),
                ("minute", "numeric"),
                ("hourCycle", "h23"),
            ],
        }
    }
}

/// A formatter's method, made once: making one costs a thousand times what using it does, and a board writes
/// thousands of windows.
fn formatter(lang: Lang, zone: &str, style: Style, method: &str) -> Option<Function> {
    struct Known {
        lang: Lang,
        zone: String,
        style: Style,
        function: Function,
    }
    thread_local! {
        static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(found) = known.iter().find(|one| one.lang == lang && one.style == style && one.zone == zone) {
            return Some(found.function.clone());
        }
        let options = words::options(style.options());
        if !zone.is_empty() {
            let _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
        }
        let format = Intl::DateTimeFormat::new(&words::locales(lang), &options);
        let function: Function = Reflect::get(&format, &method.into()).ok()?.dyn_into().ok()?;
        let function: Function = function.bind0(&format).unchecked_into();
        known.push(Known { lang, zone: zone.to_owned(), style, function: function.clone() });
        Some(function)
    })
}

/// « 9 h », « 9 h 05 »; "09:05".
fn clock_words(lang: Lang, (hour, minute): Clock) -> String {
    let two = |number: u32| if number < 10 { format!("0{number}") } else { number.to_string() };
    match (lang, minute) {
        (Lang::Fr, 0) => dates::hour(lang, &hour.to_string()),
        (Lang::Fr, _) => dates::hour_minute(lang, &hour.to_string(), &two(minute)),
        (Lang::En, _) => dates::hour_minute(lang, &two(hour), &two(minute)),
    }
}

fn window_words(lang: Lang, start: Option<Clock>, end: Clock) -> String {
    let end = clock_words(lang, end);
    match start {
        Some(start) => dates::from_to(lang, &clock_words(lang, start), &end),
        None => dates::before(lang, &end),
    }
}

/// Yesterday, today and tomorrow have names of their own.
fn near_day(lang: Lang, day: NaiveDate, today: NaiveDate) -> Option<String> {
    let words = match day.signed_duration_since(today).num_days() {
        -1 => common::yesterday(lang),
        0 => common::today(lang),
        1 => common::tomorrow(lang),
        _ => return None,
    };
    Some(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_hours_are_written_with_h_and_no_break_spaces() {
        assert_eq!(clock_words(Lang::Fr, (9, 0)), "9\u{a0}h");
        assert_eq!(clock_words(Lang::Fr, (9, 5)), "9\u{a0}h\u{a0}05");
        assert_eq!(clock_words(Lang::En, (9, 5)), "09:05");
    }

    #[test]
    fn a_window_is_a_span_or_a_limit() {
        assert_eq!(window_words(Lang::Fr, Some((9, 0)), (11, 0)), "9\u{a0}h–11\u{a0}h");
        assert_eq!(window_words(Lang::Fr, Some((8, 30)), (12, 0)), "8\u{a0}h\u{a0}30–12\u{a0}h");
        assert_eq!(window_words(Lang::Fr, None, (11, 0)), "avant 11\u{a0}h");
        assert_eq!(window_words(Lang::En, Some((9, 0)), (11, 0)), "09:00–11:00");
        assert_eq!(window_words(Lang::En, None, (11, 0)), "before 11:00");
    }

    #[test]
    fn a_day_and_its_window_read_as_one() {
        let words = dates::day_and_time(Lang::Fr, "mar. 24 nov.", &window_words(Lang::Fr, Some((9, 0)), (11, 0)));
        assert_eq!(words, "mar. 24 nov., 9\u{a0}h–11\u{a0}h");
    }

    #[test]
    fn days_near_today_have_names() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(near_day(Lang::Fr, day(24), day(24)).as_deref(), Some("aujourd’hui"));
        assert_eq!(near_day(Lang::Fr, day(23), day(24)).as_deref(), Some("hier"));
        assert_eq!(near_day(Lang::Fr, day(17), day(24)), None);
    }
}
