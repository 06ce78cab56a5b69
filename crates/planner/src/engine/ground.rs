//! A problem as the engine reads it: flat, numbered in 32 bits, and never written to while rounds are made.
//!
//! Nodes are numbered visits first, job by job; then a start and an end for each carrier; then their reloads.

use super::number::{Id, ix, narrow, wide};
use crate::problem::{Carrier, Load, Problem, Task, Travel, Visit, Window};

/// How many stops around a visit are looked at when it is inserted.
const NEIGHBOURS: usize = 100;
/// How many stops around a visit are looked at when strings are cut.
const AROUND: usize = 400;
/// What a unit of waiting counts beside a unit of travel when stops are ranked by how near they are.
const WAITING: f64 = 0.2;

/// A stop that could come before another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// The node that would come before.
    pub(super) node: Id,
    /// What the way from it costs, where all travel the same way.
    pub(super) cost: i32,
    /// How long it takes.
    pub(super) time: i32,
}

/// What never changes about a visit.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) job: Id,
    pub(super) place: Id,
    pub(super) service: i32,
    pub(super) task: Task,
    pub(super) load: Load,
    pub(super) windows: Vec<Window>,
}

/// What never changes about a job.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) first: Id,
    pub(super) count: Id,
    pub(super) worth: i64,
    /// The load it brings along at its most, on a scale where a full carrier is 1,000.
    pub(super) bulk: i32,
    pub(super) far: i32,
    pub(super) open: i32,
    pub(super) close: i32,
}

/// What never changes about a carrier.
#[derive(Debug, Clone)]
pub(super) struct Crew {
    /// Which tables of costs and times are theirs.
    pub(super) travel: usize,
    pub(super) start: Id,
    pub(super) end: Id,
    /// Carriers of one class can do exactly the same.
    pub(super) class: u32,
    pub(super) capacity: Load,
    pub(super) hours: Window,
    pub(super) longest: i32,
    pub(super) most_visits: usize,
    pub(super) reload_service: i32,
    pub(super) reload_place: Id,
    pub(super) reloads: Vec<Id>,
    pub(super) closed: bool,
}

/// Costs and times from place to place, for one way of travelling.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    places: usize,
    cost: Vec<i32>,
    /// Empty where it is the same table as `cost`.
    time: Vec<i32>,
}

impl Tables {
    pub(super) fn cost_row(&self, from: Id) -> &[i32] {
        row(&self.cost, self.places, from)
    }

    pub(super) fn time_row(&self, from: Id) -> &[i32] {
        row(if self.time.is_empty() { &self.cost } else { &self.time }, self.places, from)
    }

    pub(super) fn cost(&self, from: Id, to: Id) -> i32 {
        self.cost_row(from)[ix(to)]
    }

    pub(super) fn time(&self, from: Id, to: Id) -> i32 {
        self.time_row(from)[ix(to)]
    }
}

fn row(table: &[i32], places: usize, from: Id) -> &[i32] {
    let start = ix(from) * places;
    &table[start..start + places]
}

/// The whole of it.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) visits: usize,
    pub(super) sites: Vec<Site>,
    pub(super) orders: Vec<Order>,
    pub(super) crew: Vec<Crew>,
    pub(super) tables: Vec<Tables>,
    /// For each visit, what could come before it, nearest first.
    pub(super) near: Vec<Vec<Near>>,
    /// For each visit, the visits around it, nearest first.
    pub(super) around: Vec<Vec<Id>>,
    /// Whether a job may be with a carrier: `allowed[job × carriers + carrier]`; empty where all may.
    allowed: Vec<bool>,
    /// What a job costs with a carrier; empty where nothing does.
    with: Vec<i32>,
    pub(super) work: i32,
    pub(super) carrier_cost: i64,
    /// All carriers alike, single deliveries, one window, one load, only the way counts: the quick way of inserting.
    pub(super) plain: bool,
    pub(super) nodes: usize,
}

impl Ground {
    pub(super) fn of(problem: &Problem) -> Self {
        let places = problem.places();
        let tables: Vec<Tables> = problem.travel.iter().map(|travel| tables(travel, problem.costs.distance)).collect();
        let (sites, orders) = sites(problem);
        let mut next = narrow(sites.len() + 2 * problem.carriers.len());
        let classes = classes(problem);
        let crew: Vec<Crew> = problem
            .carriers
            .iter()
            .zip(classes)
            .map(|(carrier, class)| crew(carrier, class, places, &mut next))
            .collect();
        let plain = plain(problem, &crew);
        let carriers = crew.len();
        let any_rule = problem.jobs.iter().any(|job| job.needs != 0 || !job.barred.is_empty());
        let allowed = if any_rule { allowed(problem) } else { Vec::new() };
        let mut with = Vec::new();
        if problem.jobs.iter().any(|job| !job.with.is_empty()) {
            with = vec![0; orders.len() * carriers];
            for (job, of) in problem.jobs.iter().enumerate() {
                for (carrier, cost) in &of.with {
                    with[job * carriers + carrier] += cost;
                }
            }
        }
        let (near, around) = neighbours(problem, &sites);
        Self {
            visits: sites.len(),
            sites,
            orders,
            crew,
            tables,
            near,
            around,
            allowed,
            with,
            work: problem.costs.work,
            carrier_cost: i64::from(problem.costs.carrier),
            plain,
            nodes: ix(next),
        }
    }

    pub(super) fn start(&self, carrier: usize) -> Id {
        narrow(self.visits + 2 * carrier)
    }

    pub(super) fn end(&self, carrier: usize) -> Id {
        narrow(self.visits + 2 * carrier + 1)
    }

    pub(super) fn is_visit(&self, node: Id) -> bool {
        ix(node) < self.visits
    }

    pub(super) fn allows(&self, job: Id, carrier: usize) -> bool {
        self.allowed.is_empty() || self.allowed[ix(job) * self.crew.len() + carrier]
    }

    pub(super) fn with(&self, job: Id, carrier: usize) -> i32 {
        if self.with.is_empty() { 0 } else { self.with[ix(job) * self.crew.len() + carrier] }
    }
}

/// Tables with one more place at the end, from and to which the way is nothing: where a round has no start, or no end.
fn tables(travel: &Travel, weight: i32) -> Tables {
    let places = travel.places();
    let fill = |cell: &dyn Fn(usize, usize) -> i32| -> Vec<i32> {
        let mut table = Vec::with_capacity((places + 1) * (places + 1));
        for from in 0..=places {
            for to in 0..=places {
                table.push(if from == places || to == places { 0 } else { cell(from, to) });
            }
        }
        table
    };
    let time = fill(&|from, to| travel.time(from, to));
    let cost = fill(&|from, to| travel.distance(from, to).saturating_mul(weight).min(Travel::UNREACHABLE));
    Tables { places: places + 1, time: if time == cost { Vec::new() } else { time }, cost }
}

fn sites(problem: &Problem) -> (Vec<Site>, Vec<Order>) {
    let (mut sites, mut orders) = (Vec::new(), Vec::new());
    let most: Vec<i32> = (0..crate::LOADS)
        .map(|part| problem.carriers.iter().map(|carrier| carrier.capacity[part]).max().unwrap_or(0).max(1))
        .collect();
    let depot = problem.carriers.iter().find_map(|carrier| carrier.start.or(carrier.end));
    let travel = problem.travel.first();
    for (number, job) in problem.jobs.iter().enumerate() {
        let first = narrow(sites.len());
        sites.extend(job.visits.iter().map(|visit| site(number, visit)));
        let bulk = |visit: &Visit| {
            let parts = visit.load.iter().zip(&most).map(|(load, most)| i64::from(*load) * 1_000 / i64::from(*most));
            i32::try_from(parts.max().unwrap_or(0)).unwrap_or(i32::MAX)
        };
        let last = job.visits.last();
        let window = |visit: &Visit| (visit.windows.first().copied(), visit.windows.last().copied());
        let far = match (depot, last, travel) {
            (Some(depot), Some(last), Some(travel)) => travel.distance(depot, last.place),
            _ => 0,
        };
        orders.push(Order {
            first,
            count: narrow(job.visits.len()),
            worth: job.worth,
            bulk: job.visits.iter().map(bulk).max().unwrap_or(0),
            far,
            open: last.and_then(|visit| window(visit).0).map_or(0, |window| window.start),
            close: last.and_then(|visit| window(visit).1).map_or(Window::ALWAYS.end, |window| window.end),
        });
    }
    (sites, orders)
}

fn site(job: usize, visit: &Visit) -> Site {
    let windows = if visit.windows.is_empty() { vec![Window::ALWAYS] } else { visit.windows.clone() };
    Site {
        job: narrow(job),
        place: narrow(visit.place),
        service: visit.service,
        task: visit.task,
        load: visit.load,
        windows,
    }
}

/// Carriers who can do exactly the same get the same number.
fn classes(problem: &Problem) -> Vec<u32> {
    let named = |carrier: usize| {
        let of = |job: &crate::Job| job.barred.contains(&carrier) || job.with.iter().any(|with| with.0 == carrier);
        problem.jobs.iter().any(of)
    };
    let mut kinds: Vec<(&Carrier, bool)> = Vec::new();
    let mut classes = Vec::new();
    for (number, carrier) in problem.carriers.iter().enumerate() {
        let own = named(number) || !carrier.locked.is_empty();
        let known = kinds.iter().position(|(kind, single)| !single && !own && *kind == carrier);
        classes.push(narrow(known.unwrap_or(kinds.len())));
        if known.is_none() {
            kinds.push((carrier, own));
        }
    }
    classes
}

fn crew(carrier: &Carrier, class: u32, places: usize, next: &mut Id) -> Crew {
    let times = carrier.reload.map_or(0, |reload| reload.times);
    let reloads: Vec<Id> = (*next..).take(times).collect();
    *next += narrow(times);
    Crew {
        travel: carrier.travel,
        start: narrow(carrier.start.unwrap_or(places)),
        end: narrow(carrier.end.unwrap_or(places)),
        class,
        capacity: carrier.capacity,
        hours: carrier.hours,
        longest: carrier.longest.unwrap_or(i32::MAX),
        most_visits: carrier.most_visits.unwrap_or(usize::MAX),
        reload_service: carrier.reload.map_or(0, |reload| reload.service),
        reload_place: narrow(carrier.reload.map_or(places, |reload| reload.place)),
        reloads,
        closed: carrier.closed,
    }
}

fn plain(problem: &Problem, crew: &[Crew]) -> bool {
    let single = |job: &crate::Job| {
        matches!(job.visits.as_slice(), [visit] if visit.task == Task::Deliver
            && visit.windows.len() <= 1
            && visit.load.iter().skip(1).all(|load| *load == 0))
            && job.needs == 0
    };
    let usual = |carrier: &Carrier| {
        carrier.start.is_some()
            && carrier.start == carrier.end
            && carrier.longest.is_none()
            && carrier.most_visits.is_none()
            && carrier.reload.is_none()
            && carrier.locked.is_empty()
            && !carrier.closed
    };
    problem.costs.work == 0
        && crew.iter().all(|carrier| carrier.class == 0)
        && problem.jobs.iter().all(single)
        && problem.carriers.iter().all(usual)
}

fn allowed(problem: &Problem) -> Vec<bool> {
    let carriers = problem.carriers.iter().enumerate();
    let pairs = problem.jobs.iter().flat_map(|job| carriers.clone().map(move |carrier| (job, carrier)));
    pairs.map(|(job, (number, carrier))| job.needs & !carrier.skills == 0 && !job.barred.contains(&number)).collect()
}

/// What could come before each visit, and what lies around it, by the first way of travelling.
fn neighbours(problem: &Problem, sites: &[Site]) -> (Vec<Vec<Near>>, Vec<Vec<Id>>) {
    let Some(travel) = problem.travel.first() else { return (Vec::new(), Vec::new()) };
    let costs = problem.costs;
    let way = |from: &Site, to: &Site| -> i64 {
        let (time, length) = (travel.time(ix(from.place), ix(to.place)), travel.distance(ix(from.place), ix(to.place)));
        let cost = i64::from(length) * i64::from(costs.distance) + i64::from(time) * i64::from(costs.work);
        cost.max(i64::from(costs.distance == 0 && costs.work == 0) * i64::from(time))
    };
    let span = |site: &Site| (site.windows[0].start, site.windows[site.windows.len() - 1].end);
    // How long one waits at best between two visits, one after the other; `None` where the second comes too late.
    let wait = |first: usize, then: usize| -> Option<i64> {
        let (from, to) = (&sites[first], &sites[then]);
        let on_the_way = i64::from(from.service) + i64::from(travel.time(ix(from.place), ix(to.place)));
        let ((opens, closes), (then_opens, then_closes)) = (span(from), span(to));
        (i64::from(opens) + on_the_way <= i64::from(then_closes))
            .then(|| (i64::from(then_opens) - i64::from(closes) - on_the_way).max(0))
    };
    let mut near = Vec::with_capacity(sites.len());
    let mut around = Vec::with_capacity(sites.len());
    for (to, site) in sites.iter().enumerate() {
        let mut ranked: Vec<(i64, usize)> = Vec::with_capacity(sites.len());
        let mut by_way: Vec<(i64, usize)> = Vec::with_capacity(sites.len());
        for (from, other) in sites.iter().enumerate().filter(|(from, _)| *from != to) {
            let there = way(other, site);
            by_way.push((there.min(way(site, other)), from));
            let waits = [wait(from, to), wait(to, from)];
            if let Some(least) = waits.into_iter().flatten().min() {
                ranked.push((there + weighed(least), from));
            }
        }
        for (list, keep) in [(&mut ranked, NEIGHBOURS), (&mut by_way, AROUND)] {
            if list.len() > keep {
                list.select_nth_unstable(keep);
                list.truncate(keep);
            }
            list.sort_unstable();
        }
        let as_near = |(_, from): (i64, usize)| {
            let other = ix(sites[from].place);
            let here = ix(site.place);
            Near {
                node: narrow(from),
                cost: travel.distance(other, here).saturating_mul(costs.distance).min(Travel::UNREACHABLE),
                time: travel.time(other, here),
            }
        };
        near.push(ranked.into_iter().map(as_near).collect());
        around.push(by_way.into_iter().map(|(_, from)| narrow(from)).collect());
    }
    (near, around)
}

fn weighed(wait: i64) -> i64 {
    super::number::whole(wide(wait) * WAITING)
}
