//! The depots and the rounds that rows name: found, or made when a row that needs them is kept.

use super::{Pickup, Planner};
use crate::imports::plan::place;
use cabas_kernel::{
    fold,
    id::{DepotId, MembershipId, RecipientId, RoundId},
    words::{deliveries::StopKind, rounds::RoundState},
};
use cabas_model::{FieldError, accept::check, address::Address, organisations::PutDepot};
use cabas_store::imports::{NewDepot, NewRound, OpenRound, Work};
use chrono::NaiveDate;
use std::collections::HashMap;

impl Planner<'_> {
    /// Where a pickup is: at a depot we have, at one that several rows share, or elsewhere. `key` is the address's.
    pub(in crate::imports::plan) fn pickup(&self, address: Address, key: &str, is_shared: bool) -> Pickup {
        match self.depots.get(key) {
            Some(id) => Pickup::Depot(*id),
            None if is_shared => Pickup::NewDepot(address),
            None => Pickup::Elsewhere(address),
        }
    }

    /// The depot that a shared address becomes, as the API checks it.
    pub(in crate::imports::plan) fn check_depot(
        address: &Address,
        phone: Option<&str>,
    ) -> Result<PutDepot, Vec<FieldError>> {
        let name = address.name.clone().unwrap_or_else(|| address.street.clone());
        // A depot has no telephone of its own: it stands with how to get in.
        let access = [address.access_note.as_deref(), phone].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let access_note = Some(access).filter(|a| !a.is_empty());
        let put = PutDepot {
            name: name.chars().take(120).collect(),
            address: Address { access_note, ..address.clone() },
            opening_hours: None,
            is_default: false,
        };
        check(&put).map(|()| put)
    }

    /// Keeps a depot; gives its id.
    pub(in crate::imports::plan) fn keep_depot(&mut self, put: PutDepot, line: u32) -> DepotId {
        let key = place::key(&put.address);
        if let Some(id) = self.depots.get(&key) {
            return *id;
        }
        let id: DepotId = self.desk.new_id();
        self.depots.insert(key, id);
        self.work.depots.push(NewDepot { line, id, put });
        id
    }

    /// The round of a name on a day, and why a delivery cannot go into it.
    pub(in crate::imports::plan) fn round(
        &self,
        name: &str,
        day: NaiveDate,
        household: Option<RecipientId>,
    ) -> Result<Option<&OpenRound>, &'static str> {
        let named = self.rounds_by_name.get(&(fold(name), day));
        let Some(round) = named.and_then(|id| self.rounds.get(id)) else { return Ok(None) };
        if round.state == RoundState::Closed {
            return Err("round_closed");
        }
        match (round.assignee, household) {
            (Some(person), Some(household)) if self.is_blocked(person, household) => Err("pair_blocked"),
            _ => Ok(Some(round)),
        }
    }

    pub(in crate::imports::plan) fn is_blocked(&self, person: MembershipId, household: RecipientId) -> bool {
        self.blocked.contains(&(person, household))
    }

    /// Nothing is carried to a household that comes to the depot.
    pub(in crate::imports::plan) fn is_collecting(&self, household: RecipientId) -> bool {
        self.households.get(household).is_some_and(|record| record.household.self_pickup)
    }

    /// The name of the round that a stop is in, folded.
    pub(in crate::imports::plan) fn round_name(&self, id: RoundId) -> Option<String> {
        self.rounds.get(&id).map(|round| fold(&round.name))
    }

    /// Keeps a round; gives its id and its person.
    pub(in crate::imports::plan) fn keep_round(
        &mut self,
        name: &str,
        day: NaiveDate,
        depot: Option<DepotId>,
        line: u32,
    ) -> (RoundId, Option<MembershipId>) {
        let key = (fold(name), day);
        if let Some(round) = self.rounds_by_name.get(&key).and_then(|id| self.rounds.get(id)) {
            return (round.id, round.assignee);
        }
        let id = self.new_round(name.trim(), day, None, depot, line);
        self.rounds_by_name.insert(key, id);
        (id, None)
    }

    /// The round that a person carries on a day; a draft in their name when they have none, as when a delivery is given
    /// to them by hand.
    pub(in crate::imports::plan) fn keep_round_of(
        &mut self,
        person: MembershipId,
        day: NaiveDate,
        depot: Option<DepotId>,
        line: u32,
    ) -> RoundId {
        if let Some(id) = self.rounds_by_person.get(&(person, day)) {
            return *id;
        }
        let name = self.desk.facts.members.iter().find(|m| m.id == person).map(|m| m.display_name.clone());
        let id = self.new_round(&name.unwrap_or_default(), day, Some(person), depot, line);
        self.rounds_by_person.insert((person, day), id);
        id
    }

    fn new_round(
        &mut self,
        name: &str,
        day: NaiveDate,
        assignee: Option<MembershipId>,
        depot: Option<DepotId>,
        line: u32,
    ) -> RoundId {
        let (id, name): (RoundId, _) = (self.desk.new_id(), name.to_owned());
        let state = RoundState::Draft;
        let round = OpenRound { id, name: name.clone(), day, state, assignee, places: 0, version: 0 };
        self.rounds.insert(id, round);
        let depot = depot.or(self.desk.facts.default_depot);
        self.work.rounds.push(NewRound { line, id, name, day, depot, assignee });
        id
    }

    /// Gives every stop that enters a round its place there: loading first, then row by row, after those that stand
    /// in it already.
    pub(in crate::imports::plan) fn finish(mut self) -> Work {
        let mut next: HashMap<RoundId, i16> = self.rounds.values().map(|r| (r.id, r.places)).collect();
        let there: HashMap<RoundId, i64> =
            self.rounds.values().filter(|r| r.version > 0).map(|r| (r.id, r.version)).collect();
        let entered = &mut self.work.entered;
        let mut place = |round: &mut Option<(RoundId, i16)>| {
            if let Some((id, position)) = round {
                entered.extend(there.get(id).map(|version| (*id, *version)));
                let free = next.entry(*id).or_default();
                *position = *free;
                *free = free.saturating_add(1);
            }
        };
        for loading in [true, false] {
            for delivery in &mut self.work.deliveries {
                // A pickup that brings nothing to anybody is a visit, not a loading.
                let brings = delivery.stops.iter().any(|s| s.kind == StopKind::Dropoff);
                for stop in &mut delivery.stops {
                    if (brings && stop.kind == StopKind::Pickup && stop.depot.is_some()) == loading {
                        place(&mut stop.round);
                    }
                }
            }
        }
        for stop in self.work.changed_deliveries.iter_mut().flat_map(|d| &mut d.stops) {
            place(&mut stop.round);
        }
        self.work
    }
}
