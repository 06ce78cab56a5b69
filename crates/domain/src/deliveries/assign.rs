//! Giving a delivery to a person, and taking it back. Always the whole delivery (DL-11).

use super::{Change, Decision, Step, StopActor, StopFacts};
use cabas_kernel::{
    Permission, Roles,
    id::{MembershipId, RoundId},
    time::local_day,
    words::{deliveries::StopStatus, follow_ups::FollowUpCause, members::MemberState},
};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// Whoever is to carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub member: MembershipId,
    pub state: MemberState,
    pub roles: Roles,
}

impl Candidate {
    /// Active, and in a role that carries rounds.
    pub fn may_carry(&self) -> bool {
        self.state == MemberState::Active && self.roles.may(Permission::CarryRounds)
    }
}

/// What stands between a person and the household of a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// They are a blocked pair.
    pub blocked: bool,
    /// The household comes to the depot.
    pub self_pickup: bool,
}

refusals! {
    /// Why a delivery is not given to this person.
    pub enum AssignError {
        NotFound = "not_found",
        /// A volunteer takes a whole offered round, never single stops (DL-26).
        Forbidden = "forbidden",
        MemberNotActive = "member_not_active",
        /// This person and this household must not meet (DL-14).
        PairBlocked = "pair_blocked",
        /// The household comes to the depot: nobody carries anything to it.
        SelfPickup = "self_pickup",
        /// A stop is on its way: it ends with the person who started it.
        Started = "stop_already_started",
        /// A draft, or nothing left to do.
        Transition = "transition_refused",
        /// Its stops share no day: no round could hold them all.
        OtherDay = "other_day",
    }

    /// Why a delivery is not taken back.
    pub enum UnassignError {
        NotFound = "not_found",
        Forbidden = "forbidden",
        Started = "stop_already_started",
        /// It is nobody's.
        Transition = "transition_refused",
    }
}

/// The day on which a delivery that is given by itself is carried: that of the round it is in, else the first one from
/// today on that all its open stops touch; a day gone by when there is no other, none when they have no day in common.
pub fn day_to_carry(
    delivery: &[StopFacts],
    planned: Option<NaiveDate>,
    today: NaiveDate,
    zone: Tz,
) -> Option<NaiveDate> {
    let open = || delivery.iter().filter(|s| s.status.is_open());
    let first = open().map(|s| local_day(s.window.earliest(), zone)).max()?;
    let days = [planned, Some(first.max(today)), Some(first)];
    days.into_iter().flatten().find(|day| open().all(|s| s.window.touches(*day, zone)))
}

/// Gives a delivery to a person: it enters `round`, theirs of that day ([`day_to_carry`]), so that their phone shows it
/// as soon as that round is told.
///
/// Stops already closed stay in the history of whoever closed them, so a delivery can change hands once its
/// goods are loaded. The delivery leaves the round it was in (DL-10).
pub fn decide_assign(
    delivery: &[StopFacts],
    actor: StopActor,
    to: &Candidate,
    household: Meeting,
    round: Option<RoundId>,
) -> Result<Decision, AssignError> {
    if !actor.sees() || delivery.is_empty() {
        return Err(AssignError::NotFound);
    }
    if !actor.is_dispatcher() {
        return Err(AssignError::Forbidden);
    }
    if delivery.iter().any(|s| s.status == StopStatus::Out) {
        return Err(AssignError::Started);
    }
    let open: Vec<&StopFacts> = delivery.iter().filter(|s| s.status.is_open()).collect();
    if open.is_empty() || open.iter().any(|s| s.status == StopStatus::Draft) {
        return Err(AssignError::Transition);
    }
    if !to.may_carry() {
        return Err(AssignError::MemberNotActive);
    }
    if household.blocked {
        return Err(AssignError::PairBlocked);
    }
    if household.self_pickup {
        return Err(AssignError::SelfPickup);
    }
    if open.iter().all(|s| s.is_held_by(to.member)) {
        return Ok(Decision::ALREADY);
    }
    let round = Some(round.ok_or(AssignError::OtherDay)?);
    Ok(Decision::Change(Change::of(open.into_iter().map(|s| Step::assigned(s, to.member).in_round(round)).collect())))
}

/// Takes a delivery back. It leaves its round, because the stops of an assigned round are its person's (DL-11).
///
/// A volunteer gives back what is theirs: a dispatcher is told, and they cannot take it again alone (§3.1).
pub fn decide_unassign(delivery: &[StopFacts], actor: StopActor) -> Result<Change, UnassignError> {
    if !actor.sees() || delivery.is_empty() {
        return Err(UnassignError::NotFound);
    }
    if !actor.is_dispatcher() && !actor.owns() {
        return Err(UnassignError::Forbidden);
    }
    if delivery.iter().any(|s| s.status == StopStatus::Out) {
        return Err(UnassignError::Started);
    }
    let steps: Vec<Step> = delivery
        .iter()
        .filter(|s| s.status == StopStatus::Assigned)
        .map(|s| Step::released(s).in_round(None))
        .collect();
    if steps.is_empty() {
        return Err(UnassignError::Transition);
    }
    let mut change = Change::of(steps);
    if actor.owns() {
        change.follow_ups.push(FollowUpCause::Released);
    }
    Ok(change)
}

/// Takes back what somebody carries, also what is on its way: nobody is left at a door (TR-9). Closed stops stay in
/// their history.
pub fn take_back(delivery: &[StopFacts], from: MembershipId) -> Change {
    let held = |s: &&StopFacts| s.is_held_by(from) && matches!(s.status, StopStatus::Assigned | StopStatus::Out);
    Change::of(delivery.iter().filter(held).map(|s| Step::released(s).in_round(None)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::fixtures::{ZONE, candidate, day, delivery, id, nadia, on, samir, with};
    use cabas_kernel::Window;

    const FREE: Meeting = Meeting { blocked: false, self_pickup: false };

    fn given(stops: &[StopFacts]) -> Change {
        let decision = decide_assign(stops, StopActor::Dispatcher, &candidate(nadia()), FREE, Some(id(8))).unwrap();
        if let Decision::Change(c) = decision { c } else { panic!("{decision:?}") }
    }

    #[test]
    fn assigning_moves_all_stops_of_a_delivery_from_their_round_to_the_persons() {
        let stops: Vec<StopFacts> = delivery(1, 1)
            .into_iter()
            .map(|s| StopFacts { round: Some(id(7)), ..with(s, StopStatus::Assigned) })
            .collect();
        let change = given(&stops);
        assert_eq!(change.steps.len(), 2);
        assert!(change.steps.iter().all(|s| s.assignee == Some(nadia()) && s.round == Some(id(8))));
    }

    #[test]
    fn what_is_loaded_stays_in_the_history_of_whoever_loaded_it() {
        let mut stops: Vec<StopFacts> = delivery(1, 1).into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
        stops.first_mut().unwrap().status = StopStatus::Loaded;
        assert_eq!(given(&stops).steps.iter().map(|s| s.stop).collect::<Vec<_>>(), [id(2)]);
    }

    #[test]
    fn a_blocked_pair_is_never_assigned_and_an_inactive_member_neither() {
        let stops = delivery(1, 1);
        let blocked = decide_assign(
            &stops,
            StopActor::Dispatcher,
            &candidate(nadia()),
            Meeting { blocked: true, ..FREE },
            Some(id(8)),
        );
        assert_eq!(blocked, Err(AssignError::PairBlocked));
        for &state in MemberState::ALL.iter().filter(|s| **s != MemberState::Active) {
            let away = Candidate { state, ..candidate(nadia()) };
            let given = decide_assign(&stops, StopActor::Dispatcher, &away, FREE, Some(id(8)));
            assert_eq!(given, Err(AssignError::MemberNotActive));
        }
    }

    #[test]
    fn what_is_taken_from_somebody_is_nobodys_and_what_they_did_stays() {
        let mut stops: Vec<StopFacts> = delivery(1, 1).into_iter().map(|s| with(s, StopStatus::Out)).collect();
        stops.first_mut().unwrap().status = StopStatus::Loaded;
        let change = take_back(&stops, samir());
        let after: Vec<_> = change.steps.iter().map(|s| (s.stop, s.to, s.assignee)).collect();
        assert_eq!(after, [(id(2), StopStatus::Ready, None)]);
        assert!(take_back(&stops, nadia()).steps.is_empty());
    }

    #[test]
    fn nothing_is_carried_to_a_household_that_comes_to_the_depot() {
        let comes = Meeting { self_pickup: true, ..FREE };
        let given = decide_assign(&delivery(1, 1), StopActor::Dispatcher, &candidate(nadia()), comes, Some(id(8)));
        assert_eq!(given, Err(AssignError::SelfPickup));
    }

    #[test]
    fn the_same_person_again_changes_nothing() {
        let stops: Vec<StopFacts> = delivery(1, 1).into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
        let again = decide_assign(&stops, StopActor::Dispatcher, &candidate(samir()), FREE, None);
        assert_eq!(again, Ok(Decision::ALREADY));
    }

    #[test]
    fn a_delivery_is_carried_on_the_day_of_its_round_else_on_the_first_that_is_left() {
        let on_day = |planned, today| day_to_carry(&wide(), planned, day(today), ZONE);
        assert_eq!(on_day(None, 20), Some(day(24)), "its first day");
        assert_eq!(on_day(None, 25), Some(day(25)), "today, once that is over");
        assert_eq!(on_day(None, 30), Some(day(24)), "its own day, however late it is typed");
        assert_eq!(on_day(Some(day(26)), 20), Some(day(26)), "where a dispatcher put it");
        assert_eq!(on_day(Some(day(29)), 20), Some(day(24)), "unless its stops cannot be that day");
    }

    #[test]
    fn stops_without_a_day_in_common_are_given_to_nobody() {
        let mut stops = delivery(1, 1);
        stops.last_mut().unwrap().window = Window { start: Some(on(26, 10, 0)), end: on(26, 12, 0) };
        assert_eq!(day_to_carry(&stops, None, day(24), ZONE), None);
        let given = decide_assign(&stops, StopActor::Dispatcher, &candidate(nadia()), FREE, None);
        assert_eq!(given, Err(AssignError::OtherDay));
    }

    /// Stops whose windows go from Tuesday 24 to Thursday 26.
    fn wide() -> Vec<StopFacts> {
        let window = Window { start: Some(on(24, 10, 0)), end: on(26, 12, 0) };
        delivery(1, 1).into_iter().map(|s| StopFacts { window, ..s }).collect()
    }

    #[test]
    fn a_volunteers_release_is_told_to_a_dispatcher_and_a_dispatchers_is_not() {
        let stops: Vec<StopFacts> = delivery(1, 1).into_iter().map(|s| with(s, StopStatus::Assigned)).collect();
        let own = decide_unassign(&stops, StopActor::Volunteer(super::super::Hold::Own)).unwrap();
        assert_eq!(own.follow_ups, [FollowUpCause::Released]);
        assert!(own.steps.iter().all(|s| s.to == StopStatus::Ready && s.assignee.is_none()));
        assert!(decide_unassign(&stops, StopActor::Dispatcher).unwrap().follow_ups.is_empty());
    }
}
