//! Dates and times anywhere in a cell (imports reference §2.1).
//!
//! A slash or a dot always means day first, a dash month before day. Nothing is guessed: a lone number, a month in
//! letters, "tomorrow" or a two-digit year are refused rather than read as something else.

use crate::problem::ProblemCode;
use cabas_kernel::fold;
use chrono::{Datelike, NaiveDate, NaiveTime};

/// What a cell said of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moment {
    pub(crate) date: Option<NaiveDate>,
    pub(crate) time: Option<NaiveTime>,
    /// The year was missing and the current one was taken.
    pub(crate) year_assumed: bool,
}

/// Words that may surround a time without saying a day.
const FILLERS: &[&str] = &[
    "a", "ab", "after", "al", "alle", "am", "apres", "at", "avant", "before", "bis", "d", "dalle", "das", "de", "des",
    "du", "el", "environ", "from", "gegen", "h", "het", "heure", "heures", "horas", "hrs", "il", "jusqu", "l", "la",
    "las", "le", "los", "nach", "om", "on", "op", "ore", "partir", "s", "t", "the", "to", "uhr", "um", "until", "uur",
    "vers", "vor",
];
/// Words that say a time in letters: a day beside them is not the whole story.
const TIME_WORDS: &[&str] = &[
    "matin",
    "matinee",
    "midi",
    "minuit",
    "soir",
    "soiree",
    "aprem",
    "morning",
    "noon",
    "midnight",
    "afternoon",
    "evening",
    "mittag",
    "mittags",
    "morgens",
    "abend",
    "abends",
    "nachmittag",
    "mattina",
    "mezzogiorno",
    "pomeriggio",
    "sera",
    "ochtend",
    "middag",
    "avond",
    "mediodia",
    "tarde",
    "pm",
    "apm",
];
/// Words that turn "14.10" into a time of day in their language: too close to the 14th of October to choose.
const CLOCK_WORDS: &[&str] = &["uhr", "uur", "ore", "h", "heures", "horas"];

/// Finds the date and the time of a cell that is not empty. `today` gives the missing year.
pub(crate) fn moment(text: &str, today: NaiveDate) -> Result<Moment, ProblemCode> {
    let mut found = Moment::default();
    let mut scan = Scan { text, at: 0 };
    let mut words: Vec<String> = Vec::new();
    let mut dotted = false;
    while let Some(token) = scan.next() {
        match token {
            Token::Word(word) => words.push(fold(word)),
            Token::Time(time) => {
                let time = time.ok_or(ProblemCode::TimeInvalid)?;
                if found.time.replace(time).is_some() {
                    return Err(ProblemCode::TimeInvalid);
                }
            }
            Token::Figures(figures) => {
                let (date, assumed) = date(figures, today)?;
                if found.date.replace(date).is_some() {
                    return Err(ProblemCode::DateInvalid);
                }
                dotted = assumed && figures.contains('.');
                found.year_assumed = assumed;
            }
        }
    }
    let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    if says(&["pm"]) || (found.time.is_none() && says(TIME_WORDS)) || (dotted && says(CLOCK_WORDS)) {
        return Err(ProblemCode::TimeInvalid);
    }
    let all_filler = words.iter().flat_map(|w| w.split(' ')).all(|w| FILLERS.contains(&w));
    match (found.date, found.time) {
        (None, None) => Err(ProblemCode::DateInvalid),
        // "demain 8h", "lundi 8h": the day is said, in words that are not read.
        (None, Some(_)) if !all_filler => Err(ProblemCode::DateInvalid),
        _ => Ok(found),
    }
}

/// Finds a date alone (`paused_until`, the day of an assignment).
pub(crate) fn day(text: &str, today: NaiveDate) -> Result<(NaiveDate, bool), ProblemCode> {
    let found = moment(text, today)?;
    found.date.map(|date| (date, found.year_assumed)).ok_or(ProblemCode::DateInvalid)
}

enum Token<'a> {
    Word(&'a str),
    /// A time, or something shaped like one that no clock shows.
    Time(Option<NaiveTime>),
    /// Digits joined by one or more of `- / .`
    Figures(&'a str),
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn digits_from(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().take_while(|b| b.is_ascii_digit()).count()
    }

    fn blanks_from(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.len() - rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']).len()
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.text.get(self.at..)?;
            let c = rest.chars().next()?;
            if c.is_ascii_digit() {
                return Some(self.number());
            }
            if c.is_alphabetic() {
                let from = self.at;
                let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                self.at += length;
                return Some(Token::Word(self.slice(from, self.at)));
            }
            self.at += c.len_utf8();
        }
    }

    fn number(&mut self) -> Token<'a> {
        let from = self.at;
        let end = self.digits_from(from);
        if self.byte(end) == Some(b':') || self.is_hour_mark(self.blanks_from(end)) {
            return Token::Time(self.time(from, end));
        }
        // A date: figures and separators, as long as a figure follows the separator.
        let mut end = end;
        while self.byte(end).is_some_and(|b| b"-/.".contains(&b))
            && self.byte(end + 1).is_some_and(|b| b.is_ascii_digit())
        {
            end = self.digits_from(end + 1);
        }
        if self.byte(end) == Some(b':') || (self.is_hour_mark(end) && self.slice(from, end).contains('-')) {
            // "10-12:00" runs into a time: two ends in one cell.
            self.at = end;
            return Token::Time(None);
        }
        self.at = end;
        Token::Figures(self.slice(from, end))
    }

    /// An `h` that is not the start of a word.
    fn is_hour_mark(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut after = rest.chars();
        matches!(after.next(), Some('h' | 'H')) && after.next().is_none_or(|c| !c.is_alphabetic())
    }

    /// `9:05`, `09:05`, `09:05:00`, `8h`, `8h30`, `8 h 30`.
    fn time(&mut self, from: usize, hours_end: usize) -> Option<NaiveTime> {
        let hours: u32 = self.slice(from, hours_end).parse().ok()?;
        let (mut minutes, mut seconds) = (0, 0);
        if self.byte(hours_end) == Some(b':') {
            let end = self.digits_from(hours_end + 1);
            self.at = end;
            minutes = two_digits(self.slice(hours_end + 1, end))?;
            if self.byte(end) == Some(b':') {
                self.at = self.digits_from(end + 1);
                seconds = two_digits(self.slice(end + 1, self.at))?;
            }
        } else {
            let mark = self.blanks_from(hours_end);
            self.at = mark + 1;
            let start = self.blanks_from(self.at);
            let end = self.digits_from(start);
            let is_other = self.byte(end).is_some_and(|b| b":/.-".contains(&b))
                && self.byte(end + 1).is_some_and(|b| b.is_ascii_digit());
            let follows = end > start && !(start > self.at && (is_other || self.is_hour_mark(end)));
            if follows {
                self.at = end;
                minutes = two_digits(self.slice(start, end))?;
            }
        }
        if hours_end - from > 2 { None } else { NaiveTime::from_hms_opt(hours, minutes, seconds) }
    }
}

fn two_digits(text: &str) -> Option<u32> {
    if text.len() == 2 { text.parse().ok() } else { None }
}

/// Reads figures as a date; the second value says that the year was assumed.
fn date(figures: &str, today: NaiveDate) -> Result<(NaiveDate, bool), ProblemCode> {
    let of = |separator: char| {
        let groups: Vec<&str> = figures.split(separator).collect();
        groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_digit())).then_some(groups)
    };
    let make = |year: &str, month: &str, day: &str| {
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        let year = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
        NaiveDate::from_ymd_opt(year, month, day)
    };
    let this_year = today.year().to_string();
    let short = |g: &str| (1..=2).contains(&g.len());
    let read = if let Some(groups) = of('-').filter(|g| g.len() > 1) {
        match groups.as_slice() {
            [y, m, d] if y.len() == 4 && short(m) && short(d) => make(y, m, d).map(|d| (d, false)),
            [m, d] if m.len() == 2 && d.len() == 2 => make(&this_year, m, d).map(|d| (d, true)),
            _ => None,
        }
    } else if let Some(groups) = of('/').filter(|g| g.len() > 1).or_else(|| of('.').filter(|g| g.len() > 1)) {
        match groups.as_slice() {
            [d, m, y] if short(d) && short(m) && y.len() == 4 => make(y, m, d).map(|d| (d, false)),
            [d, m, y] if short(d) && short(m) && y.len() == 2 => return Err(ProblemCode::DateTwoDigitYear),
            [d, m] if short(d) && short(m) => make(&this_year, m, d).map(|d| (d, true)),
            _ => None,
        }
    } else {
        None
    };
    read.ok_or(ProblemCode::DateInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn read(text: &str) -> Result<String, &'static str> {
        let m = moment(text, today()).map_err(ProblemCode::as_str)?;
        let date = m.date.map_or("-".to_owned(), |d| d.to_string());
        let time = m.time.map_or("-".to_owned(), |t| t.format("%H:%M").to_string());
        Ok(format!("{date} {time}"))
    }

    #[test]
    fn the_examples_of_the_reference() {
        for (cell, wanted) in [
            ("2026-11-26 9:05", "2026-11-26 09:05"),
            ("8h", "- 08:00"),
            ("26/11 14h30", "2026-11-26 14:30"),
            ("11-26", "2026-11-26 -"),
            ("3.12.2026", "2026-12-03 -"),
            ("le 5/12 à 10:00", "2026-12-05 10:00"),
        ] {
            assert_eq!(read(cell).as_deref(), Ok(wanted), "{cell}");
        }
        assert_eq!(read("8.30"), Err("date_invalid"));
        assert_eq!(read("26/11/26"), Err("date_two_digit_year"));
    }

    #[test]
    fn times_are_read_in_the_forms_of_the_table() {
        for (cell, wanted) in [
            ("9:05", "- 09:05"),
            ("09:05", "- 09:05"),
            ("8h30", "- 08:30"),
            ("8H30", "- 08:30"),
            ("8 h 30", "- 08:30"),
            ("vers 8h", "- 08:00"),
            ("à partir de 14h", "- 14:00"),
            ("um 10:00 Uhr", "- 10:00"),
            ("2026-11-26T09:05:00", "2026-11-26 09:05"),
            ("14h 26/11", "2026-11-26 14:00"),
            ("jeudi 26/11 14h30", "2026-11-26 14:30"),
            ("5.12. 10:00", "2026-12-05 10:00"),
        ] {
            assert_eq!(read(cell).as_deref(), Ok(wanted), "{cell}");
        }
    }

    #[test]
    fn what_is_not_written_in_these_forms_is_refused_never_guessed() {
        for (cell, code) in [
            ("26-11-2026", "date_invalid"),
            ("11-12-2026", "date_invalid"),
            ("2026/11/26", "date_invalid"),
            ("26 novembre 2026", "date_invalid"),
            ("demain 8h", "date_invalid"),
            ("lundi 8h", "date_invalid"),
            ("31/11", "date_invalid"),
            ("13-01", "date_invalid"),
            ("46352", "date_invalid"),
            ("dès que possible", "date_invalid"),
            ("25:00", "time_invalid"),
            ("8h75", "time_invalid"),
            ("8:5", "time_invalid"),
            ("10:00-12:00", "time_invalid"),
            ("10-12h", "time_invalid"),
            ("9h-11h", "time_invalid"),
            ("2:30 pm", "time_invalid"),
            ("26/11 midi", "time_invalid"),
            ("26/11 matin", "time_invalid"),
            ("14.10 Uhr", "time_invalid"),
            ("26/11 27/11", "date_invalid"),
            ("120:00", "time_invalid"),
        ] {
            assert_eq!(read(cell), Err(code), "{cell}");
        }
    }

    #[test]
    fn a_missing_year_is_the_current_one_and_said() {
        assert!(moment("26/11", today()).unwrap().year_assumed);
        assert!(!moment("26/11/2026", today()).unwrap().year_assumed);
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_each_form(offset in 0_i64..40_000, h in 0_u32..24, m in 0_u32..60) {
            let date = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::TimeDelta::days(offset);
            let time = NaiveTime::from_hms_opt(h, m, 0).unwrap();
            for form in ["%Y-%m-%d %H:%M", "%d/%m/%Y %Hh%M", "%-d.%-m.%Y à %-H:%M", "%H:%M %d/%m/%Y"] {
                let text = date.and_time(time).format(form).to_string();
                let read = moment(&text, today()).unwrap();
                prop_assert_eq!((read.date, read.time, read.year_assumed), (Some(date), Some(time), false));
            }
        }

        #[test]
        fn no_text_makes_it_fall_over(text in "[0-9:hH/.\\- àé]{0,14}") {
            let _ = moment(&text, today());
        }
    }
}
