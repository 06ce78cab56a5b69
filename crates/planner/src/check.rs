//! Reads a plan again from scratch. Written before the engine and without it: nothing of the engine is called here, so
//! that a fault there cannot hide itself.

use crate::{
    plan::{Cost, Plan, Round, Stop},
    problem::{Carrier, Job, LOADS, Load, Problem, Task, Travel, Visit},
};

/// What is wrong with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A round names a carrier, a job or a visit that is not there.
    #[error("round {round} names something that is not there")]
    Unknown {
        /// Place of the round in the plan.
        round: usize,
    },
    /// Two rounds of one carrier.
    #[error("carrier {carrier} has two rounds")]
    TwoRounds {
        /// Number of the carrier.
        carrier: usize,
    },
    /// A round without stops.
    #[error("the round of carrier {carrier} is empty")]
    EmptyRound {
        /// Number of the carrier.
        carrier: usize,
    },
    /// A job that is done in part, twice, in another order, by two people, or both done and left out.
    #[error("job {job} is not done once, whole and in order")]
    NotWhole {
        /// Number of the job.
        job: usize,
    },
    /// A job that is neither done nor left out.
    #[error("job {job} is forgotten")]
    Forgotten {
        /// Number of the job.
        job: usize,
    },
    /// A carrier who must not do the job, or cannot.
    #[error("carrier {carrier} may not do job {job}")]
    NotTheirs {
        /// Number of the carrier.
        carrier: usize,
        /// Number of the job.
        job: usize,
    },
    /// Service that begins outside the windows.
    #[error("job {job} begins outside its windows")]
    OutsideWindow {
        /// Number of the job.
        job: usize,
    },
    /// Less time between two stops than it takes.
    #[error("carrier {carrier} cannot be at stop {step} by then")]
    TooSoon {
        /// Number of the carrier.
        carrier: usize,
        /// Place of the stop in the round; the number of stops stands for the end.
        step: usize,
    },
    /// Out before or after their hours.
    #[error("carrier {carrier} is out outside their hours")]
    OutsideHours {
        /// Number of the carrier.
        carrier: usize,
    },
    /// Out longer than they can.
    #[error("carrier {carrier} is out too long")]
    TooLong {
        /// Number of the carrier.
        carrier: usize,
    },
    /// More on board than fits.
    #[error("carrier {carrier} carries too much at stop {step}")]
    TooMuch {
        /// Number of the carrier.
        carrier: usize,
        /// Place of the stop in the round.
        step: usize,
    },
    /// More visits than they do.
    #[error("carrier {carrier} has too many visits")]
    TooManyVisits {
        /// Number of the carrier.
        carrier: usize,
    },
    /// Loads again more often than they may.
    #[error("carrier {carrier} loads again too often")]
    TooManyReloads {
        /// Number of the carrier.
        carrier: usize,
    },
    /// What is locked does not come first, or something was added to a closed round.
    #[error("carrier {carrier} does not do what is locked")]
    NotAsLocked {
        /// Number of the carrier.
        carrier: usize,
    },
}

/// What the plan costs, or everything that is wrong with it.
pub fn check(problem: &Problem, plan: &Plan) -> Result<Cost, Vec<Fault>> {
    let mut faults = whole(problem, plan);
    let mut cost = Cost::default();
    for (place, round) in plan.rounds.iter().enumerate() {
        match Reading::of(problem, round) {
            Some(mut reading) => {
                reading.read(&mut faults);
                cost.distance += reading.cost.distance;
                cost.work += reading.cost.work;
                cost.carriers += reading.cost.carriers;
                cost.with += reading.cost.with;
            }
            None => faults.push(Fault::Unknown { round: place }),
        }
    }
    for (number, carrier) in problem.carriers.iter().enumerate() {
        if !carrier.locked.is_empty() && !plan.rounds.iter().any(|round| round.carrier == number) {
            faults.push(Fault::NotAsLocked { carrier: number });
        }
    }
    cost.left_out = plan.left_out.iter().filter_map(|left| problem.jobs.get(left.job)).map(|job| job.worth).sum();
    if faults.is_empty() { Ok(cost) } else { Err(faults) }
}

/// Each job once and whole, each carrier once.
fn whole(problem: &Problem, plan: &Plan) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (number, job) in problem.jobs.iter().enumerate() {
        let done: Vec<(usize, usize)> = plan
            .rounds
            .iter()
            .flat_map(|round| round.steps.iter().map(|step| (round.carrier, step.stop)))
            .filter_map(|(carrier, stop)| match stop {
                Stop::Visit { job, visit } if job == number => Some((carrier, visit)),
                _ => None,
            })
            .collect();
        let left = plan.left_out.iter().filter(|left| left.job == number).count();
        let by_one = done.windows(2).all(|two| matches!(two, [a, b] if a.0 == b.0));
        let in_order = done.iter().map(|(_, visit)| *visit).eq(0..job.visits.len());
        match (done.is_empty(), left) {
            (true, 0) => faults.push(Fault::Forgotten { job: number }),
            (true, 1) => {}
            (false, 0) if by_one && in_order => {}
            _ => faults.push(Fault::NotWhole { job: number }),
        }
    }
    let mut carriers: Vec<usize> = plan.rounds.iter().map(|round| round.carrier).collect();
    carriers.sort_unstable();
    for two in carriers.windows(2) {
        if let [a, b] = two
            && a == b
        {
            faults.push(Fault::TwoRounds { carrier: *a });
        }
    }
    faults
}

/// A job, its number, and one of its visits; `None` is a reload.
type Done<'a> = Option<(&'a Job, usize, &'a Visit)>;

/// A round beside everything that it names.
struct Reading<'a> {
    problem: &'a Problem,
    round: &'a Round,
    carrier: &'a Carrier,
    travel: &'a Travel,
    stops: Vec<Done<'a>>,
    cost: Cost,
}

impl<'a> Reading<'a> {
    fn of(problem: &'a Problem, round: &'a Round) -> Option<Self> {
        let carrier = problem.carriers.get(round.carrier)?;
        let travel = problem.travel.get(carrier.travel)?;
        let stops = round
            .steps
            .iter()
            .map(|step| match step.stop {
                Stop::Reload => Some(None),
                Stop::Visit { job, visit } => {
                    let of = problem.jobs.get(job)?;
                    Some(Some((of, job, of.visits.get(visit)?)))
                }
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { problem, round, carrier, travel, stops, cost: Cost::default() })
    }

    fn read(&mut self, faults: &mut Vec<Fault>) {
        let carrier = self.round.carrier;
        if self.stops.is_empty() {
            faults.push(Fault::EmptyRound { carrier });
            return;
        }
        self.people(faults);
        self.times(faults);
        self.loads(faults);
        self.locked(faults);
        self.cost.carriers = i64::from(self.problem.costs.carrier);
    }

    /// Who may do what, and how much of it.
    fn people(&mut self, faults: &mut Vec<Fault>) {
        let carrier = self.round.carrier;
        for (job, number, _) in self.stops.iter().flatten() {
            if job.needs & !self.carrier.skills != 0 || job.barred.contains(&carrier) {
                faults.push(Fault::NotTheirs { carrier, job: *number });
            }
        }
        let jobs = self.round.steps.iter().filter_map(|step| match step.stop {
            Stop::Visit { job, visit: 0 } => self.problem.jobs.get(job),
            _ => None,
        });
        self.cost.with =
            jobs.flat_map(|job| &job.with).filter(|with| with.0 == carrier).map(|with| i64::from(with.1)).sum();
        let visits = self.stops.iter().flatten().count();
        if self.carrier.most_visits.is_some_and(|most| visits > most) {
            faults.push(Fault::TooManyVisits { carrier });
        }
        if self.stops.len() - visits > self.carrier.reload.map_or(0, |reload| reload.times) {
            faults.push(Fault::TooManyReloads { carrier });
        }
    }

    /// Whether everything can be where it is said to be by then.
    fn times(&mut self, faults: &mut Vec<Fault>) {
        let carrier = self.round.carrier;
        let (mut at, mut free) = (self.carrier.start, i64::from(self.round.leaves));
        let mut distance = 0_i64;
        for (step, (stop, said)) in self.stops.iter().zip(&self.round.steps).enumerate() {
            let begins = i64::from(said.begins);
            let (place, service) = match stop {
                Some((_, job, visit)) => {
                    let inside = |window: &crate::Window| window.holds(said.begins);
                    if !visit.windows.is_empty() && !visit.windows.iter().any(inside) {
                        faults.push(Fault::OutsideWindow { job: *job });
                    }
                    (Some(visit.place), visit.service)
                }
                None => self.carrier.reload.map_or((None, 0), |reload| (Some(reload.place), reload.service)),
            };
            let (time, length) = self.leg(at, place);
            if begins < free + time {
                faults.push(Fault::TooSoon { carrier, step });
            }
            distance += length;
            free = begins + i64::from(service);
            at = place;
        }
        let (time, length) = self.carrier.end.map_or((0, 0), |end| self.leg(at, Some(end)));
        distance += length;
        let back = i64::from(self.round.back);
        if back < free + time {
            faults.push(Fault::TooSoon { carrier, step: self.stops.len() });
        }
        let hours = self.carrier.hours;
        if !hours.holds(self.round.leaves) || !hours.holds(self.round.back) {
            faults.push(Fault::OutsideHours { carrier });
        }
        let out = back - i64::from(self.round.leaves);
        if self.carrier.longest.is_some_and(|longest| out > i64::from(longest)) {
            faults.push(Fault::TooLong { carrier });
        }
        self.cost.distance = distance * i64::from(self.problem.costs.distance);
        self.cost.work = out * i64::from(self.problem.costs.work);
    }

    fn leg(&self, from: Option<usize>, to: Option<usize>) -> (i64, i64) {
        match (from, to) {
            (Some(from), Some(to)) => {
                (i64::from(self.travel.time(from, to)), i64::from(self.travel.distance(from, to)))
            }
            _ => (0, 0),
        }
    }

    /// What is on board after each stop. What is delivered was loaded at the start, or at the reload before.
    fn loads(&self, faults: &mut Vec<Fault>) {
        let carrier = self.round.carrier;
        let mut handed = [0_i64; LOADS];
        for (from, part) in self.parts() {
            // Collected goods leave at the depot; what was picked up for somebody stays on board.
            let mut on_board = handed;
            for visit in part.iter().flatten().map(|stop| stop.2) {
                if visit.task == Task::Deliver {
                    add(&mut on_board, &visit.load, 1);
                }
            }
            let mut fits = self.fits(&on_board);
            for (offset, visit) in part.iter().enumerate() {
                if let Some((_, _, visit)) = visit {
                    match visit.task {
                        Task::Deliver => add(&mut on_board, &visit.load, -1),
                        Task::Collect => add(&mut on_board, &visit.load, 1),
                        Task::PickUp => {
                            add(&mut on_board, &visit.load, 1);
                            add(&mut handed, &visit.load, 1);
                        }
                        Task::DropOff => {
                            add(&mut on_board, &visit.load, -1);
                            add(&mut handed, &visit.load, -1);
                        }
                    }
                }
                fits &= self.fits(&on_board);
                if !fits {
                    faults.push(Fault::TooMuch { carrier, step: from + offset });
                    return;
                }
            }
        }
    }

    /// The stops between one loading and the next, with the place of the first in the round.
    fn parts(&self) -> Vec<(usize, &[Done<'a>])> {
        let mut from = 0;
        let mut parts = Vec::new();
        for part in self.stops.split(Option::is_none) {
            parts.push((from, part));
            from += part.len() + 1;
        }
        parts
    }

    fn fits(&self, on_board: &[i64; LOADS]) -> bool {
        on_board.iter().zip(&self.carrier.capacity).all(|(load, capacity)| *load <= i64::from(*capacity))
    }

    fn locked(&self, faults: &mut Vec<Fault>) {
        let carrier = self.round.carrier;
        let locked = &self.carrier.locked;
        let begins = self.round.steps.iter().map(|step| match step.stop {
            Stop::Visit { job, visit } => Some((job, visit)),
            Stop::Reload => None,
        });
        let as_locked = begins.take(locked.len()).eq(locked.iter().map(|visit| Some(*visit)));
        if !as_locked || (self.carrier.closed && self.stops.len() > locked.len()) {
            faults.push(Fault::NotAsLocked { carrier });
        }
    }
}

fn add(to: &mut [i64; LOADS], load: &Load, sign: i64) {
    for (sum, part) in to.iter_mut().zip(load) {
        *sum += sign * i64::from(*part);
    }
}
