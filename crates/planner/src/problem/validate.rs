//! What a problem must be for the engine to begin.

use super::{Job, Problem, Task, Travel, Visit, Window};

/// Why a problem cannot be planned at all. A day that cannot be done whole is no such reason: jobs are left out then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// Ways of travelling that know different places.
    #[error("the ways of travelling know different numbers of places")]
    PlacesDiffer,
    /// More than the engine counts in 32 bits.
    #[error("more visits, carriers or cost than can be counted")]
    TooLarge,
    /// A visit without a place, windows out of order, a negative quantity, or tasks that do not go together.
    #[error("job {job} is not well formed")]
    Job {
        /// Number of the job.
        job: usize,
    },
    /// A place or a way of travelling that is not there, hours that end before they begin, a negative quantity.
    #[error("carrier {carrier} is not well formed")]
    Carrier {
        /// Number of the carrier.
        carrier: usize,
    },
    /// Locked visits that are not there, twice, in part, out of order, or that the carrier cannot do by then.
    #[error("what is locked for carrier {carrier} cannot be done as it stands")]
    Locked {
        /// Number of the carrier.
        carrier: usize,
    },
}

impl Problem {
    /// Whether the engine can begin.
    pub fn validate(&self) -> Result<(), ProblemError> {
        let places = self.places();
        if self.travel.iter().any(|travel| travel.places() != places) {
            return Err(ProblemError::PlacesDiffer);
        }
        let visits: usize = self.jobs.iter().map(|job| job.visits.len()).sum();
        let costs = self.costs;
        if visits > 100_000
            || self.carriers.len() > 10_000
            || [costs.distance, costs.work, costs.carrier].iter().any(|cost| *cost < 0)
        {
            return Err(ProblemError::TooLarge);
        }
        let dearest = self.travel.iter().map(Travel::longest).max().unwrap_or(0);
        if i64::from(dearest) * i64::from(costs.distance) >= i64::from(Travel::UNREACHABLE) {
            return Err(ProblemError::TooLarge);
        }
        if let Some(job) = self.jobs.iter().position(|job| !well_formed(job, places, self.carriers.len())) {
            return Err(ProblemError::Job { job });
        }
        for (carrier, of) in self.carriers.iter().enumerate() {
            let known = |place: Option<usize>| place.is_none_or(|place| place < places);
            let sound = of.travel < self.travel.len()
                && known(of.start)
                && known(of.end)
                && known(of.reload.map(|reload| reload.place))
                && of.reload.is_none_or(|reload| reload.service >= 0)
                && sound(of.hours)
                && of.capacity.iter().all(|load| *load >= 0)
                && of.longest.is_none_or(|longest| longest >= 0);
            if !sound {
                return Err(ProblemError::Carrier { carrier });
            }
        }
        Ok(())
    }

    /// How many places the problem knows.
    pub(crate) fn places(&self) -> usize {
        self.travel.first().map_or(0, Travel::places)
    }
}

fn well_formed(job: &Job, places: usize, carriers: usize) -> bool {
    let tasks: Vec<Task> = job.visits.iter().map(|visit| visit.task).collect();
    let together = match tasks.as_slice() {
        [Task::Deliver | Task::Collect] => true,
        [Task::PickUp, .., Task::DropOff] => {
            let picked = tasks.iter().take_while(|task| **task == Task::PickUp).count();
            tasks.iter().skip(picked).all(|task| *task == Task::DropOff) && balanced(job)
        }
        _ => false,
    };
    together
        && job.worth >= 0
        && job.visits.iter().all(|visit| visit_well_formed(visit, places))
        && job.barred.iter().chain(job.with.iter().map(|(carrier, _)| carrier)).all(|carrier| *carrier < carriers)
}

/// Whether what is picked up is what is dropped off.
fn balanced(job: &Job) -> bool {
    let sum = |task: Task, part: usize| -> i64 {
        let of = job.visits.iter().filter(|visit| visit.task == task);
        of.filter_map(|visit| visit.load.get(part)).map(|load| i64::from(*load)).sum()
    };
    (0..super::LOADS).all(|part| sum(Task::PickUp, part) == sum(Task::DropOff, part))
}

fn visit_well_formed(visit: &Visit, places: usize) -> bool {
    visit.place < places
        && (0..=Window::ALWAYS.end).contains(&visit.service)
        && visit.load.iter().all(|load| *load >= 0)
        && visit.windows.iter().all(|window| sound(*window))
        && visit.windows.windows(2).all(|two| matches!(two, [a, b] if a.end < b.start))
}

fn sound(window: Window) -> bool {
    0 <= window.start && window.start <= window.end && window.end <= Window::ALWAYS.end
}
