//! From every place to every other.

use super::{
    hierarchy::{Cost, DIRECT, NEVER},
    network::{CostLists, Lists, Network, number},
    snap::{Doors, Snap},
};
use crate::{
    number::{ix, narrow},
    place::Point,
    router::Table,
};
use cabas_kernel::words::rounds::TravelMode;
use rayon::prelude::*;

impl Network {
    /// Times and distances of the quickest ways from each place to each other.
    ///
    /// Up from every place once, down to all others at once: after Delling, Goldberg and Werneck, *Faster Batched
    /// Shortest Paths in Road Networks*, ATMOS 2011, over an elimination tree.
    pub fn table(&self, mode: TravelMode, places: &[Point]) -> Table {
        let snaps: Vec<Option<Snap>> = places.par_iter().map(|place| self.snap(mode, *place)).collect();
        let costs = self.matrix(mode, &snaps, &snaps);
        Table::of(places.len(), costs, snaps.iter().map(Option::is_none).collect())
    }

    /// The cost from each of some places to each of others, in rows.
    pub(super) fn matrix(&self, mode: TravelMode, from: &[Option<Snap>], to: &[Option<Snap>]) -> Vec<Cost> {
        if to.is_empty() {
            return Vec::new();
        }
        let (lists, costs, mode) = (self.lists(), self.costs(mode), number(mode));
        let below = Below::of(&lists, &costs, to, mode);
        let mut matrix = vec![NEVER; from.len() * to.len()];
        let work = || Work { labels: vec![NEVER; lists.parents.len()], met: Vec::new(), reached: Vec::new() };
        matrix.par_chunks_mut(to.len()).zip(from).for_each_init(work, |work, (row, from)| {
            let Some(from) = from else { return };
            climb(&lists, &costs, lists.exits(*from, mode), work);
            below.come_down(work);
            for ((cost, to), doors) in row.iter_mut().zip(to).zip(&below.doors) {
                let Some(to) = to else { continue };
                let by = |(at, cost): &(u32, Cost)| work.reached.get(ix(*at)).map_or(NEVER, |reached| reached + cost);
                let round = doors.iter().map(by).fold(NEVER, Cost::min);
                *cost = round.min(lists.within(*from, *to, mode));
            }
            work.clear();
        });
        matrix
    }
}

/// What one thread writes on.
struct Work {
    /// The cost to each corner above.
    labels: Vec<Cost>,
    met: Vec<u32>,
    /// The cost to each corner from which some place can be come down to.
    reached: Vec<Cost>,
}

impl Work {
    fn label(&self, corner: u32) -> Cost {
        self.labels.get(ix(corner)).copied().unwrap_or(NEVER)
    }

    fn lower(&mut self, corner: u32, cost: Cost) {
        if let Some(label) = self.labels.get_mut(ix(corner)) {
            *label = cost.min(*label);
        }
    }

    fn clear(&mut self) {
        for corner in self.met.drain(..) {
            if let Some(label) = self.labels.get_mut(ix(corner)) {
                *label = NEVER;
            }
        }
    }
}

/// All corners above two, from the lowest up.
pub(super) fn above(parents: &[u32], [mut a, mut b]: [u32; 2]) -> impl Iterator<Item = u32> {
    let up = |corner: u32| parents.get(ix(corner)).copied().unwrap_or(DIRECT);
    std::iter::from_fn(move || {
        let next = a.min(b);
        if next == DIRECT {
            return None;
        }
        let parent = up(next);
        if a == next {
            a = parent;
        }
        if b == next {
            b = parent;
        }
        Some(next)
    })
}

fn climb(lists: &Lists, costs: &CostLists, doors: Doors, work: &mut Work) {
    for (corner, cost) in doors {
        work.lower(corner, cost);
    }
    for corner in above(lists.parents, doors.map(|(corner, _)| corner)) {
        work.met.push(corner);
        let here = work.label(corner);
        if here >= NEVER {
            continue;
        }
        let (from, heads) = lists.arcs(corner);
        let up = costs.up.get(from..).unwrap_or_default();
        for (head, up) in heads.iter().zip(up) {
            work.lower(*head, here + up);
        }
    }
}

/// The corners above some places, from the highest down, and how one comes down by them.
struct Below {
    corners: Vec<u32>,
    first: Vec<u32>,
    /// From which corner of `corners`, at what cost.
    arcs: Vec<(u32, Cost)>,
    /// For each place, the corners at the ends of its street, by their place in `corners`, and the cost from there.
    doors: Vec<Doors>,
}

impl Below {
    fn of(lists: &Lists, costs: &CostLists, to: &[Option<Snap>], mode: usize) -> Self {
        let entries: Vec<Doors> =
            to.iter().map(|to| to.map_or([(DIRECT, NEVER); 2], |to| lists.entries(to, mode))).collect();
        let mut marked = vec![false; lists.parents.len()];
        for corner in entries.iter().flatten().map(|(corner, _)| *corner) {
            let mut corner = corner;
            // Above a corner that was marked, all are.
            while let Some(mark) = marked.get_mut(ix(corner)).filter(|mark| !**mark) {
                *mark = true;
                corner = lists.parents.get(ix(corner)).copied().unwrap_or(DIRECT);
            }
        }
        let corners: Vec<u32> =
            marked.iter().enumerate().rev().filter(|(_, mark)| **mark).map(|(at, _)| narrow(at)).collect();
        let mut places = vec![DIRECT; lists.parents.len()];
        for (at, corner) in corners.iter().enumerate() {
            if let Some(place) = places.get_mut(ix(*corner)) {
                *place = narrow(at);
            }
        }
        let place = |corner: u32| places.get(ix(corner)).copied().unwrap_or(DIRECT);
        let mut below = Self { corners: Vec::new(), first: vec![0], arcs: Vec::new(), doors: Vec::new() };
        for corner in &corners {
            let (from, heads) = lists.arcs(*corner);
            let down = costs.down.get(from..).unwrap_or_default();
            below.arcs.extend(
                heads.iter().zip(down).filter(|(_, down)| **down < NEVER).map(|(head, down)| (place(*head), *down)),
            );
            below.first.push(narrow(below.arcs.len()));
        }
        below.doors = entries.iter().map(|doors| doors.map(|(corner, cost)| (place(corner), cost))).collect();
        below.corners = corners;
        below
    }

    fn come_down(&self, work: &mut Work) {
        work.reached.clear();
        let ends = self.first.iter().zip(self.first.iter().skip(1));
        for (corner, (from, to)) in self.corners.iter().zip(ends) {
            let mut best = work.label(*corner);
            for (head, down) in self.arcs.get(ix(*from)..ix(*to)).unwrap_or_default() {
                let by = work.reached.get(ix(*head)).copied().unwrap_or(NEVER) + down;
                best = best.min(by);
            }
            work.reached.push(best.min(NEVER));
        }
    }
}
