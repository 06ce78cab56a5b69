//! Why a job is left out, for the person who asks. Each carrier is tried, alone first, then with the round they have; the
//! answer is the one closest to a yes, since that is where somebody can change something.

use crate::{
    plan::Plan,
    problem::{Job, Problem},
    trial::{Limit, Trial, Tried, every_way_in},
};

/// What stands in the way of a job, from the farthest from a yes to the closest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// There is no carrier that day.
    NobodyIsThere,
    /// Nobody has the skills, or whoever has them must not do it.
    NobodyMay,
    /// Nobody can carry that much, even with nothing else on board.
    TooMuch,
    /// There is no way there for whoever may do it.
    NoWay,
    /// Nobody can be there in time and back within their hours, even with nothing else to do.
    NeverInTime,
    /// Whoever could do it has no time left beside the rest of their round.
    NoTimeLeft,
    /// Whoever has time has no room left, or has their full number of stops.
    NoRoomLeft,
    /// Somebody could do it; it would cost more than it is worth.
    NotWorthIt,
}

/// Why nobody does a job. `None` where the job is not there.
pub fn why(problem: &Problem, plan: &Plan, job: usize) -> Option<Why> {
    let wanted = problem.jobs.get(job)?;
    let carriers = problem.carriers.iter().enumerate();
    let best = carriers.map(|(number, carrier)| Trial { problem, plan, number, carrier }.of(job, wanted)).max();
    Some(best.unwrap_or(Why::NobodyIsThere))
}

impl Trial<'_> {
    fn of(&self, job: usize, wanted: &Job) -> Why {
        if wanted.needs & !self.carrier.skills != 0 || wanted.barred.contains(&self.number) {
            return Why::NobodyMay;
        }
        let visits: Vec<Tried> = (0..wanted.visits.len()).map(|visit| Some((job, visit))).collect();
        let alone: Vec<Tried> = self.locked().into_iter().chain(visits.iter().copied()).collect();
        match self.limit(&visits) {
            Some(Limit::Room) => return Why::TooMuch,
            Some(Limit::Way) => return Why::NoWay,
            Some(Limit::Time) => return Why::NeverInTime,
            None => {}
        }
        if self.carrier.closed {
            return Why::NoTimeLeft;
        }
        let round = self.stops();
        if round.is_empty() {
            return if self.limit(&alone).is_none() { Why::NotWorthIt } else { Why::NoTimeLeft };
        }
        let mut found = Why::NoTimeLeft;
        every_way_in(&round, &visits, 0, self.carrier.locked.len(), &mut |tried| {
            found = found.max(match self.limit(tried) {
                None => Why::NotWorthIt,
                Some(Limit::Room) => Why::NoRoomLeft,
                Some(_) => Why::NoTimeLeft,
            });
        });
        found
    }
}
