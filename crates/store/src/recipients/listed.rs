//! A household as a list shows it. Of the sealed record only what is shown and asked about is read: a list opens fifty,
//! a search many more.

use super::{
    keys,
    sealed::{ListedRow, absences},
};
use crate::{Read, StoreError};
use cabas_domain::recipients::{Pause as Absence, ReceiveFacts, may_receive, pause_on, status_on};
use cabas_kernel::{
    fold,
    id::{OrganisationId, RecipientId},
};
use cabas_model::{
    address::GeoState,
    recipients::{LastDelivery, Pause, RecipientStatus, RecipientSummary},
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt;
use uuid::Uuid;

/// Fields of [`super::Household`].
#[derive(Default, Deserialize)]
#[serde(default)]
struct Shown {
    display_name: String,
    address: Address,
    pauses: Vec<Pause>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Address {
    street: String,
    postal_code: String,
    city: String,
    geo_state: GeoState,
}

/// What goes before a name, folded: of several people, whose family name alone follows, and of one.
const OF_MANY: [&str; 6] = ["et", "famille", "family", "foyer", "mm", "mmes"];
const OF_ONE: [&str; 10] = ["m", "madame", "mademoiselle", "mlle", "mme", "monsieur", "mr", "mrs", "ms", "miss"];

/// Words that a family name begins with, folded. A French « de » is none: de Rivière stands with the R.
const PARTICLES: [&str; 14] =
    ["al", "ben", "da", "dal", "del", "di", "dos", "du", "el", "la", "le", "ould", "van", "von"];

/// A word of a name, as it is written and folded.
type Word<'a> = (&'a str, String);

/// A name as a telephone book files it: by the family name, without capitals, accents and the titles before it.
/// `M. et Mme Éluard` stands with the E, `Thérèse Rossi` with the R.
fn filed(name: &str) -> String {
    let words: Vec<Word<'_>> = name.split_whitespace().flat_map(untied).map(|word| (word, fold(word))).collect();
    let words: Vec<Word<'_>> = words.into_iter().filter(|(_, word)| !word.is_empty()).collect();
    let begin = words.iter().position(|(_, word)| !is_title(word)).unwrap_or(words.len().saturating_sub(1));
    let (titles, rest) = words.split_at_checked(begin).unwrap_or_default();
    let (family, given) = parted(titles, rest);
    family.into_iter().chain(given).map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
}

fn is_title(word: &str) -> bool {
    OF_MANY.contains(&word) || OF_ONE.contains(&word)
}

/// `M.Dupont` is two words.
fn untied(word: &str) -> impl Iterator<Item = &str> {
    let (title, rest) = match word.split_once('.') {
        Some((title, rest)) if is_title(&fold(title)) => (Some(title), rest),
        _ => (None, word),
    };
    title.into_iter().chain([rest])
}

/// The family name and the others: what alone is written in capitals; else the whole, when the titles are of several
/// people; else the last word, since names come in as "first last" (decision 36).
fn parted<'w, 'a>(titles: &[Word<'a>], words: &'w [Word<'a>]) -> (Vec<&'w Word<'a>>, Vec<&'w Word<'a>>) {
    let (loud, quiet): (Vec<_>, Vec<_>) = words.iter().partition(|(word, _)| is_loud(word));
    if !loud.is_empty() && !quiet.is_empty() {
        return (loud, quiet);
    }
    let last = words.len().saturating_sub(1);
    let at = if titles.iter().any(|(_, word)| OF_MANY.contains(&word.as_str())) {
        words.iter().take_while(|(_, word)| word == "de").count().min(last)
    } else {
        // Without a title, the first word is a first name whatever it looks like: Ben Martin.
        let first = usize::from(titles.is_empty());
        let is_particle = |at: usize| words.get(at).is_some_and(|(_, word)| PARTICLES.contains(&word.as_str()));
        (first..last).rev().take_while(|at| is_particle(*at)).last().unwrap_or(last)
    };
    let (given, family) = words.split_at_checked(at).unwrap_or_default();
    (family.iter().collect(), given.iter().collect())
}

/// In capitals, and no initial.
fn is_loud(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !word.contains('.')
        && !word.chars().any(char::is_lowercase)
}

/// Where a household stands in the order of names: those of one name follow one another by their ids. Shown, it is a
/// name: it leaves sealed only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// As [`filed`].
    name: String,
    id: Uuid,
}

impl Rank {
    /// Reads what it shows.
    pub fn read(shown: &str) -> Option<Self> {
        let (id, name) = shown.split_once(' ')?;
        Some(Self { name: name.to_owned(), id: id.parse().ok()? })
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.name)
    }
}

/// One household of a list. Those joined to another one are in none.
pub(super) struct Listed {
    pub(super) id: RecipientId,
    external_ref: Option<String>,
    household_size: u8,
    /// As it was set.
    status: RecipientStatus,
    last_delivery: Option<LastDelivery>,
    shown: Shown,
}

/// Opens the households of a list.
pub(super) async fn open_listed(read: &Read, rows: Vec<ListedRow>) -> Result<Vec<Listed>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (organisation, above) = (read.organisation(), read.key().await?);
    rows.into_iter().map(|row| Listed::open(row, organisation, &above)).collect()
}

impl Listed {
    fn open(row: ListedRow, organisation: OrganisationId, above: &crate::vault::Key) -> Result<Self, StoreError> {
        let (_, shown) = keys::open_row(&row, organisation, above)?;
        Ok(Self {
            id: RecipientId(row.id),
            household_size: row.size(),
            status: row.standing()?,
            last_delivery: row.last_delivery(),
            external_ref: row.external_ref,
            shown,
        })
    }

    fn absences(&self) -> Vec<Absence> {
        absences(&self.shown.pauses)
    }

    pub(super) fn status_on(&self, day: NaiveDate) -> RecipientStatus {
        status_on(day, self.status, &self.absences())
    }

    /// Whether it may receive on a local day (DL-15).
    pub(super) fn receives_on(&self, day: NaiveDate) -> bool {
        may_receive(day, &ReceiveFacts { status: self.status, pauses: &self.absences(), merged: false }).is_ok()
    }

    /// Every word stands in the name, or the whole stands in the street. The text is folded.
    pub(super) fn says(&self, folded: &str) -> bool {
        let name = fold(&self.shown.display_name);
        folded.split(' ').all(|word| name.contains(word)) || fold(&self.shown.address.street).contains(folded)
    }

    pub(super) fn rank(&self) -> Rank {
        Rank { name: filed(&self.shown.display_name), id: self.id.0 }
    }

    pub(super) fn summary(self, today: NaiveDate) -> RecipientSummary {
        let away = self.absences();
        RecipientSummary {
            id: self.id,
            external_ref: self.external_ref,
            household_size: self.household_size,
            status: status_on(today, self.status, &away),
            paused_until: pause_on(today, &away).and_then(|p| p.until),
            display_name: self.shown.display_name,
            street: self.shown.address.street,
            postal_code: self.shown.address.postal_code,
            city: self.shown.address.city,
            geo_state: self.shown.address.geo_state,
            last_delivery: self.last_delivery,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filed_by_family_without_titles_capitals_and_accents() {
        for (name, place) in [
            ("M. et Mme Éluard", "eluard"),
            ("Famille Diallo", "diallo"),
            ("Mme  Thérèse Rossi", "rossi therese"),
            ("Mlle Ms", "ms"),
            ("Famille", "famille"),
            ("Etienne Martin", "martin etienne"),
            ("MARTIN Étienne", "martin etienne"),
            ("Odile LE GOFF", "le goff odile"),
            ("Odile Le Goff", "le goff odile"),
            ("Famille Ben Ali", "ben ali"),
            ("Mohamed Ben Ali", "ben ali mohamed"),
            ("Mme Le Goff", "le goff"),
            ("M. Ben Ali", "ben ali"),
            ("Ben Ali", "ali ben"),
            ("M. et Mme de Rivière", "riviere de"),
            ("Mme de Rivière", "riviere de"),
            ("Famille Mamadou DIALLO", "diallo mamadou"),
            ("Famille - Diallo", "diallo"),
            ("M.Dupont", "dupont"),
            ("O'Brien", "o brien"),
            ("ODILE MARTINET", "martinet odile"),
            ("Nguyen", "nguyen"),
            ("J.-P. Aubin", "aubin j p"),
            ("Le", "le"),
            ("", ""),
        ] {
            assert_eq!(filed(name), place, "{name}");
        }
    }

    #[test]
    fn a_rank_is_read_back_from_what_it_shows() {
        let rank = Rank { name: "de la tour".into(), id: Uuid::from_u128(7) };
        assert!(Rank::read(&rank.to_string()) == Some(rank));
        assert!(Rank::read("7 de la tour").is_none() && Rank::read("").is_none());
    }
}
