//! The tasks sheet: a row is one stop that stands alone (imports reference §3).

mod change;
mod make;

use super::{
    Base, Desk, Job, place,
    row::{Draft, Table},
    stops::{Dropoff, Existing, Household, Pickup, Planner, household_field, pairs},
};
use cabas_domain::imports::{Base as Found, Fate, HouseholdKeys, decide_row};
use cabas_kernel::{
    Window,
    id::{DepotId, MembershipId},
    time::local_day,
    words::{address::GeoState, deliveries::StopKind},
};
use cabas_model::{
    accept::check,
    address::Address,
    deliveries::{Metadatum, PackageLine},
    imports::{DuplicateChoice, Severity},
    organisations::PutDepot,
};
use cabas_sheet::{Row, tasks::TaskRow};
use cabas_store::imports::{ExistingDelivery, Work};
use chrono::NaiveDate;

const HOUSEHOLD: [&str; 5] =
    ["address", "address.contactName", "address.telephone", "address.description", "delivery_note"];

pub(super) fn compare(rows: Vec<Row<TaskRow>>, base: Base, job: &Job, desk: &Desk, table: &mut Table<'_>) -> Work {
    let mut planner = Planner::new(base, job, desk);
    for row in rows {
        match table.draft(row) {
            (draft, Some(value)) => Reading { row: &value }.plan(&mut planner, draft, table),
            (draft, None) => table.reject(draft),
        }
    }
    planner.finish()
}

/// A row being planned.
struct Reading<'a> {
    row: &'a TaskRow,
}

/// Where a stop is.
enum Place {
    /// A drop-off is a household's.
    Household(Household, Box<HouseholdKeys>),
    /// A pickup that stands alone loads at a depot: nobody's household is concerned.
    Depot(DepotId),
    NewDepot(Box<(Option<PutDepot>, Address)>),
}

/// What a row comes to, before it is decided.
struct Ready {
    place: Place,
    day: NaiveDate,
    packages: Vec<PackageLine>,
    metadata: Vec<Metadatum>,
    /// Whose it is, and on which day.
    person: Option<(MembershipId, NaiveDate)>,
    is_draft: bool,
}

impl Reading<'_> {
    fn plan(&self, planner: &mut Planner<'_>, mut draft: Draft, table: &mut Table<'_>) {
        let named = if self.row.external_ref.is_some() { "ref" } else { "address" };
        if draft.choice == Some(DuplicateChoice::Skip) {
            return table.settle(draft, Fate::Skip, named);
        }
        let ready = match self.ready(planner, &mut draft, table) {
            Ok(ready) => ready,
            Err(fate) => return table.settle(draft, fate, named),
        };
        let existing = self.existing(planner, &ready);
        if let Existing::At(at) = existing
            && let Some(first) = planner.claim(at, draft.line)
        {
            table.note_twin(&mut draft, named, first);
            return table.reject(draft);
        }
        let delivery = planner.found(existing);
        let found = match (&delivery, existing) {
            (Some(delivery), _) => self.compare(planner, delivery, &ready, &mut draft, table),
            (None, Existing::Several) => Found::Frozen("probable_duplicate"),
            (None, _) => Found::Absent,
        };
        let fate = decide_row(planner.job.write, found, None);
        match (fate, &delivery) {
            (Fate::Create, _) => self.check_new(planner, &ready, &mut draft, table),
            (Fate::Update, Some(delivery)) => self.check_changed(planner, delivery, &ready, &mut draft, table),
            _ => {}
        }
        if !draft.is_rejected() {
            match (fate, &delivery) {
                (Fate::Create, _) => self.create(planner, ready, &mut draft),
                (Fate::Update, Some(delivery)) => self.update(planner, delivery, &ready, &draft),
                _ => {}
            }
        }
        table.settle(draft, fate, named);
    }

    fn ready(&self, planner: &Planner<'_>, draft: &mut Draft, table: &Table<'_>) -> Result<Ready, Fate> {
        let row = self.row;
        let day = local_day(row.window.earliest(), planner.desk.facts.zone);
        let place = self.place(planner, draft, table)?;
        let packages = planner.packages(&row.packages, "packages", table, draft);
        Planner::check_words(row.comments.as_deref(), &row.tags, ["comments", "tags"], table, draft);
        let usable = match &place {
            Place::Household(Household::New(form), _) => place::is_usable(&form.address),
            Place::Household(Household::Known(id), _) => {
                planner.households.get(*id).is_some_and(|r| place::is_usable(&r.household.address))
            }
            Place::Household(..) => place::is_usable(&place::address(&row.address, row.position, &planner.desk.facts)),
            Place::Depot(_) => true,
            Place::NewDepot(new) => place::is_usable(&new.1),
        };
        if !usable {
            table.note(draft, "address", "address_not_found", Severity::Warning);
        }
        let person = self.person(planner, &place, draft, table);
        let metadata = pairs(row.kind, &row.metadata).collect();
        Ok(Ready { place, day, packages, metadata, person, is_draft: !usable })
    }

    fn place(&self, planner: &Planner<'_>, draft: &mut Draft, table: &Table<'_>) -> Result<Place, Fate> {
        let row = self.row;
        if row.kind == StopKind::Pickup {
            let address = place::address(&row.address, row.position, &planner.desk.facts);
            let key = place::key(&address);
            let address = planner.desk.on_map(address);
            return Ok(match planner.pickup(address, &key, true) {
                Pickup::Depot(id) => Place::Depot(id),
                Pickup::NewDepot(address) | Pickup::Elsewhere(address) => {
                    let phone = row.address.phone.as_ref().map(ToString::to_string);
                    let put = Planner::check_depot(&address, phone.as_deref());
                    let put = put.map_err(|errors| table.note_fields(draft, errors, |_| "address")).ok();
                    Place::NewDepot(Box::new((put, address)))
                }
            });
        }
        let dropoff =
            Dropoff { from: &row.address, position: row.position, delivery_note: row.delivery_note.as_deref() };
        let (household, keys) = planner.household(&dropoff, draft);
        let household = match (self.named(planner), household) {
            (Some(delivery), found) => self.owner(planner, delivery, found, &keys, draft, table)?,
            (None, found) => found,
        };
        match household {
            Household::Several => return Err(Fate::Ask),
            Household::Known(id) => {
                draft.recipient = Some(id);
                if let Some(record) = planner.households.get(id) {
                    Planner::check_known(record, &dropoff, HOUSEHOLD, table, draft);
                }
            }
            _ => {}
        }
        Ok(Place::Household(household, Box::new(keys)))
    }

    /// The delivery of the row's reference.
    fn named<'p>(&self, planner: &'p Planner<'_>) -> Option<&'p ExistingDelivery> {
        planner.deliveries.get(planner.by_ref(self.row.external_ref.as_ref())?)
    }

    /// A reference leads to its stop's household. Somebody else's name under it is a mistake.
    fn owner(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        found: Household,
        keys: &HouseholdKeys,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Result<Household, Fate> {
        let taken = Fate::Reject("ref_taken");
        let owner = delivery.recipient.filter(|_| delivery.stops.len() == 1).ok_or(taken)?;
        if matches!(found, Household::Known(id) if id == owner) {
            return Ok(found);
        }
        let record = planner.households.get(owner).ok_or(taken)?;
        let theirs = HouseholdKeys::new(None, &record.household.display_name, [""; 4], &[], None);
        // Without a contact the row has no name of its own: the place stands for it.
        let is_named = self.row.address.contact_name.is_some() || self.row.address.name.is_some();
        if is_named && theirs.name() != keys.name() {
            return Err(taken);
        }
        table.keep_as_is(draft, "address");
        Ok(Household::Known(owner))
    }

    fn existing(&self, planner: &Planner<'_>, ready: &Ready) -> Existing {
        if let Some(at) = planner.by_ref(self.row.external_ref.as_ref()) {
            return Existing::At(at);
        }
        let found = match &ready.place {
            Place::Household(Household::Known(id), _) => planner.of_household(*id, ready.day, &self.row.window),
            Place::Depot(id) => planner.of_depot(*id, ready.day, &self.row.window),
            _ => Existing::None,
        };
        match found {
            Existing::At(at) if self.is_another(planner.deliveries.get(at)) => Existing::None,
            other => other,
        }
    }

    /// A delivery with a pickup of its own, or another reference, is not this stop.
    fn is_another(&self, delivery: Option<&ExistingDelivery>) -> bool {
        let theirs = delivery.and_then(|d| d.external_ref.as_ref());
        delivery.is_some_and(|d| d.stops.len() != 1)
            || self.row.external_ref.as_ref().zip(theirs).is_some_and(|(a, b)| a != b)
    }

    /// The person a stop is given to, and on which day.
    fn person(
        &self,
        planner: &Planner<'_>,
        place: &Place,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Option<(MembershipId, NaiveDate)> {
        let assign = self.row.assign.as_ref()?;
        let Some(person) = planner.desk.facts.member(&assign.person) else {
            table.note(draft, "assign", "person_unknown", Severity::Error);
            return None;
        };
        if !person.carries {
            table.note(draft, "assign", "member_not_active", Severity::Error);
        }
        if let Place::Household(Household::Known(id), _) = place
            && planner.is_blocked(person.id, *id)
        {
            table.note(draft, "assign", "pair_blocked", Severity::Error);
        }
        if let Place::Household(Household::Known(id), _) = place
            && planner.is_collecting(*id)
        {
            table.note(draft, "assign", "self_pickup", Severity::Error);
        }
        Some((person.id, assign.date))
    }

    /// A person gets a stop on a day that its window touches.
    fn check_person(planner: &Planner<'_>, ready: &Ready, window: &Window, draft: &mut Draft, table: &Table<'_>) {
        let zone = planner.desk.facts.zone;
        if let Some((_, day)) = ready.person
            && day != local_day(window.earliest(), zone)
            && !window.touches(day, zone)
        {
            table.note(draft, "assign", "other_day", Severity::Error);
        }
    }

    /// What only a new stop must obey.
    fn check_new(&self, planner: &Planner<'_>, ready: &Ready, draft: &mut Draft, table: &Table<'_>) {
        Self::check_person(planner, ready, &self.row.window, draft, table);
        match &ready.place {
            Place::Household(Household::New(form), _) => {
                if let Err(errors) = check(form.as_ref()) {
                    table.note_fields(draft, errors, |pointer| household_field(pointer, HOUSEHOLD));
                }
                draft.to_confirm = form.address.geo_state != GeoState::Located;
            }
            Place::Household(Household::Known(id), _) => {
                if let Some(record) = planner.households.get(*id) {
                    if let Some(code) = Planner::refuses(record, ready.day) {
                        table.note(draft, "address", code, Severity::Error);
                    }
                    draft.to_confirm = record.household.address.geo_state != GeoState::Located;
                }
            }
            Place::Household(..) => draft.to_confirm = self.row.position.is_none(),
            Place::Depot(_) => {}
            Place::NewDepot(new) => draft.to_confirm = new.1.geo_state != GeoState::Located,
        }
    }
}
