//! A contraction hierarchy that can be given new costs: order and shortcuts come from `cch` (nested dissection by
//! inertial flow), costs are laid over them here, since ours are two numbers in one: milliseconds in the upper half,
//! decimetres in the lower. Sums and comparisons of such costs are sums and comparisons of one number: the quickest way
//! wins, the shorter of two equally quick ones, and its length comes with it.
//!
//! After Dibbelt, Strasser and Wagner, *Customizable Contraction Hierarchies*, ACM JEA 2016.

use super::draft::{CLOSED, Draft};
use crate::number::{ix, narrow, rough};
use cch::{Cch, graph::Graph};

/// Milliseconds × 2³² + decimetres.
pub(crate) type Cost = u64;

/// No way. Two of them added are still a number.
pub(crate) const NEVER: Cost = 1 << 62;

/// No corner between: a stretch of the draft.
pub(crate) const DIRECT: u32 = u32::MAX;

pub(crate) const fn cost(milliseconds: u32, decimetres: u32) -> Cost {
    if milliseconds == CLOSED { NEVER } else { widen(milliseconds) << 32 | widen(decimetres) }
}

#[expect(clippy::as_conversions, reason = "widens")]
const fn widen(half: u32) -> u64 {
    half as u64
}

/// The shortcuts, whatever the costs. Corners are numbered by their rank: every arc leads up.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The rank of each corner of the draft.
    pub(crate) ranks: Vec<u32>,
    /// The next corner up to which all ways up lead, [`DIRECT`] at a top.
    pub(crate) parents: Vec<u32>,
    /// Where the arcs of each corner begin, and where they lead: sorted.
    pub(crate) first: Vec<u32>,
    pub(crate) heads: Vec<u32>,
}

/// Costs over a frame: of going up along each arc and of coming down, and the corner below that a shortcut goes by.
#[derive(Debug)]
pub(crate) struct Costs {
    pub(crate) up: Vec<Cost>,
    pub(crate) down: Vec<Cost>,
    pub(crate) up_by: Vec<u32>,
    pub(crate) down_by: Vec<u32>,
}

impl Frame {
    pub(crate) fn of(draft: &Draft) -> Self {
        if draft.corners.is_empty() {
            return Self { first: vec![0], ..Self::default() };
        }
        let graph = graph(draft);
        let tails: Vec<u32> = (0..graph.node_count())
            .flat_map(|from| {
                let arcs = graph.first_out.get(from).zip(graph.first_out.get(from + 1)).map_or(0, |(a, b)| b - a);
                std::iter::repeat_n(narrow(from), ix(arcs))
            })
            .collect();
        let (lats, lons): (Vec<f32>, Vec<f32>) =
            draft.corners.iter().map(|corner| (rough(corner.lat()), rough(corner.lon()))).unzip();
        let order = cch::inertial_order(narrow(draft.corners.len()), &tails, &graph.head, &lats, &lons);
        let shortcuts = Cch::build(&graph, &order);
        let view = shortcuts.view();
        Self {
            ranks: view.rank.to_vec(),
            parents: view.elimination_tree_parent.to_vec(),
            first: view.up_first_out.to_vec(),
            heads: view.up_head.to_vec(),
        }
    }

    /// The arcs of a corner: the number of the first, and where they lead.
    fn arcs(&self, corner: usize) -> (usize, &[u32]) {
        let from = self.first.get(corner).copied().map_or(0, ix);
        let to = self.first.get(corner + 1).copied().map_or(from, ix);
        (from, self.heads.get(from..to).unwrap_or_default())
    }

    /// The number of the arc from a corner to one above.
    fn arc(&self, low: u32, high: u32) -> Option<usize> {
        let (from, heads) = self.arcs(ix(low));
        heads.binary_search(&high).ok().map(|at| from + at)
    }

    /// Lays the costs of a way of travelling over the shortcuts: each stretch on its arc, then from the lowest corner
    /// up, whatever is cheaper by it than without.
    pub(crate) fn costs(&self, draft: &Draft, mode: usize) -> Costs {
        let arcs = self.heads.len();
        let mut costs = Costs {
            up: vec![NEVER; arcs],
            down: vec![NEVER; arcs],
            up_by: vec![DIRECT; arcs],
            down_by: vec![DIRECT; arcs],
        };
        for stretch in &draft.stretches {
            let [from, to] = stretch.ends.map(|corner| self.ranks.get(ix(corner)).copied().unwrap_or(DIRECT));
            let Some(arc) = self.arc(from.min(to), from.max(to)) else { continue };
            let [along, back] = stretch.pair(mode).map(|time| cost(time, stretch.decimetres));
            let (up, down) = if from < to { (along, back) } else { (back, along) };
            lower(&mut costs.up, arc, up);
            lower(&mut costs.down, arc, down);
        }
        for corner in 0..self.parents.len() {
            self.shorten(corner, &mut costs);
        }
        costs
    }

    /// What is cheaper by a corner, between any two that it leads up to.
    fn shorten(&self, corner: usize, costs: &mut Costs) {
        let (from, heads) = self.arcs(corner);
        let here: Vec<(u32, Cost, Cost)> = heads
            .iter()
            .enumerate()
            .map(|(at, head)| {
                let arc = |costs: &[Cost]| costs.get(from + at).copied().unwrap_or(NEVER);
                (*head, arc(&costs.up), arc(&costs.down))
            })
            .collect();
        for (at, (low, up_low, down_low)) in here.iter().enumerate() {
            let (first, above) = self.arcs(ix(*low));
            let mut arcs = above.iter().enumerate();
            for (high, up_high, down_high) in here.iter().skip(at + 1) {
                // Both are sorted: the arc to the next one is further on.
                let Some((next, _)) = arcs.find(|(_, head)| *head == high) else { break };
                let (arc, by) = (first + next, narrow(corner));
                if lower(&mut costs.up, arc, down_low + up_high) {
                    put(&mut costs.up_by, arc, by);
                }
                if lower(&mut costs.down, arc, down_high + up_low) {
                    put(&mut costs.down_by, arc, by);
                }
            }
        }
    }
}

fn lower(costs: &mut [Cost], arc: usize, cost: Cost) -> bool {
    match costs.get_mut(arc) {
        Some(known) if cost < *known => {
            *known = cost;
            true
        }
        _ => false,
    }
}

fn put(list: &mut [u32], at: usize, value: u32) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

/// Each stretch both ways: who may go which way is a matter of costs.
fn graph(draft: &Draft) -> Graph {
    let mut arcs: Vec<(u32, u32)> = draft
        .stretches
        .iter()
        .flat_map(|stretch| {
            let [from, to] = stretch.ends;
            [(from, to), (to, from)]
        })
        .filter(|(from, to)| from != to)
        .collect();
    arcs.sort_unstable();
    arcs.dedup();
    let mut first_out = Vec::with_capacity(draft.corners.len() + 1);
    first_out.push(0);
    for corner in 0..narrow(draft.corners.len()) {
        first_out.push(narrow(arcs.partition_point(|(from, _)| *from <= corner)));
    }
    let weight = vec![0; arcs.len()];
    Graph { first_out, head: arcs.into_iter().map(|(_, to)| to).collect(), weight }
}
