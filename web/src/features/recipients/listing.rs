//! The list as it is read: what is asked for, page after page.

use crate::{
    failure::Failure,
    session::{Account, use_account},
};
use cabas_model::recipients::{RecipientQuery, RecipientSort, RecipientStatus, RecipientSummary};
use leptos::{prelude::*, task::spawn_local};

/// Households asked for at a time.
const PAGE: u16 = 50;

/// What the list is narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Show {
    #[default]
    All,
    Status(RecipientStatus),
    /// Those whose address has no sure position (DL-24).
    ToPlace,
}

impl Show {
    /// In the order of the choice.
    pub(super) const ALL: [Self; 7] = [
        Self::All,
        Self::Status(RecipientStatus::Active),
        Self::Status(RecipientStatus::Pending),
        Self::Status(RecipientStatus::Paused),
        Self::Status(RecipientStatus::Stopped),
        Self::Status(RecipientStatus::Deceased),
        Self::ToPlace,
    ];

    /// Its name in the address: `?show=paused`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Status(status) => status.as_str(),
            Self::ToPlace => "to_place",
        }
    }

    /// The one of a name; all of them for a name that says nothing.
    pub(super) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.name() == name).unwrap_or_default()
    }
}

/// What stands on the page.
#[derive(Clone, PartialEq)]
pub(super) enum Shown {
    Loading,
    Trouble(Failure),
    Rows(Vec<RecipientSummary>),
}

/// The list and where it goes on. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    account: Account,
    pub(super) shown: RwSignal<Shown>,
    /// Where the next page begins, when there is one.
    pub(super) next: RwSignal<Option<String>>,
    /// The next page is on its way.
    pub(super) busy: RwSignal<bool>,
    /// Why the next page did not come; what is shown stays.
    pub(super) trouble: RwSignal<Option<Failure>>,
    query: StoredValue<RecipientQuery>,
    /// The answer awaited: one that comes after something else was asked is dropped.
    turn: StoredValue<u32>,
}

impl Listing {
    pub(super) fn new() -> Self {
        Self {
            account: use_account(),
            shown: RwSignal::new(Shown::Loading),
            next: RwSignal::new(None),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            query: StoredValue::new(RecipientQuery::default()),
            turn: StoredValue::new(0),
        }
    }

    /// Reads from the start. What was shown gives way to bones, since it answers another question.
    pub(super) fn ask(self, text: &str, show: Show) {
        self.query.set_value(RecipientQuery {
            q: Some(text.to_owned()).filter(|text| !text.is_empty()),
            status: if let Show::Status(status) = show { Some(status) } else { None },
            to_place: (show == Show::ToPlace).then_some(true),
            sort: Some(RecipientSort::Name),
            limit: Some(PAGE),
            ..RecipientQuery::default()
        });
        self.again();
    }

    /// Reads the same again, from the start.
    pub(super) fn again(self) {
        self.shown.set(Shown::Loading);
        self.next.set(None);
        self.read(None);
    }

    /// Reads on.
    pub(super) fn more(self) {
        if let Some(cursor) = self.next.get_untracked() {
            self.read(Some(cursor));
        }
    }

    fn read(self, cursor: Option<String>) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.busy.set(true);
        self.trouble.set(None);
        let organisation = self.account.organisation();
        let is_more = cursor.is_some();
        let query = RecipientQuery { cursor, ..self.query.get_value() };
        spawn_local(async move {
            let call = |client: cabas_client::Client| {
                let query = query.clone();
                async move { client.list_recipients(organisation, &query).await }
            };
            let answer = self.account.call(call).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) => {
                    self.next.set(page.next_cursor);
                    self.shown.update(|shown| match shown {
                        Shown::Rows(rows) if is_more => rows.extend(page.items),
                        other => *other = Shown::Rows(page.items),
                    });
                }
                Err(failure) if is_more => self.trouble.set(Some(failure)),
                Err(failure) => self.shown.set(Shown::Trouble(failure)),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_has_a_name_of_its_own_in_the_address() {
        for show in Show::ALL {
            assert_eq!(Show::named(show.name()), show);
        }
        assert_eq!(Show::named("nothing of the kind"), Show::All);
    }
}
