//! Whose household the drop-off of a row is for: known, made by an earlier row of the file, or new.

use super::Planner;
use crate::imports::plan::{
    form::same_text,
    households::keys_of_stop,
    place,
    row::{Draft, Table},
};
use cabas_domain::imports::{HouseholdKeys, HouseholdMatch};
use cabas_kernel::{Phone, id::RecipientId};
use cabas_model::{
    address::{Address, PhoneEntry},
    imports::DuplicateChoice,
    recipients::CreateRecipient,
};
use cabas_sheet::{self as sheet, Position};
use cabas_store::{imports::NewHousehold, recipients::RecipientRecord};
use chrono::NaiveDate;

/// Whose household a drop-off is for.
pub(in crate::imports::plan) enum Household {
    Known(RecipientId),
    /// One that an earlier row of the file made.
    Made(RecipientId),
    /// One that we did not have.
    New(Box<CreateRecipient>),
    /// Several have this name at this place.
    Several,
}

/// The drop-off of a row.
pub(in crate::imports::plan) struct Dropoff<'a> {
    pub(in crate::imports::plan) from: &'a sheet::Address,
    pub(in crate::imports::plan) position: Option<Position>,
    pub(in crate::imports::plan) delivery_note: Option<&'a str>,
}

impl Planner<'_> {
    /// Whose household a drop-off is for: the one of that name at that place, else a new one (decisions 16).
    pub(in crate::imports::plan) fn household(
        &self,
        dropoff: &Dropoff<'_>,
        draft: &mut Draft,
    ) -> (Household, HouseholdKeys) {
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
        let address = self.desk.on_map(address);
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
    pub(in crate::imports::plan) fn check_known(
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
    pub(in crate::imports::plan) fn refuses(record: &RecipientRecord, day: NaiveDate) -> Option<&'static str> {
        record.may_receive(day).err().map(|e| e.code())
    }

    /// Keeps a household that a row needs; gives its id. Deliveries of it are sealed with its key.
    pub(in crate::imports::plan) fn keep_household(
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
}

/// What tells the households of one file apart.
fn made_key(keys: &HouseholdKeys, address: &Address) -> String {
    format!("{}|{}", keys.name(), place::key(address))
}

/// The field of a row that a pointer of a household's form means; `half` names the drop-off's own fields.
pub(in crate::imports::plan) fn household_field(pointer: &str, half: [&'static str; 5]) -> &'static str {
    let [address, contact, phone, access, note] = half;
    match pointer {
        p if p.starts_with("/display_name") => contact,
        p if p.starts_with("/phones") => phone,
        "/address/access_note" => access,
        "/delivery_note" => note,
        _ => address,
    }
}
