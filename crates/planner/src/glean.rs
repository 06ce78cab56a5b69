//! What the search overlooked. It keeps each stop in one of its windows and looks near by first; once it is over, every
//! place is tried for every job that is left out, so that "it would cost more than it is worth" is true when it is said.

use crate::{
    plan::{Plan, Round},
    problem::Problem,
    trial::{Trial, Tried, every_way_in},
};
use std::cmp::Reverse;

/// Puts jobs that are left out where they cost least, those worth most first, as long as one is worth what it costs.
pub(crate) fn glean(problem: &Problem, plan: &mut Plan) {
    let worth = |job: usize| problem.jobs.get(job).map_or(0, |job| job.worth);
    let mut left: Vec<usize> = plan.left_out.iter().map(|left| left.job).collect();
    left.sort_by_key(|job| Reverse(worth(*job)));
    for job in left {
        let best = (0..problem.carriers.len()).filter_map(|carrier| cheapest(problem, plan, job, carrier));
        let Some((more, round)) = best.min_by_key(|(more, _)| *more) else { continue };
        if more >= worth(job) {
            continue;
        }
        plan.left_out.retain(|left| left.job != job);
        plan.rounds.retain(|other| other.carrier != round.carrier);
        plan.rounds.push(round);
        plan.rounds.sort_by_key(|round| round.carrier);
    }
}

/// What a carrier's round costs more with the job where it costs least, and that round.
fn cheapest(problem: &Problem, plan: &Plan, job: usize, number: usize) -> Option<(i64, Round)> {
    let (wanted, carrier) = (problem.jobs.get(job)?, problem.carriers.get(number)?);
    if wanted.needs & !carrier.skills != 0 || wanted.barred.contains(&number) || carrier.closed {
        return None;
    }
    let trial = Trial { problem, plan, number, carrier };
    let before = trial.round().map_or(0, |round| trial.cost(round));
    let visits: Vec<Tried> = (0..wanted.visits.len()).map(|visit| Some((job, visit))).collect();
    let mut best: Option<(i64, Round)> = None;
    every_way_in(&trial.stops(), &visits, 0, carrier.locked.len(), &mut |tried| {
        let round = trial.limit(tried).is_none().then(|| trial.written(tried)).flatten();
        if let Some(round) = round {
            let more = trial.cost(&round) - before;
            if best.as_ref().is_none_or(|best| more < best.0) {
                best = Some((more, round));
            }
        }
    });
    best
}
