//! A window as people write it: a day, and one or two times of it.

use crate::{
    i18n::{Dates, Lang},
    ui::Field,
};
use cabas_kernel::Window;
use cabas_messages::deliveries;
use cabas_model::FieldError;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use leptos::prelude::*;

/// The fields of a window. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Hours {
    pub(crate) day: RwSignal<String>,
    pub(crate) start: RwSignal<String>,
    pub(crate) end: RwSignal<String>,
    /// The window of the request that they write, as a JSON pointer.
    at: &'static str,
}

/// Of most requests.
const WINDOW: &str = "/window";

impl Hours {
    /// A window in wall time, or nothing written yet.
    pub(crate) fn of(window: Option<&Window>, dates: &Dates) -> Self {
        let start = window.and_then(|window| window.start).map(|start| dates.wall(start));
        let end = window.map(|window| dates.wall(window.end));
        let clock = |wall: Option<NaiveDateTime>| wall.map(|wall| written(wall.time())).unwrap_or_default();
        let day = start.or(end).map(|wall| wall.date().to_string()).unwrap_or_default();
        let [day, start, end] = [day, clock(start), clock(end)].map(RwSignal::new);
        Self { day, start, end, at: WINDOW }
    }

    /// The same fields for another window of the request.
    pub(crate) const fn written_at(self, at: &'static str) -> Self {
        Self { at, ..self }
    }

    /// Whether a window lies within one day, as these fields write it.
    pub(crate) fn fit(window: &Window, dates: &Dates) -> bool {
        window.start.is_none_or(|start| dates.wall(start).date() == dates.wall(window.end).date())
    }

    /// The window, or what is wrong with it.
    pub(crate) fn read(self, dates: &Dates) -> Result<Window, Vec<FieldError>> {
        self.window(dates).map_err(|mut faults| {
            for fault in &mut faults {
                fault.pointer = fault.pointer.replacen(WINDOW, self.at, 1);
            }
            faults
        })
    }

    fn window(self, dates: &Dates) -> Result<Window, Vec<FieldError>> {
        let (start, end) = walls(&self.day.get_untracked(), &self.start.get_untracked(), &self.end.get_untracked())?;
        let window = Window::new(start.map(|start| dates.instant(start)), dates.instant(end));
        window.map_err(|_| vec![FieldError::new("/window/end", "window_order")])
    }

    /// The fields, with the day or within a day that is known.
    pub(crate) fn view(self, lang: Lang, with_day: bool) -> AnyView {
        let [day, start, end] = ["/day", "/start", "/end"].map(|part| [self.at, part].concat());
        view! {
            <div class="hours">
                {with_day.then(|| view! { <Field pointer=day label=deliveries::day(lang) kind="date" value=self.day/> })}
                <Field pointer=start label=deliveries::start(lang) kind="time" optional=true value=self.start/>
                <Field pointer=end label=deliveries::end(lang) kind="time" value=self.end/>
            </div>
        }
        .into_any()
    }
}

/// `09:05`, as native fields take it. By hand: chrono's own writer weighs as much as a page.
fn written(time: NaiveTime) -> String {
    let two = |number: u32| number.saturating_add(100).to_string().split_off(1);
    [two(time.hour()), two(time.minute())].join(":")
}

/// Reads a day and its times. An end that is not after the start is refused, not moved to the next day: a delivery
/// at night is rarer than a slip.
fn walls(day: &str, start: &str, end: &str) -> Result<(Option<NaiveDateTime>, NaiveDateTime), Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str| faults.push(FieldError::new(&["/window/", field].concat(), code));
    let day = day.trim().parse::<NaiveDate>().ok();
    if day.is_none() {
        fault("day", "date_invalid");
    }
    let mut read = |field: &str, text: &str| {
        let time = clock(text);
        if time.is_none() && !text.trim().is_empty() {
            fault(field, "time_invalid");
        }
        time
    };
    let (start_at, end_at) = (read("start", start), read("end", end));
    if end.trim().is_empty() {
        fault("end", "required");
    }
    match (day, end_at) {
        (Some(day), Some(end)) if faults.is_empty() => match start_at {
            Some(start) if start >= end => Err(vec![FieldError::new("/window/end", "window_order")]),
            start => Ok((start.map(|start| day.and_time(start)), day.and_time(end))),
        },
        _ => Err(faults),
    }
}

/// A time as native fields write it, `09:00`, or as people do where there is no such field: `9:00`, `9h`, `9 h 30`.
fn clock(text: &str) -> Option<NaiveTime> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (hours, minutes) = text.split_once([':', 'h', 'H']).unwrap_or((text.as_str(), ""));
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u32>().ok() };
    if hours.is_empty() || hours.len() > 2 || minutes.len() > 2 {
        return None;
    }
    NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(day: &str, start: &str, end: &str) -> Vec<(String, String)> {
        walls(day, start, end).unwrap_err().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_time_is_written_as_fields_take_it() {
        assert_eq!(written(NaiveTime::from_hms_opt(9, 5, 0).unwrap()), "09:05");
        assert_eq!(clock(&written(NaiveTime::from_hms_opt(23, 59, 0).unwrap())), NaiveTime::from_hms_opt(23, 59, 0));
    }

    #[test]
    fn a_window_has_an_end_and_perhaps_a_start() {
        let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let (nine, eleven) = (wall("2026-11-24 09:00"), wall("2026-11-24 11:30"));
        assert_eq!(walls("2026-11-24", "09:00", "11:30").unwrap(), (Some(nine), eleven));
        assert_eq!(walls("2026-11-24", " ", "11:30").unwrap(), (None, eleven));
        assert_eq!(walls("2026-11-24", "9 h", "11h30").unwrap(), (Some(nine), eleven));
    }

    #[test]
    fn each_fault_stands_at_its_field() {
        let of = |field: &str, code: &str| ([String::from("/window/"), field.to_owned()].concat(), code.to_owned());
        assert_eq!(codes("2026-11-24", "", ""), [of("end", "required")]);
        assert_eq!(codes("", "09:00", "11:00"), [of("day", "date_invalid")]);
        assert_eq!(codes("2026-11-24", "25:00", "noon"), [of("start", "time_invalid"), of("end", "time_invalid")]);
        assert_eq!(codes("2026-11-24", "11:00", "11:00"), [of("end", "window_order")]);
        assert_eq!(codes("2026-11-24", "11:00", "09:00"), [of("end", "window_order")]);
    }
}
