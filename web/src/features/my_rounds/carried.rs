//! What a volunteer's pages show, and the acts under way: above the pages, in memory only.

use super::act::Act;
use crate::{
    failure::Failure,
    i18n::now,
    session::{Account, Session, State},
    ui::Toasts,
};
use cabas_kernel::{
    Ts,
    id::{PersonId, RoundId, StopId},
};
use cabas_model::me::{DayQuery, MyRound};
use chrono::TimeDelta;
use leptos::{ev, prelude::*, task::spawn_local};

/// What is older than this is read again when a page opens, or comes back before the eyes.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// Where an act stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    /// On its way, or waiting for the one before it.
    Sending,
    /// No answer came: it is kept, and sent again.
    Waiting,
    /// The server said no. It stays until it was read.
    Refused(Failure),
}

/// An act that the server has not taken yet.
#[derive(Clone, PartialEq)]
pub(super) struct Pending {
    pub(super) act: Act,
    pub(super) standing: Standing,
    /// Whose act: nobody else sends it.
    pub(super) by: PersonId,
}

/// What was read, and when.
#[derive(Clone, PartialEq)]
pub(super) struct Known {
    pub(super) rounds: Vec<MyRound>,
    pub(super) at: Ts,
    /// The last reading found no server: this is a copy.
    pub(super) stale: bool,
}

/// The rounds of whoever is here. `Copy`: found anywhere with [`Carried::of_app`].
#[derive(Clone, Copy)]
pub struct Carried {
    session: Session,
    pub(super) toasts: Toasts,
    pub(super) known: RwSignal<Option<Known>>,
    /// Why nothing is known.
    failure: RwSignal<Option<Failure>>,
    pub(super) pending: RwSignal<Vec<Pending>>,
    reading: RwSignal<bool>,
    pub(super) sending: StoredValue<bool>,
}

impl Carried {
    /// Makes the place for them and hands it to everything below. Nothing is read before a page asks.
    pub fn provide(session: Session, toasts: Toasts) -> Self {
        let carried = Self {
            session,
            toasts,
            known: RwSignal::new(None),
            failure: RwSignal::new(None),
            pending: RwSignal::new(Vec::new()),
            reading: RwSignal::new(false),
            sending: StoredValue::new(false),
        };
        provide_context(carried);
        // Names and addresses leave with the session (OF10). Acts that wait hold neither: they stay when it ended by
        // itself, for when the same person is back.
        Effect::new(move |_| {
            if let State::Anonymous(anonymous) = session.state() {
                carried.known.set(None);
                carried.failure.set(None);
                if !anonymous.ended {
                    carried.pending.set(Vec::new());
                }
            }
        });
        let online = window_event_listener(ev::online, move |_| carried.retry());
        // Until acts survive the page, leaving it with some on board is asked about by the browser itself.
        let leaving = window_event_listener_untyped("beforeunload", move |event| {
            if carried.pending.with_untracked(|pending| pending.iter().any(|one| one.standing == Standing::Waiting)) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            online.remove();
            leaving.remove();
        });
        carried
    }

    /// Those of the application.
    ///
    /// # Panics
    /// Outside the application: a mistake in `app`.
    #[expect(clippy::expect_used, reason = "the application provides it above every page")]
    pub(super) fn of_app() -> Self {
        use_context().expect("what is carried above the pages")
    }

    /// A page of theirs opens: what is old is read again, now and each time the page comes back before the eyes.
    pub(super) fn watch(self) {
        self.refresh();
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                self.refresh();
            }
        });
        on_cleanup(move || seen.remove());
    }

    fn refresh(self) {
        let fresh = self
            .known
            .with_untracked(|known| known.as_ref().is_some_and(|known| !known.stale && now() - known.at < FRESH));
        if !fresh {
            self.read();
        }
        self.retry();
    }

    /// What is known, followed.
    pub(super) fn known(self) -> Signal<Option<Known>> {
        self.known.into()
    }

    /// Why nothing is known, followed.
    pub(super) fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    pub(super) fn reading(self) -> Signal<bool> {
        self.reading.into()
    }

    /// One round, followed.
    pub(super) fn round(self, id: RoundId) -> Memo<Option<MyRound>> {
        Memo::new(move |_| self.known.with(|known| known.as_ref()?.rounds.iter().find(|round| round.id == id).cloned()))
    }

    /// The acts the server has not taken, followed.
    pub(super) fn pending(self) -> Vec<Pending> {
        self.pending.get()
    }

    /// The act under way on a stop, followed.
    pub(super) fn pending_on(self, stop: StopId) -> Option<Pending> {
        self.pending.with(|pending| pending.iter().find(|one| one.act.deed.stop() == Some(stop)).cloned())
    }

    /// The act under way on a round as a whole, followed.
    pub(super) fn pending_on_round(self, round: RoundId) -> Option<Pending> {
        let of_round = |one: &&Pending| one.act.round == round && one.act.deed.stop().is_none();
        self.pending.with(|pending| pending.iter().find(of_round).cloned())
    }

    /// True while an act on the stop is on its way.
    pub(super) fn busy(self, stop: StopId) -> Signal<bool> {
        Signal::derive(move || self.pending_on(stop).is_some_and(|one| one.standing == Standing::Sending))
    }

    /// The same for a round as a whole.
    pub(super) fn busy_round(self, round: RoundId) -> Signal<bool> {
        Signal::derive(move || self.pending_on_round(round).is_some_and(|one| one.standing == Standing::Sending))
    }

    /// Reads the rounds again.
    pub(super) fn read(self) {
        let Some(account) = self.account() else { return };
        if self.reading.get_untracked() {
            return;
        }
        self.reading.set(true);
        spawn_local(async move {
            let answer = account.call(|client| async move { client.list_my_rounds(&DayQuery::default()).await }).await;
            self.reading.set(false);
            match answer {
                Ok(answer) => {
                    self.failure.set(None);
                    self.known.set(Some(Known { rounds: answer.items, at: now(), stale: false }));
                }
                Err(failure) if self.known.with_untracked(Option::is_none) => self.failure.set(Some(failure)),
                Err(_) => self.known.update(|known| {
                    if let Some(known) = known {
                        known.stale = true;
                    }
                }),
            }
        });
    }

    /// Who is here, when somebody is.
    pub(super) fn account(self) -> Option<Account> {
        match untrack(|| self.session.state()) {
            State::Authenticated(account) => Some(account),
            _ => None,
        }
    }
}
