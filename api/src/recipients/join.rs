//! Two records as one: the rules weigh what protects, and gaps are filled.

use crate::http::Failure;
use cabas_domain::recipients::{MergeError, MergeFacts, decide_merge, join_notes};
use cabas_kernel::fold;
use cabas_model::{Code, address::Address, address::PhoneEntry};
use cabas_store::recipients::RecipientRecord;

/// Characters of a note, contacts of a record, at most.
const NOTE: usize = 280;
const CONTACTS: usize = 4;

/// The kept record as the merge leaves it, and how many telephones found no room: they stay readable in the other.
pub(super) fn join(mut kept: RecipientRecord, other: &RecipientRecord) -> Result<(RecipientRecord, usize), Failure> {
    let merged = decide_merge(&facts(&kept), &facts(other)).map_err(refused)?;
    let known: Vec<PhoneEntry> = kept.household.phones.iter().chain(&other.household.phones).cloned().collect();
    let entry = |number: &str| known.iter().find(|p| p.e164 == number).cloned();
    kept.household.phones = merged.kept.phones.iter().filter_map(|p| entry(p.as_str())).collect();
    kept.household.diet = merged.kept.diet;
    kept.household.avoid = merged.kept.avoid;
    kept.household.tags = merged.kept.tags;
    kept.household.no_sms = merged.kept.no_sms;
    kept.household.may_contact = merged.kept.may_contact;
    kept.household.special_handling = merged.kept.special_handling;
    kept.household.set_absences(&merged.kept.pauses);
    kept.household_size = merged.kept.household_size;
    kept.status = merged.kept.status;
    fill(&mut kept, other);
    Ok((kept, merged.phones_left_out.len()))
}

fn facts(record: &RecipientRecord) -> MergeFacts {
    let h = &record.household;
    MergeFacts {
        id: record.id,
        merged: record.merged_into.is_some(),
        status: record.status,
        household_size: record.household_size,
        phones: h.numbers(),
        diet: h.diet.clone(),
        avoid: h.avoid.clone(),
        tags: h.tags.clone(),
        pauses: h.absences(),
        no_sms: h.no_sms,
        may_contact: h.may_contact,
        special_handling: h.special_handling,
    }
}

fn fill(kept: &mut RecipientRecord, other: &RecipientRecord) {
    gap(&mut kept.external_ref, other.external_ref.as_ref());
    gap(&mut kept.usual_volunteer, other.usual_volunteer.as_ref());
    let (mine, theirs) = (&mut kept.household, &other.household);
    gap(&mut mine.birth_year, theirs.birth_year.as_ref());
    gap(&mut mine.language, theirs.language.as_ref());
    gap(&mut mine.referrer, theirs.referrer.as_ref());
    gap(&mut mine.diet_basis, theirs.diet_basis.as_ref());
    gap(&mut mine.default_package, theirs.default_package.as_ref());
    mine.internal_note = join_notes(mine.internal_note.as_deref(), theirs.internal_note.as_deref(), NOTE).0;
    mine.delivery_note = join_notes(mine.delivery_note.as_deref(), theirs.delivery_note.as_deref(), NOTE).0;
    let contacts: Vec<_> = theirs.contacts.iter().filter(|c| !mine.contacts.contains(c)).cloned().collect();
    mine.contacts.extend(contacts);
    mine.contacts.truncate(CONTACTS);
    if same_street(&mine.address, &theirs.address) {
        fill_address(&mut mine.address, &theirs.address);
    }
}

fn same_street(a: &Address, b: &Address) -> bool {
    fold(&a.street) == fold(&b.street) && fold(&a.postal_code) == fold(&b.postal_code)
}

fn fill_address(mine: &mut Address, theirs: &Address) {
    gap(&mut mine.name, theirs.name.as_ref());
    gap(&mut mine.company, theirs.company.as_ref());
    gap(&mut mine.contact_name, theirs.contact_name.as_ref());
    gap(&mut mine.entrance, theirs.entrance.as_ref());
    gap(&mut mine.floor, theirs.floor.as_ref());
    gap(&mut mine.apartment, theirs.apartment.as_ref());
    gap(&mut mine.door_code, theirs.door_code.as_ref());
    gap(&mut mine.access_note, theirs.access_note.as_ref());
    if mine.lat.is_none() && theirs.lat.is_some() {
        (mine.lat, mine.lon, mine.geo_state) = (theirs.lat, theirs.lon, theirs.geo_state);
    }
}

fn gap<T: Clone>(mine: &mut Option<T>, theirs: Option<&T>) {
    if mine.is_none() {
        *mine = theirs.cloned();
    }
}

pub(super) fn refused(e: MergeError) -> Failure {
    match e {
        MergeError::Same => Failure::field("/other_id", "duplicate"),
        MergeError::Merged => Code::RecipientMerged.into(),
    }
}
