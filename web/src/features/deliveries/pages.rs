//! Households by pages: those loaded so far, and those chosen, whatever is shown.

use cabas_kernel::id::RecipientId;
use cabas_model::recipients::{RecipientQuery, RecipientSort, RecipientSummary};
use chrono::NaiveDate;
use std::collections::HashSet;

/// How many households one request may name.
const MOST: usize = 500;

/// Asks for the households that may receive on a day, whatever they are today: all of them, or those that some words find.
pub(crate) fn receiving(day: NaiveDate, words: &str, limit: u16, cursor: Option<String>) -> RecipientQuery {
    RecipientQuery {
        q: Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
        receives_on: Some(day),
        sort: Some(RecipientSort::Name),
        limit: Some(limit),
        cursor,
        ..RecipientQuery::default()
    }
}

/// Those chosen, in the order they were; a search does not lose them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    ids: Vec<RecipientId>,
}

impl Chosen {
    pub(super) fn contains(&self, id: RecipientId) -> bool {
        self.ids.contains(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn set(&mut self, id: RecipientId, chosen: bool) {
        self.ids.retain(|known| *known != id);
        if chosen {
            self.ids.push(id);
        }
    }

    /// Chooses all that is shown, but for those who receive something that day already: a second delivery is chosen
    /// one by one.
    pub(super) fn add_all(&mut self, shown: &[RecipientSummary], already: &HashSet<RecipientId>) {
        for household in shown.iter().filter(|household| !already.contains(&household.id)) {
            self.set(household.id, true);
        }
    }

    pub(super) fn clear(&mut self) {
        self.ids.clear();
    }

    /// Those that were made are no longer to choose.
    pub(super) fn drop_made(&mut self, made: &[RecipientId]) {
        self.ids.retain(|id| !made.contains(id));
    }

    /// The next request's worth.
    pub(super) fn portion(&self) -> Vec<RecipientId> {
        self.ids.iter().take(MOST).copied().collect()
    }
}

/// A page after those before; one asked twice, by two presses, stands once.
pub(super) fn appended(known: &[RecipientSummary], page: Vec<RecipientSummary>) -> Vec<RecipientSummary> {
    let ids: HashSet<RecipientId> = known.iter().map(|household| household.id).collect();
    known.iter().cloned().chain(page.into_iter().filter(|household| !ids.contains(&household.id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_model::{address::GeoState, recipients::RecipientStatus};
    use uuid::Uuid;

    fn id(n: u128) -> RecipientId {
        RecipientId(Uuid::from_u128(n))
    }

    fn household(n: u128) -> RecipientSummary {
        RecipientSummary {
            id: id(n),
            external_ref: None,
            display_name: format!("Famille {n}"),
            household_size: 3,
            street: String::new(),
            postal_code: String::new(),
            city: String::new(),
            geo_state: GeoState::Located,
            status: RecipientStatus::Active,
            paused_until: None,
            last_delivery: None,
        }
    }

    #[test]
    fn who_can_be_chosen_is_asked_for_the_planned_day_and_not_for_today() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let asked = receiving(day, "  rue des Lilas ", 20, None);
        assert_eq!((asked.receives_on, asked.q.as_deref()), (Some(day), Some("rue des Lilas")));
        assert_eq!(asked.status, None, "paused until then, or not served yet: both are offered");
        assert_eq!(receiving(day, "   ", 20, None).q, None);
    }

    #[test]
    fn all_means_those_without_a_delivery_that_day() {
        let mut chosen = Chosen::default();
        chosen.add_all(&[household(1), household(2)], &HashSet::from([id(2)]));
        assert_eq!(chosen.portion(), [id(1)]);
        chosen.set(id(2), true);
        assert!(chosen.contains(id(2)), "one by one, a second delivery can be chosen");
    }

    #[test]
    fn a_large_choice_is_sent_in_portions() {
        let mut chosen = Chosen::default();
        let many: Vec<RecipientSummary> = (1..=1200).map(household).collect();
        chosen.add_all(&many, &HashSet::new());
        let mut sizes = Vec::new();
        while chosen.len() > 0 {
            let portion = chosen.portion();
            sizes.push(portion.len());
            chosen.drop_made(&portion);
        }
        assert_eq!(sizes, [500, 500, 200]);
    }

    #[test]
    fn a_page_is_added_once() {
        let known = vec![household(1), household(2)];
        let ids: Vec<_> = appended(&known, vec![household(2), household(3)]).iter().map(|one| one.id).collect();
        assert_eq!(ids, [1, 2, 3].map(id));
    }
}
