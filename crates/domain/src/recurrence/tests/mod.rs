//! The rules of recurrence, in words.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod clock;
mod dates;
mod edits;
mod exceptions;
mod generation;
mod off;
mod properties;
mod reading;
mod saving;
mod saying;
mod second_opinion;
mod watching;

use super::*;
use cabas_kernel::{Ts, time::instant};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use chrono_tz::{Europe::Paris, Tz};
use proptest::prelude::*;

/// Any place and any override will do: the engine looks into neither.
type Facts<'a> = RecurrenceFacts<'a, &'static str, &'static str>;

fn rule(text: &str) -> Rule {
    Rule::parse(text, Paris).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days<const N: usize>(texts: [&str; N]) -> Vec<NaiveDate> {
    texts.map(day).to_vec()
}

fn now(text: &str) -> Ts {
    instant(format!("{text}:00").parse().unwrap(), Paris)
}

fn window(start: &str, end: &str) -> WallWindow {
    WallWindow { start: wall_time(start), end: wall_time(end).unwrap() }
}

fn exception(date: &str, kind: ExceptionKind<&'static str>) -> Exception<&'static str> {
    Exception { date: day(date), kind }
}

fn skip(date: &str) -> Exception<&'static str> {
    exception(date, ExceptionKind::Skip)
}

fn moved(date: &str, to: &str) -> Exception<&'static str> {
    exception(date, ExceptionKind::Move(Move { to: day(to), window: None }))
}

const NOTHING: Off<'static, &'static str> = Off { closures: &[], place: None, household: None };

/// A recurrence that began on a day, 10:00 to 12:00, without anything special.
fn facts<'a>(rule: &'a Rule, starts_on: &str) -> Facts<'a> {
    const TEN_TO_TWELVE: &[WallWindow] = &[WallWindow {
        start: chrono::NaiveTime::from_hms_opt(10, 0, 0),
        end: chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
    }];
    RecurrenceFacts {
        recurrence: Recurrence { rule, starts_on: day(starts_on), exceptions: &[] },
        state: RecurrenceState::Active,
        windows: TEN_TO_TWELVE,
        off: NOTHING,
        existing: &[],
        zone: Paris,
    }
}

fn with_exceptions<'a>(facts: Facts<'a>, exceptions: &'a [Exception<&'static str>]) -> Facts<'a> {
    RecurrenceFacts { recurrence: Recurrence { exceptions, ..facts.recurrence }, ..facts }
}

fn existing<const N: usize>(dates: [(&str, Progress); N]) -> Vec<Existing> {
    dates.map(|(date, progress)| Existing { date: day(date), progress }).to_vec()
}

/// Rules of every kind that a form could send, with a start in 2020 to 2030.
fn any_rule() -> impl Strategy<Value = (Rule, NaiveDate)> {
    let frequency = prop::sample::select(&["DAILY", "WEEKLY", "MONTHLY", "YEARLY"][..]);
    let interval = prop_oneof![Just(1_u16), 1..=6_u16, Just(60), Just(999)];
    let end = prop_oneof![
        2 => Just(String::new()),
        1 => (1..=60_u16).prop_map(|count| format!(";COUNT={count}")),
        1 => (0..1500_u64).prop_map(|n| format!(";UNTIL={}", (any_day(n)).format("%Y%m%d"))),
    ];
    let week_start = prop::sample::select(&["", ";WKST=SU", ";WKST=WE"][..]);
    let months = prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(1..=12_i16, 1..4)];
    let month_days =
        prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(prop_oneof![1..=31_i16, -31..=-1_i16], 1..4)];
    let weekdays = prop_oneof![
        2 => Just(vec![]),
        3 => prop::collection::vec((prop_oneof![2 => Just(0_i16), 1 => -5..=5_i16], 0..7_usize), 1..5),
    ];
    let positions =
        prop_oneof![4 => Just(vec![]), 1 => prop::collection::vec(prop_oneof![1..=4_i16, -4..=-1_i16], 1..3)];
    let parts = (frequency, interval, end, week_start, months, month_days, weekdays, positions);
    (parts, 0..3650_u64).prop_map(
        |((frequency, interval, end, wkst, months, month_days, weekdays, positions), start)| {
            let month_days = if frequency == "WEEKLY" { vec![] } else { month_days };
            let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
            let ordinals = matches!(frequency, "MONTHLY" | "YEARLY");
            let nth = |(nth, name): &(i16, usize)| {
                if *nth != 0 && ordinals { format!("{nth}{}", names[*name]) } else { names[*name].into() }
            };
            let weekdays: Vec<String> = weekdays.iter().map(nth).collect();
            let some = !(months.is_empty() && month_days.is_empty() && weekdays.is_empty());
            let positions = if some { positions } else { vec![] };
            let mut text = format!("FREQ={frequency};INTERVAL={interval}{end}{wkst}");
            let lists = [
                ("BYMONTH", texts(&months)),
                ("BYMONTHDAY", texts(&month_days)),
                ("BYDAY", weekdays),
                ("BYSETPOS", texts(&positions)),
            ];
            for (name, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
                text.extend([";", name, "=", &list.join(",")]);
            }
            (rule(&text), any_day(start))
        },
    )
}

fn texts(numbers: &[i16]) -> Vec<String> {
    numbers.iter().map(i16::to_string).collect()
}

fn any_day(n: u64) -> NaiveDate {
    day("2020-01-01") + Days::new(n)
}
