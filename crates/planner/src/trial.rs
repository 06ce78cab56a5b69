//! A job tried on one carrier, place by place and without the engine: for the reasons why a job is left out, and for what
//! the search overlooked.

use crate::{
    plan::{Plan, Round, Step, Stop},
    problem::{Carrier, LOADS, Problem, Task, Travel, Window},
};

/// A job tried on one carrier.
pub(crate) struct Trial<'a> {
    pub problem: &'a Problem,
    pub plan: &'a Plan,
    pub number: usize,
    pub carrier: &'a Carrier,
}

/// One stop of a round that is tried; `None` is a reload.
pub(crate) type Tried = Option<(usize, usize)>;

/// Where a stop is, how long it takes, and when it may begin.
type Timed<'a> = (usize, i64, &'a [Window]);

/// What a round that is tried runs into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    Way,
    Time,
    Room,
}

impl Trial<'_> {
    pub(crate) fn locked(&self) -> Vec<Tried> {
        self.carrier.locked.iter().map(|visit| Some(*visit)).collect()
    }

    /// The carrier's round in the plan, where there is one.
    pub(crate) fn round(&self) -> Option<&Round> {
        self.plan.rounds.iter().find(|round| round.carrier == self.number)
    }

    /// What the carrier does in the plan.
    pub(crate) fn stops(&self) -> Vec<Tried> {
        self.round().map(|round| round.steps.iter().map(|step| step.stop.visit()).collect()).unwrap_or_default()
    }

    /// What a round runs into first: ways that do not exist, then times, then loads.
    pub(crate) fn limit(&self, stops: &[Tried]) -> Option<Limit> {
        self.times(stops).err().or_else(|| (!self.has_room(stops)).then_some(Limit::Room))
    }

    /// When a round leaves and is back: back as early as can be and out as late as that allows, unless that takes longer
    /// than the carrier goes out and another way of waiting does not.
    fn times(&self, stops: &[Tried]) -> Result<(i64, i64), Limit> {
        let stops: Vec<Timed> = stops.iter().filter_map(|stop| self.place(*stop)).collect();
        let back = self.back(&stops, i64::from(self.carrier.hours.start))?;
        let leaves = self.leaves(&stops, self.carrier.end, back)?;
        if self.short_enough(leaves, back) {
            return Ok((leaves, back));
        }
        // The shortest time out begins such that nobody waits at one of the windows that open.
        let opens = stops.iter().enumerate().flat_map(|(at, stop)| stop.2.iter().map(move |window| (at, window.start)));
        let others = opens.filter_map(|(at, opens)| {
            let (before, from) = (stops.get(..at)?, stops.get(at)?);
            let leaves = self.leaves(before, Some(from.0), i64::from(opens)).ok()?;
            let back = self.back(&stops, leaves).ok()?;
            (leaves >= i64::from(self.carrier.hours.start) && self.short_enough(leaves, back)).then_some((back, leaves))
        });
        others.min().map(|(back, leaves)| (leaves, back)).ok_or(Limit::Time)
    }

    fn short_enough(&self, leaves: i64, back: i64) -> bool {
        self.carrier.longest.is_none_or(|longest| back - leaves <= i64::from(longest))
    }

    /// When who leaves then is back.
    fn back(&self, stops: &[Timed], leaves: i64) -> Result<i64, Limit> {
        let (mut at, mut free) = (self.carrier.start, leaves);
        for (place, service, windows) in stops {
            let arrives = free + self.way(at, Some(*place))?;
            free = begins(windows, arrives).ok_or(Limit::Time)? + service;
            at = Some(*place);
        }
        let back = free + self.way(at, self.carrier.end)?;
        if back > i64::from(self.carrier.hours.end) { Err(Limit::Time) } else { Ok(back) }
    }

    /// When to leave at the latest to be at a place by then, after these stops.
    fn leaves(&self, stops: &[Timed], last: Option<usize>, by: i64) -> Result<i64, Limit> {
        let (mut to, mut by) = (last, by);
        for (place, service, windows) in stops.iter().rev() {
            by -= self.way(Some(*place), to)? + service;
            by = ends(windows, by).ok_or(Limit::Time)?;
            to = Some(*place);
        }
        Ok(by - self.way(self.carrier.start, to)?)
    }

    /// How long the way takes, where there is one.
    fn way(&self, from: Option<usize>, to: Option<usize>) -> Result<i64, Limit> {
        let (Some(from), Some(to)) = (from, to) else { return Ok(0) };
        let travel = self.problem.travel.get(self.carrier.travel).ok_or(Limit::Way)?;
        let time = travel.time(from, to);
        if time < Travel::UNREACHABLE { Ok(i64::from(time)) } else { Err(Limit::Way) }
    }

    /// A round that runs into no limit, with its times.
    pub(crate) fn written(&self, stops: &[Tried]) -> Option<Round> {
        let (leaves, back) = self.times(stops).ok()?;
        let (mut at, mut free, mut timed) = (self.carrier.start, leaves, Vec::with_capacity(stops.len()));
        for stop in stops {
            let (place, service, windows) = self.place(*stop)?;
            let from = begins(windows, free + self.way(at, Some(place)).ok()?)?;
            let stop = stop.map_or(Stop::Reload, |(job, visit)| Stop::Visit { job, visit });
            timed.push(Step { stop, begins: i32::try_from(from).ok()? });
            free = from + service;
            at = Some(place);
        }
        let (leaves, back) = (i32::try_from(leaves).ok()?, i32::try_from(back).ok()?);
        Some(Round { carrier: self.number, leaves, back, steps: timed })
    }

    /// What a round costs; one without stops costs nothing.
    pub(crate) fn cost(&self, round: &Round) -> i64 {
        let (Some(travel), false) = (self.problem.travel.get(self.carrier.travel), round.steps.is_empty()) else {
            return 0;
        };
        let costs = &self.problem.costs;
        let mut cost = i64::from(costs.carrier) + i64::from(costs.work) * i64::from(round.back - round.leaves);
        let stops: Vec<Tried> = round.steps.iter().map(|step| step.stop.visit()).collect();
        let places = stops.iter().map(|stop| self.place(*stop).map(|place| place.0));
        let mut at = self.carrier.start;
        for to in places.chain(std::iter::once(self.carrier.end)) {
            if let (Some(from), Some(to)) = (at, to) {
                cost += i64::from(costs.distance) * i64::from(travel.distance(from, to));
            }
            at = to;
        }
        cost + stops.iter().map(|stop| self.with(*stop)).sum::<i64>()
    }

    /// What it counts that this carrier does the job; said once, at its first visit.
    fn with(&self, stop: Tried) -> i64 {
        let job = stop.filter(|stop| stop.1 == 0).and_then(|stop| self.problem.jobs.get(stop.0));
        job.into_iter()
            .flat_map(|job| &job.with)
            .filter(|with| with.0 == self.number)
            .map(|with| i64::from(with.1))
            .sum()
    }

    fn place(&self, stop: Tried) -> Option<Timed<'_>> {
        match stop {
            Some((job, visit)) => {
                let visit = self.problem.jobs.get(job)?.visits.get(visit)?;
                Some((visit.place, i64::from(visit.service), visit.windows.as_slice()))
            }
            None => self.carrier.reload.map(|reload| (reload.place, i64::from(reload.service), [].as_slice())),
        }
    }

    fn has_room(&self, stops: &[Tried]) -> bool {
        let visits = stops.iter().flatten().count();
        let parts = stops.split(Option::is_none);
        self.carrier.most_visits.is_none_or(|most| visits <= most)
            && (0..LOADS).all(|part| self.fits(parts.clone(), part))
    }

    /// Whether one kind of load fits all along.
    fn fits<'s>(&self, loadings: impl Iterator<Item = &'s [Tried]>, part: usize) -> bool {
        let capacity = self.carrier.capacity.get(part).copied().map_or(0, i64::from);
        let mut handed = 0_i64;
        for stops in loadings {
            let visits: Vec<(Task, i64)> = stops
                .iter()
                .flatten()
                .filter_map(|(job, visit)| self.problem.jobs.get(*job)?.visits.get(*visit))
                .map(|visit| (visit.task, visit.load.get(part).copied().map_or(0, i64::from)))
                .collect();
            let delivered: i64 = visits.iter().filter(|visit| visit.0 == Task::Deliver).map(|visit| visit.1).sum();
            let mut on_board = handed + delivered;
            let mut most = on_board;
            for (task, load) in visits {
                let change = if matches!(task, Task::Collect | Task::PickUp) { load } else { -load };
                on_board += change;
                handed += if matches!(task, Task::PickUp | Task::DropOff) { change } else { 0 };
                most = most.max(on_board);
            }
            if most > capacity {
                return false;
            }
        }
        true
    }
}

/// When the service of who arrives then begins; `None` is too late.
fn begins(windows: &[Window], arrives: i64) -> Option<i64> {
    if windows.is_empty() {
        return Some(arrives);
    }
    let open = windows.iter().find(|window| arrives <= i64::from(window.end));
    open.map(|window| arrives.max(i64::from(window.start)))
}

/// When service begins that must begin by then; `None` is before every window.
fn ends(windows: &[Window], by: i64) -> Option<i64> {
    if windows.is_empty() {
        return Some(by);
    }
    let open = windows.iter().rev().find(|window| i64::from(window.start) <= by);
    open.map(|window| by.min(i64::from(window.end)))
}

/// The round with the visits from the `next` one on put in, in every way that keeps their order; from the third on each
/// follows the one before, since there would be too many ways else.
pub(crate) fn every_way_in(
    round: &[Tried],
    visits: &[Tried],
    next: usize,
    from: usize,
    look: &mut dyn FnMut(&[Tried]),
) {
    let Some(visit) = visits.get(next) else { return look(round) };
    let last = if next < 2 { round.len() } else { from };
    for at in from..=last {
        let mut longer = round.to_vec();
        longer.insert(at, *visit);
        every_way_in(&longer, visits, next + 1, at + 1, look);
    }
}
