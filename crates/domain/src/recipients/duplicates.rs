//! Two records that may be one household. A hint for a person, never an obstacle.

use cabas_kernel::{Phone, Sensitive, fold, id::RecipientId, words::recipients::DuplicateReason};

/// What is compared, folded once so that a list can be compared quickly. It prints nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DuplicateKeys {
    name: Sensitive<String>,
    address: Sensitive<String>,
    phones: Sensitive<Vec<Phone>>,
    birth_year: Option<i16>,
}

impl DuplicateKeys {
    /// Folds a household's name, place and telephones. The order of the words of a name does not count:
    /// "DIALLO Awa" is "Awa Diallo".
    ///
    /// `door` is whatever tells two households of one building apart (entrance, floor, flat), as far as is known.
    pub fn new(
        name: &str,
        street: &str,
        postal_code: &str,
        door: &str,
        phones: &[Phone],
        birth_year: Option<i16>,
    ) -> Self {
        let name = fold(name);
        let mut words: Vec<&str> = name.split(' ').filter(|w| !w.is_empty()).collect();
        words.sort_unstable();
        Self::folded(words.join(" "), [&fold(street), &fold(postal_code), &fold(door)], phones, birth_year)
    }

    /// The same of what is folded already, the words of the name in order.
    pub(crate) fn folded(
        name: String,
        [street, postal_code, door]: [&str; 3],
        phones: &[Phone],
        birth_year: Option<i16>,
    ) -> Self {
        let address = if street.is_empty() { String::new() } else { format!("{street}|{postal_code}|{door}") };
        Self { name: name.into(), address: address.into(), phones: phones.to_vec().into(), birth_year }
    }
}

/// What is the same in two records; empty when nothing is.
///
/// Two known years of birth that differ tell namesakes apart, which is all they are kept for.
pub fn because(a: &DuplicateKeys, b: &DuplicateKeys) -> Vec<DuplicateReason> {
    let same = |x: &Sensitive<String>, y: &Sensitive<String>| !x.expose().is_empty() && x == y;
    let mut reasons = Vec::new();
    if a.phones.expose().iter().any(|p| b.phones.expose().contains(p)) {
        reasons.push(DuplicateReason::SamePhone);
    }
    if same(&a.address, &b.address) {
        reasons.push(DuplicateReason::SameAddress);
    }
    let namesakes = a.birth_year.zip(b.birth_year).is_some_and(|(x, y)| x != y);
    if same(&a.name, &b.name) && !namesakes {
        reasons.push(DuplicateReason::SameName);
    }
    reasons
}

/// The households that may be this one, those with most in common first.
pub fn probable_duplicates<'a>(
    me: &DuplicateKeys,
    others: impl IntoIterator<Item = (RecipientId, &'a DuplicateKeys)>,
) -> Vec<(RecipientId, Vec<DuplicateReason>)> {
    let reasons = others.into_iter().map(|(id, keys)| (id, because(me, keys)));
    let mut found: Vec<_> = reasons.filter(|(_, reasons)| !reasons.is_empty()).collect();
    found.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.1.cmp(&b.1)).then(a.0.cmp(&b.0)));
    found
}
