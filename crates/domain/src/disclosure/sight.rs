//! The stages, and what each one shows of a stop.

use super::OrganisationHours;
use crate::{deliveries::StopFacts, rounds::RoundFacts};
use cabas_kernel::{
    Ts,
    id::MembershipId,
    time::local_day,
    words::{deliveries::StopStatus, rounds::RoundState},
};

/// The four stages of §5.1, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Offered to whoever takes it: area, number of stops, load, stairs, mode.
    Proposed,
    /// Theirs: also windows; places are masked, postcode only.
    Accepted,
    /// Theirs, and time to go: also street, name, entrance, floor, code, phone, delivery note, language.
    OnDuty,
    /// Over: own totals only.
    After,
}

/// What a volunteer may know of one stop now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing: the stop does not exist for them (DL-25).
    Hidden,
    /// The area, as part of an offer.
    Area,
    /// Kind, window, status, postcode and town.
    Masked,
    /// Also the street (`late_reveal`, before « Démarrer »).
    StreetOnly,
    /// Everything that is written for a volunteer.
    Full,
}

impl Sight {
    /// Says whether name, floor, code and phone are closed.
    pub fn is_masked(self) -> bool {
        self < Self::StreetOnly
    }
    pub fn is_street_only(self) -> bool {
        self == Self::StreetOnly
    }
    /// Says whether the stop's window may be shown.
    pub fn shows_window(self) -> bool {
        self >= Self::Masked
    }
    /// Says whether showing it is a reveal: one audit row (decisions 6).
    pub fn is_reveal(self) -> bool {
        !self.is_masked()
    }
}

/// When the addresses of a round open, as far as is known.
pub fn opens_at(round: &RoundFacts, hours: &OrganisationHours) -> Option<Ts> {
    Some(round.span?.start - hours.before())
}

/// When the addresses of a round close at the latest: four hours after its last window, or at « Terminer ».
pub fn closes_at(round: &RoundFacts) -> Option<Ts> {
    let latest = round.span?.end + OrganisationHours::AFTER_ROUND;
    Some(round.closed_at.map_or(latest, |closed| closed.min(latest)))
}

/// When the address of one stop closes: with its round, and two hours after its own closing.
///
/// A closed stop whose time of closing is not known is closed to the eye already.
pub fn stop_closes_at(round: &RoundFacts, stop: &StopFacts, hours: &OrganisationHours) -> Option<Ts> {
    let round_closes = closes_at(round)?;
    if stop.status.is_open() {
        return Some(round_closes);
    }
    Some((stop.closed_at? + hours.after_stop()).min(round_closes))
}

/// The stage a round is in for a member; none when it does not exist for them.
///
/// A draft is invisible to everybody who carries, and a round of somebody else too (DL-25, DL-26).
pub fn stage(round: &RoundFacts, me: MembershipId, hours: &OrganisationHours, now: Ts) -> Option<Stage> {
    match round.state {
        RoundState::Draft => None,
        _ if round.assignee == Some(me) => {
            let (Some(opens), Some(closes)) = (opens_at(round, hours), closes_at(round)) else {
                return Some(Stage::Accepted);
            };
            Some(if round.state == RoundState::Closed || now >= closes {
                Stage::After
            } else if now < opens {
                Stage::Accepted
            } else {
                Stage::OnDuty
            })
        }
        RoundState::Published if round.is_offered() => Some(Stage::Proposed),
        _ => None,
    }
}

/// What a member sees of one stop of a round.
pub fn sight(round: &RoundFacts, stop: &StopFacts, me: MembershipId, hours: &OrganisationHours, now: Ts) -> Sight {
    if stop.round != Some(round.id) {
        return Sight::Hidden;
    }
    match stage(round, me, hours, now) {
        None => Sight::Hidden,
        Some(Stage::Proposed) => Sight::Area,
        // The round is theirs, but this stop is not: other people's stops are never shown.
        Some(_) if !stop.is_held_by(me) => Sight::Hidden,
        Some(Stage::Accepted | Stage::After) => Sight::Masked,
        Some(Stage::OnDuty) => {
            let open = stop_closes_at(round, stop, hours).is_some_and(|closes| now < closes);
            if !open || stop.status == StopStatus::Cancelled {
                Sight::Masked
            } else if hours.late_reveal() && !started_on_its_day(round, *hours) {
                Sight::StreetOnly
            } else {
                Sight::Full
            }
        }
    }
}

/// « Démarrer » pressed the evening before opens nothing early.
fn started_on_its_day(round: &RoundFacts, hours: OrganisationHours) -> bool {
    round.started_at.is_some_and(|at| local_day(at, hours.zone()) >= round.date)
}

/// Says whether a volunteer may still correct a stop they closed: as long as they may read it (§5.2), because
/// reopening shows it again.
pub fn may_correct(round: &RoundFacts, stop: &StopFacts, me: MembershipId, hours: &OrganisationHours, now: Ts) -> bool {
    stop.status.is_closed() && sight(round, stop, me, hours, now).is_reveal()
}
