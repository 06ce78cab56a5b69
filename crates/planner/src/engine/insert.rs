//! Where a job goes: the cheapest place of those looked at, each of them passed over now and then.

use super::{
    number::{Id, NONE, ix},
    rounds::Rounds,
};
use fastrand::Rng;

/// How often a good place is passed over, so that the same ruins are not always rebuilt the same way.
pub(super) const BLINK: f64 = 0.01;
/// How often a job begins a new round although there is a cheaper place. Where rounds are long, few plans would ever try
/// one more.
const FRESH: f64 = 0.01;

/// A place found.
#[derive(Debug, Clone, Copy)]
struct Spot {
    delta: i32,
    after: Id,
}

impl Spot {
    const NOWHERE: Self = Self { delta: i32::MAX, after: NONE };
}

impl Rounds<'_> {
    /// Puts a single delivery where it costs least, among rounds that are all alike. Whether there was such a place.
    pub(super) fn insert_plain(&mut self, job: Id, rng: &mut Rng) -> bool {
        let visit = self.ground.orders[ix(job)].first;
        let mut best = self.near_plain(visit, rng);
        if let Some(idle) = self.idle.last() {
            let start = self.ground.start(ix(*idle));
            let there = self.ground.tables[self.ground.crew[0].travel]
                .cost(self.nodes[ix(start)].place, self.nodes[ix(visit)].place);
            let back = self.ground.tables[self.ground.crew[0].travel]
                .cost(self.nodes[ix(visit)].place, self.nodes[ix(start)].place);
            let opened = there + back + i32::try_from(self.ground.carrier_cost).unwrap_or(i32::MAX / 2);
            if (opened < best.delta || rng.f64() < FRESH) && self.fits_plain(visit, start) {
                best = Spot { delta: opened, after: start };
            }
        }
        if best.after == NONE {
            best = self.anywhere_plain(visit);
        }
        if best.after == NONE || i64::from(best.delta) > self.priced(job) {
            return false;
        }
        self.place(visit, best.after);
        true
    }

    /// The best place beside the visits that lie near.
    fn near_plain(&self, visit: Id, rng: &mut Rng) -> Spot {
        let ground = self.ground;
        let me = self.nodes[ix(visit)];
        let tables = &ground.tables[ground.crew[0].travel];
        let (costs, times) = (tables.cost_row(me.place), tables.time_row(me.place));
        let load = ground.sites[ix(visit)].load[0];
        let room = ground.crew[0].capacity[0] - load;
        let mut best = Spot::NOWHERE;
        for near in &ground.near[ix(visit)] {
            let before = &self.nodes[ix(near.node)];
            if before.tour == NONE {
                continue;
            }
            let next = ix(before.next_place);
            let delta = near.cost + costs[next] - before.cost_next;
            if delta < best.delta {
                let begins = (before.depart + near.time).max(me.open);
                if begins <= me.close
                    && begins + me.service + times[next] <= before.next_latest
                    && self.tours[ix(before.tour)].load <= room
                    && rng.f64() >= BLINK
                {
                    best = Spot { delta, after: near.node };
                }
            }
            if !ground.is_visit(before.prev) {
                let start = &self.nodes[ix(before.prev)];
                let there = tables.cost(start.place, me.place);
                let delta = there + costs[ix(before.place)] - start.cost_next;
                if delta < best.delta {
                    let begins = (start.depart + tables.time(start.place, me.place)).max(me.open);
                    if begins <= me.close
                        && begins + me.service + times[ix(before.place)] <= before.latest
                        && self.tours[ix(before.tour)].load <= room
                        && rng.f64() >= BLINK
                    {
                        best = Spot { delta, after: before.prev };
                    }
                }
            }
        }
        best
    }

    /// The best place of all, for a visit that fits nowhere near.
    fn anywhere_plain(&self, visit: Id) -> Spot {
        let ground = self.ground;
        let me = self.nodes[ix(visit)];
        let tables = &ground.tables[ground.crew[0].travel];
        let mut best = Spot::NOWHERE;
        for carrier in 0..ground.crew.len() {
            let mut after = ground.start(carrier);
            while self.nodes[ix(after)].next != NONE {
                let node = &self.nodes[ix(after)];
                let delta = tables.cost(node.place, me.place) + tables.cost(me.place, node.next_place) - node.cost_next;
                if delta < best.delta && self.fits_plain(visit, after) {
                    best = Spot { delta, after };
                }
                after = node.next;
            }
        }
        best
    }

    /// Whether a visit can be made after a node.
    fn fits_plain(&self, visit: Id, after: Id) -> bool {
        let ground = self.ground;
        let (me, before) = (&self.nodes[ix(visit)], &self.nodes[ix(after)]);
        let tables = &ground.tables[ground.crew[0].travel];
        let begins = (before.depart + tables.time(before.place, me.place)).max(me.open);
        begins <= me.close
            && begins + me.service + tables.time(me.place, before.next_place) <= before.next_latest
            && self.tours[ix(before.tour)].load + ground.sites[ix(visit)].load[0] <= ground.crew[0].capacity[0]
    }
}
