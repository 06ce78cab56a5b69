//! The deliveries sheet: a row is a pickup and a drop-off (imports reference §4, decisions 16).

use super::{
    Base, Desk, Job, place,
    row::{Draft, Table},
    stops::{Dropoff, Existing, Household, Pickup, Planner, frozen, household_field, packages_text, window_text},
};
use cabas_domain::{
    deliveries::check_shape,
    imports::{Base as Found, Fate, HouseholdKeys, decide_row},
};
use cabas_kernel::{
    Ts, Window,
    id::{DepotId, MembershipId, RoundId},
    time::{day_bounds, local_day},
    words::{address::GeoState, deliveries::StopKind},
};
use cabas_model::{
    accept::check,
    deliveries::PackageLine,
    imports::{DuplicateChoice, Severity},
    organisations::PutDepot,
};
use cabas_sheet::{
    Row,
    deliveries::{DeliveryRow, DeliveryStop},
};
use cabas_store::{
    imports::{ChangedDelivery, ChangedStop, ExistingDelivery, SheetDelivery, SheetStop, Work},
    recipients::area,
};
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
    let mut shared: HashMap<String, u32> = HashMap::new();
    for pickup in rows.iter().filter_map(|r| r.value.as_ref()?.pickup.as_ref()) {
        *shared.entry(place::key(&place::address(&pickup.address, None, &desk.facts))).or_default() += 1;
    }
    let mut planner = Planner::new(base, job, desk);
    for row in rows {
        match table.draft(row) {
            (draft, Some(value)) => Reading { row: &value, shared: &shared }.plan(&mut planner, draft, table),
            (draft, None) => table.reject(draft),
        }
    }
    planner.finish()
}

/// A row being planned.
struct Reading<'a> {
    row: &'a DeliveryRow,
    shared: &'a HashMap<String, u32>,
}

/// What a row comes to, before it is decided.
struct Ready {
    household: Household,
    keys: HouseholdKeys,
    day: NaiveDate,
    packages: Vec<PackageLine>,
    comments: Option<String>,
    tags: Vec<String>,
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
        let found = match existing {
            Existing::None => Found::Absent,
            Existing::Several => Found::Frozen("probable_duplicate"),
            Existing::At(at) => match planner.deliveries.get(at).cloned() {
                Some(delivery) => self.compare(planner, &delivery, &ready, &mut draft, table),
                None => Found::Absent,
            },
        };
        let fate = decide_row(planner.job.write, found, None);
        if fate == Fate::Create {
            self.check_new(planner, &ready, &mut draft, table);
        }
        if !draft.is_rejected() {
            match (fate, existing) {
                (Fate::Create, _) => self.create(planner, ready, &mut draft),
                (Fate::Update, Existing::At(at)) => self.update(planner, at, &ready, &draft),
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
                let fields = ["dropoff.address.telephone", "dropoff.address.description"];
                Planner::check_known(record, &dropoff, fields, table, draft);
            }
        }
        let packages = planner.packages(&row.packages, "dropoff.packages", table, draft);
        let words = |stop: Option<&DeliveryStop>| stop.and_then(|s| s.comments.clone());
        let said = [words(row.pickup.as_ref()), words(Some(&row.dropoff))];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let comments = (!said.is_empty()).then(|| said.join("\n"));
        let mut tags = row.pickup.as_ref().map(|p| p.tags.clone()).unwrap_or_default();
        tags.extend(row.dropoff.tags.iter().filter(|t| !tags.contains(t)).cloned().collect::<Vec<_>>());
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
        let ready = Ready { household, keys, day, packages, comments, tags, pickup, depot, draft_stop: !usable };
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
        table.note(draft, "dropoff.address", "kept_as_is", Severity::Warning);
        Ok(Household::Known(owner))
    }

    /// Where the goods come from: what the row says, else the organisation's own depot on the same day (DL-2).
    fn pickup(&self, planner: &Planner<'_>, day: NaiveDate) -> Option<(Pickup, Window)> {
        if let Some(pickup) = &self.row.pickup {
            let address = place::address(&pickup.address, None, &planner.desk.facts);
            let is_shared = self.shared.get(&place::key(&address)).is_some_and(|n| *n > 1);
            return Some((planner.pickup(&pickup.address, None, is_shared), pickup.window));
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
    }

    fn check_round(&self, planner: &Planner<'_>, ready: &Ready, draft: &mut Draft, table: &Table<'_>) {
        let Some(name) = &self.row.tour_name else { return };
        let household = if let Household::Known(id) = ready.household { Some(id) } else { None };
        if let Err(code) = planner.round(name, ready.day, household) {
            table.note(draft, "tour.name", code, Severity::Error);
        }
        let touches = |w: &Window| w.touches(ready.day, planner.desk.facts.zone);
        if ready.pickup.as_ref().is_some_and(|(_, window)| !touches(window)) {
            table.note(draft, "pickup.timeslot", "other_day", Severity::Error);
        }
    }

    fn create(&self, planner: &mut Planner<'_>, ready: Ready, draft: &mut Draft) {
        let line = draft.line;
        let known = if let Household::Known(id) = ready.household { planner.households.get(id).cloned() } else { None };
        let address = match (&ready.household, &known) {
            (Household::New(form), _) => form.address.clone(),
            (_, Some(record)) => record.household.address.clone(),
            _ => place::address(&self.row.dropoff.address, None, &planner.desk.facts),
        };
        let usual = known.and_then(|r| r.household.default_package).filter(|_| self.row.packages.is_empty());
        let Some(recipient) = planner.keep_household(ready.household, &ready.keys, line) else { return };
        draft.recipient = draft.recipient.or(Some(recipient));
        let pickup = ready.pickup.map(|(place, window)| match place {
            Pickup::Depot(id) => (Some(id), None, window),
            Pickup::NewDepot(address) => match ready.depot {
                Some(put) => (Some(planner.keep_depot(put, line)), None, window),
                None => (None, Some(address), window),
            },
            Pickup::Elsewhere(address) => (None, Some(address), window),
        });
        let depot = pickup.as_ref().and_then(|(depot, ..)| *depot);
        // A draft waits for an address: it goes into no round.
        let (round, person) = self.enter_round(planner, ready.day, depot, line, ready.draft_stop);
        let stop = |kind, window, depot: Option<DepotId>| SheetStop {
            id: planner.desk.new_id(),
            kind,
            window,
            depot,
            elsewhere: None,
            area: area(&address),
            geo_state: address.geo_state,
            external_ref: None,
            service_minutes: None,
            draft: ready.draft_stop,
            round,
            assignee: person,
        };
        let mut stops = Vec::with_capacity(2);
        if let Some((depot, elsewhere, window)) = pickup {
            let external_ref = self.row.pickup.as_ref().and_then(|p| p.external_ref.clone());
            let mut fetched = stop(StopKind::Pickup, window, depot);
            if let Some(address) = &elsewhere {
                (fetched.area, fetched.geo_state) = (area(address), address.geo_state);
            }
            stops.push(SheetStop { elsewhere, external_ref, ..fetched });
        }
        let brought = stop(StopKind::Dropoff, self.row.dropoff.window, None);
        stops.push(SheetStop { external_ref: self.row.dropoff.external_ref.clone(), ..brought });
        let usual = usual.map(|p| PackageLine { slug: p.slug, quantity: p.quantity });
        let packages = if ready.packages.is_empty() { usual.into_iter().collect() } else { ready.packages };
        planner.work.deliveries.push(SheetDelivery {
            line,
            id: planner.desk.new_id(),
            external_ref: self.row.external_ref.clone(),
            recipient: Some(recipient),
            packages,
            weight: self.row.weight,
            tags: ready.tags,
            comments: ready.comments,
            stops,
        });
    }

    fn enter_round(
        &self,
        planner: &mut Planner<'_>,
        day: NaiveDate,
        depot: Option<DepotId>,
        line: u32,
        is_draft: bool,
    ) -> (Option<(RoundId, i16)>, Option<MembershipId>) {
        match &self.row.tour_name {
            Some(name) if !is_draft => {
                let (id, person) = planner.keep_round(name, day, depot, line);
                (Some((id, 0)), person)
            }
            _ => (None, None),
        }
    }

    /// What differs from the delivery there is.
    fn compare(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) -> Found {
        let (row, zone) = (self.row, planner.desk.facts.zone);
        let of = |kind| delivery.stops.iter().find(|s| s.kind == kind);
        let windows = [
            ("dropoff.timeslot", of(StopKind::Dropoff), Some(row.dropoff.window)),
            ("pickup.timeslot", of(StopKind::Pickup), row.pickup.as_ref().map(|p| p.window)),
        ];
        for (field, stop, window) in windows {
            if let (Some(stop), Some(window)) = (stop, window)
                && stop.window != window
            {
                draft.change(field, window_text(&stop.window, zone), window_text(&window, zone));
            }
        }
        if !ready.packages.is_empty() && delivery.packages != ready.packages {
            let (from, to) = (packages_text(&delivery.packages), packages_text(&ready.packages));
            draft.change("dropoff.packages", from, to);
        }
        if row.weight.is_some() && delivery.weight != row.weight {
            let kilograms = |w: Option<cabas_kernel::Grams>| w.map(|g| kilograms(g.0)).unwrap_or_default();
            draft.change("weight", kilograms(delivery.weight), kilograms(row.weight));
        }
        if !ready.tags.is_empty() && delivery.tags != ready.tags {
            draft.change("dropoff.tags", delivery.tags.join(" "), ready.tags.join(" "));
        }
        let said = Self::said(planner, delivery, ready);
        if let Some(comments) = &ready.comments
            && !said.as_ref().is_some_and(|old| super::form::same_text(old, comments))
        {
            draft.change("dropoff.comments", said.unwrap_or_default(), comments.clone());
        }
        if let Some(external_ref) = row.external_ref.as_ref().filter(|_| delivery.external_ref.is_none()) {
            draft.change("ref", String::new(), external_ref.clone());
        }
        self.compare_round(planner, delivery, ready, draft, table);
        match frozen(delivery) {
            _ if draft.changes.is_empty() => Found::Same,
            Some(code) => Found::Frozen(code),
            None => Found::Differs,
        }
    }

    fn said(planner: &Planner<'_>, delivery: &ExistingDelivery, ready: &Ready) -> Option<String> {
        let Household::Known(id) = ready.household else { return None };
        let key = &planner.households.get(id)?.key;
        // What does not open was sealed by a key that is gone: there is nothing to compare with.
        delivery.comments(Some(key), &planner.desk.seals).ok().flatten()
    }

    /// A delivery that is in no round goes into the one that is named; one that is in another stays there.
    fn compare_round(
        &self,
        planner: &Planner<'_>,
        delivery: &ExistingDelivery,
        ready: &Ready,
        draft: &mut Draft,
        table: &Table<'_>,
    ) {
        let Some(name) = &self.row.tour_name else { return };
        match delivery.stops.iter().find_map(|s| s.round) {
            Some(id) if planner.round_name(id) == Some(cabas_kernel::fold(name)) => {}
            Some(_) => table.note(draft, "tour.name", "kept_as_is", Severity::Warning),
            None if frozen(delivery).is_none() && !ready.draft_stop => {
                draft.change("tour.name", String::new(), name.clone());
                self.check_round(planner, ready, draft, table);
            }
            None => {}
        }
    }

    fn update(&self, planner: &mut Planner<'_>, at: usize, ready: &Ready, draft: &Draft) {
        let Some(delivery) = planner.deliveries.get(at).cloned() else { return };
        let changed = |field: &str| draft.changes.iter().any(|c| c.field == field);
        let depot = delivery.stops.iter().find_map(|s| s.depot);
        let (round, person) = if changed("tour.name") {
            self.enter_round(planner, ready.day, depot, draft.line, ready.draft_stop)
        } else {
            (None, None)
        };
        if let Household::Known(id) = ready.household
            && let Some(record) = planner.households.get(id)
        {
            planner.work.keys.insert(id, record.key.clone());
        }
        let stops = delivery.stops.iter().filter_map(|stop| {
            let (field, window) = match stop.kind {
                StopKind::Pickup => ("pickup.timeslot", self.row.pickup.as_ref().map(|p| p.window)),
                StopKind::Dropoff => ("dropoff.timeslot", Some(self.row.dropoff.window)),
            };
            let window = window.filter(|_| changed(field));
            (window.is_some() || round.is_some()).then_some(ChangedStop {
                id: stop.id,
                window,
                external_ref: None,
                service_minutes: None,
                round,
                assignee: person,
            })
        });
        let stops = stops.collect();
        planner.work.changed_deliveries.push(ChangedDelivery {
            line: draft.line,
            id: delivery.id,
            seen: delivery.version,
            external_ref: self.row.external_ref.clone().filter(|_| changed("ref")),
            packages: changed("dropoff.packages").then(|| ready.packages.clone()),
            weight: changed("weight").then_some(self.row.weight),
            tags: changed("dropoff.tags").then(|| ready.tags.clone()),
            comments: changed("dropoff.comments").then(|| ready.comments.clone()),
            recipient: delivery.recipient,
            stops,
        });
    }
}

/// Grams as kilograms, without needless zeros.
pub(super) fn kilograms(grams: u32) -> String {
    let text = format!("{}.{:03}", grams / 1000, grams % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
