//! What time it was, by the phone's clock (decisions 13, DL-21).

use cabas_kernel::{Ts, time::day_bounds};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

/// How far ahead of the server's clock a phone may run.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A declared time, kept beside the server's, never in its place: only the server's opens or closes access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredTime {
    /// As the phone said it, plausible or not.
    pub reported_at: Option<Ts>,
    /// False when the phone said a time outside the round's day or in the future: kept, flagged, not used.
    pub plausible: bool,
    /// The time that order and lateness are judged by.
    pub effective: Ts,
}

/// Weighs a declared time against the server's clock and the round's local day.
pub fn declared(at: Option<Ts>, now: Ts, round_day: NaiveDate, zone: Tz) -> DeclaredTime {
    let Some(at) = at else { return DeclaredTime { reported_at: None, plausible: true, effective: now } };
    let (from, until) = day_bounds(round_day, zone);
    let plausible = from <= at && at < until && at <= now + TOLERANCE;
    DeclaredTime { reported_at: Some(at), plausible, effective: if plausible { at } else { now } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ZONE, at, day, on};

    #[test]
    fn a_time_within_the_rounds_day_counts() {
        let d = declared(Some(at(10, 0)), at(15, 0), day(24), ZONE);
        assert_eq!(d, DeclaredTime { reported_at: Some(at(10, 0)), plausible: true, effective: at(10, 0) });
    }

    #[test]
    fn a_phone_may_run_five_minutes_ahead_and_no_more() {
        let ahead = |m| declared(Some(at(10, m)), at(10, 0), day(24), ZONE).plausible;
        assert_eq!((ahead(5), ahead(6)), (true, false));
    }

    #[test]
    fn an_implausible_time_is_kept_and_not_used() {
        for bad in [on(23, 23, 59), on(25, 0, 0), at(16, 0)] {
            let d = declared(Some(bad), at(15, 0), day(24), ZONE);
            assert_eq!(d, DeclaredTime { reported_at: Some(bad), plausible: false, effective: at(15, 0) });
        }
    }

    #[test]
    fn without_a_declared_time_the_server_says_it() {
        assert_eq!(
            declared(None, at(15, 0), day(24), ZONE),
            DeclaredTime { reported_at: None, plausible: true, effective: at(15, 0) }
        );
    }

    #[test]
    fn a_time_of_the_next_day_is_not_of_the_rounds() {
        let said = |h, m| declared(Some(on(25, h, m)), on(25, 8, 0), day(24), ZONE).plausible;
        assert!(!said(0, 0) && !said(7, 0));
        assert!(declared(Some(at(23, 59)), on(25, 8, 0), day(24), ZONE).plausible);
    }
}
