//! Several searches side by side. At the end of each stretch they meet, and those that fared worst go on from the best:
//! far apart early, together late. Nothing else passes between them, so that the outcome does not hang on which was
//! quicker. One that falls over is left behind, and the others go on.

use super::{Clock, Kept, Progress, Run, Search};
use crate::problem::{Problem, ProblemError};
use std::{sync::atomic::AtomicBool, thread};

/// How often they meet.
const MEETINGS: u32 = 20;

/// Searches with as many threads as are asked for. The first search is the caller's own thread.
pub(super) fn search<'a>(
    problem: &Problem,
    first: Run<'a>,
    search: Search,
    clock: &Clock,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Progress),
) -> Result<Run<'a>, ProblemError> {
    let (ground, mut first, mut others) = (first.rounds.ground, first, Vec::new());
    for other in 1..search.threads.clamp(1, 64) {
        let seed = search.seed ^ u64::try_from(other).unwrap_or(0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut run = Run::new(ground, seed);
        run.lock(problem)?;
        others.push(run);
    }
    let meetings = if others.is_empty() { 1 } else { MEETINGS };
    for stretch in 1..=meetings {
        let until = f64::from(stretch) / f64::from(meetings);
        side_by_side(&mut first, &mut others, clock, (stretch == 1, until), stop, tell);
        meet(&mut first, &mut others, stretch == meetings);
    }
    Ok(first)
}

/// All searches for one stretch, each on a thread of its own.
fn side_by_side(
    first: &mut Run,
    others: &mut Vec<Run>,
    clock: &Clock,
    (begins, until): (bool, f64),
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Progress),
) {
    let go = |run: &mut Run, tell: &mut dyn FnMut(Progress)| {
        if begins {
            run.begin();
        }
        run.anneal(clock, until, stop, tell);
    };
    let mut stands = thread::scope(|scope| {
        let threads: Vec<_> = others.iter_mut().map(|run| scope.spawn(|| go(run, &mut |_| {}))).collect();
        go(first, tell);
        threads.into_iter().map(|thread| thread.join().is_ok()).collect::<Vec<bool>>().into_iter()
    });
    others.retain(|_| stands.next().unwrap_or(false));
}

/// Who fared worst goes on from the best; at the end the first has it.
fn meet<'a>(first: &mut Run<'a>, others: &mut [Run<'a>], last: bool) {
    let mut order: Vec<(i64, usize)> =
        std::iter::once(&*first).chain(&*others).enumerate().map(|(at, run)| (run.best.cost, at)).collect();
    order.sort_unstable();
    let Some((_, best)) = order.first().copied() else { return };
    let best: Option<Kept> = std::iter::once(&*first).chain(&*others).nth(best).map(|run| run.best.clone());
    let Some(best) = best else { return };
    let half = order.len().div_ceil(2);
    let behind = order.get(half..).unwrap_or_default();
    for (at, run) in std::iter::once(first).chain(others).enumerate() {
        let adopts = if last { at == 0 } else { behind.iter().any(|(_, other)| *other == at) };
        if adopts {
            run.adopt(&best);
        }
    }
}
