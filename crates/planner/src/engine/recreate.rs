//! Putting back what was taken out, one job after another, in an order that chance picks among a few sensible ones.

use super::{
    ground::Order,
    number::{Id, ix},
    rounds::Rounds,
};
use fastrand::Rng;
use std::cmp::Reverse;

impl Rounds<'_> {
    /// Inserts every job that is in no round, as far as there is room.
    pub(super) fn recreate(&mut self, rng: &mut Rng) {
        let mut jobs = std::mem::take(&mut self.absent);
        self.sort(&mut jobs, rng);
        jobs.retain(|job| {
            let placed = if self.ground.plain { self.insert_plain(*job, rng) } else { self.insert_rich(*job, rng) };
            !placed
        });
        self.absent = jobs;
    }

    /// Weights after the paper named in the crate's first lines, §5.3.
    fn sort(&self, jobs: &mut [Id], rng: &mut Rng) {
        let orders = &self.ground.orders;
        let of = |job: &Id| -> &Order { &orders[ix(*job)] };
        rng.shuffle(jobs);
        match rng.u32(..17) {
            0..4 => {}
            4..8 => jobs.sort_by_key(|job| Reverse(of(job).bulk)),
            8..10 => jobs.sort_by_key(|job| Reverse(of(job).far)),
            10 => jobs.sort_by_key(|job| of(job).far),
            11..13 => jobs.sort_by_key(|job| of(job).close - of(job).open),
            13..15 => jobs.sort_by_key(|job| of(job).open),
            _ => jobs.sort_by_key(|job| Reverse(of(job).close)),
        }
        if orders.first().is_some_and(|first| orders.iter().any(|order| order.worth != first.worth)) && rng.bool() {
            jobs.sort_by_key(|job| Reverse(of(job).worth));
        }
    }
}
