//! What is taken out of the rounds: strings of stops that lie near one another, in several rounds at once, so that there
//! is room in each for what was in another.

use super::{
    number::{Id, NONE, ix, narrow, whole, wide},
    rounds::Rounds,
};
use fastrand::Rng;

/// How many stops a ruin takes out on average.
const AVERAGE: f64 = 10.0;
/// The longest string.
const LONGEST: f64 = 10.0;
/// How often a string leaves a piece of itself where it is.
const SPLIT: f64 = 0.5;
/// How often that piece grows by one more stop.
const GROWS: f64 = 0.01;

/// The rounds that were cut in this turn, and the space that it takes to cut them.
#[derive(Debug, Default)]
pub(super) struct Ruin {
    turn: u32,
    cut: Vec<u32>,
    string: Vec<Id>,
    out: Vec<Id>,
    /// Whether a round cannot be done any more without what was taken out: ways that are shorter with a stop between.
    broken: bool,
}

impl Ruin {
    /// Cuts strings out of rounds around a visit that chance picks. Whether what stays can be done.
    pub(super) fn strings(&mut self, rounds: &mut Rounds, rng: &mut Rng) -> bool {
        let ground = rounds.ground;
        self.turn += 1;
        self.broken = false;
        self.cut.resize(ground.crew.len(), 0);
        let out = ground.crew.len() - rounds.idle.len();
        let stops: usize = ground.visits - rounds.absent.len().min(ground.visits);
        let per_round = ratio(stops, out.max(1));
        let longest = LONGEST.min(per_round.max(1.0));
        let most = 4.0 * AVERAGE / (1.0 + longest) - 1.0;
        let strings = whole(1.0 + rng.f64() * most);
        let seed = rng.usize(..ground.visits);
        let mut cut = 0;
        let around = std::iter::once(narrow(seed)).chain(ground.around[seed].iter().copied());
        for visit in around {
            if cut >= strings {
                break;
            }
            let tour = rounds.nodes[ix(visit)].tour;
            if tour == NONE || self.cut[ix(tour)] == self.turn || rounds.locked[ix(visit)] {
                continue;
            }
            self.cut[ix(tour)] = self.turn;
            cut += 1;
            self.string(rounds, visit, longest, rng);
        }
        !self.broken
    }

    /// Cuts one string that holds a visit.
    fn string(&mut self, rounds: &mut Rounds, visit: Id, longest: f64, rng: &mut Rng) {
        let tour = rounds.nodes[ix(visit)].tour;
        let stops = ix(rounds.tours[ix(tour)].len);
        let reach = longest.min(ratio(stops, 1));
        let length = usize::try_from(whole(1.0 + rng.f64() * reach)).unwrap_or(1).clamp(1, stops);
        let mut kept = 0;
        if length > 1 && length < stops && rng.f64() < SPLIT {
            kept = 1;
            while length + kept < stops && rng.f64() < GROWS {
                kept += 1;
            }
        }
        let span = length + kept;
        let free = |node: Id| rounds.ground.is_visit(node) && !rounds.locked[ix(node)];
        let (mut before, mut first) = (0, visit);
        while before + 1 < span && free(rounds.nodes[ix(first)].prev) {
            first = rounds.nodes[ix(first)].prev;
            before += 1;
        }
        let (mut after, mut last) = (0, visit);
        while after + 1 < span && free(rounds.nodes[ix(last)].next) {
            last = rounds.nodes[ix(last)].next;
            after += 1;
        }
        let span = span.min(before + after + 1);
        let fewest = (span - 1).saturating_sub(after);
        let back = fewest + rng.usize(..=before.min(span - 1) - fewest);
        let mut at = visit;
        for _ in 0..back {
            at = rounds.nodes[ix(at)].prev;
        }
        self.string.clear();
        for _ in 0..span {
            self.string.push(at);
            at = rounds.nodes[ix(at)].next;
        }
        if kept > 0 && span > kept + 1 {
            let from = 1 + rng.usize(..span - kept - 1);
            self.string.drain(from..from + kept);
        }
        if rounds.ground.plain {
            let string = std::mem::take(&mut self.string);
            self.broken |= !rounds.take_out(&string);
            for visit in &string {
                rounds.absent.push(rounds.ground.sites[ix(*visit)].job);
            }
            self.string = string;
        } else {
            self.whole_jobs(rounds, tour);
        }
    }

    /// Takes the jobs of a string out with all their visits, and the reloads that are of no use then.
    fn whole_jobs(&mut self, rounds: &mut Rounds, tour: Id) {
        let ground = rounds.ground;
        let mut jobs: Vec<Id> = self.string.iter().map(|visit| ground.sites[ix(*visit)].job).collect();
        jobs.sort_unstable();
        jobs.dedup();
        self.out.clear();
        let of_them = |node: &Id| ground.is_visit(*node) && jobs.binary_search(&ground.sites[ix(*node)].job).is_ok();
        self.out.extend(rounds.stops(tour).filter(of_them));
        rounds.take_out(&self.out);
        rounds.absent.extend_from_slice(&jobs);
        let reloads: Vec<Id> = rounds.stops(tour).filter(|stop| !ground.is_visit(*stop)).collect();
        self.broken |= !rounds.refresh(tour);
        for reload in reloads {
            let before = rounds.nodes[ix(reload)].prev;
            rounds.take_out_reload(reload);
            if !rounds.refresh(tour) {
                rounds.place_reload(reload, before);
                rounds.refresh(tour);
            }
        }
    }
}

fn ratio(part: usize, of: usize) -> f64 {
    wide(i64::try_from(part).unwrap_or(i64::MAX)) / wide(i64::try_from(of).unwrap_or(1))
}
