//! Two records become one; nothing that protects anybody is lost.

use super::{Pause, pauses::joined};
use cabas_kernel::{
    Phone,
    id::RecipientId,
    words::recipients::{Allergen, Diet, RecipientStatus},
};

/// Telephones a record holds at most.
const PHONES: usize = 4;

/// The part of a record that a merge has to weigh. Every other field follows one rule: what the kept record says
/// stays, what it leaves empty is filled from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the record")]
pub struct MergeFacts {
    pub id: RecipientId,
    pub merged: bool,
    pub status: RecipientStatus,
    pub household_size: u8,
    pub phones: Vec<Phone>,
    pub diet: Vec<Diet>,
    pub avoid: Vec<Allergen>,
    pub tags: Vec<String>,
    pub pauses: Vec<Pause>,
    pub no_sms: bool,
    pub may_contact: bool,
    pub special_handling: bool,
}

/// The kept record afterwards. Deliveries and blocked pairs of the other one become its own, and the other
/// one points at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub kept: MergeFacts,
    /// Telephones for which there was no room, for a dispatcher to look at.
    pub phones_left_out: Vec<Phone>,
}

refusals! {
    /// Why two records stay two.
    pub enum MergeError {
        /// A record with itself.
        Same = "fields_invalid",
        /// One of them was merged before.
        Merged = "recipient_merged",
    }
}

/// Joins `other` to `kept`.
///
/// Diets, allergens, tags, pauses and telephones add up; the wish not to be contacted and the need of special
/// handling win wherever they stand. The status stays the kept record's, but a death recorded on either is one.
pub fn decide_merge(kept: &MergeFacts, other: &MergeFacts) -> Result<Merged, MergeError> {
    if kept.id == other.id {
        return Err(MergeError::Same);
    }
    if kept.merged || other.merged {
        return Err(MergeError::Merged);
    }
    let mut phones = union(&kept.phones, &other.phones);
    let phones_left_out = phones.split_off(phones.len().min(PHONES));
    let mut pauses = union(&kept.pauses, &other.pauses);
    pauses.sort();
    let deceased = [kept, other].iter().any(|r| r.status == RecipientStatus::Deceased);
    let merged = MergeFacts {
        id: kept.id,
        merged: false,
        status: if deceased { RecipientStatus::Deceased } else { kept.status },
        household_size: kept.household_size.max(other.household_size),
        phones,
        diet: union(&kept.diet, &other.diet),
        avoid: union(&kept.avoid, &other.avoid),
        tags: union(&kept.tags, &other.tags),
        pauses: joined(pauses),
        no_sms: kept.no_sms || other.no_sms,
        may_contact: kept.may_contact && other.may_contact,
        special_handling: kept.special_handling || other.special_handling,
    };
    Ok(Merged { kept: merged, phones_left_out })
}

/// Says whether two records may be noted as two households.
pub fn decide_distinct(one: (RecipientId, bool), other: (RecipientId, bool)) -> Result<(), MergeError> {
    if one.0 == other.0 {
        return Err(MergeError::Same);
    }
    if one.1 || other.1 { Err(MergeError::Merged) } else { Ok(()) }
}

/// Joins two notes of at most `max` characters: both when both fit, else the first alone, and then `false`.
pub fn join_notes(first: Option<&str>, second: Option<&str>, max: usize) -> (Option<String>, bool) {
    match (first, second) {
        (None, note) | (note, None) => (note.map(str::to_owned), true),
        (Some(a), Some(b)) if a == b => (Some(a.to_owned()), true),
        (Some(a), Some(b)) => {
            let both = format!("{a}\n{b}");
            if both.chars().count() <= max { (Some(both), true) } else { (Some(a.to_owned()), false) }
        }
    }
}

fn union<T: Clone + PartialEq>(a: &[T], b: &[T]) -> Vec<T> {
    let mut all = a.to_vec();
    all.extend(b.iter().filter(|x| !a.contains(x)).cloned());
    all
}
