//! The households that rows may speak of, found again quickly.

use super::place;
use cabas_domain::imports::{HouseholdKeys, HouseholdMatch, match_household};
use cabas_kernel::{Phone, id::RecipientId, words::recipients::DuplicateReason};
use cabas_model::imports::Candidate;
use cabas_sheet::{self as sheet, Position, recipients::RecipientRow};
use cabas_store::{
    imports::{Facts, Opened},
    recipients::RecipientRecord,
};
use std::collections::HashMap;

/// How many households are offered for a row, at most.
const OFFERED: usize = 5;

/// What a row of a household list is known by.
pub(super) fn keys_of_row(row: &RecipientRow, facts: &Facts) -> HouseholdKeys {
    let address = place::address(&row.address, row.position, facts);
    let door = place::door(&address);
    let place = [&address.street, &address.postal_code, &address.city, &door].map(String::as_str);
    HouseholdKeys::new(row.external_ref.as_deref(), &row.display_name, place, &phones_of(row), None)
}

/// The telephones of a row of a household list.
pub(super) fn phones_of(row: &RecipientRow) -> Vec<Phone> {
    row.phones.iter().map(|(phone, _)| phone.clone()).collect()
}

/// What the drop-off of a row is known by: whom and where.
pub(super) fn keys_of_stop(
    contact: &str,
    from: &sheet::Address,
    position: Option<Position>,
    facts: &Facts,
) -> HouseholdKeys {
    let address = place::address(from, position, facts);
    // A floor typed on a delivery is not a household's: it tells nobody apart.
    let place = [address.street.as_str(), &address.postal_code, &address.city, ""];
    HouseholdKeys::new(None, contact, place, &[], None)
}

fn keys_of_record(record: &RecipientRecord) -> HouseholdKeys {
    let (h, a) = (&record.household, &record.household.address);
    let place = [a.street.as_str(), &a.postal_code, &a.city, &h.door()];
    HouseholdKeys::new(record.external_ref.as_deref(), &h.display_name, place, &h.numbers(), h.birth_year)
}

/// The households that were looked up.
pub(super) struct Households {
    records: Vec<RecipientRecord>,
    keys: Vec<HouseholdKeys>,
    by_id: HashMap<RecipientId, usize>,
    by_ref: HashMap<String, usize>,
    /// By name, by place and by telephone, each under a word of its own.
    by_likeness: HashMap<(char, String), Vec<usize>>,
}

impl Households {
    pub(super) fn new(opened: Opened) -> Self {
        let keys: Vec<HouseholdKeys> = opened.records.iter().map(keys_of_record).collect();
        let by_id: HashMap<_, _> = opened.records.iter().enumerate().map(|(i, r)| (r.id, i)).collect();
        let mut by_ref = HashMap::new();
        let mut by_likeness: HashMap<(char, String), Vec<usize>> = HashMap::new();
        for (at, (record, keys)) in opened.records.iter().zip(&keys).enumerate() {
            by_ref.extend(record.external_ref.clone().map(|r| (r, at)));
            for likeness in likenesses(keys, &record.household.numbers()) {
                by_likeness.entry(likeness).or_default().push(at);
            }
        }
        for (external_ref, kept) in opened.joined {
            if let Some(at) = by_id.get(&kept) {
                by_ref.insert(external_ref, *at);
            }
        }
        Self { records: opened.records, keys, by_id, by_ref, by_likeness }
    }

    pub(super) fn get(&self, id: RecipientId) -> Option<&RecipientRecord> {
        self.records.get(*self.by_id.get(&id)?)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &RecipientRecord> {
        self.records.iter()
    }

    /// Looks for the household of a row.
    pub(super) fn find(&self, keys: &HouseholdKeys, phones: &[Phone]) -> HouseholdMatch {
        let known = keys.external_ref().and_then(|r| self.by_ref.get(r)).and_then(|at| self.records.get(*at));
        if let Some(record) = known {
            return HouseholdMatch::Exact(record.id);
        }
        let mut at: Vec<usize> =
            likenesses(keys, phones).filter_map(|l| self.by_likeness.get(&l)).flatten().copied().collect();
        at.sort_unstable();
        at.dedup();
        let some = at.iter().filter_map(|i| Some((self.records.get(*i)?.id, self.keys.get(*i)?)));
        match_household(keys, some)
    }

    /// Of some that are alike, those of the very name and place: there are several.
    pub(super) fn same(
        &self,
        keys: &HouseholdKeys,
        alike: &[(RecipientId, Vec<DuplicateReason>)],
    ) -> Vec<(RecipientId, Vec<DuplicateReason>)> {
        let is_same =
            |id: &RecipientId| self.by_id.get(id).and_then(|at| self.keys.get(*at)).is_some_and(|k| k.is_same(keys));
        alike.iter().filter(|(id, _)| is_same(id)).cloned().collect()
    }

    /// Those that a person may choose from, as they are shown.
    pub(super) fn candidates(&self, alike: &[(RecipientId, Vec<DuplicateReason>)]) -> Vec<Candidate> {
        let shown = alike.iter().filter_map(|(id, because)| {
            let household = &self.get(*id)?.household;
            Some(Candidate {
                recipient_id: *id,
                display_name: household.display_name.clone(),
                street: household.address.street.clone(),
                because: because.clone(),
            })
        });
        shown.take(OFFERED).collect()
    }
}

fn likenesses<'a>(keys: &'a HouseholdKeys, phones: &'a [Phone]) -> impl Iterator<Item = (char, String)> + 'a {
    let name = Some(('n', keys.name().to_owned())).filter(|_| !keys.name().is_empty());
    let place = keys.place().map(|parts| ('a', parts.join("|")));
    let phones = phones.iter().map(|p| ('p', p.as_str().to_owned()));
    name.into_iter().chain(place).chain(phones)
}
