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
        let Some(round) = self.rounds.get(&(fold(name), day)) else { return Ok(None) };
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

    /// The name of the round that a stop is in, folded.
    pub(in crate::imports::plan) fn round_name(&self, id: RoundId) -> Option<String> {
        self.rounds.iter().find(|(_, round)| round.id == id).map(|((name, _), _)| name.clone())
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
        if let Some(round) = self.rounds.get(&key) {
            return (round.id, round.assignee);
        }
        let id: RoundId = self.desk.new_id();
        let name = name.trim().to_owned();
        let round = OpenRound { id, name: name.clone(), day, state: RoundState::Draft, assignee: None, places: 0 };
        self.rounds.insert(key, round);
        let depot = depot.or(self.desk.facts.default_depot);
        self.work.rounds.push(NewRound { line, id, name, day, depot });
        (id, None)
    }

    /// Gives every stop that enters a round its place there: loading first, then row by row, after those that stand
    /// in it already.
    pub(in crate::imports::plan) fn finish(mut self) -> Work {
        let mut next: HashMap<RoundId, i16> = self.rounds.values().map(|r| (r.id, r.places)).collect();
        let mut place = |round: &mut Option<(RoundId, i16)>| {
            if let Some((id, position)) = round {
                let free = next.entry(*id).or_default();
                *position = *free;
                *free = free.saturating_add(1);
            }
        };
        for loading in [true, false] {
            for delivery in &mut self.work.deliveries {
                for stop in &mut delivery.stops {
                    if (stop.kind == StopKind::Pickup && stop.depot.is_some()) == loading {
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
