//! Whose household a row speaks of (imports reference §5, decisions 16 and 36).

use crate::recipients::{DuplicateKeys, probable_duplicates};
use cabas_kernel::{Phone, fold, id::RecipientId, words::recipients::DuplicateReason};

/// What tells one household from another, folded once. It prints nothing.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HouseholdKeys {
    external_ref: Option<String>,
    name: String,
    street: String,
    postal_code: String,
    city: String,
    door: String,
    alike: DuplicateKeys,
}

impl std::fmt::Debug for HouseholdKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HouseholdKeys(***)")
    }
}

impl HouseholdKeys {
    /// Folds a household's name and place. `door` is whatever tells two households of one building apart.
    pub fn new(
        external_ref: Option<&str>,
        name: &str,
        [street, postal_code, city, door]: [&str; 4],
        phones: &[Phone],
        birth_year: Option<i16>,
    ) -> Self {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        words.sort_unstable();
        let (name, street, postal_code, door) = (words.join(" "), fold(street), fold(postal_code), fold(door));
        let alike = DuplicateKeys::folded(name.clone(), [&street, &postal_code, &door], phones, birth_year);
        Self { external_ref: external_ref.map(str::to_owned), name, street, postal_code, city: fold(city), door, alike }
    }

    /// The name without its order, case and accents: what candidates are found by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Street, postcode and door, folded; none without a street.
    pub fn place(&self) -> Option<[&str; 3]> {
        (!self.street.is_empty()).then_some([&self.street, &self.postal_code, &self.door])
    }

    pub fn external_ref(&self) -> Option<&str> {
        self.external_ref.as_deref()
    }

    /// The same name at the same place. What one of the two does not say does not tell them apart, except the
    /// street: a name alone is nobody.
    pub fn is_same(&self, other: &Self) -> bool {
        let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
        !self.name.is_empty()
            && self.name == other.name
            && !self.street.is_empty()
            && self.street == other.street
            && agree(&self.postal_code, &other.postal_code)
            && agree(&self.city, &other.city)
            && agree(&self.door, &other.door)
    }

    /// Two references of the association's own numbering that differ: two households, whatever else is the same.
    fn is_another(&self, other: &Self) -> bool {
        self.external_ref.as_ref().zip(other.external_ref.as_ref()).is_some_and(|(a, b)| a != b)
    }

    /// Says whether two rows of one file speak of one household: same reference, or same name and place where they
    /// have no two references.
    pub fn is_twin(&self, other: &Self) -> bool {
        let same_ref = self.external_ref.is_some() && self.external_ref == other.external_ref;
        same_ref || (!self.is_another(other) && self.is_same(other))
    }
}

/// What was found of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HouseholdMatch {
    None,
    /// By its reference, or the only one of that name at that place.
    Exact(RecipientId),
    /// It may be one of these: a person chooses.
    Alike(Vec<(RecipientId, Vec<DuplicateReason>)>),
}

/// Looks for the household of a row among those of the organisation.
///
/// The reference decides when it is known; else the one household of the same name at the same place that has no
/// other reference; else whoever shares a telephone, an address or a name is asked about, never assumed.
pub fn match_household<'a>(
    row: &HouseholdKeys,
    base: impl Iterator<Item = (RecipientId, &'a HouseholdKeys)> + Clone,
) -> HouseholdMatch {
    if row.external_ref.is_some()
        && let Some((id, _)) = base.clone().find(|(_, k)| k.external_ref == row.external_ref)
    {
        return HouseholdMatch::Exact(id);
    }
    let mut same = base.clone().filter(|(_, k)| !row.is_another(k) && row.is_same(k));
    if let (Some((id, _)), None) = (same.next(), same.next()) {
        return HouseholdMatch::Exact(id);
    }
    let alike = probable_duplicates(&row.alike, base.map(|(id, k)| (id, &k.alike)));
    if alike.is_empty() { HouseholdMatch::None } else { HouseholdMatch::Alike(alike) }
}
