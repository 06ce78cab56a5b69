//! Time slots in one cell (imports reference §2.2, decision 36).
//!
//! `<date> <time>`, a dash or "à", `<date> <time>`; the second date may be left out when it is the same. Days have
//! two digits, years four, times their minutes.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Reads both ends as wall time. Whether the first comes before the second is the window's business.
pub(crate) fn ends(text: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let mut rest = text.trim();
    let day = date(&mut rest)?;
    let start = day.and_time(after_blanks(&mut rest, time)?);
    separator(&mut rest)?;
    let whole = rest;
    let end_day = match date(&mut rest) {
        Some(end_day) if rest.starts_with(char::is_whitespace) => end_day,
        _ => {
            rest = whole;
            day
        }
    };
    rest = rest.trim_start();
    let end = end_day.and_time(time(&mut rest)?);
    rest.is_empty().then_some((start, end))
}

fn after_blanks<T>(rest: &mut &str, read: fn(&mut &str) -> Option<T>) -> Option<T> {
    let trimmed = rest.trim_start();
    if trimmed.len() == rest.len() {
        return None;
    }
    *rest = trimmed;
    read(rest)
}

fn take<'a>(rest: &mut &'a str, keep: impl Fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
    let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    *rest = tail;
    head
}

/// Three groups of digits, with `-` or `/` between them or nothing: year first if it comes first, else day first.
fn date(rest: &mut &str) -> Option<NaiveDate> {
    let figures = take(rest, |c| c.is_ascii_digit() || c == '-' || c == '/');
    let groups: Vec<&str> = figures.split(['-', '/']).collect();
    let (year, month, day) = match groups.as_slice() {
        [y, m, d] if (y.len(), m.len(), d.len()) == (4, 2, 2) => (*y, *m, *d),
        [d, m, y] if (d.len(), m.len(), y.len()) == (2, 2, 4) => (*y, *m, *d),
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let year = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// `9:00`, `09h00` or `0900`.
fn time(rest: &mut &str) -> Option<NaiveTime> {
    let first = take(rest, |c| c.is_ascii_digit());
    let (hours, minutes) = match first.len() {
        4 => first.split_at_checked(2)?,
        1 | 2 => {
            *rest = rest.strip_prefix([':', 'h', 'H'])?;
            (first, take(rest, |c| c.is_ascii_digit()))
        }
        _ => return None,
    };
    if minutes.len() != 2 {
        return None;
    }
    NaiveTime::from_hms_opt(hours.parse().ok()?, minutes.parse().ok()?, 0)
}

/// A dash of any length, or "à".
fn separator(rest: &mut &str) -> Option<()> {
    let between = take(rest, |c| !c.is_ascii_digit());
    matches!(between.trim(), "-" | "–" | "—" | "à" | "À").then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        ends(text).map(|(a, b)| format!("{} {}", a.format("%d/%m %H:%M"), b.format("%d/%m %H:%M")))
    }

    #[test]
    fn the_accepted_examples_of_the_reference() {
        for (cell, wanted) in [
            ("2026-11-26 09:00 - 2026-11-26 11:30", "26/11 09:00 26/11 11:30"),
            ("26/11/2026 09h00 - 26/11/2026 1130", "26/11 09:00 26/11 11:30"),
            ("20261126 0900 - 20261126 1000", "26/11 09:00 26/11 10:00"),
            ("2026-11-26 09:00-11:30", "26/11 09:00 26/11 11:30"),
            ("2026-11-26 09:00 à 2026-11-26 11:30", "26/11 09:00 26/11 11:30"),
            ("26/11/2026 9:00 à 11h30", "26/11 09:00 26/11 11:30"),
            ("26-11-2026 9:00 – 26-11-2026 11:30", "26/11 09:00 26/11 11:30"),
        ] {
            assert_eq!(read(cell).as_deref(), Some(wanted), "{cell}");
        }
    }

    #[test]
    fn the_refused_examples_of_the_reference() {
        for cell in [
            "26.11.2026 09:00 - 26.11.2026 11:00",
            "6/11/2026 09:00 - 6/11/2026 11:00",
            "26/11/2026 9h - 26/11/2026 11h",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    #[test]
    fn the_dashes_of_iso_dates_do_not_separate() {
        assert_eq!(read("2026-11-26 09:00 2026-11-26 11:30"), None);
        assert_eq!(read("2026-11-26 09:00 / 2026-11-26 11:30"), None);
    }

    #[test]
    fn half_a_slot_or_a_doubtful_year_is_refused() {
        for cell in [
            "",
            "2026-11-26",
            "2026-11-26 09:00",
            "26/11/26 09:00 - 26/11/26 11:00",
            "26112026 0900 - 26112026 1000",
            "2026-11-26 09:00 - 2026-11-26",
            "2026-11-26 09:00 - 11:30 sonner",
            "2026-13-26 09:00 - 10:00",
            "2026-11-26 25:00 - 26:00",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }
}
