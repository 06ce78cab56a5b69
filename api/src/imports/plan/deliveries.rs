//! The deliveries sheet: a row is a pickup and a drop-off (imports reference §4, decisions 16).

mod change;
mod make;

use super::{
    Base, Desk, Job, place,
    row::{Draft, Table},
    stops::{Dropoff, Existing, Household, Pickup, Planner, household_field, pairs},
};
use cabas_domain::{
    deliveries::check_shape,
    imports::{Base as Found, Fate, HouseholdKeys, decide_row},
};
use cabas_kernel::{
    Ts, Window,
    time::{day_bounds, local_day},
    words::{address::GeoState, deliveries::StopKind},
};
use cabas_model::{
    accept::check,
    address::Address,
    deliveries::{Metadatum, PackageLine},
    imports::{DuplicateChoice, Severity},
    organisations::PutDepot,
};
use cabas_sheet::{
    self as sheet, Row,
    deliveries::{DeliveryRow, DeliveryStop},
};
use cabas_store::imports::{ExistingDelivery, Work};
use chrono::NaiveDate;
use std::collections::HashMap;

const HOUSEHOLD: [&str; 5] = [
    "dropoff.address",
    "dropoff.address.name",
    "dropoff.address.telephone",
    "dropoff.address.description",
    "dropoff.comments",
];

pub(super) fn compare(rows: Vec<Row<DeliveryRow>>, base: Base, job: &Job, desk: &Desk, table: &mut Table<'_>) -> Work {
    let from = |row: &DeliveryRow| row.pickup.as_ref().map(|pickup| Origin::new(&pickup.address, desk));
    let pickups: Vec<Option<Origin>> = rows.iter().map(|r| r.value.as_ref().and_then(from)).collect();
    let mut shared: HashMap<&str, u32> = HashMap::new();
    for from in pickups.iter().flatten() {
        *shared.entry(&from.key).or_default() += 1;
    }
    let mut planner = Planner::new(base, job, desk);
    for (row, from) in rows.into_iter().zip(&pickups) {
        let is_shared = from.as_ref().is_some_and(|f| shared.get(f.key.as_str()).is_some_and(|n| *n > 1));
        match table.draft(row) {
            (draft, Some(value)) => {
                Reading { row: &value, origin: from.as_ref(), is_shared }.plan(&mut planner, draft, table);
            }
            (draft, None) => table.reject(draft),
        }
    }
    planner.finish()
}

/// Where the goods of a row come from, folded once.
struct Origin {
    address: Address,
    key: String,
}

impl Origin {
    fn new(typed: &sheet::Address, desk: &Desk) -> Self {
        let address = place::address(typed, None, &desk.facts);
        Self { key: place::key(&address), address: desk.on_map(address) }
    }
}

/// A row being planned.
struct Reading<'a> {
    row: &'a DeliveryRow,
    /// Its pickup's place.
    origin: Option<&'a Origin>,
    /// Other rows have the same.
    is_shared: bool,
}

/// What a row comes to, before it is decided.
struct Ready {
    household: Household,
    keys: HouseholdKeys,
    day: NaiveDate,
    packages: Vec<PackageLine>,
    comments: Option<String>,
    tags: Vec<String>,
    metadata: Vec<Metadatum>,
    pickup: Option<(Pickup, Window)>,
    depot: Option<PutDepot>,
    draft_stop: bool,
}

impl Reading<'_> {
    fn plan(&self, planner: &mut Planner<'_>, mut draft: Draft, table: &mut Table<'_>) {
        let named = if self.row.external_ref.is_some() { "ref" } else { "dropoff.address" };
        if draft.choice == Some(DuplicateChoice::Skip) {
            return table.settle(draft, Fate::Skip, named);
        }
        let (ready, existing) = match self.ready(planner, &mut draft, table) {
            Ok(found) => found,
            Err(fate) => return table.settle(draft, fate, named),
        };
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

    /// Gathers what the row says, and finds what it speaks of.
    fn ready(&self, planner: &Planner<'_>, draft: &mut Draft, table: &Table<'_>) -> Result<(Ready, Existing), Fate> {
        let row = self.row;
        let dropoff = Dropoff { from: &row.dropoff.address, position: None, delivery_note: None };
        let (mut household, keys) = planner.household(&dropoff, draft);
        let day = local_day(row.dropoff.window.earliest(), planner.desk.facts.zone);
        let existing = self.existing(planner, &household, day);
        if let Existing::At(at) = existing
            && let Some(delivery) = planner.deliveries.get(at)
        {
            household = Self::owner(planner, delivery, household, &keys, draft, table)?;
        }
        if matches!(household, Household::Several) {
            return Err(Fate::Ask);
        }
        if let Household::Known(id) = household {
            draft.recipient = Some(id);
            if let Some(record) = planner.households.get(id) {
                Planner::check_known(record, &dropoff, HOUSEHOLD, table, draft);
            }
        }
        let packages = planner.packages(&row.packages, "dropoff.packages", table, draft);
        let words = |stop: Option<&DeliveryStop>| stop.and_then(|s| s.comments.clone());
        let said = [words(row.pickup.as_ref()), words(Some(&row.dropoff))];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let comments = (!said.is_empty()).then(|| said.join("\n"));
        let mut tags = row.pickup.as_ref().map(|p| p.tags.clone()).unwrap_or_default();
        tags.extend(row.dropoff.tags.iter().filter(|t| !tags.contains(t)).cloned().collect::<Vec<_>>());
        let of_pickup = row.pickup.iter().flat_map(|stop| pairs(StopKind::Pickup, &stop.metadata));
        let metadata = of_pickup.chain(pairs(StopKind::Dropoff, &row.dropoff.metadata)).collect();
        Planner::check_words(comments.as_deref(), &tags, ["dropoff.comments", "dropoff.tags"], table, draft);
        let pickup = self.pickup(planner, day);
        let depot = self.check_pickup(pickup.as_ref(), draft, table);
        let usable = match &household {
            Household::New(form) => place::is_usable(&form.address),
            Household::Known(id) => planner.households.get(*id).is_some_and(|r| place::is_usable(&r.household.address)),
            _ => place::is_usable(&place::address(&row.dropoff.address, None, &planner.desk.facts)),
        };
        if !usable {
            table.note(draft, "dropoff.address", "address_not_found", Severity::Warning);
        }
        let ready =
            Ready { household, keys, day, packages, comments, tags, metadata, pickup, depot, draft_stop: !usable };
        Ok((ready, existing))
    }

    /// The delivery it speaks of: by its reference, by those of its stops, else by household and day.
    fn existing(&self, planner: &Planner<'_>, household: &Household, day: NaiveDate) -> Existing {
        let row = self.row;
        let pickup_ref = row.pickup.as_ref().and_then(|p| p.external_ref.as_ref());
        let named = planner
            .by_ref(row.external_ref.as_ref())
            .or_else(|| planner.by_stop_ref(row.dropoff.external_ref.as_ref()))
            .or_else(|| planner.by_stop_ref(pickup_ref));
        match (named, household) {
            (Some(at), _) => Existing::At(at),
            (None, Household::Known(id)) => {
                let found = planner.of_household(*id, day, &row.dropoff.window);
                match &found {
                    // A delivery with another reference of its own is another one.
                    Existing::At(at) if self.is_another(planner.deliveries.get(*at)) => Existing::None,
                    _ => found,
                }
            }
            _ => Existing::None,
        }
    }

    fn is_another(&self, delivery: Option<&ExistingDelivery>) -> bool {
        let theirs = delivery.and_then(|d| d.external_ref.as_ref());
        self.row.external_ref.as_ref().zip(theirs).is_some_and(|(a, b)| a != b)
    }

    /// A reference leads to its delivery's household. Somebody else's name under it is a mistake.
    fn owner(
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        found: Household,
        keys: &HouseholdKeys,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Result<Household, Fate> {
        let Some(owner) = delivery.recipient else { return Err(Fate::Reject("ref_taken")) };
        if matches!(found, Household::Known(id) if id == owner) {
            return Ok(found);
        }
        let Some(record) = planner.households.get(owner) else { return Err(Fate::Reject("ref_taken")) };
        let theirs = HouseholdKeys::new(None, &record.household.display_name, [""; 4], &[], None);
        if theirs.name() != keys.name() {
            return Err(Fate::Reject("ref_taken"));
        }
        table.keep_as_is(draft, "dropoff.address");
        Ok(Household::Known(owner))
    }

    /// Where the goods come from: what the row says, else the organisation's own depot on the same day (DL-2).
    fn pickup(&self, planner: &Planner<'_>, day: NaiveDate) -> Option<(Pickup, Window)> {
        if let (Some(pickup), Some(origin)) = (&self.row.pickup, self.origin) {
            return Some((planner.pickup(origin.address.clone(), &origin.key, self.is_shared), pickup.window));
        }
        let depot = planner.desk.facts.default_depot?;
        let (morning, _) = day_bounds(day, planner.desk.facts.zone);
        let start = Some(morning).filter(|m: &Ts| *m < self.row.dropoff.window.end);
        Some((Pickup::Depot(depot), Window { start, end: self.row.dropoff.window.end }))
    }

    /// Goods are fetched before they are brought; an address that becomes a depot obeys the rules of depots.
    fn check_pickup(
        &self,
        pickup: Option<&(Pickup, Window)>,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Option<PutDepot> {
        let (place, window) = pickup?;
        let stops = [(StopKind::Pickup, *window), (StopKind::Dropoff, self.row.dropoff.window)];
        if check_shape(&stops).is_err() {
            table.note(draft, "pickup.timeslot", "window_order", Severity::Error);
        }
        match place {
            Pickup::Depot(_) => None,
            Pickup::NewDepot(address) => {
                let phone = self.row.pickup.as_ref().and_then(|p| p.address.phone.as_ref()).map(ToString::to_string);
                match Planner::check_depot(address, phone.as_deref()) {
                    Ok(put) => Some(put),
                    Err(errors) => {
                        table.note_fields(draft, errors, |_| "pickup.address");
                        None
                    }
                }
            }
            Pickup::Elsewhere(address) => {
                if let Err(errors) = check(address) {
                    table.note_fields(draft, errors, |_| "pickup.address");
                }
                None
            }
        }
    }

    /// What only a new delivery must obey.
    fn check_new(&self, planner: &Planner<'_>, ready: &Ready, draft: &mut Draft, table: &Table<'_>) {
        match &ready.household {
            Household::New(form) => {
                if let Err(errors) = check(form.as_ref()) {
                    table.note_fields(draft, errors, |pointer| household_field(pointer, HOUSEHOLD));
                }
                draft.to_confirm = form.address.geo_state != GeoState::Located;
            }
            Household::Known(id) => {
                if let Some(record) = planner.households.get(*id) {
                    if let Some(code) = Planner::refuses(record, ready.day) {
                        table.note(draft, "dropoff.address", code, Severity::Error);
                    }
                    draft.to_confirm = record.household.address.geo_state != GeoState::Located;
                }
            }
            Household::Made(_) | Household::Several => draft.to_confirm = true,
        }
        self.check_round(planner, ready, draft, table);
        let misses = |window: &Window| !window.touches(ready.day, planner.desk.facts.zone);
        if self.row.tour_name.is_some() && ready.pickup.as_ref().is_some_and(|(_, window)| misses(window)) {
            table.note(draft, "pickup.timeslot", "other_day", Severity::Error);
        }
    }

    /// What keeps a delivery out of the round that is named.
    fn check_round(&self, planner: &Planner<'_>, ready: &Ready, draft: &mut Draft, table: &Table<'_>) {
        let Some(name) = &self.row.tour_name else { return };
        let household = if let Household::Known(id) = ready.household { Some(id) } else { None };
        if let Err(code) = planner.round(name, ready.day, household) {
            table.note(draft, "tour.name", code, Severity::Error);
        }
        if household.is_some_and(|id| planner.is_collecting(id)) {
            table.note(draft, "tour.name", "self_pickup", Severity::Error);
        }
    }
}
