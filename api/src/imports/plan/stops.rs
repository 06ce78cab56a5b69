//! What the two sheets of stops share: whose household a drop-off is for, which depot a pickup stands for, which
//! delivery there is already, which round it goes into.

mod changes;
mod household;
mod places;
mod review;

pub(super) use changes::{Said, changed, frozen, pairs, verdict, window_text};
pub(super) use household::{Dropoff, Household, household_field};
pub(super) use review::tagged;

use super::{
    Base, Desk, Job,
    households::Households,
    place,
    row::{Draft, Table},
};
use cabas_kernel::{
    Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId},
    words::{
        deliveries::{StopKind, StopStatus},
        rounds::RoundState,
    },
};
use cabas_model::{accept::check, address::Address, deliveries::PackageLine, imports::Severity, rules};
use cabas_sheet::PackageCount;
use cabas_store::imports::{ExistingDelivery, ExistingStop, OpenRound, Work};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// What the sheets of stops are compared with, and what comes of it.
pub(super) struct Planner<'a> {
    pub(super) job: &'a Job,
    pub(super) desk: &'a Desk,
    pub(super) households: Households,
    pub(super) deliveries: Vec<ExistingDelivery>,
    by_ref: HashMap<String, usize>,
    by_stop_ref: HashMap<String, usize>,
    by_household: HashMap<(RecipientId, NaiveDate), Vec<usize>>,
    by_depot: HashMap<(DepotId, NaiveDate), Vec<usize>>,
    blocked: HashSet<(MembershipId, RecipientId)>,
    /// Households of the file that we did not have.
    made: HashMap<String, RecipientId>,
    depots: HashMap<String, DepotId>,
    rounds: HashMap<RoundId, OpenRound>,
    rounds_by_name: HashMap<(String, NaiveDate), RoundId>,
    /// The round that a person carries on a day: the one still being planned before one that they were told of.
    rounds_by_person: HashMap<(MembershipId, NaiveDate), RoundId>,
    /// Deliveries that an earlier row of the file speaks of, with its line.
    claimed: HashMap<DeliveryId, u32>,
    pub(super) work: Work,
}

/// Where a pickup is.
#[derive(Clone)]
pub(super) enum Pickup {
    Depot(DepotId),
    /// Several rows of the file share it: it becomes a depot when one of them is kept.
    NewDepot(Address),
    Elsewhere(Address),
}

/// The delivery that a row speaks of.
#[derive(Clone, Copy)]
pub(super) enum Existing {
    None,
    At(usize),
    /// Several could be meant.
    Several,
}

impl<'a> Planner<'a> {
    pub(super) fn new(base: Base, job: &'a Job, desk: &'a Desk) -> Self {
        let mut planner = Self {
            job,
            desk,
            households: Households::new(base.opened),
            by_ref: HashMap::new(),
            by_stop_ref: HashMap::new(),
            by_household: HashMap::new(),
            by_depot: HashMap::new(),
            deliveries: base.deliveries,
            blocked: base.blocked,
            made: HashMap::new(),
            depots: desk.facts.depots.iter().map(|d| (place::key(&d.address), d.id)).collect(),
            rounds: HashMap::new(),
            rounds_by_name: HashMap::new(),
            rounds_by_person: HashMap::new(),
            claimed: HashMap::new(),
            work: Work::default(),
        };
        for round in &base.rounds {
            planner.rounds_by_name.entry((cabas_kernel::fold(&round.name), round.day)).or_insert(round.id);
        }
        let mut carried: Vec<&OpenRound> = base.rounds.iter().filter(|r| r.state != RoundState::Closed).collect();
        carried.sort_by_key(|r| (r.state, r.id));
        for round in carried {
            if let Some(person) = round.assignee {
                planner.rounds_by_person.entry((person, round.day)).or_insert(round.id);
            }
        }
        planner.rounds = base.rounds.into_iter().map(|round| (round.id, round)).collect();
        for (at, delivery) in planner.deliveries.iter().enumerate() {
            planner.by_ref.extend(delivery.external_ref.clone().map(|r| (r, at)));
            for stop in &delivery.stops {
                planner.by_stop_ref.extend(stop.external_ref.clone().map(|r| (r, at)));
                match (stop.kind, delivery.recipient, stop.depot) {
                    (StopKind::Dropoff, Some(household), _) => {
                        planner.by_household.entry((household, stop.first_day)).or_default().push(at);
                    }
                    (StopKind::Pickup, None, Some(depot)) => {
                        planner.by_depot.entry((depot, stop.first_day)).or_default().push(at);
                    }
                    _ => {}
                }
            }
        }
        planner
    }

    /// The delivery of a reference.
    pub(super) fn by_ref(&self, external_ref: Option<&String>) -> Option<usize> {
        self.by_ref.get(external_ref?).copied()
    }

    /// The delivery of one of its stops' references.
    pub(super) fn by_stop_ref(&self, external_ref: Option<&String>) -> Option<usize> {
        self.by_stop_ref.get(external_ref?).copied()
    }

    /// The delivery of a household on a local day; the one with that very window when there are several.
    pub(super) fn of_household(&self, id: RecipientId, day: NaiveDate, window: &Window) -> Existing {
        self.one_of(self.by_household.get(&(id, day)), StopKind::Dropoff, window)
    }

    /// The pickup that stands alone at a depot on a local day.
    pub(super) fn of_depot(&self, id: DepotId, day: NaiveDate, window: &Window) -> Existing {
        self.one_of(self.by_depot.get(&(id, day)), StopKind::Pickup, window)
    }

    fn one_of(&self, those: Option<&Vec<usize>>, kind: StopKind, window: &Window) -> Existing {
        let cancelled = |d: &ExistingDelivery| d.stops.iter().all(|s| s.status == StopStatus::Cancelled);
        let mut found: Vec<usize> = those.cloned().unwrap_or_default();
        found.dedup();
        if found.len() > 1 {
            let alive: Vec<usize> =
                found.iter().copied().filter(|at| self.deliveries.get(*at).is_some_and(|d| !cancelled(d))).collect();
            found = if alive.is_empty() { found.into_iter().take(1).collect() } else { alive };
        }
        if found.len() > 1 {
            let same = |s: &ExistingStop| s.kind == kind && s.window == *window;
            found.retain(|at| self.deliveries.get(*at).is_some_and(|d| d.stops.iter().any(same)));
            return found.first().map_or(Existing::Several, |at| Existing::At(*at));
        }
        found.first().map_or(Existing::None, |at| Existing::At(*at))
    }

    /// That delivery, as it was read.
    pub(super) fn found(&self, existing: Existing) -> Option<ExistingDelivery> {
        match existing {
            Existing::At(at) => self.deliveries.get(at).cloned(),
            Existing::None | Existing::Several => None,
        }
    }

    /// Says that a row speaks of a delivery; gives the line of an earlier row that did.
    pub(super) fn claim(&mut self, at: usize, line: u32) -> Option<u32> {
        let id = self.deliveries.get(at)?.id;
        let first = self.claimed.get(&id).copied();
        if first.is_none() {
            self.claimed.insert(id, line);
        }
        first
    }

    /// The parcels of a row by the organisation's list; unknown ones are told and left out.
    pub(super) fn packages(
        &self,
        counts: &[PackageCount],
        field: &str,
        table: &Table<'_>,
        draft: &mut Draft,
    ) -> Vec<PackageLine> {
        let mut lines: Vec<PackageLine> = Vec::new();
        for count in counts {
            if let Some(slug) = self.desk.facts.package_kind(&count.slug) {
                lines.push(PackageLine { slug: slug.to_owned(), quantity: count.quantity });
            } else {
                let params = [("slug".to_owned(), count.slug.clone())].into();
                table.note_with(draft, field, "package_unknown", Severity::Warning, params);
            }
        }
        if lines.iter().any(|l| check(l).is_err()) {
            table.note(draft, field, "package_quantity", Severity::Error);
        }
        lines
    }

    /// The API's own rules for what is written about a delivery.
    pub(super) fn check_words(
        comments: Option<&str>,
        tags: &[String],
        [comments_field, tags_field]: [&str; 2],
        table: &Table<'_>,
        draft: &mut Draft,
    ) {
        if let Err(e) = rules::comment(comments.unwrap_or_default()) {
            let params = e.params.iter().map(|(name, value)| (name.to_string(), value.to_string()));
            let params = params.filter(|(name, _)| name != "value").collect();
            table.note_with(draft, comments_field, &e.code, Severity::Error, params);
        }
        if let Err(e) = rules::slugs(tags) {
            table.note(draft, tags_field, &e.code, Severity::Error);
        }
    }
}
