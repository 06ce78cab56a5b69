//! What the two sheets of stops share: whose household a drop-off is for, which depot a pickup stands for, which
//! delivery there is already, which round it goes into.

mod changes;
mod places;

pub(super) use changes::{Said, frozen, window_text};

use super::{
    Base, Desk, Job,
    form::same_text,
    households::{Households, keys_of_stop},
    place,
    row::{Draft, Table},
};
use cabas_domain::imports::{HouseholdKeys, HouseholdMatch};
use cabas_kernel::{
    Phone, Window,
    id::{DeliveryId, DepotId, MembershipId, RecipientId, RoundId},
    words::{
        deliveries::{StopKind, StopStatus},
        rounds::RoundState,
    },
};
use cabas_model::{
    accept::check,
    address::{Address, PhoneEntry},
    deliveries::PackageLine,
    imports::{DuplicateChoice, Severity},
    recipients::CreateRecipient,
    rules,
};
use cabas_sheet::{self as sheet, PackageCount, Position};
use cabas_store::{
    imports::{ExistingDelivery, ExistingStop, NewHousehold, OpenRound, Work},
    recipients::RecipientRecord,
};
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

/// Whose household a drop-off is for.
pub(super) enum Household {
    Known(RecipientId),
    /// One that an earlier row of the file made.
    Made(RecipientId),
    /// One that we did not have.
    New(Box<CreateRecipient>),
    /// Several have this name at this place.
    Several,
}

/// The drop-off of a row.
pub(super) struct Dropoff<'a> {
    pub(super) from: &'a sheet::Address,
    pub(super) position: Option<Position>,
    pub(super) delivery_note: Option<&'a str>,
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

    /// Whose household a drop-off is for: the one of that name at that place, else a new one (decisions 16).
    pub(super) fn household(&self, dropoff: &Dropoff<'_>, draft: &mut Draft) -> (Household, HouseholdKeys) {
        let contact = place::contact(dropoff.from, dropoff.position);
        let keys = keys_of_stop(&contact, dropoff.from, dropoff.position, &self.desk.facts);
        let matched = self.households.find(&keys, &[]);
        if let HouseholdMatch::Alike(alike) = &matched {
            // Whoever has chosen one of them may still choose another.
            draft.candidates = self.households.candidates(&self.households.same(&keys, alike));
        }
        let found = match (matched, draft.choice) {
            (HouseholdMatch::Exact(id), _) => Household::Known(id),
            (_, Some(DuplicateChoice::Same)) if draft.chosen.is_some_and(|id| self.households.get(id).is_some()) => {
                draft.chosen.map_or(Household::Several, Household::Known)
            }
            (HouseholdMatch::Alike(alike), choice) if choice != Some(DuplicateChoice::New) => {
                let same = self.households.same(&keys, &alike);
                if same.is_empty() { self.unknown(dropoff, contact, &keys) } else { Household::Several }
            }
            _ => self.unknown(dropoff, contact, &keys),
        };
        (found, keys)
    }

    fn unknown(&self, dropoff: &Dropoff<'_>, contact: String, keys: &HouseholdKeys) -> Household {
        let address = place::address(dropoff.from, dropoff.position, &self.desk.facts);
        if let Some(id) = self.made.get(&made_key(keys, &address)) {
            return Household::Made(*id);
        }
        let phones = dropoff.from.phone.iter().map(|p| PhoneEntry { e164: p.to_string(), note: None });
        Household::New(Box::new(CreateRecipient {
            display_name: contact.clone(),
            household_size: 1,
            phones: phones.collect(),
            // The household is the contact.
            address: Address { contact_name: None, name: address.name.clone().filter(|n| *n != contact), ..address },
            delivery_note: dropoff.delivery_note.map(str::to_owned),
            may_contact: true,
            ..CreateRecipient::default()
        }))
    }

    /// Notes what a row says otherwise than the record of its household. The fields are those of [`household_field`].
    pub(super) fn check_known(
        record: &RecipientRecord,
        dropoff: &Dropoff<'_>,
        [_, _, phone, access, note]: [&'static str; 5],
        table: &Table<'_>,
        draft: &mut Draft,
    ) {
        let (from, household, home) = (dropoff.from, &record.household, &record.household.address);
        let unknown = |p: &Phone| !household.phones.iter().any(|k| k.e164 == p.as_str());
        let differs = |given: Option<&str>, known: Option<&String>| {
            given.is_some_and(|given| !known.is_some_and(|known| same_text(known, given)))
        };
        // A floor and a point of their own are in the sheet of single stops only.
        let point = if draft.is_filled("latlong") { "latlong" } else { "latitude" };
        let kept = [
            (phone, from.phone.as_ref().is_some_and(unknown)),
            (access, differs(from.access_note.as_deref(), home.access_note.as_ref())),
            (note, differs(dropoff.delivery_note, household.delivery_note.as_ref())),
            ("address.floor", differs(from.floor.as_deref(), home.floor.as_ref())),
            (point, dropoff.position.is_some_and(|at| !place::is_at(home, at))),
        ];
        for (field, _) in kept.into_iter().filter(|(_, is)| *is) {
            table.keep_as_is(draft, field);
        }
    }

    /// Why a household receives nothing that day (DL-15).
    pub(super) fn refuses(record: &RecipientRecord, day: NaiveDate) -> Option<&'static str> {
        record.may_receive(day).err().map(|e| e.code())
    }

    /// Keeps a household that a row needs; gives its id. Deliveries of it are sealed with its key.
    pub(super) fn keep_household(
        &mut self,
        household: Household,
        keys: &HouseholdKeys,
        line: u32,
    ) -> Option<RecipientId> {
        match household {
            Household::Known(id) => {
                let record = self.households.get(id)?;
                self.work.keys.insert(id, record.key.clone());
                self.work.seen.insert(id, record.version);
                Some(id)
            }
            Household::Made(id) => Some(id),
            Household::New(form) => {
                let id: RecipientId = self.desk.ids.opaque().into();
                self.made.insert(made_key(keys, &form.address), id);
                self.work.households.push(NewHousehold { line, id, form: *form, absences: Vec::new() });
                Some(id)
            }
            Household::Several => None,
        }
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

/// What tells the households of one file apart.
fn made_key(keys: &HouseholdKeys, address: &Address) -> String {
    format!("{}|{}", keys.name(), place::key(address))
}

/// The field of a row that a pointer of a household's form means; `half` names the drop-off's own fields.
pub(super) fn household_field(pointer: &str, half: [&'static str; 5]) -> &'static str {
    let [address, contact, phone, access, note] = half;
    match pointer {
        p if p.starts_with("/display_name") => contact,
        p if p.starts_with("/phones") => phone,
        "/address/access_note" => access,
        "/delivery_note" => note,
        _ => address,
    }
}
