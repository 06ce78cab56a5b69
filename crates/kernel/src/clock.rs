//! Instants, and who says what time it is.

use crate::near;
use chrono::{DateTime, Datelike, SubsecRound, TimeDelta, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize, Serializer};
use std::{
    fmt,
    ops::{Add, Deref, Sub},
    str::FromStr,
};

/// A UTC instant, cut to the microsecond so that SQLite and PostgreSQL give back the same value.
///
/// On the wire it is RFC 3339 with an offset, of the years of [`near`]; in the database, microseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ts(DateTime<Utc>);

impl Ts {
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
    /// Microseconds since 1970, as the database keeps them.
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }
    /// Reads an instant back; one outside chrono's range becomes the epoch.
    pub fn from_micros(micros: i64) -> Self {
        Self(Utc.timestamp_micros(micros).single().unwrap_or_default())
    }
    pub const fn utc(self) -> DateTime<Utc> {
        self.0
    }
}

/// `2026-11-23T06:46:57.123456Z`
const LONGEST: usize = 27;

/// Written digit by digit: a page of a list holds a hundred instants, and chrono takes each through a formatter.
impl Serialize for Ts {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut text = [0; LONGEST];
        match self.write(&mut text) {
            Some(text) => to.serialize_str(text),
            None => to.serialize_str(&self.to_string()),
        }
    }
}

impl Ts {
    /// As RFC 3339 has it, with as few digits of the second as hold it in threes. None outside the years of four figures,
    /// and within a leap second.
    fn write(self, text: &mut [u8; LONGEST]) -> Option<&str> {
        let at = self.0.naive_utc();
        let micros = at.and_utc().timestamp_subsec_micros();
        let year = u32::try_from(at.year()).ok().filter(|year| *year < 10_000)?;
        let fraction = match micros {
            0 => None,
            1_000_000.. => return None,
            micros if micros % 1000 == 0 => Some((micros / 1000, 3)),
            micros => Some((micros, 6)),
        };
        let parts = [
            (year, 4, '-'),
            (at.month(), 2, '-'),
            (at.day(), 2, 'T'),
            (at.hour(), 2, ':'),
            (at.minute(), 2, ':'),
            (at.second(), 2, if fraction.is_some() { '.' } else { 'Z' }),
        ];
        let mut end = 0_usize;
        for (number, digits, after) in parts.into_iter().chain(fraction.map(|(number, digits)| (number, digits, 'Z'))) {
            let (part, rest) = text.get_mut(end..)?.split_at_mut_checked(digits)?;
            let mut left = number;
            for place in part.iter_mut().rev() {
                *place = b'0'.saturating_add(u8::try_from(left % 10).ok()?);
                left /= 10;
            }
            *rest.first_mut()? = u8::try_from(after).ok()?;
            end = end.saturating_add(digits).saturating_add(1);
        }
        std::str::from_utf8(text.get(..end)?).ok()
    }
}

impl<'de> Deserialize<'de> for Ts {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let read = DateTime::<Utc>::deserialize(d).ok().filter(|t| near::is_near(t.date_naive()));
        read.map(Self::new).ok_or_else(|| serde::de::Error::custom("instant_invalid"))
    }
}
impl Deref for Ts {
    type Target = DateTime<Utc>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
impl From<DateTime<Utc>> for Ts {
    fn from(at: DateTime<Utc>) -> Self {
        Self::new(at)
    }
}
/// Text that is no instant, or one outside the years of [`near`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("instant_invalid")]
pub struct InstantError;

impl FromStr for Ts {
    type Err = InstantError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let read = DateTime::parse_from_rfc3339(s).map_err(|_| InstantError)?.to_utc();
        if near::is_near(read.date_naive()) { Ok(Self::new(read)) } else { Err(InstantError) }
    }
}
impl Add<TimeDelta> for Ts {
    type Output = Self;
    fn add(self, by: TimeDelta) -> Self {
        Self(self.0 + by)
    }
}
impl Sub<TimeDelta> for Ts {
    type Output = Self;
    fn sub(self, by: TimeDelta) -> Self {
        Self(self.0 - by)
    }
}
impl Sub for Ts {
    type Output = TimeDelta;
    fn sub(self, other: Self) -> TimeDelta {
        self.0 - other.0
    }
}
impl fmt::Display for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339())
    }
}
impl fmt::Debug for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "spec")]
mod spec {
    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{
            RefOr, Schema,
            schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
        },
    };

    impl PartialSchema for super::Ts {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
                .into()
        }
    }
    impl ToSchema for super::Ts {}
}

/// Says what time it is. The server has one real clock; tests move theirs by hand.
pub trait Clock: Send + Sync {
    fn now(&self) -> Ts;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_instant_survives_the_database() {
        let t: Ts = "2026-11-24T09:42:00.123456789+01:00".parse().unwrap();
        assert_eq!(Ts::from_micros(t.micros()), t);
        assert_eq!(t.to_string(), "2026-11-24T08:42:00.123456+00:00");
    }

    fn wire(t: Ts) -> String {
        serde_json::to_string(&t).unwrap()
    }

    #[test]
    fn an_instant_is_written_as_short_as_it_is() {
        for (text, written) in [
            ("2026-11-24T09:42:00+01:00", "2026-11-24T08:42:00Z"),
            ("2026-11-24T08:42:07.5Z", "2026-11-24T08:42:07.500Z"),
            ("2026-11-24T08:42:07.000123Z", "2026-11-24T08:42:07.000123Z"),
            ("2016-12-31T23:59:60.25Z", "2016-12-31T23:59:60.250+00:00"),
        ] {
            assert_eq!(wire(text.parse().unwrap()), format!("\"{written}\""));
        }
    }

    #[test]
    fn an_instant_of_a_year_far_away_is_written_too() {
        assert_eq!(wire(Ts::from_micros(-99_999_999_999_999_999)), "\"-1199-02-15T14:13:20.000001+00:00\"");
        assert!(wire(Ts::from_micros(999_999_999_999_999_999)).starts_with("\"+33658-"));
    }

    proptest! {
        #[test]
        fn an_instant_is_written_as_chrono_does(micros in -62_000_000_000_000_000..253_000_000_000_000_000_i64, cut in 0..3_u32) {
            let t = Ts::from_micros(micros - micros.rem_euclid(1000_i64.pow(cut)));
            prop_assert_eq!(wire(t), serde_json::to_string(&t.utc()).unwrap());
        }
    }
}
