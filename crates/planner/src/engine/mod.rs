//! The engine: ruin, recreate, and keep what is better, or not much worse while it is early.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes are numbered by the engine itself and lists are as long as there are nodes; \
              a test in the innermost loop for what cannot be costs a fifth of the plans looked at"
)]

mod ground;
mod insert;
mod insert_rich;
mod islands;
mod number;
mod recreate;
mod rounds;
mod ruin;
mod span;
mod write;

use crate::{
    Window, check,
    glean::glean,
    plan::Plan,
    problem::{Problem, ProblemError},
    trial::Trial,
};
use fastrand::Rng;
use ground::Ground;
use number::{Id, ix, wide};
use rounds::Rounds;
use ruin::Ruin;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// How hot the search begins, in mean legs of the first rounds.
const HOT: f64 = 1.0;
/// How hot it ends with a hundred visits, and how much sooner it must settle with more: each is then tried less often.
const COLD: f64 = 0.1;
const SETTLES: f64 = 0.7;
/// What leaving a job out counts at most at the beginning and by the end of the young search, in mean legs. As long as
/// that is cheap, a round can be given up before there is room for all of its stops elsewhere; in the end a job counts
/// what it is worth.
const CHEAP: f64 = 1.3;
const DEAR: f64 = 20.0;
/// Up to which part of the budget the search is young.
const YOUNG: f64 = 0.5;
/// How many turns pass between two looks at the clock.
const LOOK: u64 = 32;

/// How long to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// For so long.
    Time(Duration),
    /// For so many turns in each thread: the same problem, seed and number of threads then give the same plan.
    Turns(u64),
}

/// How to look.
#[derive(Debug, Clone, Copy)]
pub struct Search {
    /// How long.
    pub budget: Budget,
    /// What chance begins with.
    pub seed: u64,
    /// How many searches go side by side and tell one another what they found; at least one.
    pub threads: usize,
}

/// What a search tells on its way.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The best plan so far.
    pub plan: &'a Plan,
    /// How much of the budget is used, from 0 to 1.
    pub done: f64,
}

/// Plans a day. `tell` hears of better plans, at most ten times a second; once `stop` is set, the best plan so far is the
/// answer.
pub fn solve(
    problem: &Problem,
    search: Search,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Progress),
) -> Result<Plan, ProblemError> {
    problem.validate()?;
    let ground = Ground::of(problem);
    let mut first = Run::new(&ground, search.seed);
    first.lock(problem)?;
    let clock = Clock { begun: Instant::now(), budget: search.budget };
    let best = islands::search(problem, first, search, &clock, stop, tell)?;
    let mut plan = best.plan();
    debug_assert_eq!(
        check(problem, &plan).map(|cost| cost.total()),
        Ok(best.best.cost),
        "the engine counts as the checker does"
    );
    glean(problem, &mut plan);
    debug_assert!(
        check(problem, &plan).is_ok_and(|cost| cost.total() <= best.best.cost),
        "what is gleaned makes a plan better"
    );
    Ok(plan)
}

/// How hot the search for a plan of so many visits ends.
fn cold(visits: usize) -> f64 {
    let hundreds = wide(i64::try_from(visits).unwrap_or(i64::MAX)) / 100.0;
    (COLD * hundreds.max(0.1).powf(-SETTLES)).clamp(0.005, 0.2)
}

/// What is left of a budget.
struct Clock {
    begun: Instant,
    budget: Budget,
}

impl Clock {
    /// How much of the budget is used after so many turns, from 0 to 1 and beyond.
    fn done(&self, turns: u64) -> f64 {
        let float = |count: u64| wide(i64::try_from(count).unwrap_or(i64::MAX));
        match self.budget {
            Budget::Time(limit) => self.begun.elapsed().as_secs_f64() / limit.as_secs_f64().max(1e-9),
            Budget::Turns(limit) => float(turns) / float(limit.max(1)),
        }
    }
}

/// The stops of each round that has some, with the window that each is made in.
#[derive(Debug, Clone, Default)]
struct Kept {
    cost: i64,
    rounds: Vec<(Id, Vec<(Id, Window)>)>,
}

/// One search under way.
struct Run<'a> {
    rounds: Rounds<'a>,
    ruin: Ruin,
    rng: Rng,
    best: Kept,
    turns: u64,
    /// What a leg costs on average, in the first rounds.
    leg: f64,
    told: (Duration, i64),
}

impl<'a> Run<'a> {
    fn new(ground: &'a Ground, seed: u64) -> Self {
        Self {
            rounds: Rounds::empty(ground),
            ruin: Ruin::default(),
            rng: Rng::with_seed(seed),
            best: Kept { cost: i64::MAX, rounds: Vec::new() },
            turns: 0,
            leg: 1.0,
            told: (Duration::ZERO, i64::MAX),
        }
    }

    /// Puts what is locked where it belongs.
    fn lock(&mut self, problem: &Problem) -> Result<(), ProblemError> {
        for (carrier, of) in problem.carriers.iter().enumerate() {
            if of.locked.is_empty() {
                continue;
            }
            let fault = ProblemError::Locked { carrier };
            let trial = Trial { problem, plan: &Plan::default(), number: carrier, carrier: of };
            let timed = trial.written(&trial.locked()).ok_or(fault)?;
            let mut after = self.rounds.ground.start(carrier);
            for ((job, visit), step) in of.locked.iter().zip(&timed.steps) {
                let order =
                    self.rounds.ground.orders.get(*job).filter(|order| *visit < ix(order.count)).ok_or(fault)?;
                let node = order.first + number::narrow(*visit);
                if self.rounds.locked[ix(node)] {
                    return Err(fault);
                }
                self.rounds.locked[ix(node)] = true;
                self.rounds.place(node, after);
                let windows = &self.rounds.ground.sites[ix(node)].windows;
                let window = windows.iter().copied().find(|window| window.holds(step.begins)).ok_or(fault)?;
                self.rounds.choose_window(node, window);
                after = node;
                self.rounds.absent.retain(|absent| ix(*absent) != *job);
            }
            let whole = of.locked.iter().all(|(job, _)| {
                let wanted = problem.jobs.get(*job).map_or(0, |job| job.visits.len());
                of.locked.iter().filter(|locked| locked.0 == *job).map(|locked| locked.1).eq(0..wanted)
            });
            if !whole || !self.rounds.refresh(number::narrow(carrier)) {
                return Err(fault);
            }
        }
        Ok(())
    }

    /// The first rounds.
    fn begin(&mut self) {
        self.rounds.recreate(&mut self.rng);
        self.keep_best();
        let jobs = i64::try_from(self.rounds.ground.orders.len()).unwrap_or(i64::MAX);
        self.leg = wide(self.rounds.cost.max(1)) / wide(jobs.max(1));
    }

    /// Looks for better rounds until so much of the budget is used.
    fn anneal(&mut self, clock: &Clock, until: f64, stop: &AtomicBool, tell: &mut dyn FnMut(Progress)) {
        if self.rounds.ground.orders.is_empty() {
            return;
        }
        let mut heat = 0.0;
        let cold = cold(self.rounds.ground.visits);
        loop {
            if self.turns.is_multiple_of(LOOK) || heat <= 0.0 {
                let done = clock.done(self.turns);
                if done >= until || stop.load(Ordering::Relaxed) {
                    return;
                }
                heat = HOT * self.leg * (cold / HOT).powf(done);
                self.rounds.price = self.price(done);
                let spent = clock.begun.elapsed();
                if self.best.cost < self.told.1 && spent >= self.told.0 + Duration::from_millis(100) {
                    self.told = (spent, self.best.cost);
                    tell(Progress { plan: &self.plan(), done });
                }
            }
            self.turn(heat);
        }
    }

    /// What leaving a job out counts at most, by now.
    fn price(&self, done: f64) -> i64 {
        if done >= YOUNG {
            return i64::MAX;
        }
        number::whole(self.leg * CHEAP * (DEAR / CHEAP).powf(done / YOUNG)).max(1)
    }

    fn turn(&mut self, heat: f64) {
        self.turns += 1;
        self.rounds.forget();
        if !self.ruin.strings(&mut self.rounds, &mut self.rng) {
            self.rounds.take_back();
            return;
        }
        self.rounds.recreate(&mut self.rng);
        let (before, now) = self.rounds.before_and_now();
        let slack = -heat * (self.rng.f64() + f64::MIN_POSITIVE).ln();
        if wide(now) < wide(before) + slack {
            if self.rounds.total() < self.best.cost {
                self.keep_best();
            }
        } else {
            self.rounds.take_back();
        }
    }

    fn keep_best(&mut self) {
        self.best.cost = self.rounds.total();
        self.best.rounds.clear();
        for (carrier, tour) in self.rounds.tours.iter().enumerate() {
            if tour.len > 0 {
                let carrier = number::narrow(carrier);
                let windowed = |stop: Id| {
                    let node = &self.rounds.nodes[ix(stop)];
                    (stop, Window { start: node.open, end: node.close })
                };
                self.best.rounds.push((carrier, self.rounds.stops(carrier).map(windowed).collect()));
            }
        }
    }

    /// Goes on from rounds that another search found.
    fn adopt(&mut self, kept: &Kept) {
        let ground = self.rounds.ground;
        self.rounds.clear();
        let mut absent = vec![true; ground.orders.len()];
        for (carrier, stops) in &kept.rounds {
            let mut after = ground.start(ix(*carrier));
            for (stop, window) in stops {
                if ground.is_visit(*stop) {
                    self.rounds.choose_window(*stop, *window);
                    self.rounds.place(*stop, after);
                    absent[ix(ground.sites[ix(*stop)].job)] = false;
                } else {
                    self.rounds.place_reload(*stop, after);
                }
                after = *stop;
            }
            if !ground.plain {
                self.rounds.refresh(*carrier);
            }
        }
        self.rounds.absent.retain(|job| absent[ix(*job)]);
        self.rounds.forget();
        debug_assert_eq!(self.rounds.total(), kept.cost, "rounds cost what they cost where they come from");
        if kept.cost < self.best.cost {
            self.best.clone_from(kept);
        }
    }
}
