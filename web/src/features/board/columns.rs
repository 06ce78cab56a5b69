//! The columns as they are drawn: what stands in each, and the facts of its head.

use super::{
    day::{Day, is_visit},
    moves::{Column, Layout},
};
use cabas_kernel::{
    Grams, Ts,
    id::{MembershipId, RoundId, StopId},
};
use cabas_model::{
    days::{BoardRound, BoardStop},
    deliveries::StopStatus,
    rounds::{RoundState, TravelMode},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The board as it is shown: the day, with what has been moved and perhaps not answered yet.
pub(super) struct Shown {
    pub day: Arc<Day>,
    pub layout: Layout,
    /// Visits that wait for a round, and households that are waited for at the depot.
    pub waiting: Vec<StopId>,
    /// Visits without a round that wait for nothing: on their way, or over.
    pub aside: Vec<StopId>,
    /// Visits that were cancelled before they were tried: they left their round.
    pub cancelled: Vec<StopId>,
    pub counts: Counts,
    rounds: HashMap<StopId, RoundId>,
}

/// Why a visit without a round waits for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apart {
    Aside,
    Cancelled,
}

/// How many visits stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub all: usize,
    pub to_place: usize,
    /// In a round, or awaited at the depot: still to do.
    pub planned: usize,
    pub done: usize,
    pub failed: usize,
    /// With a mark to follow up, or a word of the volunteer.
    pub watched: usize,
    /// In none of the others.
    pub cancelled: usize,
}

impl Shown {
    pub(super) fn new(day: Arc<Day>, layout: Layout) -> Self {
        let rounds: HashMap<StopId, RoundId> =
            layout.rounds().flat_map(|(id, stops)| stops.iter().map(move |stop| (*stop, id))).collect();
        let mut shown = Self {
            day: day.clone(),
            layout,
            waiting: Vec::new(),
            aside: Vec::new(),
            cancelled: Vec::new(),
            counts: Counts::default(),
            rounds,
        };
        for id in &day.visits {
            let Some(stop) = day.stop(*id) else { continue };
            let placed = shown.rounds.contains_key(id);
            let waits = !placed && waits(stop);
            if !placed {
                let list = match stop.status {
                    StopStatus::Cancelled => &mut shown.cancelled,
                    _ if waits || is_awaited(stop) => &mut shown.waiting,
                    _ => &mut shown.aside,
                };
                list.push(*id);
            }
            shown.counts.add(stop, waits);
        }
        shown
    }

    pub(super) fn column(&self, stop: StopId) -> Column {
        self.rounds.get(&stop).map_or(Column::Waiting, |round| Column::Round(*round))
    }

    /// Whether a visit waits for a round.
    pub(super) fn waits(&self, stop: &BoardStop) -> bool {
        !self.rounds.contains_key(&stop.id) && waits(stop)
    }

    /// The visits of a column, in order: its cards.
    pub(super) fn cards(&self, column: Column) -> Vec<StopId> {
        match column {
            Column::Waiting => self.waiting.clone(),
            Column::Round(id) => self.layout.of(id).iter().copied().filter(|stop| self.day.is_visit(*stop)).collect(),
        }
    }

    /// Columns in the order of the screen.
    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        std::iter::once(Column::Waiting).chain(self.day.rounds.iter().map(|round| Column::Round(round.id)))
    }

    /// Those that are in no round and wait for none, in the order of the screen.
    pub(super) fn without_round(&self) -> [(Apart, &[StopId]); 2] {
        [(Apart::Aside, self.aside.as_slice()), (Apart::Cancelled, self.cancelled.as_slice())]
    }

    /// Whether a visit stands apart from the columns.
    pub(super) fn is_apart(&self, stop: StopId) -> bool {
        self.without_round().iter().any(|(_, stops)| stops.contains(&stop))
    }

    /// Some stops in the order of the screen, whatever the order they were chosen in.
    pub(super) fn in_order(&self, chosen: &HashSet<StopId>) -> Vec<StopId> {
        self.columns()
            .flat_map(|column| self.cards(column))
            .chain(self.without_round().iter().flat_map(|(_, stops)| stops.iter().copied()))
            .filter(|stop| chosen.contains(stop))
            .collect()
    }
}

/// Not in a round: does it wait for one?
fn waits(stop: &BoardStop) -> bool {
    matches!(stop.status, StopStatus::Draft | StopStatus::Ready) && !stop.self_pickup
}

/// Its household comes to the depot, and has not yet.
fn is_awaited(stop: &BoardStop) -> bool {
    stop.self_pickup && stop.status.is_open()
}

impl Counts {
    fn add(&mut self, stop: &BoardStop, waits: bool) {
        let count = |number: &mut usize| *number = number.saturating_add(1);
        if stop.status == StopStatus::Cancelled {
            return count(&mut self.cancelled);
        }
        count(&mut self.all);
        if stop.status == StopStatus::Failed {
            count(&mut self.failed);
        } else if stop.status.is_success() {
            count(&mut self.done);
        } else if waits {
            count(&mut self.to_place);
        } else {
            count(&mut self.planned);
        }
        if is_watched(stop) {
            count(&mut self.watched);
        }
    }
}

/// Someone should look at it: a mark to follow up, or a word the volunteer left.
pub(super) fn is_watched(stop: &BoardStop) -> bool {
    stop.needs_follow_up || stop.outcome_note.is_some()
}

/// One line of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Goods to fetch at one place, for one or several deliveries.
    Load(Vec<StopId>),
    Stop(StopId),
}

impl Line {
    /// What tells a line from another as the list changes.
    pub(super) fn key(&self) -> Option<StopId> {
        match self {
            Self::Load(stops) => stops.first().copied(),
            Self::Stop(stop) => Some(*stop),
        }
    }
}

/// The lines of a round: pickups that follow each other at one place are one.
pub(super) fn lines(day: &Day, stops: &[StopId]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(stops.len());
    let mut place: Option<(&str, &str)> = None;
    for stop in stops.iter().filter_map(|id| day.stop(*id)) {
        if is_visit(stop) {
            place = None;
            lines.push(Line::Stop(stop.id));
            continue;
        }
        let here = Some((stop.name.as_str(), stop.street.as_str()));
        match lines.last_mut() {
            Some(Line::Load(load)) if place == here => load.push(stop.id),
            _ => lines.push(Line::Load(vec![stop.id])),
        }
        place = here;
    }
    lines
}

/// What the head of a round says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    pub name: String,
    pub state: RoundState,
    pub mode: TravelMode,
    pub assignee: Option<MembershipId>,
    pub self_assign: bool,
    /// One status per visit, in order.
    pub statuses: Vec<StopStatus>,
    pub load: Load,
    pub max_load: Option<Grams>,
    /// From the first start to the last end.
    pub span: Option<(Ts, Ts)>,
}

/// The weight of what a round carries, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub known: Grams,
    /// Visits whose weight nobody wrote.
    pub unknown: usize,
}

impl Load {
    pub(super) fn of<'a>(stops: impl Iterator<Item = &'a BoardStop>) -> Self {
        let mut load = Self::default();
        for stop in stops {
            match stop.weight_g {
                Some(weight) => load.known = Grams(load.known.0.saturating_add(weight.0)),
                None => load.unknown = load.unknown.saturating_add(1),
            }
        }
        load
    }

    /// What is too much, when there is a limit and it is passed.
    pub(super) fn over(self, max: Option<Grams>) -> Option<Grams> {
        max.and_then(|max| self.known.0.checked_sub(max.0)).filter(|over| *over > 0).map(Grams)
    }
}

impl Head {
    pub(super) fn of(shown: &Shown, round: &BoardRound) -> Self {
        let visits: Vec<&BoardStop> = shown
            .layout
            .of(round.id)
            .iter()
            .filter_map(|id| shown.day.stop(*id))
            .map(Arc::as_ref)
            .filter(|stop| is_visit(stop))
            .collect();
        let live = || visits.iter().copied().filter(|stop| stop.status != StopStatus::Cancelled);
        let start = live().map(|stop| stop.window.earliest()).min();
        let end = live().map(|stop| stop.window.end).max();
        Self {
            name: round.name.clone(),
            state: round.state,
            mode: round.mode,
            assignee: round.assignee_id,
            self_assign: round.self_assign,
            statuses: visits.iter().map(|stop| stop.status).collect(),
            load: Load::of(live()),
            max_load: round.max_load_g,
            span: start.zip(end),
        }
    }

    /// Stops that are not cancelled.
    pub(super) fn stops(&self) -> usize {
        self.statuses.iter().filter(|status| **status != StopStatus::Cancelled).count()
    }

    /// A draft that someone could be told about now.
    pub(super) fn may_leave(&self) -> bool {
        self.state == RoundState::Draft && self.stops() > 0 && (self.assignee.is_some() || self.self_assign)
    }

    /// Told, and nothing is left to do.
    pub(super) fn may_close(&self) -> bool {
        matches!(self.state, RoundState::Published | RoundState::Running)
            && self.stops() > 0
            && !self.statuses.iter().any(|status| status.is_open())
    }
}
