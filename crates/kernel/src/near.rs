//! The years that anything here is about: 1970 to 2200. A day or an instant outside of them is a slip of the pen, or
//! somebody who tries what arithmetic at the end of the calendar does. Reading refuses it.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, de::Error};

/// Says whether a day may be written.
pub fn is_near(day: NaiveDate) -> bool {
    (1970..=2200).contains(&day.year())
}

/// Reads a day, for `#[serde(deserialize_with)]`.
///
/// # Errors
/// `date_invalid`.
pub fn day<'de, D: Deserializer<'de>>(d: D) -> Result<NaiveDate, D::Error> {
    NaiveDate::deserialize(d).ok().filter(|day| is_near(*day)).ok_or_else(|| D::Error::custom("date_invalid"))
}

/// The same where it may be left out.
///
/// # Errors
/// As [`day`].
pub fn optional_day<'de, D: Deserializer<'de>>(d: D) -> Result<Option<NaiveDate>, D::Error> {
    let read = Option::<NaiveDate>::deserialize(d).map_err(|_| D::Error::custom("date_invalid"))?;
    if read.is_none_or(is_near) { Ok(read) } else { Err(D::Error::custom("date_invalid")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ts;

    #[test]
    fn an_instant_is_of_years_that_somebody_may_live_in() {
        for written in ["1970-01-01T00:00:00Z", "2026-11-24T10:00:00+01:00", "2200-12-31T23:59:59Z"] {
            assert!(written.parse::<Ts>().is_ok(), "{written}");
        }
        for written in
            ["1969-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "+262142-12-31T23:59:59Z", "-0001-01-01T00:00:00Z"]
        {
            assert!(written.parse::<Ts>().is_err(), "{written}");
        }
    }

    #[test]
    fn so_is_a_day() {
        let day = |y| NaiveDate::from_ymd_opt(y, 6, 1).unwrap_or_default();
        assert_eq!([1969, 1970, 2200, 2201].map(|y| is_near(day(y))), [false, true, true, false]);
    }
}
