//! What the board knows of itself: the day as last answered, what is being moved, what is chosen.

use super::{
    asks::Ask,
    columns::{Apart, Line, Shown, lines},
    day::Day,
    filter::Filter,
    focus,
    menus::MenuOf,
    moves::{Column, Layout, Place, Put},
    news::News,
    reads::Reads,
    selection::Selection,
    words,
};
use crate::{
    failure::Failure,
    i18n::{Dates, Lang, use_dates, use_lang},
    live::{Link, LiveFeed},
    session::{Account, use_account},
    ui::Toasts,
};
use cabas_kernel::{
    Window,
    id::{RoundId, StopId},
};
use cabas_messages::board;
use cabas_model::{
    PageQuery,
    days::{BoardRound, BoardStop, DayBoard},
    events::{EventKind, LiveEvent},
    organisations::{DepotSummary, PackageKindSummary},
};
use chrono::NaiveDate;
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::{HashMap, HashSet},
    ops::Deref,
    sync::Arc,
    time::Duration,
};

/// How long a burst of changes is gathered before the day is read again.
const GATHER: Duration = Duration::from_millis(250);

/// A gesture that moves stops, until the server has answered.
#[derive(Clone)]
pub(super) struct Act {
    pub puts: Vec<Put>,
    /// What is said once it is done, when it is worth a way back.
    pub words: Option<String>,
    pub undo: Vec<Put>,
}

/// Stops carried by keyboard.
#[derive(Clone, PartialEq)]
pub(super) struct InHand {
    /// The card that was taken.
    pub card: StopId,
    pub stops: Vec<StopId>,
    /// Where they would go, not asked yet.
    pub puts: Vec<Put>,
}

/// Something that did not happen, and what can be done about it.
#[derive(Clone)]
pub(super) struct Notice {
    pub sentence: String,
    /// The moves that can be tried again.
    pub again: Vec<Put>,
}

/// Where the reading of the day stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Idle,
    Soon,
    Now,
    NowAndAgain,
}

/// The board of one day, for as long as its page stands. `Copy`, and as light as a pointer, because every closure of
/// every card holds one. Its state is a set of handles, whose values end with the page; the handles themselves (some
/// 500 bytes for each day that is opened) stay until the window is closed.
#[derive(Clone, Copy)]
pub(super) struct Board(&'static State);

impl Deref for Board {
    type Target = State;
    fn deref(&self) -> &State {
        self.0
    }
}

pub(super) struct State {
    pub account: Account,
    pub lang: Lang,
    pub date: NaiveDate,
    /// What is drawn; nothing before the first answer.
    pub shown: RwSignal<Option<Arc<Shown>>>,
    /// Why the last reading failed.
    pub failure: RwSignal<Option<Failure>>,
    pub notice: RwSignal<Option<Notice>>,
    pub news: RwSignal<News>,
    /// What those who listen are told of a move.
    pub heard: RwSignal<String>,
    pub filter: RwSignal<Filter>,
    pub picked: RwSignal<Selection>,
    pub in_hand: RwSignal<Option<InHand>>,
    /// Stops dragged by pointer, and the place under it.
    pub dragged: RwSignal<Vec<StopId>>,
    pub spot: RwSignal<Option<(Column, Place)>>,
    /// The one column that a narrow screen shows.
    pub open: RwSignal<Column>,
    /// Counts up as the page moves under the eyes: columns draw what comes in sight.
    pub looked: RwSignal<u32>,
    pub ask: RwSignal<Option<Ask>>,
    pub menu: RwSignal<Option<MenuOf>>,
    /// The kinds of parcels, and their names by slug.
    pub parcels: RwSignal<Arc<Vec<PackageKindSummary>>>,
    pub kinds: RwSignal<Arc<HashMap<String, String>>>,
    pub depots: RwSignal<Arc<Vec<DepotSummary>>>,
    pub toasts: Toasts,
    pub(super) day: StoredValue<Option<Arc<Day>>>,
    pub(super) pending: StoredValue<Vec<Act>>,
    pub(super) sending: StoredValue<bool>,
    /// Stops that one closed or opened oneself, until the next answer.
    pub(super) mine: StoredValue<HashSet<StopId>>,
    reading: StoredValue<Reading>,
    /// What the readings include, and whose answer counts.
    reads: StoredValue<Reads>,
    look_due: StoredValue<bool>,
    dates: StoredValue<Dates>,
    windows: StoredValue<HashMap<Window, String>>,
}

impl Board {
    /// A board that reads its day, and follows what changes for as long as what calls this stands.
    pub(super) fn open(date: NaiveDate) -> Self {
        let state = State {
            account: use_account(),
            lang: use_lang(),
            date,
            shown: RwSignal::new(None),
            failure: RwSignal::new(None),
            notice: RwSignal::new(None),
            news: RwSignal::new(News::default()),
            heard: RwSignal::new(String::new()),
            filter: RwSignal::new(Filter::default()),
            picked: RwSignal::new(Selection::default()),
            in_hand: RwSignal::new(None),
            dragged: RwSignal::new(Vec::new()),
            spot: RwSignal::new(None),
            open: RwSignal::new(Column::Waiting),
            looked: RwSignal::new(0),
            ask: RwSignal::new(None),
            menu: RwSignal::new(None),
            parcels: RwSignal::new(Arc::default()),
            kinds: RwSignal::new(Arc::default()),
            depots: RwSignal::new(Arc::default()),
            toasts: Toasts::of_app(),
            day: StoredValue::new(None),
            pending: StoredValue::new(Vec::new()),
            sending: StoredValue::new(false),
            mine: StoredValue::new(HashSet::new()),
            reading: StoredValue::new(Reading::Idle),
            reads: StoredValue::new(Reads::default()),
            look_due: StoredValue::new(false),
            dates: StoredValue::new(use_dates()),
            windows: StoredValue::new(HashMap::new()),
        };
        let board = Self(Box::leak(Box::new(state)));
        board.read_now();
        board.follow();
        spawn_local(board.read_settings());
        board
    }

    pub(super) fn dates(self) -> Dates {
        self.dates.get_value()
    }

    /// A window in words: the same few come thousands of times, and the browser writes them slowly.
    pub(super) fn window(self, window: &Window) -> String {
        if let Some(words) = self.windows.with_value(|known| known.get(window).cloned()) {
            return words;
        }
        let words = self.dates.with_value(|dates| dates.window(window));
        self.windows.update_value(|known| {
            known.insert(*window, words.clone());
        });
        words
    }

    /// « 27 avenue Jean-Jaurès », or nothing for what has left the day.
    pub(super) fn street(self, stop: StopId) -> String {
        self.stop_now(stop).map(|stop| stop.street.clone()).unwrap_or_default()
    }

    /// « A, Les Halles »
    pub(super) fn round_words(self, id: RoundId) -> String {
        self.day
            .get_value()
            .and_then(|day| Some(words::round(self.lang, day.index(id)?, &day.round(id)?.name)))
            .unwrap_or_default()
    }

    /// A stop, followed.
    pub(super) fn stop(self, id: StopId) -> Option<Arc<BoardStop>> {
        self.shown.with(|shown| shown.as_ref()?.day.stop(id).cloned())
    }

    /// A stop, followed as itself: what changes elsewhere is not told.
    pub(super) fn follow_stop(self, id: StopId) -> Memo<Option<Arc<BoardStop>>> {
        Memo::new(move |_| self.stop(id))
    }

    pub(super) fn stop_now(self, id: StopId) -> Option<Arc<BoardStop>> {
        self.day.get_value()?.stop(id).cloned()
    }

    pub(super) fn round_now(self, id: RoundId) -> Option<Arc<BoardRound>> {
        self.day.get_value()?.round(id).cloned()
    }

    pub(super) fn shown_now(self) -> Option<Arc<Shown>> {
        self.shown.get_untracked()
    }

    /// The lines of a column that pass the filter, followed.
    pub(super) fn lines(self, column: Column) -> Vec<Line> {
        let Some(shown) = self.shown.get() else { return Vec::new() };
        self.filter.with(|filter| {
            let all = match column {
                Column::Waiting => shown.waiting.iter().copied().map(Line::Stop).collect(),
                Column::Round(id) => lines(&shown.day, shown.layout.of(id)),
            };
            if filter.is_open() {
                return all;
            }
            all.into_iter().filter(|line| matches!(line, Line::Stop(stop) if passes(&shown, filter, *stop))).collect()
        })
    }

    /// What waits for no round and is in none, as far as it passes the filter, followed.
    pub(super) fn lines_apart(self, why: Apart) -> Vec<Line> {
        let Some(shown) = self.shown.get() else { return Vec::new() };
        self.filter.with(|filter| {
            let of = shown.without_round().into_iter().filter(|(is, _)| *is == why);
            let stops = of.flat_map(|(_, stops)| stops.iter().copied());
            stops.filter(|stop| passes(&shown, filter, *stop)).map(Line::Stop).collect()
        })
    }

    /// The cards of a column that are seen, as they are now.
    pub(super) fn cards_now(self, shown: &Shown, column: Column) -> Vec<StopId> {
        self.filter.with_untracked(|filter| {
            let mut cards = shown.cards(column);
            if !filter.is_open() {
                cards.retain(|stop| passes(shown, filter, *stop));
            }
            cards
        })
    }

    // Reading.

    /// Reads the day soon: what comes in a burst is one reading.
    pub(super) fn read_soon(self) {
        match self.reading.try_get_value() {
            Some(Reading::Idle) => {
                self.reading.set_value(Reading::Soon);
                set_timeout(move || self.read_if_wanted(), GATHER);
            }
            Some(Reading::Now) => self.reading.set_value(Reading::NowAndAgain),
            _ => {}
        }
    }

    fn read_if_wanted(self) {
        let known = self.last_event();
        let Some(due) = self.reads.try_with_value(|reads| reads.is_due(known)) else { return };
        self.reading.set_value(Reading::Idle);
        if due {
            self.read_now();
        }
    }

    /// The event that the day as last answered ends with.
    fn last_event(self) -> Option<i64> {
        self.day.try_with_value(|day| day.as_ref().map(|day| day.last_event)).flatten()
    }

    /// Reads the day, whatever is known of it.
    pub(super) fn read_now(self) {
        self.reading.set_value(Reading::Now);
        spawn_local(async move {
            // What went wrong is in `failure`.
            let _ = self.read().await;
            let Some(reading) = self.reading.try_get_value() else { return };
            self.reading.set_value(Reading::Idle);
            if reading == Reading::NowAndAgain {
                self.read_soon();
            }
        });
    }

    /// Reads the day and waits for it.
    pub(super) async fn read(self) -> Result<(), Failure> {
        let (organisation, date) = (self.account.organisation(), self.date);
        let Some(number) = self.reads.try_update_value(Reads::ask) else { return Ok(()) };
        let answer = self.account.call(move |client| async move { client.read_day(organisation, date).await }).await;
        // The page is gone, or this answer was overtaken by that of a later reading.
        if self.reads.try_update_value(|reads| reads.end(number, answer.is_ok())) != Some(true) {
            return Ok(());
        }
        match answer {
            Ok(day) => {
                self.failure.set(None);
                self.take(day);
                // What a later reading was to include, and failed, is still to come.
                let known = self.last_event();
                if self.reads.with_value(|reads| reads.is_due(known)) {
                    self.read_soon();
                }
                Ok(())
            }
            Err(failure) => {
                self.reads.update_value(Reads::miss);
                self.failure.set(Some(failure.clone()));
                Err(failure)
            }
        }
    }

    fn take(self, mut board: DayBoard) {
        words::erased(self.lang, &mut board.stops);
        let before = self.day.get_value();
        let day = Day::new(board, before.as_deref());
        if let Some(before) = before {
            let mine = self.mine.try_update_value(std::mem::take).unwrap_or_default();
            self.news.update(|news| news.add(&before, &day, &mine));
        }
        self.day.set_value(Some(Arc::new(day)));
        self.redraw();
    }

    /// Names of depots and parcels: what they add can come later, so a failure is not told.
    async fn read_settings(self) {
        let organisation = self.account.organisation();
        let page = || PageQuery { limit: Some(100), cursor: None };
        let kinds =
            self.account.call(move |client| async move { client.list_package_kinds(organisation, &page()).await });
        if let Ok(kinds) = kinds.await {
            let names = kinds.items.iter().map(|kind| (kind.slug.clone(), kind.name.clone())).collect();
            self.kinds.try_set(Arc::new(names));
            self.parcels.try_set(Arc::new(kinds.items));
        }
        let depots = self.account.call(move |client| async move { client.list_depots(organisation, &page()).await });
        if let Ok(depots) = depots.await {
            self.depots.try_set(Arc::new(depots.items));
        }
    }

    /// Follows the changes of this day, and catches up after a cut.
    fn follow(self) {
        let Some(feed) = LiveFeed::of_app() else { return };
        feed.on_event(move |event| self.hear(&event));
        let link = feed.link();
        Effect::new(move |was_lost: Option<bool>| {
            let lost = link.with(|link| matches!(link, Link::Lost { .. } | Link::Paused { .. }));
            if was_lost == Some(true) && !lost {
                self.reads.update_value(Reads::miss);
                self.read_soon();
            }
            lost
        });
    }

    fn hear(self, event: &LiveEvent) {
        let here = event.organisation_id == self.account.organisation()
            && event.date.is_none_or(|date| date == self.date)
            && event.kind != EventKind::ImportChanged;
        let known = self.last_event();
        if here && self.reads.try_update_value(|reads| reads.hear(event.id, known)) == Some(true) {
            self.read_soon();
        }
    }

    // Drawing.

    /// The layout with what is not answered yet, without what is in hand.
    pub(super) fn layout_now(self, day: &Day) -> Layout {
        let mut layout = day.layout.clone();
        self.pending.with_value(|acts| acts.iter().for_each(|act| layout.apply(day, &act.puts)));
        layout
    }

    /// Draws the day with what is not answered yet. Not under a card that is being dragged: what it would be dropped
    /// on must not slip away.
    pub(super) fn redraw(self) {
        let Some(day) = self.day.get_value() else { return };
        if self.dragged.with_untracked(|dragged| !dragged.is_empty()) {
            return;
        }
        let held = focus::current();
        let in_hand = self.in_hand.with_untracked(|in_hand| in_hand.as_ref().map(|in_hand| in_hand.card));
        if let Some(gone) = in_hand.filter(|card| day.stop(*card).is_none()) {
            self.let_go_of(gone);
        }
        let mut layout = self.layout_now(&day);
        if let Some(in_hand) = self.in_hand.get_untracked() {
            layout.apply(&day, &in_hand.puts);
        }
        let shown = Shown::new(day, layout);
        if self.picked.with_untracked(|picked| picked.chosen().iter().any(|stop| !may_be_picked(&shown, *stop))) {
            self.picked.update(|picked| {
                picked.keep(|stop| may_be_picked(&shown, stop));
            });
        }
        if let Column::Round(id) = self.open.get_untracked()
            && shown.day.round(id).is_none()
        {
            self.open.set(Column::Waiting);
        }
        self.shown.set(Some(Arc::new(shown)));
        self.look();
        focus::back_soon(held);
    }

    /// Something moved under the eyes: at the next frame, columns draw what has come in sight.
    pub(super) fn look(self) {
        if self.look_due.try_get_value() != Some(false) {
            return;
        }
        self.look_due.set_value(true);
        request_animation_frame(move || {
            if self.look_due.try_set_value(false).is_none() {
                self.looked.update(|looked| *looked = looked.wrapping_add(1));
            }
        });
    }

    /// Tells those who listen where a stop is now.
    pub(super) fn say_place(self, stop: StopId) {
        let Some(shown) = self.shown_now() else { return };
        let column = shown.column(stop);
        let Column::Round(id) = column else {
            return self.heard.set(board::heard_waiting(self.lang, &self.street(stop)));
        };
        let cards = self.cards_now(&shown, column);
        let place = cards.iter().position(|card| *card == stop).unwrap_or_default().saturating_add(1);
        self.heard.set(board::heard_place(self.lang, cards.len(), place, &self.round_words(id), &self.street(stop)));
    }
}

fn passes(shown: &Shown, filter: &Filter, stop: StopId) -> bool {
    shown.day.stop(stop).is_some_and(|stop| filter.passes(stop, shown.waits(stop)))
}

/// Only what can still be moved can be chosen; who comes to the depot goes into no round.
pub(super) fn may_be_picked(shown: &Shown, stop: StopId) -> bool {
    use cabas_model::deliveries::StopStatus::Out;
    shown.day.stop(stop).is_some_and(|stop| {
        let awaited = stop.self_pickup && shown.column(stop.id) == Column::Waiting;
        stop.status.is_open() && stop.status != Out && !awaited
    })
}
