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
    words::{deliveries::StopStatus, rounds::RoundState},
};
use cabas_model::me::{DayQuery, MyRound, MyStop};
use chrono::TimeDelta;
use leptos::{ev, prelude::*, task::spawn_local};

/// What is older than this is read again when a page opens, or comes back before the eyes.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// Where an act stands.
#[derive(Clone, PartialEq)]
pub(super) enum Standing {
    /// On its way, or waiting for the one before it.
    Sending,
    /// No answer came: it is kept, and sent again.
    Waiting,
    /// The server said no. It stays until it was read.
    Refused(Failure),
}

/// An act that the server has not taken yet.
#[derive(Clone)]
pub(super) struct Pending {
    pub(super) act: Act,
    pub(super) standing: Standing,
    /// Whose act: nobody else sends it.
    pub(super) by: PersonId,
}

/// What was read, and when.
pub(super) struct Known {
    pub(super) rounds: Vec<MyRound>,
    pub(super) at: Ts,
    /// The last reading found no server: this is a copy.
    pub(super) stale: bool,
}

/// All that the pages show.
#[derive(Default)]
pub(super) struct Data {
    pub(super) known: Option<Known>,
    /// Why nothing is known.
    pub(super) failure: Option<Failure>,
    /// In the order they were made.
    pub(super) pending: Vec<Pending>,
}

/// The rounds of whoever is here. `Copy`: found anywhere with [`Carried::of_app`].
///
/// The data is plain, and two bells tell what changed of it: a signal and a memo for each part would weigh more than
/// the pages.
#[derive(Clone, Copy)]
pub struct Carried {
    session: Session,
    pub(super) toasts: Toasts,
    pub(super) data: StoredValue<Data>,
    /// What there is changed: rounds, stops, what is known of a stop.
    pub(super) things: Trigger,
    /// How it goes changed: states, acts under way.
    pub(super) going: Trigger,
    pub(super) reading: RwSignal<bool>,
    again: StoredValue<bool>,
    pub(super) sending: StoredValue<bool>,
}

impl Carried {
    /// Makes the place for them and hands it to everything below. Nothing is read before a page asks.
    pub fn provide(session: Session, toasts: Toasts) -> Self {
        let carried = Self {
            session,
            toasts,
            data: StoredValue::new(Data::default()),
            things: Trigger::new(),
            going: Trigger::new(),
            reading: RwSignal::new(false),
            again: StoredValue::new(false),
            sending: StoredValue::new(false),
        };
        provide_context(carried);
        // Names and addresses leave with the session (OF10). Acts that wait hold neither: they stay when it ended by
        // itself, for when the same person is back.
        Effect::new(move |_| {
            if let State::Anonymous(anonymous) = session.state() {
                carried.data.update_value(|data| {
                    data.known = None;
                    data.failure = None;
                    if !anonymous.ended {
                        data.pending = Vec::new();
                    }
                });
            }
        });
        let online = window_event_listener(ev::online, move |_| carried.retry());
        // Until acts survive the page, leaving it with some on board is asked about by the browser itself.
        let leaving = window_event_listener_untyped("beforeunload", move |event| {
            if carried.any(|one| one.standing == Standing::Waiting) {
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
        let fresh = |known: &Known| !known.stale && now() - known.at < FRESH;
        if !self.data.with_value(|data| data.known.as_ref().is_some_and(fresh)) {
            self.read();
        }
        self.retry();
    }

    /// One round, as it is now.
    pub(super) fn round(self, id: RoundId) -> Option<MyRound> {
        self.data.with_value(|data| data.known.as_ref()?.rounds.iter().find(|round| round.id == id).cloned())
    }

    /// One stop, as it is now.
    pub(super) fn stop(self, round: RoundId, id: StopId) -> Option<MyStop> {
        self.round(round)?.stops.into_iter().find(|stop| stop.id == id)
    }

    /// Whether any act stands so.
    pub(super) fn any(self, which: impl FnMut(&Pending) -> bool) -> bool {
        self.data.with_value(|data| data.pending.iter().any(which))
    }

    /// True while an act is on its way: on the stop, or without one on the round as a whole.
    pub(super) fn busy(self, round: RoundId, stop: Option<StopId>) -> Signal<bool> {
        Signal::derive(move || {
            self.going.track();
            self.any(|one| one.standing == Standing::Sending && one.act.round == round && one.act.deed.stop() == stop)
        })
    }

    /// Reads the rounds again.
    pub(super) fn read(self) {
        let Some(account) = self.account() else { return };
        if self.reading.get_untracked() {
            // What is on its way may be older than what is asked for.
            self.again.set_value(true);
            return;
        }
        self.reading.set(true);
        spawn_local(async move {
            let answer = account.call(|client| async move { client.list_my_rounds(&DayQuery::default()).await }).await;
            self.learn(answer.map(|answer| answer.items));
            self.reading.set(false);
            if self.again.get_value() {
                self.again.set_value(false);
                self.read();
            }
        });
    }

    fn learn(self, answer: Result<Vec<MyRound>, Failure>) {
        if self.account().is_none() {
            return;
        }
        let (mut same, mut still) = (false, false);
        self.data.update_value(|data| match (answer, &mut data.known) {
            (Ok(rounds), known) => {
                still = known.as_ref().is_some_and(|known| !known.stale && known.rounds == rounds);
                same = still || known.as_ref().is_some_and(|known| things(&known.rounds) == things(&rounds));
                *known = Some(Known { rounds, at: now(), stale: false });
                data.failure = None;
            }
            (Err(_), Some(known)) => {
                known.stale = true;
                same = true;
            }
            (Err(failure), None) => data.failure = Some(failure),
        });
        if !same {
            self.things.notify();
        }
        // The echo of one's own act says nothing new: what has focus stays as it is.
        if !still {
            self.going.notify();
        }
    }

    /// Who is here, when somebody is.
    pub(super) fn account(self) -> Option<Account> {
        match untrack(|| self.session.state()) {
            State::Authenticated(account) => Some(account),
            _ => None,
        }
    }
}

/// The rounds without how they go.
fn things(rounds: &[MyRound]) -> Vec<MyRound> {
    let mut rounds = rounds.to_vec();
    for round in &mut rounds {
        round.state = RoundState::Published;
        round.stops.iter_mut().for_each(still);
    }
    rounds
}

/// A stop without how it goes.
pub(super) fn still(stop: &mut MyStop) {
    // A cancelled stop is no longer there.
    if stop.status != StopStatus::Cancelled {
        stop.status = StopStatus::Assigned;
    }
    stop.outcome_note = None;
    stop.closed_at = None;
    stop.failure_reason = None;
    stop.can.clear();
}
