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

/// What goes before a name, folded.
const TITLES: [&str; 15] = [
    "et",
    "famille",
    "foyer",
    "m",
    "madame",
    "mademoiselle",
    "mlle",
    "mm",
    "mme",
    "mmes",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "family",
];

/// A name as a telephone book files it: without capitals, accents and the titles before it. `M. et Mme Éluard` stands
/// with the E.
fn filed(name: &str) -> String {
    let folded = fold(name);
    let mut rest = folded.as_str();
    while let Some((title, name)) = rest.split_once(' ')
        && TITLES.contains(&title)
    {
        rest = name;
    }
    rest.to_owned()
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
    fn titles_capitals_and_accents_do_not_move_a_name() {
        for (name, place) in [
            ("M. et Mme Éluard", "eluard"),
            ("Famille Diallo", "diallo"),
            ("Mme  Thérèse Rossi", "therese rossi"),
            ("Mlle Ms", "ms"),
            ("Famille", "famille"),
            ("Etienne Martin", "etienne martin"),
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
