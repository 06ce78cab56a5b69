//! Instants, and who says what time it is.

use crate::near;
use chrono::{DateTime, SubsecRound, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::{Add, Deref, Sub},
    str::FromStr,
};

/// A UTC instant, cut to the microsecond so that SQLite and PostgreSQL give back the same value.
///
/// On the wire it is RFC 3339 with an offset, of the years of [`near`]; in the database, microseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
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

    #[test]
    fn an_instant_survives_the_database() {
        let t: Ts = "2026-11-24T09:42:00.123456789+01:00".parse().unwrap();
        assert_eq!(Ts::from_micros(t.micros()), t);
        assert_eq!(t.to_string(), "2026-11-24T08:42:00.123456+00:00");
    }
}
