//! Small facts for tests: ids by number, times by hour.
#![allow(clippy::unwrap_used)]

use crate::{
    deliveries::{Candidate, StopFacts},
    disclosure::Span,
    rounds::RoundFacts,
};
use cabas_kernel::{
    Role, Roles, Ts, Window,
    id::{DeliveryId, MembershipId, RecipientId, RoundId, StopId},
    time::instant,
    words::{
        deliveries::{StopKind, StopStatus},
        members::MemberState,
        rounds::RoundState,
    },
};
use chrono::NaiveDate;
use chrono_tz::{Europe::Paris, Tz};
use uuid::Uuid;

pub(crate) const ZONE: Tz = Paris;

pub(crate) fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

/// A day of November 2026.
pub(crate) fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
}

/// A local time of 24 November 2026.
pub(crate) fn at(hour: u32, minute: u32) -> Ts {
    on(24, hour, minute)
}

/// A local time of a day of November 2026.
pub(crate) fn on(d: u32, hour: u32, minute: u32) -> Ts {
    instant(day(d).and_hms_opt(hour, minute, 0).unwrap(), ZONE)
}

pub(crate) fn window(from: u32, to: u32) -> Window {
    Window { start: Some(at(from, 0)), end: at(to, 0) }
}

/// Samir carries, Nadia carries too.
pub(crate) fn samir() -> MembershipId {
    id(0x5A)
}
pub(crate) fn nadia() -> MembershipId {
    id(0xAD)
}

pub(crate) fn candidate(member: MembershipId) -> Candidate {
    Candidate { member, state: MemberState::Active, roles: Roles::NONE.with(Role::Volunteer) }
}

/// Stop `n` of delivery `d`: a drop-off, ready, 10:00 to 12:00, with household `d`.
pub(crate) fn dropoff(d: u128, n: u128) -> StopFacts {
    StopFacts {
        id: id::<StopId>(n),
        delivery: id::<DeliveryId>(d),
        kind: StopKind::Dropoff,
        status: StopStatus::Ready,
        recipient: Some(id::<RecipientId>(d)),
        at_depot: false,
        window: window(10, 12),
        round: None,
        assignee: None,
        previous: None,
        closed_at: None,
        closed_by: None,
        failure_reason: None,
        rescheduled: false,
    }
}

/// A depot pickup, ready, 8:00 to 10:00.
pub(crate) fn pickup(d: u128, n: u128) -> StopFacts {
    StopFacts { kind: StopKind::Pickup, at_depot: true, recipient: None, window: window(8, 10), ..dropoff(d, n) }
}

/// A depot pickup `n` and the drop-off `n + 1` after it.
pub(crate) fn delivery(d: u128, n: u128) -> Vec<StopFacts> {
    vec![pickup(d, n), StopFacts { previous: Some(id(n)), ..dropoff(d, n + 1) }]
}

pub(crate) fn with(stop: StopFacts, status: StopStatus) -> StopFacts {
    let assignee = (!matches!(status, StopStatus::Draft | StopStatus::Ready)).then(samir);
    let closed = status.is_closed();
    StopFacts { status, assignee, closed_at: closed.then(|| at(11, 0)), closed_by: closed.then(samir), ..stop }
}

/// A draft round of 24 November without a person, from 10:00 to 12:00.
pub(crate) fn round(n: u128) -> RoundFacts {
    RoundFacts {
        id: id::<RoundId>(n),
        date: day(24),
        state: RoundState::Draft,
        assignee: None,
        self_assign: false,
        started_at: None,
        closed_at: None,
        span: Some(Span { start: at(10, 0), end: at(12, 0) }),
    }
}
