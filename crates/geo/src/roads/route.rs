//! The way from a place to another: its line on the map, and the streets it takes.

use super::{
    hierarchy::{Cost, DIRECT, NEVER},
    network::{CostLists, Lists, Network, number},
    pace::STAIRS,
    snap::Snap,
    table::above,
};
use crate::{
    place::Point,
    router::{Leg, Step, metres, seconds},
};
use cabas_kernel::words::rounds::TravelMode;
use std::collections::HashMap;

impl Network {
    /// The quickest way from a place to another; `None` where there is none, or one of the two is on no street.
    pub fn leg(&self, mode: TravelMode, from: Point, to: Point) -> Option<Leg> {
        let (from, to) = (self.snap(mode, from)?, self.snap(mode, to)?);
        let (lists, costs) = (self.lists(), self.costs(mode));
        let within = lists.within(from, to, number(mode));
        let round = Way::find(&lists, &costs, from, to, number(mode));
        match round {
            Some(way) if way.cost < within => Some(way.leg(&lists, from, to, number(mode))),
            _ if within < NEVER => Some(on_one_street(&lists, from, to, within)),
            _ => None,
        }
    }
}

fn on_one_street(lists: &Lists, from: Snap, to: Snap, cost: Cost) -> Leg {
    let step = step(lists, from.stretch(), cost);
    Leg { seconds: seconds(cost), metres: metres(cost), line: lists.inside(from, to), steps: vec![step] }
}

fn step(lists: &Lists, stretch: u32, cost: Cost) -> Step {
    Step {
        street: lists.name(stretch).map(Into::into),
        stairs: lists.kind(stretch) & STAIRS != 0,
        metres: metres(cost),
        seconds: seconds(cost),
    }
}

/// A way over corners.
struct Way {
    corners: Vec<u32>,
    cost: Cost,
}

/// Going up along an arc, or coming down.
#[derive(Clone, Copy)]
enum Turn {
    Up(u32, u32),
    Down(u32, u32),
}

/// The cost to a corner, and the corner before it.
type Labels = HashMap<u32, (Cost, u32)>;

impl Way {
    fn find(lists: &Lists, costs: &CostLists, from: Snap, to: Snap, mode: usize) -> Option<Self> {
        let out = climb(lists, costs.up, lists.exits(from, mode));
        let back = climb(lists, costs.down, lists.entries(to, mode));
        let met = out.iter().filter_map(|(corner, (cost, _))| back.get(corner).map(|(rest, _)| (cost + rest, *corner)));
        let (cost, top) = met.min().filter(|(cost, _)| *cost < NEVER)?;
        let mut turns: Vec<Turn> = chain(&out, top).into_iter().rev().map(|(low, high)| Turn::Up(low, high)).collect();
        turns.extend(chain(&back, top).into_iter().map(|(low, high)| Turn::Down(high, low)));
        let first = turns.first().map_or(top, |turn| match turn {
            Turn::Up(from, _) | Turn::Down(from, _) => *from,
        });
        let mut corners = vec![first];
        for turn in turns {
            unpack(lists, costs, turn, &mut corners)?;
        }
        Some(Self { corners, cost })
    }

    fn leg(&self, lists: &Lists, from: Snap, to: Snap, mode: usize) -> Leg {
        let mut line = Vec::new();
        let mut steps: Vec<Step> = Vec::new();
        let (first, last) = (self.corners.first().copied(), self.corners.last().copied());
        let leave = lists.exits(from, mode);
        let leaves_by_last = leave.first().is_some_and(|door| Some(door.0) == first && by(leave, first) == door.1);
        line.extend(lists.towards(from, leaves_by_last));
        add(&mut steps, step(lists, from.stretch(), by(leave, first)));
        for (a, b) in self.corners.iter().zip(self.corners.iter().skip(1)) {
            let Some((stretch, along, cost)) = cheapest(lists, *a, *b, mode) else { continue };
            let points = lists.line(stretch);
            if along {
                line.extend(points.skip(1));
            } else {
                line.extend(points.rev().skip(1));
            }
            add(&mut steps, step(lists, stretch, cost));
        }
        let come = lists.entries(to, mode);
        let comes_from_last = come.get(1).is_some_and(|door| Some(door.0) == last && by(come, last) == door.1);
        let mut end = lists.towards(to, comes_from_last);
        end.reverse();
        line.extend(end.into_iter().skip(1));
        add(&mut steps, step(lists, to.stretch(), by(come, last)));
        line.dedup();
        Leg { seconds: seconds(self.cost), metres: metres(self.cost), line, steps }
    }
}

/// The cheaper of the doors at a corner: both are, on a street that comes back to where it begins.
fn by(doors: super::snap::Doors, corner: Option<u32>) -> Cost {
    doors.iter().filter(|door| Some(door.0) == corner).map(|door| door.1).fold(NEVER, Cost::min)
}

/// One street after another: what goes on along the same one is one step.
fn add(steps: &mut Vec<Step>, step: Step) {
    match steps.last_mut() {
        Some(last) if last.street == step.street && last.stairs == step.stairs => {
            last.metres += step.metres;
            last.seconds += step.seconds;
        }
        _ if step.metres == 0 => {}
        _ => steps.push(step),
    }
}

fn climb(lists: &Lists, costs: &[Cost], doors: super::snap::Doors) -> Labels {
    let mut labels = Labels::new();
    for (corner, cost) in doors {
        let label = labels.entry(corner).or_insert((NEVER, DIRECT));
        *label = (cost.min(label.0), DIRECT);
    }
    for corner in above(lists.parents, doors.map(|(corner, _)| corner)) {
        let Some((here, _)) = labels.get(&corner).copied().filter(|(cost, _)| *cost < NEVER) else { continue };
        let (from, heads) = lists.arcs(corner);
        for (head, cost) in heads.iter().zip(costs.get(from..).unwrap_or_default()) {
            let label = labels.entry(*head).or_insert((NEVER, DIRECT));
            if here + cost < label.0 {
                *label = (here + cost, corner);
            }
        }
    }
    labels
}

/// The arcs that led to a corner, the last first.
fn chain(labels: &Labels, top: u32) -> Vec<(u32, u32)> {
    let mut arcs = Vec::new();
    let mut corner = top;
    while let Some((_, before)) = labels.get(&corner).copied().filter(|(_, before)| *before != DIRECT) {
        arcs.push((before, corner));
        corner = before;
    }
    arcs
}

/// Adds the corners that an arc goes by, its end with them.
fn unpack(lists: &Lists, costs: &CostLists, turn: Turn, corners: &mut Vec<u32>) -> Option<()> {
    let mut left = vec![turn];
    while let Some(turn) = left.pop() {
        let (by, end) = match turn {
            Turn::Up(low, high) => (costs.up_by.get(lists.arc(low, high)?)?, high),
            Turn::Down(high, low) => (costs.down_by.get(lists.arc(low, high)?)?, low),
        };
        match (*by, turn) {
            (DIRECT, _) => corners.push(end),
            (by, Turn::Up(from, to) | Turn::Down(from, to)) => left.extend([Turn::Up(by, to), Turn::Down(from, by)]),
        }
    }
    Some(())
}

/// The stretch that leads from a corner to the next at the least cost, and whether along it.
fn cheapest(lists: &Lists, from: u32, to: u32, mode: usize) -> Option<(u32, bool, Cost)> {
    let mut best = None;
    for stretch in lists.touching(from) {
        let [along, back] = lists.times(*stretch, mode);
        let [first, last] = lists.ends(*stretch);
        for (time, ends, is_along) in [(along, (first, last), true), (back, (last, first), false)] {
            let cost = super::hierarchy::cost(time, lists.decimetres(*stretch));
            if ends == (from, to) && cost < best.map_or(NEVER, |(_, _, cost)| cost) {
                best = Some((*stretch, is_along, cost));
            }
        }
    }
    best
}
